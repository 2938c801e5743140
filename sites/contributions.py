"""What the register gives to the apps around it: keepers' grants, its copies of paths, agreements that end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.actors import MORE_GRANTS
from accounts.services import PATH_COPIES
from core.actor import Actor
from core.registry import INBOX, NEXT_STEPS, Inbox, InboxItem, NextStep
from sites.models import ServiceSite
from sites.policy import keeper_grants
from sites.selectors import agreements_ending
from sites.services import relabel_paths
from sites.vocabulary import SiteState

#: An agreement is renewed in talks; two months ahead is when they begin.
AGREEMENT_NOTICE = timedelta(days=60)

#: More lines than this help nobody on a desk.
MOST_LINES = 50


def agreements_inbox(actor: Actor, now: datetime) -> Inbox:
    """Agreements with hosts that end soon, for the branch that manages the site."""
    today = now.date()
    rows = agreements_ending(actor, after=today, until=today + AGREEMENT_NOTICE)[:MOST_LINES]
    lines = [
        InboxItem(
            title=str(row.site),
            url=f"/desk/sites/{row.site.code}/",
            reason=f"与{row.host_name}的共建协议将到期,请商定续签。",
            due=row.ends_on,
        )
        for row in rows
    ]
    return Inbox(upcoming=lines)


_STEPS = {
    SiteState.OPEN: NextStep("没有正在办理的事项,资料有变化时及时更新", who="阵地负责人"),
    SiteState.SUSPENDED: NextStep("恢复开放,或者办理注销", who="主管工会"),
    SiteState.RECTIFYING: NextStep("完成整改并接受复查", who="阵地负责人"),
    SiteState.CANCELLED: NextStep("已注销,资料和记录保留备查"),
}


def site_step(row: Any, now: datetime) -> NextStep | None:
    """What comes next for a site without an open case; other rows are not ours."""
    return _STEPS.get(SiteState(row.state)) if isinstance(row, ServiceSite) else None


MORE_GRANTS.register("sites.keepers", keeper_grants)
PATH_COPIES.register("sites", relabel_paths)
INBOX.register("sites.agreements", agreements_inbox)
NEXT_STEPS.register("sites", site_step)
