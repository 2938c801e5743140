"""The whole matrix of an assessment: every state × every action × every role, against tables written by hand.

The site is managed by a primary union below a street of one district and stands in another district, so that managing
and standing here are never the same.
"""

from __future__ import annotations

import os
from itertools import product
from random import Random

import pytest
from django.db import transaction

from core.actor import NOBODY, SYSTEM
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.assessing import services
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.services import Given
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment
from rulebook.outcome import Answer
from rulebook.rubric import Purpose
from sites.models import ServiceSite, SiteKeeper
from tests.factories import NOW, actor_of, build_office, draft_by, person, union, walk
from tests.inspection.boards import answer, begin, put_in_force, reviewed

pytestmark = pytest.mark.django_db

FILLERS = {"keeper", "site_keeper", "street", "district"}
CITY = {"city", "city_plain"}
DECIDERS = {"district", "city"}
LOOKERS = {"district", *CITY}
READERS = FILLERS | CITY | {"auditor", "finance"}
STANDING = {"standing_district"}

_FILLED = {"answer": FILLERS, "prove": FILLERS, "renew": FILLERS}
_WITH_ITS_CASE = {"go_along": FILLERS, "drop": {"system"}}

#: Situation → action → who may. What is not written here is refused.
ALLOWED = {
    "own": {**_FILLED, "hand_in": FILLERS, "void": {*DECIDERS, "system"}},
    "district": {
        "answer": {"district"},
        "prove": {"district"},
        "return_own": {"district"},
        "review": {"district"},
        "void": {*DECIDERS, "system"},
    },
    "city": {
        "answer": CITY,
        "prove": CITY,
        "return_review": CITY,
        "conclude": {"city"},
        "void": {*DECIDERS, "system"},
    },
    "concluded": {},
    "void": {},
    "acceptance_own": {**_FILLED, **_WITH_ITS_CASE},
    "acceptance_district": {
        "answer": LOOKERS,
        "prove": LOOKERS,
        "accept": LOOKERS,
        **_WITH_ITS_CASE,
    },
}

#: Action → who has the right to it whatever the state: they read what stands (409), everybody else 403.
HAS_THE_RIGHT = {
    "renew": FILLERS,
    "go_along": FILLERS,
    "reopen": {"system"},
    "drop": {"system"},
    "hand_in": FILLERS,
    "return_own": {"district"},
    "review": {"district"},
    "return_review": CITY,
    "conclude": {"city"},
    "accept": LOOKERS,
    "void": {*DECIDERS, "system"},
}
#: After the last word the right to answer is the city's, and the state refuses.
LATE_ANSWERS = {"concluded": CITY, "void": CITY}

LEADS_TO = {
    "hand_in": "district",
    "go_along": "district",
    "reopen": "own",
    "drop": "void",
    "return_own": "own",
    "review": "city",
    "return_review": "district",
    "conclude": "concluded",
    "accept": "concluded",
    "void": "void",
}
#: A last word has its total over frozen facts; the database refuses it without.
LAST = {"total": 800, "conclusion": "met", "concluded_at": NOW}
FIELDS = {"conclude": LAST, "accept": {**LAST, "frozen_at": NOW}}


@pytest.fixture
def scene():
    """One assessment in each situation, one actor for each role; every cell undoes what it did."""
    office = build_office()
    tree = office.tree
    rows = dict(rows_of(office))
    single = person("single", over=tree.north_primary)
    for row in rows.values():
        SiteKeeper.objects.get_or_create(site=row.site, user=single, defaults={"since": NOW.date()})
    people = {
        "keeper": office.keeper,
        "site_keeper": single,
        "street": office.street,
        "district": office.district,
        "city": office.city,
        "city_plain": person("c3", "city", tree.city, rights={"decide": False}),
        "other_keeper": person("k2", "keeper", tree.other_primary),
        "other_street": person("s2", "street", union("另一街道总工会", "street", tree.south)),
        "standing_district": person("d2", "district", tree.north),
        "other_type_city": person("c4", "city", tree.city, site_types=["mind_station"]),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "administrator": person("admin", "administrator", tree.city),
    }
    actors = {role: actor_of(user) for role, user in people.items()}
    return rows, {**actors, "nobody": NOBODY, "system": SYSTEM}


