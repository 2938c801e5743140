"""The whole matrix of a case: every situation × every action × every role, against tables written by hand.

The case is managed by a primary union below a street of one district and stands in another district, so that
managing and standing here are never the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from random import Random

import pytest
from django.db import transaction

from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.services import revoke_role
from core.actor import NOBODY, SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from filing import services
from filing.models import Filing
from filing.policy import FILINGS
from filing.states import FilingState
from filing.transitions import FILING
from sites.models import SiteKeeper
from tests.factories import (
    NOW,
    Office,
    actor_of,
    build_office,
    build_tree,
    draft_by,
    follow_up,
    grant,
    pack_now,
    person,
    succeed,
    union,
    walk,
)
from tests.filing.situations import (
    ACTIONS,
    ALL_ROLES,
    ALLOWED,
    CITY,
    EDGES,
    HAS_THE_RIGHT,
    LEADS_TO,
    READABLE,
    SITUATIONS,
    SUBMITTED_BY_DISTRICT,
    WITH_STREET_CHECK,
    WRITERS,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Scene:
    """One case in every situation, in one office, and one actor for each role."""

    cases: dict[str, Filing]
    actors: dict[str, Actor]


@pytest.fixture
def scene() -> Scene:
    """Every cell of the matrix undoes what it did, so that one scene serves all."""
    office = build_office()
    outdoor = pack_now("outdoor")
    succeed(outdoor, WITH_STREET_CHECK.date(), street_check=True)
    moved_up = person("moved_up", "keeper", office.tree.primary)
    cases = {situation: put_into(situation, office, actor_of(moved_up)) for situation in SITUATIONS}
    revoke_role(RoleGrant.objects.get(user=moved_up), actor=SYSTEM, now=NOW)
    grant(moved_up, "city", office.tree.city)
    return Scene(cases, actors_around(cases, office, moved_up))


def put_into(situation: str, office: Office, second_author: Actor) -> Filing:
    route = SITUATIONS[situation].split()
    now = WITH_STREET_CHECK if "@street" in route else NOW
    case = drafted(route, office, second_author, now)
    for step in (step for step in route if not step.startswith("@")):
        case = walk(case, step, office, now=now)
    return Filing.objects.get(pk=case.pk)


def drafted(route: list[str], office: Office, second_author: Actor, now: datetime) -> Filing:
    """A draft of the kind, written by the keeper and one more."""
    tree, keeper = office.tree, office.actor("keeper")
    site_type = "childcare_centre" if "@childcare" in route else "outdoor_station"
    case = draft_by(keeper, tree.primary, tree.in_north, site_type=site_type)
    if "@cancel" in route or "@change" in route:
        for step in ("submit", "pass_check", "visit_pass", "sign", "approve"):
            case = walk(case, step, office, now=now)
        case = follow_up(case, "cancel" if "@cancel" in route else "change", keeper, now=now)
    facts = {"address": "文登路29号"} if "@important" in route else {"directions": "南门进。"}
    if case.kind == "cancel":
        return services.save_particulars(case.pk, {}, seen=case.revision, actor=second_author, now=now)
    return services.save_section(case.pk, facts, seen=case.revision, actor=second_author, now=now)


def actors_around(cases: dict[str, Filing], office: Office, moved_up: User) -> dict[str, Actor]:
    tree = office.tree
    single = person("single", over=tree.north_primary)
    for case in cases.values():
        SiteKeeper.objects.create(site=case.site, user=single, since=NOW.date())
    other_street = union("另一街道总工会", "street", tree.south)
    far = build_tree("外地", governs=False)
    far_district = union("李沧区总工会", "district", tree.city, governs_id="370213")
    yesterday = NOW.date() - timedelta(days=1)
    people = {
        "keeper": office.keeper,
        "site_keeper": single,
        "street": office.street,
        "district": office.district,
        "city": person("city3", "city", tree.city),
        "city_plain": person("city4", "city", tree.city, rights={"decide": False}),
        "city_signed": office.city,
        "city_author": moved_up,
        "other_keeper": person("k2", "keeper", tree.other_primary),
        "other_street": person("s2", "street", other_street),
        "other_district": person("d2", "district", far_district),
        "standing_district": person("d3", "district", tree.north),
        "metro": person("metro", "district", tree.metro),
        "other_type_city": person("c5", "city", tree.city, site_types=["mind_station"]),
        "other_installation_city": person("c6", "city", far.city),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "reviewer": person("reviewer", "reviewer", tree.city),
        "administrator": person("admin", "administrator", tree.city),
        "expired_district": person("d4", "district", tree.south, valid_until=yesterday),
    }
    return {role: actor_of(user) for role, user in people.items()} | {"nobody": NOBODY}


def outcome_of(action: str, case: Filing, actor: Actor) -> tuple[str, str, int]:
    """``done``, ``403`` or ``409``; the state afterwards; refused attempts told. Undone again."""
    with transaction.atomic():
        try:
            ACTIONS[action](case, actor)
            answer = "done"
        except NotAllowed:
            answer = "403"
        except TransitionRefused:
            answer = "409"
        state = Filing.objects.values_list("state", flat=True).get(pk=case.pk)
        told = AuditEntry.objects.filter(outcome="refused").count()
        transaction.set_rollback(True)
    return answer, state, told


def wanted_outcome(situation: str, action: str, role: str, case: Filing) -> tuple[str, str, int]:
    if role in ALLOWED[situation].get(action, set()):
        if action == "submit" and role == "district":
            return "done", SUBMITTED_BY_DISTRICT.get(situation, "district_check"), 0
        return "done", LEADS_TO.get(action, case.state), 0
    return ("409" if role in HAS_THE_RIGHT.get(action, set()) else "refused"), case.state, 1


def says(wanted: str, answer: str) -> bool:
    return answer in ("403", "409") if wanted == "refused" else answer == wanted


def cells(scene: Scene, draw: Random) -> Iterator[tuple[str, str, str]]:
    """Every cell that is allowed, and a third of the refused ones: another third with every seed of a run.

    ``WHOLE_TABLES=1`` takes all of them, three times as long.
    """
    whole = os.environ.get("WHOLE_TABLES") == "1"
    for situation, action, role in product(SITUATIONS, ACTIONS, scene.actors):
        allowed = role in ALLOWED[situation].get(action, ())
        if allowed or whole or draw.random() < 1 / 3:
            yield situation, action, role


@pytest.mark.once
def test_every_action_of_every_role_in_every_situation(scene, pytestconfig):
    seed = pytestconfig.getoption("randomly_seed", 0)
    wrong = []
    for situation, action, role in cells(scene, Random(seed)):
        case = scene.cases[situation]
        wanted = wanted_outcome(situation, action, role, case)
        found = outcome_of(action, case, scene.actors[role])
        if not says(wanted[0], found[0]) or wanted[1:] != found[1:]:
            wrong.append(f"{situation}: {action} by {role}: wanted {wanted}, found {found}")
    assert wrong == []


def test_the_buttons_are_what_the_table_allows(scene):
    hidden = {name for name, edge in FILING.edges.items() if edge.hidden}
    for situation, (role, actor) in product(SITUATIONS, scene.actors.items()):
        shown = FILING.actions_for(actor, scene.cases[situation])
        offered = {each.edge.action for each in shown if each.decision}
        allowed = {action for action, roles in ALLOWED[situation].items() if role in roles}
        assert {action for action in EDGES if EDGES[action] & offered} == {
            action for action in allowed if not EDGES[action] <= hidden
        }, f"{situation}: {role}"


def test_who_reads_the_case(scene):
    names = {case.pk: situation for situation, case in scene.cases.items()}
    for role, actor in scene.actors.items():
        visible = FILINGS.visible_to(actor).filter(pk__in=names)
        read = {names[pk] for pk in visible.values_list("pk", flat=True)}
        assert read == {situation for situation in SITUATIONS if role in READABLE[situation]}, role


def test_outside_of_the_own_branch_the_answer_is_403_whatever_the_state(scene):
    """Right is asked before state: who has no business here learns nothing about where the case stands."""
    case = scene.cases["filed"]
    outside = ALL_ROLES - WRITERS - CITY
    answers = {outcome_of(action, case, scene.actors[role])[0] for action in ACTIONS for role in outside}
    assert answers == {"403"}


def test_a_refused_button_says_why(scene):
    shown = FILING.actions_for(scene.actors["city"], scene.cases["city_first_level"])
    reasons = {each.edge.action: each.decision.reason for each in shown if not each.decision}
    assert reasons["approve"] == "前一环节尚未签署意见。"
    assert "请联系主管区(市)总工会经办人" in reasons["withdraw"]


def test_the_tables_leave_nothing_out(scene):
    """A new state, edge or role must be written into the tables before this passes again."""
    assert {name for names in EDGES.values() for name in names} >= FILING.edges.keys()
    assert ALLOWED.keys() == SITUATIONS.keys() == READABLE.keys()
    assert {action for table in ALLOWED.values() for action in table} == ACTIONS.keys() - {
        "escalate",
        "supersede",
    }
    assert scene.actors.keys() == ALL_ROLES
    assert {grant.role for actor in scene.actors.values() for grant in actor.grants} == set(Role.values)
    assert {case.state for case in scene.cases.values()} == set(FilingState.values)
