"""Who may do what with an order, in which situation: every cell of the table, and the table leaves nothing out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core.actor import NOBODY, SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.models import Rectification, SpotCheck
from inspection.rectifying import services
from inspection.rectifying.states import RectificationState
from inspection.rectifying.transitions import ORDER
from inspection.spot_checks.policy import SPOT_CHECKS
from inspection.spot_checks.states import SpotCheckState
from inspection.spot_checks.transitions import SPOT_CHECK
from sites.models import SiteKeeper
from tests.factories import NOW, Office, actor_of, build_office, build_tree, person
from tests.factories.orders import answered, handed_in, judged, order_on
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

LATE = NOW + timedelta(days=60)

MENDS = {"keeper", "site_keeper", "street", "district", "district_asker", "plain_district"}
DISTRICT = {"district", "district_asker"}
#: Looking again needs no right to decide; who answered or asked himself is out where the situation says so.
LOOKS = {"district", "district_asker", "plain_district", "city", "city_plain"}
DECIDES = {"district", "district_asker", "city"}
CITY = {"city"}

#: Situation → act → who may. What is not written here is refused.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "mending": {"answer": MENDS, "ask_longer": MENDS, "withdraw": DECIDES},
    "answered": {"answer": MENDS, "hand_in": MENDS, "ask_longer": MENDS, "withdraw": DECIDES},
    "asked": {
        "answer": MENDS,
        "grant_longer": DECIDES - {"district_asker"},
        "refuse_longer": DECIDES - {"district_asker"},
        "withdraw": DECIDES,
    },
    "lapsed": {"answer": MENDS, "report_up": DECIDES, "withdraw": DECIDES},
    "recheck": {"judge": LOOKS, "withdraw": DECIDES},
    "recheck_own_answers": {"judge": LOOKS - {"district_asker"}, "withdraw": DECIDES},
    "all_ok": {"judge": LOOKS, "close": DECIDES, "withdraw": DECIDES},
    "not_ok": {"judge": LOOKS, "send_back": LOOKS, "report_up": DECIDES, "withdraw": DECIDES},
    "unmet": {"settle": CITY},
    "closed": {},
    "withdrawn": {},
    "city_recheck": {"judge": {"city", "city_plain"}, "withdraw": CITY},
    "city_all_ok": {"judge": {"city", "city_plain"}, "close": CITY, "withdraw": CITY},
}

Act = Callable[[Rectification, Actor], object]


def _with(service: Any, **more: Any) -> Act:
    return lambda order, actor: service(order.pk, actor=actor, now=NOW, **more)


ACTS: dict[str, Act] = {
    "answer": lambda order, actor: services.answer_item(order.pk, 2, "已处理。", actor=actor, now=NOW),
    "hand_in": _with(services.hand_in),
    "ask_longer": lambda order, actor: services.ask_longer(
        order.pk, date(2026, 12, 1), "到货晚。", actor=actor, now=NOW
    ),
    "grant_longer": lambda order, actor: services.grant_longer(
        order.pk, date(2026, 12, 1), actor=actor, now=NOW
    ),
    "refuse_longer": lambda order, actor: services.refuse_longer(order.pk, "不同意。", actor=actor, now=NOW),
    "judge": lambda order, actor: services.judge_item(order.pk, 1, "ok", actor=actor, now=NOW),
    "close": _with(services.close_order),
    "send_back": _with(services.send_back),
    "report_up": _with(services.report_up, note="未整改。"),
    "settle": _with(services.settle_order, note="已核定。"),
    "withdraw": _with(services.withdraw_order, note="重复下达。"),
}

#: The state afterwards, where an act moves the order.
LEADS_TO = {
    "hand_in": "recheck",
    "close": "closed",
    "send_back": "mending",
    "report_up": "unmet",
    "settle": "closed",
    "withdraw": "withdrawn",
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
        "district_asker": person("asker", "district", tree.south),
        "plain_district": person("plain", "district", tree.south, rights={"decide": False}),
        "city": office.city,
        "city_plain": person("city_plain", "city", tree.city, rights={"decide": False}),
        "other_keeper": person("k2", "keeper", tree.other_primary),
        "standing_district": person("d3", "district", tree.north),
        "other_type_district": person("d5", "district", tree.south, site_types=["mind_station"]),
        "expired_district": person("d4", "district", tree.south, valid_until=NOW.date() - timedelta(days=1)),
        "other_city": person("c9", "city", build_tree("外", governs=False).city),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "administrator": person("admin", "administrator", tree.city),
    }
    return {role: actor_of(user) for role, user in people.items()} | {"nobody": NOBODY}


@pytest.fixture
def orders(office: Office, actors: dict[str, Actor]) -> dict[str, Rectification]:
    """One order in each situation, all on one site that stands in another district than its branch governs."""
    site = opened_site(office.tree.primary, district="370203", hours=OFFICE_HOURS)
    SiteKeeper.objects.create(site=site, user_id=actors["site_keeper"].key, since=NOW.date())
    actors["site_keeper"] = actor_of(User.objects.get(pk=actors["site_keeper"].key))
    keeper, district, city, asker = (actors[n] for n in ("keeper", "district", "city", "district_asker"))

    def new(by: Actor = district) -> Rectification:
        return order_on(site, by)

    found = {name: new() for name in ALLOWED if not name.startswith("city_")}
    found |= {name: new(city) for name in ALLOWED if name.startswith("city_")}
    answered(found["answered"], keeper)
    services.ask_longer(found["asked"].pk, date(2026, 12, 1), "到货晚。", actor=asker, now=NOW)
    Rectification.objects.filter(pk=found["lapsed"].pk).update(
        lapsed_at=NOW, due_on=NOW.date() - timedelta(days=1)
    )
    for name in ("recheck", "all_ok", "not_ok", "closed", "city_recheck", "city_all_ok"):
        handed_in(found[name], keeper)
    handed_in(found["recheck_own_answers"], asker)
    for name in ("all_ok", "closed", "city_all_ok"):
        judged(found[name], city, "ok", "ok")
    judged(found["not_ok"], city, "ok", "not_ok")
    services.close_order(found["closed"].pk, actor=city, now=NOW)
    services.withdraw_order(found["withdrawn"].pk, actor=district, now=NOW, note="重复。")
    Rectification.objects.filter(pk=found["unmet"].pk).update(lapsed_at=NOW)
    services.report_up(found["unmet"].pk, actor=district, now=NOW, note="未整改。")
    return {name: Rectification.objects.get(pk=order.pk) for name, order in found.items()}


def outcome_of(act: str, order: Rectification, actor: Actor) -> tuple[str, str, int]:
    """``done``, ``403`` or ``409``, the state afterwards, refused attempts told; undone again."""
    with transaction.atomic():
        try:
            ACTS[act](order, actor)
            answer = "done"
        except NotAllowed:
            answer = "403"
        except TransitionRefused:
            answer = "409"
        state = Rectification.objects.values_list("state", flat=True).get(pk=order.pk)
        told = AuditEntry.objects.filter(outcome="refused").count()
        transaction.set_rollback(True)
    return answer, state, told


def cells(roles: Iterable[str], draw: Random) -> Iterator[tuple[str, str, str]]:
    """Every cell that is allowed, and a fifth of the refused ones: another fifth with every seed of a run.

    ``WHOLE_TABLES=1`` takes all of them.
    """
    whole = os.environ.get("WHOLE_TABLES") == "1"
    for situation, act, role in product(ALLOWED, ACTS, list(roles)):
        if role in ALLOWED[situation].get(act, ()) or whole or draw.random() < 1 / 5:
            yield situation, act, role


@pytest.mark.once
def test_every_act_of_every_role_in_every_situation(
    actors: dict[str, Actor], orders: dict[str, Rectification], pytestconfig: pytest.Config
) -> None:
    wrong = []
    for situation, act, role in cells(actors, Random(pytestconfig.getoption("randomly_seed", 0))):
        order, actor = orders[situation], actors[role]
        allowed = role in ALLOWED[situation].get(act, set())
        state = LEADS_TO.get(act, order.state) if allowed else order.state
        found = outcome_of(act, order, actor)
        if (found[0] == "done") is not allowed or found[1:] != (state, 0 if allowed else 1):
            wrong.append(f"{situation}: {act} by {role}: wanted {allowed} {state}, found {found}")
    assert wrong == []


def test_the_tables_leave_nothing_out(orders: dict[str, Rectification]) -> None:
    assert {order.state for order in orders.values()} == set(RectificationState.values)
    assert ORDER.edges.keys() == ACTS.keys() | {"lapse", "drop"}
    assert {act for table in ALLOWED.values() for act in table} == ACTS.keys()


def test_no_person_lapses_an_order(actors: dict[str, Actor], orders: dict[str, Rectification]) -> None:
    for actor in actors.values():
        with pytest.raises(NotAllowed), ORDER.step(orders["mending"].pk, "lapse", actor=actor, now=NOW):
            pass
    with ORDER.step(orders["mending"].pk, "lapse", actor=SYSTEM, now=NOW):
        pass


#: Draws: state → action → who may; the inspectors record what they were drawn for (``test_spot_checks``).
DRAWS: dict[str, set[str]] = {
    "commit": LOOKS,
    "draw": LOOKS,
    "give_up": LOOKS,
    "skip": LOOKS,
    "finish": set(),
}


def test_draws_are_moved_by_officers_of_their_union_alone(office: Office, actors: dict[str, Actor]) -> None:
    check = SpotCheck(union=office.tree.city, state=SpotCheckState.COMMITTED)
    for action, (role, actor) in product(DRAWS, actors.items()):
        is_city = role in ("city", "city_plain")
        assert bool(SPOT_CHECKS.decide(actor, action, check)) is (is_city and role in DRAWS[action]), (
            action,
            role,
        )


def test_every_state_and_edge_of_draws_is_known() -> None:
    assert SPOT_CHECK.edges.keys() == {"draw", "give_up", "record", "skip", "finish"}
    sources = {state for edge in SPOT_CHECK.edges.values() for state in (*edge.sources, edge.target)}
    assert sources == set(SpotCheckState.values)