def site_in_use(office):
    case = draft_by(office.actor("keeper"), office.tree.primary, office.tree.in_north)
    for step in ("submit", "pass_check", "visit_pass", "sign", "approve"):
        case = walk(case, step, office)
    return ServiceSite.objects.get(pk=case.site_id)


def rows_of(office):
    one, two, three = (site_in_use(office) for _ in range(3))
    put_in_force()
    city = {"actor": office.actor("city"), "now": NOW}
    yield "concluded", services.conclude_assessment(reviewed(office, begin(office, one)).pk, **city)
    yield "void", services.void_assessment(begin(office, one).pk, note="重复", **city)
    yield "own", begin(office, one)
    yield "city", reviewed(office, begin(office, two))
    handed = begin(office, three)
    answer(handed, office)
    yield "district", services.hand_in_assessment(handed.pk, actor=office.actor("keeper"), now=NOW)
    yield "acceptance_own", begin(office, one, purpose=Purpose.ACCEPTANCE)
    looked = begin(office, two, purpose=Purpose.ACCEPTANCE)
    with ASSESSMENT.step(looked.pk, "go_along", actor=office.actor("keeper"), now=NOW) as step:
        yield "acceptance_district", step.row


def outcome_of(action, row, actor):
    """``done``, ``403`` or ``409``; the state afterwards; refused attempts told. Undone again."""
    with transaction.atomic():
        try:
            with ASSESSMENT.step(row.pk, action, actor=actor, now=NOW, note="原因", **FIELDS.get(action, {})):
                pass
            found = "done"
        except NotAllowed:
            found = "403"
        except TransitionRefused:
            found = "409"
        state = Assessment.objects.values_list("state", flat=True).get(pk=row.pk)
        told = AuditEntry.objects.filter(outcome="refused").count()
        transaction.set_rollback(True)
    return found, state, told


def wanted_of(situation, action, role, row):
    if role in ALLOWED[situation].get(action, ()):
        return "done", LEADS_TO.get(action, row.state), 0
    with_right = LATE_ANSWERS.get(situation, ()) if action in ("answer", "prove") else HAS_THE_RIGHT[action]
    return "409" if role in with_right else "403", row.state, 1


def cells(actors, draw):
    """Every cell that is allowed, and a third of the refused ones: another third with every seed of a run."""
    whole = os.environ.get("WHOLE_TABLES") == "1"
    for situation, action, role in product(ALLOWED, ASSESSMENT.edges, actors):
        if role in ALLOWED[situation].get(action, ()) or whole or draw.random() < 1 / 3:
            yield situation, action, role


@pytest.mark.once
def test_every_action_of_every_role_in_every_state(scene, pytestconfig):
    rows, actors = scene
    wrong = []
    for situation, action, role in cells(actors, Random(pytestconfig.getoption("randomly_seed", 0))):
        wanted = wanted_of(situation, action, role, rows[situation])
        found = outcome_of(action, rows[situation], actors[role])
        if wanted != found:
            wrong.append(f"{situation}: {action} by {role}: wanted {wanted}, found {found}")
    assert wrong == []


def test_buttons_and_reach_are_what_the_tables_say(scene):
    rows, actors = scene
    hidden = {name for name, edge in ASSESSMENT.edges.items() if edge.hidden}
    for situation, (role, actor) in product(ALLOWED, actors.items()):
        offered = {
            each.edge.action for each in ASSESSMENT.actions_for(actor, rows[situation]) if each.decision
        }
        wanted = {action for action, roles in ALLOWED[situation].items() if role in roles} - hidden
        assert (situation, role, offered) == (situation, role, wanted)
    for role, actor in actors.items():
        if role == "system":  # looks for nobody, sees all
            continue
        seen = set(ASSESSMENTS.visible_to(actor).values_list("pk", flat=True))
        own = {name for name, row in rows.items() if row.state == "own"}
        reach = set(rows) if role in READERS else set(rows) - own if role in STANDING else set()
        assert (role, seen) == (role, {rows[name].pk for name in reach})


def test_no_answer_is_taken_after_the_last_word(scene):
    rows, actors = scene
    for situation in ("concluded", "void"):
        with pytest.raises(TransitionRefused):
            services.answer_items(
                rows[situation].pk, {"A1": Given(Answer(level="none"))}, actor=actors["city"], now=NOW
            )
