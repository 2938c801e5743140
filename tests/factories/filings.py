"""Cases in any state, walked there by the right people through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import District, Union, User
from core.actor import SYSTEM, Actor
from filing.gaps import open_gaps, told_gaps
from filing.models import Filing
from filing.services import (
    accept_on_site,
    answer_gap,
    approve_cancellation,
    approve_change,
    approve_filing,
    check_at_street,
    decide_change,
    forward_filing,
    judge_gap,
    note_gap,
    pass_check,
    refuse_filing,
    return_filing,
    save_particulars,
    save_section,
    sign_filing,
    start_cancellation,
    start_change,
    start_filing,
    submit_filing,
    withdraw_filing,
)
from inspection.visits import VisitFacts
from rulebook.services import seed_packs
from sites.models import ServiceSite
from tests.factories.packs import pack_now, succeed
from tests.factories.people import NOW, TODAY, actor_of, person
from tests.factories.unions import Tree, build_tree
from tests.remembered import remembered
from unionportal.drill.office import FACTS


@dataclass(frozen=True)
class Office:
    """A city in which a case can be filed: the tree, the measures, and one person for each job."""

    tree: Tree
    keeper: User
    street: User
    district: User
    city: User
    city2: User

    def actor(self, name: str) -> Actor:
        return actor_of(getattr(self, name))


@remembered
def build_office(*, street_check: bool = False) -> Office:
    tree = build_tree()
    publish_measures(tree.city, street_check=street_check)
    return Office(
        tree=tree,
        keeper=person("keeper", "keeper", tree.primary, name="王芳"),
        street=person("street", "street", tree.street, name="孙丽"),
        district=person("district", "district", tree.south, name="李娜"),
        city=person("city", "city", tree.city, name="赵强"),
        city2=person("city2", "city", tree.city, name="周敏"),
    )


@remembered
def publish_measures(issuer: Union, *, street_check: bool = False) -> None:
    """The seeded measures; with ``street_check`` each succeeded by one in which the street looks first."""
    packs = seed_packs(issuer, actor=SYSTEM, now=NOW, with_tables=False)
    if street_check:
        for family in {pack.family for pack in packs}:
            succeed(pack_now(family, issuer), NOW.date(), street_check=True)


@remembered
def draft_by(
    actor: Actor,
    over: Union,
    district: District,
    *,
    site_type: str = "outdoor_station",
    now: datetime = NOW,
    **facts: Any,
) -> Filing:
    """A draft with everything that is mandatory."""
    filing = start_filing(site_type=site_type, union=over, district=district, actor=actor, now=now)
    return save_section(filing.pk, FACTS | facts, seen=filing.revision, actor=actor, now=now)


def visit_facts(verdict: str = "pass", held_on: date = TODAY, **more: Any) -> VisitFacts:
    """Two inspectors, one person on site; what a bad verdict needs is there."""
    if verdict != "pass":
        more.setdefault("findings", "饮水机未通电。")
    if verdict == "fix":
        more.setdefault("fix_by", held_on + timedelta(days=10))
    return VisitFacts(
        held_on=held_on,
        inspectors=("李娜", "陈静"),
        organisation="市南区总工会",
        met_on_site="王芳",
        verdict=verdict,
        **more,
    )


#: What is done to a fresh draft, in order, until the case stands where it should.
ROUTES: dict[str, tuple[str, ...]] = {
    "draft": (),
    "district_check": ("submit",),
    "returned": ("submit", "return"),
    "acceptance": ("submit", "pass_check"),
    "reacceptance": ("submit", "pass_check", "visit_fix"),
    "city_filing": ("submit", "pass_check", "visit_pass"),
    "filed": ("submit", "pass_check", "visit_pass", "sign", "approve"),
    "refused": ("submit", "pass_check", "visit_fail", "sign", "refuse"),
    "withdrawn": ("submit", "withdraw"),
}


@remembered
def filing_in(state: str, office: Office, *, now: datetime = NOW, **how: Any) -> Filing:
    """A case of the first primary union in ``state``; ``how`` goes to the draft."""
    how.setdefault("district", office.tree.in_south)
    filing = draft_by(office.actor("keeper"), office.tree.primary, now=now, **how)
    for step in ROUTES[state]:
        filing = walk(filing, step, office, now=now)
    return Filing.objects.get(pk=filing.pk)


#: Part, problem, remedy.
ADDRESS_GAP = ("place.address", "地址不完整。", "写明门牌号。")


@remembered
def return_with(
    filing: Filing, checker: Actor, *gaps: tuple[str, str, str], now: datetime = NOW, **more: Any
) -> Filing:
    """Note the gaps and send them in one letter."""
    for part, problem, remedy in gaps:
        note_gap(filing.pk, part, problem, remedy, actor=checker, now=now)
    return return_filing(filing.pk, actor=checker, now=now, **more)


@remembered
def mend(filing: Filing, writer: Actor, *, now: datetime = NOW, **facts: Any) -> Filing:
    """Change what the letter names (the address, unless told otherwise), answer every gap, hand in again."""
    case = Filing.objects.get(pk=filing.pk)
    facts = facts or {"address": f"{case.version.address}甲"}
    case = save_section(case.pk, facts, seen=case.revision, actor=writer, now=now)
    for gap in open_gaps(case):
        answer_gap(case.pk, gap.pk, "已核对。", actor=writer, now=now)
    case.refresh_from_db()
    return submit_filing(case.pk, seen=case.revision, actor=writer, now=now)


#: What a cancellation has to say.
PARTICULARS: dict[str, dict[str, Any]] = {
    "change": {"reason": "门口改造。"},
    "cancel": {
        "ground": "host_withdrew",
        "last_day": TODAY.isoformat(),
        "equipment": [{"name": "饮水机", "asset_number": "GH-2023-001", "disposal": "moved"}],
        "plate": "returned",
        "maps": "removed",
        "users_told": "门口张贴通知。",
    },
}


@remembered
def follow_up(filed: Filing, kind: str, writer: Actor, *, now: datetime = NOW) -> Filing:
    """A draft of a change or a cancellation on the site of a filed case, with what it has to say."""
    start = start_change if kind == "change" else start_cancellation
    site = ServiceSite.objects.get(pk=filed.site_id)
    case = start(site, actor=writer, now=now)
    return save_particulars(case.pk, PARTICULARS[kind], seen=case.revision, actor=writer, now=now)


def _gap_step(filing: Filing, step: str, office: Office, now: datetime) -> Filing:
    """Steps of the return loop, by whoever holds the case."""
    checker = office.actor("city" if filing.state == "city_filing" else "district")
    if step == "note":
        note_gap(filing.pk, *ADDRESS_GAP, actor=checker, now=now)
    if step == "return":
        return return_with(filing, checker, ADDRESS_GAP, now=now)
    for gap in told_gaps(filing):
        if step == "answer":
            answer_gap(filing.pk, gap.pk, "已核对。", actor=office.actor("keeper"), now=now)
        if step == "settle":
            judge_gap(filing.pk, gap.pk, "settled", actor=checker, now=now)
    return Filing.objects.get(pk=filing.pk)


Walk = Callable[[Filing, Office, datetime], Filing]


def _by(who: str, service: Callable[..., Filing], **more: Any) -> Walk:
    return lambda filing, office, now: service(filing.pk, actor=office.actor(who), now=now, **more)


def _visited(filing: Filing, verdict: str, office: Office, now: datetime) -> Filing:
    inspector = office.actor("district" if filing.acceptance_level == "district" else "city")
    return accept_on_site(filing.pk, visit_facts(verdict, now.date()), actor=inspector, now=now)


def _handed_in(filing: Filing, office: Office, now: datetime) -> Filing:
    return submit_filing(filing.pk, seen=filing.revision, actor=office.actor("keeper"), now=now)


WALKS: dict[str, Walk] = {
    "submit": _handed_in,
    "street_check": _by("street", check_at_street),
    "pass_check": _by("district", pass_check),
    "forward": _by("district", forward_filing),
    "mend": lambda filing, office, now: mend(filing, office.actor("keeper"), now=now),
    "withdraw": _by("keeper", withdraw_filing, note="场地另有安排。"),
    "sign": _by("city", sign_filing),
    "approve": _by("city2", approve_filing),
    "approve_change": _by("city2", approve_change),
    "approve_cancel": _by("city2", approve_cancellation),
    "refuse": _by("city2", refuse_filing, note="场地不符合要求。"),
    "decide_change": _by("district", decide_change),
}


@remembered
def walk(filing: Filing, step: str, office: Office, *, now: datetime = NOW) -> Filing:
    """One step, done by whoever does it in this office."""
    if step.startswith("visit_"):
        return _visited(filing, step.removeprefix("visit_"), office, now)
    if step in ("note", "return", "answer", "settle"):
        return _gap_step(filing, step, office, now)
    return WALKS[step](filing, office, now)
