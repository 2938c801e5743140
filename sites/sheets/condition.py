"""In which state does a list say that a site is? Open or closed for a time; whatever else a list writes has to be asked. Pure."""

from __future__ import annotations

from sites.sheets.names import plain_name
from sites.vocabulary import SiteState

_WORDS = {
    SiteState.OPEN: (
        "正常开放",
        "开放",
        "正常",
        "启用",
        "在用",
        "使用中",
        "运行中",
        "正常运行",
        "正常使用",
        "已启用",
    ),
    SiteState.SUSPENDED: (
        "暂停开放",
        "暂停",
        "停用",
        "暂停使用",
        "临时关闭",
        "暂停服务",
        "装修",
        "维修",
        "未开放",
    ),
}
_BY_WORD = {plain_name(word): state for state, words in _WORDS.items() for word in words}


def state_named(text: str) -> str:
    """A ``SiteState``; a site without a word is open, an unknown word is an empty answer."""
    name = plain_name(text)
    return str(_BY_WORD.get(name, "")) if name else str(SiteState.OPEN)
