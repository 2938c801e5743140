"""What the register gives to the apps around it: keepers' grants, its copies of paths, agreements that end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.actors import MORE_GRANTS
from accounts.services import PATH_COPIES
from core.actor import Actor
from core.jobs import JOBS, JobKind
from core.registry import (
    DOOR_ACTS,
    INBOX,
    LADDER_HANDLERS,
    NEXT_STEPS,
    PANELS,
    Inbox,
    InboxItem,
    InboxList,
    NextStep,
    Panel,
    Reader,
)
from core.words import chinese_day
from rulebook.choices import LadderAction
from rulebook.rubric_checks import VOCABULARIES
from rulebook.services.scans import SCAN_GUARDS
from sites import facts
from sites.at_door.acts import own_acts
from sites.fact_values import PROVIDERS
from sites.ledger.making import JOB, make_ledger
from sites.ledger.selectors import honours_of
from sites.listing import lacking
from sites.models import Honour, HostAgreement, ServiceSite
from sites.notice_rows import board_of
from sites.paper_files import personal_in_pdf
from sites.pictures.uses import USES, uses_in_versions
from sites.policy import SITES, keeper_grants
from sites.providers.near import nearness
from sites.providers.on_file import computed_facts, opening_hours, type_facts, version_facts
from sites.rubric_words import vocabulary
from sites.seasons.panel import public_season, season_lists, season_panel
from sites.selectors import agreements_ending, announced_in
from sites.services import relabel_paths
from sites.services.plates import SUSPEND
from sites.summary import label_of
from sites.use.desk import missing_totals, use_panel
from sites.use.provider import recorded
from sites.vocabulary import IN_USE, Basis, SiteState

#: An agreement is renewed in talks; two months ahead is when they begin.
AGREEMENT_NOTICE = timedelta(days=60)

#: More lines than this help nobody on a desk.
MOST_LINES = 50

#: Honours on the file of a site; nobody was given more.
MOST_HONOURS = 200


def agreements_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """Agreements with hosts that end soon, for the branch that manages the site."""
    rows = agreements_ending(actor, after=today, until=today + AGREEMENT_NOTICE)
    yield InboxList(rows, _ending, MOST_LINES)


def _ending(reader: Reader, rows: list[HostAgreement]) -> Inbox:
    return Inbox(
        upcoming=[
            InboxItem(
                title=str(row.site),
                url=f"/desk/sites/{row.site.code}/",
                reason=f"与{row.host_name}的共建协议将到期,请商定续签。",
                due=row.ends_on,
            )
            for row in rows
        ]
    )


_STEPS = {
    SiteState.OPEN: NextStep("没有正在办理的事项,资料有变化时及时更新", who="阵地负责人"),
    SiteState.SUSPENDED: NextStep("恢复开放,或者办理注销", who="主管工会"),
    SiteState.RECTIFYING: NextStep("完成整改并接受复查", who="阵地负责人"),
    SiteState.CANCELLED: NextStep("已注销,资料和记录保留备查"),
}


def site_step(row: Any, now: datetime) -> NextStep | None:
    """What comes next for a site without an open case; other rows are not ours."""
    if not isinstance(row, ServiceSite):
        return None
    return _announced_step(row, now) or _completing_step(row) or _STEPS.get(SiteState(row.state))


def _completing_step(site: ServiceSite) -> NextStep | None:
    """A site that a list brought in without what a public page needs."""
    version = site.version
    missing = lacking(partial(getattr, version)) if version is not None and site.state in IN_USE else ()
    if not missing:
        return None
    named = "、".join(map(label_of, missing))
    return NextStep(
        f"办理变更备案,补全{named}", who="阵地负责人或区(市)总工会", also="补全前公众查询中不显示"
    )


def _announced_step(site: ServiceSite, now: datetime) -> NextStep | None:
    """What the system does by itself on the day that a notice named."""
    announced = announced_in(site.standing_notices)
    closure = announced.closure_at(now)
    if closure is not None:
        if closure.ends_at is None:
            is_decided = any(each.basis == Basis.DECISION for each in site.standing_notices)
            who = "作出停开决定的工会,不能用公告恢复" if is_decided else "阵地负责人发布恢复开放公告"
            return NextStep("恢复开放,或者办理注销", "恢复时间另行通知", who)
        day = chinese_day(closure.ends_at.astimezone(now.tzinfo).date())
        return NextStep("按公告自动恢复开放", f"{day} 0:00", "系统", "需要提前恢复或继续停开的,另发公告")
    ahead = next(iter(announced.ahead(now)), None)
    if ahead is None:
        return None
    when = f"{chinese_day(ahead.first_day)} 0:00"
    return NextStep("按公告自动暂停开放", when, "系统", "不再停开的,发布恢复开放公告取消")


def notices_panel(actor: Actor, site: Any, now: datetime) -> Mapping[str, Any] | None:
    """What holds and what lies ahead, on the file of the site."""
    board = board_of(site.standing_notices, now, most_past=0)
    rows = [*board.current, *board.ahead]
    return {"rows": rows, "url": reverse("site-notices", args=[site.code])} if site.code else None


def honour_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Honour], int]]:
    return [(honours_of(site), MOST_HONOURS)]


def honours_panel(actor: Actor, site: Any, now: datetime, honours: list[Honour]) -> dict[str, Any]:
    """Honours on the site's file, with the way to change them for who may."""
    may_change = site.code and SITES.decide(actor, "honour", site)
    url = reverse("site-honours", args=[site.code]) if may_change else ""
    return {"honours": honours, "url": url}


MORE_GRANTS.register("sites.keepers", keeper_grants)
PATH_COPIES.register("sites", relabel_paths)
JOBS.register(JOB, JobKind("生成台账", make_ledger))
INBOX.register("sites.agreements", agreements_inbox)
NEXT_STEPS.register("sites", site_step)
DOOR_ACTS.register("sites", own_acts)
PANELS.register("sites.notices", Panel("site-file", 10, "sites/_notices_panel.html", notices_panel))
PANELS.register(
    "sites.honours", Panel("site-file", 60, "sites/_honours_panel.html", honours_panel, honour_lists)
)
PANELS.register(
    "sites.season", Panel("site-file", 11, "sites/seasons/_panel.html", season_panel, season_lists)
)
PANELS.register(
    "sites.public_season",
    Panel("site-page", 5, "sites/seasons/_public_panel.html", public_season, season_lists),
)
VOCABULARIES.register("sites", vocabulary)
PROVIDERS.register(facts.VERSION, version_facts)
PROVIDERS.register(facts.TYPE_FACTS, type_facts)
PROVIDERS.register(facts.COMPUTED, computed_facts)
PROVIDERS.register(facts.HOURS, opening_hours)
PROVIDERS.register(facts.NEARNESS, nearness)
PROVIDERS.register(facts.RECORDS, recorded)
PANELS.register("sites.use", Panel("site-file", 20, "sites/use/_panel.html", use_panel))
INBOX.register("sites.use", missing_totals)
USES.register("sites", uses_in_versions)
SCAN_GUARDS.register("sites.papers", personal_in_pdf)
LADDER_HANDLERS.register(LadderAction.SUSPEND.value, SUSPEND)
