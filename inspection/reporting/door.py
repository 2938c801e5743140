"""Does a site take reports now? Its page and its service ask the same; no database."""

from __future__ import annotations

from sites.models import ServiceSite
from sites.vocabulary import SiteState

_CLOSED = {
    SiteState.PLANNED: "这里还没有开放,暂不接收反映。",
    SiteState.CANCELLED: "这里已经停止服务,不再接收反映。感谢您的关心。",
}


def closed_words(site: ServiceSite) -> str:
    """What the visitor reads instead of the buttons; empty while reports are taken."""
    return _CLOSED.get(SiteState(site.state), "")
