"""Which hours of the day are counted together, which jobs may visitors name? No database, no clock.

A code is never renamed or reused: counts hold it for ever.
"""

from __future__ import annotations

from sites.vocabulary import SiteState

#: Codes and what people call them, in the order of the buttons. Nobody has to name one.
TRADES = {
    "courier": "快递员",
    "takeaway": "外卖员",
    "sanitation": "环卫工人",
    "driver": "网约车、货车司机",
    "traffic": "交警、城管",
    "builder": "建筑工人",
    "other": "其他",
}
UNNAMED = "未选工种"

#: The hour at which each band begins.
BANDS = (0, 6, 9, 12, 15, 18, 21)
_DAY_ENDS = 24

_CLOSED = {
    SiteState.PLANNED: "这里还没有开放,暂不登记。",
    SiteState.SUSPENDED: "这里暂停开放,恢复开放后欢迎您再来。",
    SiteState.CANCELLED: "这里已经停止服务,不再登记。",
}


def band_of(hour: int) -> int:
    """The beginning of the band that the hour lies in."""
    return max(begins for begins in BANDS if begins <= hour)


def band_words(band: int) -> str:
    """9:00 至 12:00"""
    ends = next((begins for begins in BANDS if begins > band), _DAY_ENDS)
    return f"{band}:00 至 {ends}:00"


def trade_words(trade: str) -> str:
    return TRADES.get(trade, trade) if trade else UNNAMED


def not_counted_words(state: str) -> str:
    """Why nobody is counted here now; empty while the site takes visitors."""
    return _CLOSED.get(SiteState(state), "")
