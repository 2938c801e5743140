"""Who may move a site, in which state, by which act: every cell of the table, and the tables leave nothing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction

from core.actor import NOBODY, SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from sites.models import OperatingNotice, ServiceSite, SiteKeeper
from sites.services import (
    Sender,
    announce_closure,
    announce_reopening,
    confirm_facts,
    correct_facts,
    plan_site,
    reopen_site,
    suspend_site,
)
from sites.transitions import SITE
from sites.vocabulary import SiteState
from tests.factories import NOW, Tree, actor_of, build_tree, person
from tests.factories.packs import seed_calendars
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

TELLS = {"keeper", "site_keeper", "district"}
DECIDES = {"district", "city", "system"}

#: Situation → act → who may. What is not written here is refused.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "planned": {},
    "open": {"close": TELLS, "correct": TELLS, "confirm": TELLS, "decide_closed": DECIDES},
    "closed_by_notice": {
        "reopen": TELLS,
        "correct": TELLS,
        "confirm": TELLS,
        "decide_open": DECIDES,
        "decide_closed": DECIDES,
    },
    # Decisions stand beside each other: a suspended plate, and a cancellation that runs.
    "closed_by_decision": {
        "correct": TELLS,
        "confirm": TELLS,
        "decide_open": DECIDES,
        "decide_closed": DECIDES,
    },
    "rectifying": {"close": TELLS, "correct": TELLS, "confirm": TELLS, "decide_closed": DECIDES},
    "cancelled": {},
}

#: The state afterwards where an act moves the site; elsewhere it stays as it was.
LEADS_TO = {
    ("open", "close"): "suspended",
    ("open", "decide_closed"): "suspended",
    ("rectifying", "decide_closed"): "suspended",
    ("closed_by_notice", "reopen"): "open",
    ("closed_by_notice", "decide_open"): "open",
    ("closed_by_decision", "decide_open"): "open",
}

Act = Callable[[ServiceSite, Actor], object]


def _reopen(site: ServiceSite, actor: Actor) -> object:
    closure = OperatingNotice.objects.filter(site=site, kind="closure").first()
    return announce_reopening(site.pk, closure.pk if closure else 0, at=NOW, by=Sender(actor, NOW))


ACTS: dict[str, Act] = {
    "close": lambda site, actor: announce_closure(
        site.pk, starts_at=NOW, ends_at=None, reason="装修", by=Sender(actor, NOW)
    ),
    "reopen": _reopen,
    "correct": lambda site, actor: correct_facts(
        site.pk, "phone", {"public_phone": "0532-80000000"}, by=Sender(actor, NOW)
    ),
    "confirm": lambda site, actor: confirm_facts(site.pk, by=Sender(actor, NOW)),
    "decide_closed": lambda site, actor: suspend_site(
        site.pk, starts_at=NOW, ends_at=None, reason="整改", actor=actor, now=NOW
    ),
    "decide_open": lambda site, actor: reopen_site(site.pk, at=NOW, actor=actor, now=NOW),
}


@pytest.fixture
def tree() -> Tree:
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_tree()


@pytest.fixture
def sites(tree: Tree) -> dict[str, ServiceSite]:
    opened = {
        name: opened_site(tree.primary, name, hours=OFFICE_HOURS) for name in ALLOWED if name != "planned"
    }
    span = {"starts_at": NOW, "ends_at": None, "reason": "装修"}
    suspend_site(opened["closed_by_decision"].pk, **span, actor=SYSTEM, now=NOW)
    announcer = actor_of(person("announcer", "keeper", tree.primary))
    announce_closure(opened["closed_by_notice"].pk, **span, by=Sender(announcer, NOW))
    for name, action in (("rectifying", "rectify"), ("cancelled", "cancel")):
        with SITE.step(opened[name].pk, action, actor=SYSTEM, now=NOW):
            pass
    draft = plan_site(
        site_type="outdoor_station", union=tree.primary, district=tree.in_south, actor=SYSTEM, now=NOW
    )
    found = {"planned": draft.site, **opened}
    return {name: ServiceSite.objects.get(pk=site.pk) for name, site in found.items()}


@pytest.fixture
def actors(tree: Tree, sites: dict[str, ServiceSite]) -> dict[str, Actor]:
    single = person("single", over=tree.north_primary)
    for site in sites.values():
        SiteKeeper.objects.create(site=site, user=single, since=NOW.date())
    yesterday = NOW.date() - timedelta(days=1)
    people = {
        "keeper": person("keeper", "keeper", tree.primary),
        "site_keeper": single,
        "district": person("district", "district", tree.south),
        "district_without_decide": person("plain", "district", tree.south, rights={"decide": False}),
        "city": person("city", "city", tree.city),
        "street": person("street", "street", tree.street),
        "other_keeper": person("k2", "keeper", tree.other_primary),
        "standing_district": person("d3", "district", tree.north),
        "other_type_district": person("d5", "district", tree.south, site_types=["mind_station"]),
        "expired_district": person("d4", "district", tree.south, valid_until=yesterday),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "administrator": person("admin", "administrator", tree.city),
    }
    found = {role: actor_of(user) for role, user in people.items()}
    return found | {"nobody": NOBODY, "system": SYSTEM}


def outcome_of(act: str, site: ServiceSite, actor: Actor) -> tuple[str, str, int]:
    """``done``, ``403`` or ``409``, the state afterwards, refused attempts told; undone again."""
    with transaction.atomic():
        try:
            ACTS[act](site, actor)
            answer = "done"
        except NotAllowed:
            answer = "403"
        except TransitionRefused:
            answer = "409"
        state = ServiceSite.objects.values_list("state", flat=True).get(pk=site.pk)
        told = AuditEntry.objects.filter(outcome="refused").count()
        transaction.set_rollback(True)
    return answer, state, told


def may(act: str, role: str, allowed: set[str]) -> bool:
    """A district officer without the right to decide tells what a district tells, and decides nothing."""
    stands_for = "district" if role == "district_without_decide" and not act.startswith("decide") else role
    return stands_for in allowed


def test_every_act_of_every_role_in_every_situation(
    sites: dict[str, ServiceSite], actors: dict[str, Actor]
) -> None:
    wrong = []
    for situation, act, (role, actor) in product(ALLOWED, ACTS, actors.items()):
        site = sites[situation]
        allowed = may(act, role, ALLOWED[situation].get(act, set()))
        state = LEADS_TO.get((situation, act), site.state) if allowed else site.state
        found = outcome_of(act, site, actor)
        if (found[0] == "done") is not allowed or found[1:] != (state, 0 if allowed else 1):
            wrong.append(f"{situation}: {act} by {role}: wanted {allowed} {state}, found {found}")
    assert wrong == []


def test_outside_of_the_own_branch_the_answer_is_403_whatever_the_state(
    sites: dict[str, ServiceSite], actors: dict[str, Actor]
) -> None:
    outside = actors.keys() - TELLS - DECIDES - {"district_without_decide"}
    answers = {
        outcome_of(act, site, actors[role])[0] for act, site, role in product(ACTS, sites.values(), outside)
    }
    assert answers == {"403"}


def test_no_person_opens_or_closes_a_site_past_its_closures(
    sites: dict[str, ServiceSite], actors: dict[str, Actor]
) -> None:
    for role, (name, action) in product(
        ("keeper", "district", "city", "system"),
        (("open", "suspend"), ("closed_by_notice", "reopen"), ("closed_by_decision", "reopen")),
    ):
        step = SITE.step(sites[name].pk, action, actor=actors[role], now=NOW)
        with pytest.raises(TransitionRefused, match="停开公告"), step:
            pass
        assert ServiceSite.objects.get(pk=sites[name].pk).state == sites[name].state


def test_the_tables_leave_nothing_out(sites: dict[str, ServiceSite]) -> None:
    assert {site.state for site in sites.values()} == set(SiteState.values)
    assert {act for table in ALLOWED.values() for act in table} == ACTS.keys()
    walked_elsewhere = {"draft", "open", "amend", "rectify", "resume", "cancel"}
    assert SITE.edges.keys() == walked_elsewhere | {"notify", "suspend", "reopen"}
