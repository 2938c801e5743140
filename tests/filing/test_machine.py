"""The whole matrix of a case: every situation × every action × every role, against tables written by hand.

The case is managed by a primary union below a street of one district and stands in another district, so that
managing and standing here are never the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

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
from rulebook.models import RulePack
from sites.models import SiteKeeper
from tests.factories import (
    NOW,
    Office,
    actor_of,
    build_office,
    build_tree,
    draft_by,
    grant,
    person,
    succeed,
    union,
    visit_facts,
    walk,
)

pytestmark = pytest.mark.django_db

#: From this day on the street looks first.
WITH_STREET_CHECK = NOW + timedelta(days=7)

WRITERS = {"keeper", "site_keeper", "street", "district"}
CITY = {"city", "city_plain", "city_signed", "city_author"}
ALL_ROLES = {
    *WRITERS,
    *CITY,
    "other_keeper",
    "other_street",
    "other_district",
    "standing_district",
    "metro",
    "other_type_city",
    "other_installation_city",
    "auditor",
    "finance",
    "reviewer",
    "administrator",
    "expired_district",
    "nobody",
}

#: Situation → how a draft written by the keeper gets there. ``@`` asks for another type or measure.
SITUATIONS = {
    "draft": "",
    "district_check": "submit",
    "street_check_open": "@street submit",
    "street_check_done": "@street submit street_check",
    "returned": "submit return",
    "acceptance": "submit pass_check",
    "acceptance_by_city": "@childcare submit pass_check",
    "reacceptance": "submit pass_check visit_fix",
    "city_first_level": "submit pass_check visit_pass",
    "city_last_level": "submit pass_check visit_pass sign",
    "city_last_level_unfit": "submit pass_check visit_fail sign",
    "filed": "submit pass_check visit_pass sign approve",
    "refused": "submit pass_check visit_fail sign refuse",
    "withdrawn": "submit withdraw",
}

#: Situation → action → who may. What is not written here is refused.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "draft": {"edit": WRITERS, "submit": WRITERS, "withdraw": WRITERS},
    "district_check": {"pass_check": {"district"}, "return_check": {"district"}, "withdraw": WRITERS},
    "street_check_open": {"street_check": {"street"}, "return_check": {"district"}, "withdraw": WRITERS},
    "street_check_done": {"pass_check": {"district"}, "return_check": {"district"}, "withdraw": WRITERS},
    "returned": {"edit": WRITERS, "submit": WRITERS, "withdraw": WRITERS},
    "acceptance": {
        "visit_pass": {"district"},
        "visit_fix": {"district"},
        "visit_fail": {"district"},
        "withdraw": WRITERS,
    },
    "acceptance_by_city": {
        "visit_pass": CITY,
        "visit_fix": CITY,
        "visit_fail": CITY,
        "withdraw": WRITERS,
    },
    "reacceptance": {
        "visit_pass": {"district"},
        "visit_fix": {"district"},
        "visit_fail": {"district"},
        "withdraw": WRITERS,
    },
    "city_first_level": {"sign": CITY, "return_city": CITY, "withdraw": WRITERS},
    "city_last_level": {"approve": {"city"}, "refuse": {"city"}, "return_city": CITY, "withdraw": WRITERS},
    "city_last_level_unfit": {"refuse": {"city"}, "return_city": CITY, "withdraw": WRITERS},
    "filed": {},
    "refused": {},
    "withdrawn": {},
}

#: Action → who has the right over this case when it is in no state for the action: they read what stands (409),
#: everybody else that it is not theirs (403). ``city_signed`` signed where a level was signed.
HAS_THE_RIGHT = {
    "edit": WRITERS,
    "submit": WRITERS,
    "withdraw": WRITERS,
    "street_check": {"street"},
    "pass_check": {"district"},
    "return_check": {"district"},
    "return_city": CITY,
}

#: Where a case in this situation can be read.
READERS = WRITERS | CITY | {"standing_district", "auditor", "finance"}
READABLE = {situation: READERS for situation in SITUATIONS} | {"draft": WRITERS}

#: What each action leads to from each situation in which it is allowed.
LEADS_TO = {
    "withdraw": "withdrawn",
    "pass_check": "acceptance",
    "return_check": "returned",
    "return_city": "returned",
    "visit_pass": "city_filing",
    "visit_fix": "reacceptance",
    "visit_fail": "city_filing",
    "approve": "filed",
    "refuse": "refused",
    "street_check": "district_check",
    "sign": "city_filing",
}

Act = Callable[[Filing, Actor], Filing]


def _return(action: str) -> Act:
    return lambda case, actor: services.return_filing(
        case.pk, action=action, actor=actor, now=NOW, note="缺照片"
    )


def _visit(verdict: str) -> Act:
    return lambda case, actor: services.accept_on_site(case.pk, visit_facts(verdict), actor=actor, now=NOW)


ACTIONS: dict[str, Act] = {
    "edit": lambda case, actor: services.save_section(
        case.pk, {"room": "102"}, seen=case.revision, actor=actor, now=NOW
    ),
    "submit": lambda case, actor: services.submit_filing(case.pk, seen=case.revision, actor=actor, now=NOW),
    "street_check": lambda case, actor: services.check_at_street(case.pk, actor=actor, now=NOW),
    "pass_check": lambda case, actor: services.pass_check(case.pk, actor=actor, now=NOW),
    "return_check": _return("return_check"),
    "return_city": _return("return_city"),
    "visit_pass": _visit("pass"),
    "visit_fix": _visit("fix"),
    "visit_fail": _visit("fail"),
    "sign": lambda case, actor: services.sign_filing(case.pk, actor=actor, now=NOW),
    "approve": lambda case, actor: services.approve_filing(case.pk, actor=actor, now=NOW),
    "refuse": lambda case, actor: services.refuse_filing(case.pk, actor=actor, now=NOW, note="不符合"),
    "withdraw": lambda case, actor: services.withdraw_filing(case.pk, actor=actor, now=NOW),
}

#: Edges of the machine behind each action; every edge must be behind one.
EDGES = {
    **{action: {action} for action in ACTIONS},
    "submit": {"submit", "submit_straight"},
}


@dataclass(frozen=True)
class Scene:
    """One case in every situation, in one office, and one actor for each role."""

    cases: dict[str, Filing]
    actors: dict[str, Actor]


@pytest.fixture
def scene() -> Scene:
    """Every cell of the matrix undoes what it did, so that one scene serves all."""
    office = build_office()
    outdoor = RulePack.objects.get(issuer=office.tree.city, family="outdoor")
    succeed(outdoor, WITH_STREET_CHECK.date(), street_check=True)
    moved_up = person("moved_up", "keeper", office.tree.primary)
    cases = {situation: put_into(situation, office, actor_of(moved_up)) for situation in SITUATIONS}
    revoke_role(RoleGrant.objects.get(user=moved_up), actor=SYSTEM, now=NOW)
    grant(moved_up, "city", office.tree.city)
    return Scene(cases, actors_around(cases, office, moved_up))


def put_into(situation: str, office: Office, second_author: Actor) -> Filing:
    route = SITUATIONS[situation].split()
    tree = office.tree
    now = WITH_STREET_CHECK if "@street" in route else NOW
    site_type = "childcare_centre" if "@childcare" in route else "outdoor_station"
    case = draft_by(office.actor("keeper"), tree.primary, tree.in_north, site_type=site_type)
    case = services.save_section(case.pk, {"room": "101"}, seen=case.revision, actor=second_author, now=now)
    for step in (step for step in route if not step.startswith("@")):
        case = walk(case, step, office, now=now)
    return Filing.objects.get(pk=case.pk)


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
        straight = action == "submit" and role == "district"
        state = "acceptance" if straight else LEADS_TO.get(action, case.state)
        return "done", "district_check" if action == "submit" and not straight else state, 0
    return ("409" if role in HAS_THE_RIGHT.get(action, set()) else "refused"), case.state, 1


def says(wanted: str, answer: str) -> bool:
    return answer in ("403", "409") if wanted == "refused" else answer == wanted


def test_every_action_of_every_role_in_every_situation(scene):
    wrong = []
    for situation, action, (role, actor) in product(SITUATIONS, ACTIONS, scene.actors.items()):
        case = scene.cases[situation]
        wanted = wanted_outcome(situation, action, role, case)
        found = outcome_of(action, case, actor)
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
        read = {names[pk] for pk in FILINGS.visible_to(actor).values_list("pk", flat=True)}
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
    assert "阵地负责人" in reasons["withdraw"]


def test_the_tables_leave_nothing_out(scene):
    """A new state, edge or role must be written into the tables before this passes again."""
    assert {name for names in EDGES.values() for name in names} >= FILING.edges.keys()
    assert ALLOWED.keys() == SITUATIONS.keys() == READABLE.keys()
    assert {action for table in ALLOWED.values() for action in table} == ACTIONS.keys()
    assert scene.actors.keys() == ALL_ROLES
    assert {grant.role for actor in scene.actors.values() for grant in actor.grants} == set(Role.values)
    assert {case.state for case in scene.cases.values()} == set(FilingState.values)
