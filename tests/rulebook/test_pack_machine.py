"""Who may do what with a pack in which state? Two tables written by hand; who has no right is told so before the state is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from core.actor import NOBODY, SYSTEM
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from rulebook.choices import PackState
from rulebook.models import RulePack
from rulebook.selectors import measure_of, pack_in_force, terms_of
from rulebook.services import attach_scan, check_pack, edit_pack, publish_pack, rehearse_pack, return_pack
from rulebook.transitions import PACK
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import SCAN, draft_pack, publish, published_pack, with_scan

pytestmark = pytest.mark.django_db

#: What comes of an action of somebody who has the right to it.
STATES = """
action           draft checked rehearsed published
edit             done  409     409       409
scan             done  409     409       409
check            done  409     409       409
rehearse         409   done    done      409
return_to_draft  409   done    done      409
publish          409   409     done      409
"""

#: Who has the right to an action, whatever the state.
ROLES = """
action           author administrator city city_author elsewhere district keeper street auditor finance reviewer nobody
edit             yes    yes           no   no          no        no       no     no     no      no      no       no
scan             yes    yes           no   no          no        no       no     no     no      no      no       no
check            no     yes           yes  no          no        no       no     no     no      no      no       no
rehearse         yes    yes           yes  yes         no        no       no     no     no      no      no       no
return_to_draft  yes    yes           yes  yes         no        no       no     no     no      no      no       no
publish          yes    yes           no   no          no        no       no     no     no      no      no       no
"""

ACTIONS = {
    "edit": lambda pack, actor: edit_pack(
        pack.pk, replace(terms_of(pack), title="新名称"), actor=actor, now=NOW
    ),
    "scan": lambda pack, actor: attach_scan(pack.pk, SCAN, actor=actor, now=NOW),
    "check": lambda pack, actor: check_pack(pack.pk, actor=actor, now=NOW),
    "rehearse": lambda pack, actor: rehearse_pack(pack.pk, actor=actor, now=NOW),
    "return_to_draft": lambda pack, actor: return_pack(pack.pk, note="日期不符", actor=actor, now=NOW),
    "publish": lambda pack, actor: publish_pack(pack.pk, actor=actor, now=NOW),
}
TARGETS = {"check": "checked", "rehearse": "rehearsed", "return_to_draft": "draft", "publish": "published"}


def read(text):
    """``{(row, column): cell}`` of a table."""
    head, *lines = [line.split() for line in text.strip().splitlines()]
    return {(line[0], name): cell for line in lines for name, cell in zip(head[1:], line[1:], strict=True)}


def people_around(city):
    """One person of each role, and two who wrote: one still an administrator, one of the city now."""
    roles = {"author": "administrator", "city_author": "city"}
    plain = ("administrator", "city", "district", "keeper", "street", "auditor", "finance", "reviewer")
    roles |= {role: role for role in plain}
    people = {name: actor_of(person(name, role, city)) for name, role in roles.items()}
    other = union("济南市总工会", "city", is_issuer=True)
    return people | {"elsewhere": actor_of(person("elsewhere", "administrator", other)), "nobody": NOBODY}


def packs_in_every_state(city, authors):
    """The state of each pack was walked to; the authors are those of a real draft."""
    packs = {}
    for number, state in enumerate(PackState.values):
        pack = with_scan(draft_pack(city, effective_from=date(2027 + number, 1, 1)))
        RulePack.objects.filter(pk=pack.pk).update(author_ids=authors)
        for step in ("check", "rehearse", "publish")[:number]:
            ACTIONS[step](pack, SYSTEM)
        packs[state] = RulePack.objects.get(pk=pack.pk)
        assert packs[state].state == state
    return packs


def outcome_of(action, pack, actor):
    """What came of it and where the pack stands then; undone again."""
    with transaction.atomic():
        try:
            ACTIONS[action](pack, actor)
            answer = "done"
        except NotAllowed:
            answer = "403"
        except TransitionRefused:
            answer = "409"
        state = RulePack.objects.get(pk=pack.pk).state
        told = AuditEntry.objects.filter(outcome="refused").count()
        transaction.set_rollback(True)
    return answer, state, told


@pytest.mark.once
def test_every_action_of_every_role_in_every_state():
    city = union("青岛市总工会", "city", is_issuer=True)
    people = people_around(city)
    packs = packs_in_every_state(city, [people["author"].id, people["city_author"].id])
    states, roles = read(STATES), read(ROLES)
    assert {action for action, _ in states} == ACTIONS.keys() == {action for action, _ in roles}
    assert PACK.edges.keys() == ACTIONS.keys() - {"scan"}
    wrong = []
    for (action, role), may in roles.items():
        for state, pack in packs.items():
            wanted = states[action, state] if may == "yes" else "403"
            after = TARGETS.get(action, state) if wanted == "done" else state
            found = outcome_of(action, pack, people[role])
            if found != (wanted, after, int(wanted != "done")):
                wrong.append((action, role, state, wanted, found))
    assert wrong == []


# The order of publication


BEGINNINGS = [date(2025, 3, 1), date(2026, 1, 1), date(2026, 7, 1)]
SAMPLES = [date(2024, 1, 1), date(2026, 3, 1)]
DAYS = [each + timedelta(days=shift) for each in (*BEGINNINGS, *SAMPLES) for shift in (-1, 0, 1)]


def answers(city):
    found = {day: pack_in_force(city.path, "women", day) for day in DAYS}
    return {day: measure.title if measure else None for day, measure in found.items()}


def published_in(order, city):
    """The answers after all were published in this order; what was pinned on the way stays as it was."""
    pinned = {}
    for day in order:
        is_sample = day in SAMPLES
        pack = published_pack(city, effective_from=day, is_sample=is_sample, title=f"办法{day}")
        pinned[pack.pk] = (pack.digest, vars(measure_of(pack.pk)))
        for pk, (digest, terms) in pinned.items():
            assert (RulePack.objects.get(pk=pk).digest, vars(measure_of(pk))) == (digest, terms)
    return answers(city)


def test_the_order_of_publication_changes_no_answer_and_nothing_pinned():
    days, chance = [*BEGINNINGS, *SAMPLES], random.Random(370200)
    told = []
    for number in range(3):
        city = union(f"某{number}市总工会", "city", is_issuer=True)
        told.append(published_in(days, city))
        chance.shuffle(days)
    assert all(each == told[0] for each in told)
    assert told[0][date(2024, 1, 1)] == "办法2024-01-01"
    assert told[0][date(2026, 3, 1)] == "办法2026-01-01", "an own document outranks a later sample"


def test_one_changed_term_in_a_successor_moves_only_what_begins_after_it():
    city = union("青岛市总工会", "city", is_issuer=True)
    first = published_pack(city)
    draft = draft_pack(city, effective_from=date(2026, 7, 1), min_spacing_m=500)
    before = {day: pack_in_force(city.path, "women", day) for day in DAYS}
    publish(draft)
    after = {day: pack_in_force(city.path, "women", day) for day in DAYS}
    moved = {day for day in DAYS if before[day] != after[day]}
    assert moved == {day for day in DAYS if day >= date(2026, 7, 1)}
    assert measure_of(first.pk).min_spacing_m is None
