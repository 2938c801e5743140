"""A stored outcome follows from its table, its facts and its answers alone: from no order, no later pack, no other weight."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import canonical_json
from inspection.assessing.frozen import facts_in, frozen
from inspection.assessing.replay import replay_assessments
from inspection.assessing.stored import outcome_text
from inspection.models import ScoreColumn
from rulebook.models import RulePack
from rulebook.outcome import Standing
from rulebook.rubric import How, Purpose
from rulebook.scoring import outcome_of
from rulebook.selectors import measure_in, pack_in_force
from sites.fact_values import Reading
from tests.inspection.boards import CHOICE, SEATS, TABLE
from tests.inspection.test_carrying import with_item
from tests.inspection.test_rehearsing import OPENED, TYPE, scored
from tests.rulebook.rubrics import any_case
from unionportal.drill.history import plan_places, succeed
from unionportal.drill.office import build_office
from unionportal.drill.tables import repriced, weight_moved

YEARLY = Purpose.YEARLY


def text(table, facts, answers, purpose=YEARLY):
    return outcome_text(outcome_of(table, purpose, facts, (), answers))


def shuffled(data, mapping):
    return {key: mapping[key] for key in data.draw(st.permutations(list(mapping)))}


@given(any_case(), st.data())
def test_the_order_of_facts_and_answers_changes_no_letter(case, data):
    table, facts, answers = case
    before = text(table, facts, answers)
    assert text(table, shuffled(data, facts), shuffled(data, answers)) == before


@given(any_case())
def test_facts_that_were_kept_as_json_give_the_same_letters(case):
    table, facts, answers = case
    readings = {name: Reading(value, "备案资料", "2026年3月1日") for name, value in facts.items()}
    kept = json.loads(json.dumps(frozen(readings), ensure_ascii=True))
    assert facts_in(kept) == facts
    assert text(table, facts_in(kept), answers) == text(table, facts, answers)


@given(any_case())
def test_a_stored_outcome_comes_back_from_json_to_the_letter(case):
    stored = text(*case)
    assert canonical_json(json.loads(stored)) == stored
    assert canonical_json(json.loads(json.dumps(json.loads(stored), indent=2))) == stored


@given(any_case(), st.data())
def test_another_weight_changes_only_what_is_pinned_to_it(case, data):
    table, facts, answers = case
    code = data.draw(st.sampled_from([each.code for each in table.criteria()]))
    criterion = table.criterion(code)
    heavier = with_item(repriced(criterion, 20), table=table)
    before = outcome_of(table, YEARLY, facts, (), answers)
    after = outcome_of(heavier, YEARLY, facts, (), answers)
    assert outcome_text(outcome_of(table, YEARLY, facts, (), answers)) == outcome_text(before)
    others = [item for item in before.items if item.criterion.code != code]
    assert [item for item in after.items if item.criterion.code != code] == others
    own = next(item for item in before.items if item.criterion.code == code)
    full = own.points == criterion.points and criterion.how != How.JUDGEMENT
    possible = 0 if own.standing == Standing.NOT_APPLICABLE else 20
    gained = 20 if full else 0
    assert (after.earned - before.earned, after.possible - before.possible) == (gained, possible)


#: The small table, and two in which weight has moved; from when each is in force.
TABLES = (
    TABLE,
    weight_moved(TABLE, CHOICE.code, SEATS.code),
    weight_moved(TABLE, SEATS.code, CHOICE.code, 20),
)
DAYS = (
    OPENED.date() - timedelta(days=10),
    OPENED.date() + timedelta(days=10),
    OPENED.date() + timedelta(days=20),
)


@pytest.fixture
def office(db):
    return build_office()


def published(order):
    """The three tables as packs of three days, published in this order; their measures by number."""
    first = RulePack.objects.get(family="outdoor", number=1)
    return {each: measure_in(succeed(first, DAYS[each], rubrics=(TABLES[each],))) for each in order}


def letters(office, measures):
    """Results of one day under each pack, scored on the same places; their stored texts."""
    places = plan_places(office, [TYPE], 3)
    for number in sorted(measures):
        opened_at = OPENED + timedelta(days=30 * number)
        scored(office, measures[number], places=places, opened_at=opened_at)
    return list(ScoreColumn.objects.order_by("pk").values_list("outcome", flat=True))


def test_in_which_order_packs_are_published_changes_no_outcome(office):
    found = set()
    for order in permutations(range(3)):
        with transaction.atomic():
            measures = published(order)
            governing = pack_in_force(office.primary.path, "outdoor", DAYS[1])
            assert governing.rubric_for(TYPE) == TABLES[1]
            found.add("\n".join(letters(office, measures)))
            assert replay_assessments().differing == ()
            transaction.set_rollback(True)
    assert len(found) == 1


@pytest.mark.parametrize("order", list(permutations(range(1, 3))))
def test_what_is_published_later_for_any_day_leaves_old_outcomes_alone(office, order):
    first = published([0])
    before = letters(office, first)
    # One in the past of the results, one after them.
    pack = RulePack.objects.get(pk=first[0].pk)
    for number in order:
        succeed(pack, (date(2026, 2, 1), date(2026, 6, 1))[number - 1], rubrics=(TABLES[number],))
    assert list(ScoreColumn.objects.order_by("pk").values_list("outcome", flat=True)) == before
    found = replay_assessments()
    assert (found.replayed, found.differing) == (len(before), ())
