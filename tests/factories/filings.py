"""Cases in any state, walked there by the right people through the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import District, Union, User
from core.actor import SYSTEM, Actor
from filing.models import Filing
from filing.services import (
    accept_on_site,
    approve_filing,
    check_at_street,
    pass_check,
    refuse_filing,
    return_filing,
    save_section,
    sign_filing,
    start_filing,
    submit_filing,
    withdraw_filing,
)
from inspection.visits import VisitFacts
from rulebook.models import RulePack
from rulebook.selectors import terms_of
from rulebook.services.packs import check_pack, create_pack, publish_pack, seed_packs
from tests.factories.people import NOW, TODAY, actor_of, person
from tests.factories.unions import Tree, build_tree

#: The small set that is enough to hand in, and a little more.
FACTS: dict[str, Any] = {
    "name": "中山公园户外劳动者驿站",
    "address": "文登路28号",
    "access": "public",
    "host_name": "中山公园管理处",
    "area_hundredths": 2550,
    "facilities": ["water", "rest"],
}


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


def publish_measures(issuer: Union, *, street_check: bool = False) -> None:
    """The seeded measures; with ``street_check`` each succeeded by one in which the street looks first."""
    packs = seed_packs(issuer, actor=SYSTEM, now=NOW)
    if street_check:
        for pack in packs:
            succeed(pack, NOW.date(), street_check=True)


def succeed(pack: RulePack, effective_from: date, **terms: Any) -> RulePack:
    """A published successor that differs in ``terms``."""
    following = replace(terms_of(pack), effective_from=effective_from, **terms)
    draft = create_pack(following, issuer=pack.issuer, actor=SYSTEM, now=NOW)
    check_pack(draft.pk, actor=SYSTEM, now=NOW)
    return publish_pack(draft.pk, actor=SYSTEM, now=NOW)


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


def filing_in(state: str, office: Office, *, now: datetime = NOW, **how: Any) -> Filing:
    """A case of the first primary union in ``state``; ``how`` goes to the draft."""
    how.setdefault("district", office.tree.in_south)
    filing = draft_by(office.actor("keeper"), office.tree.primary, now=now, **how)
    for step in ROUTES[state]:
        filing = walk(filing, step, office, now=now)
    return Filing.objects.get(pk=filing.pk)


def walk(filing: Filing, step: str, office: Office, *, now: datetime = NOW) -> Filing:
    """One step, done by whoever does it in this office."""
    inspectors = "district" if filing.acceptance_level == "district" else "city"
    at: dict[str, Any] = {"now": now}
    if step == "submit":
        return submit_filing(filing.pk, seen=filing.revision, actor=office.actor("keeper"), **at)
    if step == "street_check":
        return check_at_street(filing.pk, actor=office.actor("street"), **at)
    if step == "pass_check":
        return pass_check(filing.pk, actor=office.actor("district"), **at)
    if step == "return":
        return return_filing(
            filing.pk, action="return_check", actor=office.actor("district"), note="请补充照片。", **at
        )
    if step == "withdraw":
        return withdraw_filing(filing.pk, actor=office.actor("keeper"), **at)
    if step.startswith("visit_"):
        facts = visit_facts(step.removeprefix("visit_"), now.date())
        return accept_on_site(filing.pk, facts, actor=office.actor(inspectors), **at)
    if step == "sign":
        return sign_filing(filing.pk, actor=office.actor("city"), **at)
    if step == "approve":
        return approve_filing(filing.pk, actor=office.actor("city2"), **at)
    return refuse_filing(filing.pk, actor=office.actor("city2"), note="场地不符合要求。", **at)
