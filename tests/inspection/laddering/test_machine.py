"""Who may do what with a consequence, in which situation: every cell of the table, and the table leaves nothing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core.actor import NOBODY, SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.laddering import services
from inspection.laddering.policy import SIGNERS
from inspection.laddering.selectors import to_answer, to_sign
from inspection.laddering.states import ConsequenceState
from inspection.laddering.transitions import CONSEQUENCE
from inspection.models import Consequence, ConsequenceCause, Finding
from inspection.rectifying.services import withdraw_order
from rulebook.choices import LadderAction
from sites.models import SiteKeeper
from tests.factories import NOW, Office, actor_of, build_office, build_tree, person
from tests.factories.orders import order_on
from tests.inspection.ladders import found_on
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

TODAY = NOW.date()

OBJECT = {"keeper", "site_keeper", "street", "district", "district_objector", "plain_district"}
DISTRICT = {"district", "district_objector"}
#: Who signs a rung takes it back instead of objecting to it.
OWN_SIGNED = OBJECT - DISTRICT
DECIDE = {*DISTRICT, "city"}
ANSWER = {"district", "city"}

#: Situation → act → who may. What is not written here is refused.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "announced": {"object": OWN_SIGNED, "withdraw": DECIDE},
    "ready": {"object": OWN_SIGNED, "withdraw": DECIDE, "sign": DECIDE},
    "provisional": {"object": OWN_SIGNED, "withdraw": DECIDE},
    "answered": {"withdraw": DECIDE - {"district_objector"}, "sign": ANSWER},
    "objected": {"keep": ANSWER, "accept": ANSWER},
    "plate": {"object": OWN_SIGNED, "withdraw": DECIDE, "sign": DECIDE},
    "title": {"object": OBJECT, "withdraw": {"city"}},
    "cancelling": {"object": OWN_SIGNED, "withdraw": DISTRICT},
    "suspended": {"lift": DECIDE},
    "unmended": {},
    "ordered": {},
    "settled": {},
    "lifted": {},
    "dropped": {},
}

Act = Callable[[Consequence, Actor], object]


def _with(service: Any, **more: Any) -> Act:
    return lambda row, actor: service(row.pk, actor=actor, now=NOW, **more)


ACTS: dict[str, Act] = {
    "object": _with(services.object_to, note="情况不符。"),
    "keep": _with(services.keep_consequence, note="核实无误。"),
    "accept": _with(services.accept_objection, note="确有困难。"),
    "withdraw": _with(services.withdraw_consequence, note="暂缓。"),
    "sign": _with(services.sign_consequence),
    "lift": _with(services.lift_consequence, note="已整改。"),
}

LEADS_TO = {
    "object": "objected",
    "keep": "announced",
    "accept": "dropped",
    "withdraw": "dropped",
    "sign": "signed",
    "lift": "lifted",
}


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def actors(office: Office) -> dict[str, Actor]:
    tree = office.tree
    people = {
        "keeper": office.keeper,
        "site_keeper": person("single", over=tree.north_primary),
        "street": office.street,
        "district": office.district,
        "district_objector": person("objector", "district", tree.south),
        "plain_district": person("plain", "district", tree.south, rights={"decide": False}),
        "city": office.city,
        "city_plain": person("city_plain", "city", tree.city, rights={"decide": False}),
        "other_keeper": person("k2", "keeper", tree.other_primary),
        "standing_district": person("d3", "district", tree.north),
        "other_type_district": person("d5", "district", tree.south, site_types=["mind_station"]),
        "expired_district": person("d4", "district", tree.south, valid_until=TODAY - timedelta(days=1)),
        "other_city": person("c9", "city", build_tree("外", governs=False).city),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "administrator": person("admin", "administrator", tree.city),
    }
    return {role: actor_of(user) for role, user in people.items()} | {"nobody": NOBODY}


@pytest.fixture
def rows(office: Office, actors: dict[str, Actor]) -> dict[str, Consequence]:
    """One in each situation, each on a site of its own that stands in another district than its branch governs."""
    found = {name: _in(name, number, office, actors) for number, name in enumerate(ALLOWED)}
    for name in ("site_keeper",):
        keeper = actors[name]
        SiteKeeper.objects.bulk_create(
            SiteKeeper(site=row.site, user_id=keeper.key, since=TODAY) for row in found.values()
        )
        actors[name] = actor_of(User.objects.get(pk=keeper.key))
    return found


def _in(name: str, number: int, office: Office, actors: dict[str, Actor]) -> Consequence:
    site = opened_site(office.tree.primary, f"第{number}站", district="370203", hours=OFFICE_HOURS)
    actions = {"plate": "suspend", "suspended": "suspend", "lifted": "suspend", "title": "revoke"}
    actions["unmended"] = "suspend"
    actions |= {"cancelling": "cancel", "settled": "cancel"}
    action = actions.get(name, "rectify")
    order = order_on(site, actors["district"], now=NOW - timedelta(days=60)) if action != "rectify" else None
    finding = found_on(site, NOW - timedelta(days=30)) if order is None else None
    if finding is not None:
        _reminded(finding)
    states = {"objected": "objected", "suspended": "signed", "ordered": "signed", "unmended": "signed"}
    state = states.get(name, name if name in ("settled", "lifted", "dropped") else "announced")
    is_decided = state not in ("announced", "objected", "dropped")
    is_objected = name in ("objected", "answered")
    told: dict[str, Any] = {
        "signed_by": office.city if is_decided else None,
        "signed_at": NOW if is_decided else None,
        "objected_by_id": actors["district_objector"].key if is_objected else None,
        "answer": "核实无误。" if name == "answered" else "",
        "earliest_is_provisional": name == "provisional",
    }
    row = Consequence.objects.create(
        site=site,
        action=action,
        state=state,
        pack=order.pack if order else finding.pack,
        ripe_on=TODAY,
        announced_at=NOW,
        announced_on=TODAY,
        earliest_on=TODAY + timedelta(days=1) if name == "announced" else TODAY,
        updated_at=NOW,
        **told,
    )
    ConsequenceCause.objects.create(
        consequence=row, order=order, finding=finding, title="理由", since=TODAY, term="满 15 日"
    )
    if name == "suspended" and order is not None:
        withdraw_order(order.pk, actor=actors["district"], now=NOW, note="已无必要。")
    return row


def _reminded(finding: Finding) -> None:
    """The rung before, without which no order is signed."""
    row = Consequence.objects.create(
        site=finding.site,
        action="remind",
        state="signed",
        pack=finding.pack,
        ripe_on=finding.found_on,
        announced_at=finding.found_at,
        announced_on=finding.found_on,
        updated_at=finding.found_at,
    )
    ConsequenceCause.objects.create(
        consequence=row, finding=finding, title="理由", since=finding.found_on, term="即提醒"
    )


def outcome_of(act: str, row: Consequence, actor: Actor) -> tuple[str, str, int]:
    """``done``, ``403`` or ``409``, the state afterwards, refused attempts told; undone again."""
    with transaction.atomic():
        try:
            ACTS[act](row, actor)
            answer = "done"
        except NotAllowed:
            answer = "403"
        except TransitionRefused:
            answer = "409"
        state = Consequence.objects.values_list("state", flat=True).get(pk=row.pk)
        told = AuditEntry.objects.filter(outcome="refused").count()
        transaction.set_rollback(True)
    return answer, state, told


@pytest.mark.once
def test_every_act_of_every_role_in_every_situation(actors, rows) -> None:
    wrong = []
    for situation, act, role in product(ALLOWED, ACTS, list(actors)):
        row = rows[situation]
        allowed = role in ALLOWED[situation].get(act, set())
        state = LEADS_TO[act] if allowed else row.state
        found = outcome_of(act, row, actors[role])
        if (found[0] == "done") is not allowed or found[1:] != (state, 0 if allowed else 1):
            wrong.append(f"{situation}: {act} by {role}: wanted {allowed} {state}, found {found}")
    assert wrong == []


def test_the_tables_leave_nothing_out(rows) -> None:
    assert {row.state for row in rows.values()} == set(ConsequenceState.values)
    assert CONSEQUENCE.edges.keys() == ACTS.keys() | {"settle", "drop", "fall_through", "overturn"}
    assert set(SIGNERS) == set(LadderAction.values) - {"remind"}


def test_the_desk_asks_the_database_what_the_policy_says(actors, rows) -> None:
    """Which rows one may sign or answer, in SQL and in Python."""
    for role, actor in actors.items():
        signable = {row.pk for row in to_sign(actor, TODAY)}
        answerable = {row.pk for row in to_answer(actor)}
        for name, row in rows.items():
            is_ready = row.state == "announced" and row.earliest_on <= TODAY and name != "provisional"
            may = bool(CONSEQUENCE.policy.decide(actor, "sign", row))
            own = row.objected_by_id == actor.id and row.objected_by_id is not None
            assert (row.pk in signable) is (is_ready and (may or (own and name == "answered"))), (role, name)
            assert (row.pk in answerable) is (row.state == "objected" and may), (role, name)


def test_no_person_drops_one_and_the_system_signs_none(actors, rows) -> None:
    for actor in actors.values():
        with pytest.raises(NotAllowed):
            services.drop_consequence(rows["announced"].pk, actor=actor, now=NOW)
    with pytest.raises(NotAllowed):
        services.sign_consequence(rows["ready"].pk, actor=SYSTEM, now=NOW)
