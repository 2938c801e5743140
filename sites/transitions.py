"""The life of a site, as an edge table. Every move follows from a decided case, a signed step or an operating notice.

A site is suspended exactly as long as a closure of its own has begun and is not over: ``suspend`` needs one, ``reopen``
is refused while one is left.
"""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from sites.models import ServiceSite
from sites.policy import SITES
from sites.vocabulary import NoticeKind


def _holds(row: ServiceSite) -> bool:
    """Whether a closure of the site has begun and is not over."""
    return row.notices.filter(kind=NoticeKind.CLOSURE, begun_at__isnull=False, over_at=None).exists()


def _is_closed(row: ServiceSite) -> Decision:
    return ALLOWED if _holds(row) else denied("没有生效中的停开公告或决定,不能改为暂停开放。")


def _is_closed_no_more(row: ServiceSite) -> Decision:
    return denied("还有生效中的停开公告或决定,不能恢复开放。") if _holds(row) else ALLOWED


SITE: Machine[ServiceSite] = Machine(
    "site",
    SITES,
    edge("draft", "planned", "", "填写资料", hidden=True),
    edge("open", "planned", "open", "登记开放", hidden=True),
    edge("amend", "open suspended rectifying", "", "变更资料", hidden=True),
    edge("notify", "open suspended rectifying", "", "发布运营公告", hidden=True),
    edge("suspend", "open rectifying", "suspended", "暂停开放", hidden=True, when=_is_closed),
    edge("reopen", "suspended", "open", "恢复开放", hidden=True, when=_is_closed_no_more),
    edge("rectify", "open suspended", "rectifying", "责令整改", hidden=True),
    edge("resume", "rectifying", "open", "整改完成", hidden=True),
    edge("cancel", "open suspended rectifying", "cancelled", "注销", hidden=True),
)
