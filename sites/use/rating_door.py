"""Does a site take answers on satisfaction now? Its page and its service ask the same; no database."""

from __future__ import annotations

from sites.models import ServiceSite
from sites.vocabulary import SiteState

_CLOSED = {
    SiteState.PLANNED: "这里还没有开放,暂不收集评价。",
    SiteState.SUSPENDED: "这里暂停开放,恢复开放后欢迎您再来评价。",
    SiteState.CANCELLED: "这里已经停止服务,不再收集评价。感谢您的关心。",
}


def closed_words(site: ServiceSite) -> str:
    """What the visitor reads instead of the buttons; empty while answers are taken."""
    return _CLOSED.get(SiteState(site.state), "")
