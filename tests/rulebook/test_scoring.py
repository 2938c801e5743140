"""The arithmetic of a scoring table: exact by hand, and right for any table, fact and answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rulebook.outcome import Answer, BadAnswer, Conclusion, Known, NotApplicable, Standing, scaled
from rulebook.rubric import How, Purpose, Rubric, Step
from rulebook.scoring import items_there, on_steps, outcome_of, refuse_known
from tests.rulebook.rubrics import (
    ACCIDENT,
    AREA,
    BASICS,
    CARE,
    FAULTS,
    PRIVACY,
    RULES,
    SMALL,
    any_case,
    criterion,
    mark,
    rubric,
)

YEARLY = Purpose.YEARLY


def score(table: Rubric, facts=None, facilities=(), answers=None, purpose=YEARLY):
    return outcome_of(table, purpose, facts or {}, facilities, answers or {})


@pytest.mark.parametrize(
    ("value", "points"), [(0, 0), (599, 0), (600, 40), (999, 40), (1000, 80), (99_999, 80)]
)
def test_a_registered_number_earns_the_best_step_that_it_reaches(value, points):
    assert score(rubric(AREA), {"area": Known(value)}).items[0].points == points


@pytest.mark.parametrize(("open_faults", "points"), [(0, 50), (1, 25), (2, 25), (3, 0)])
def test_where_fewer_is_better_the_steps_are_read_downwards(open_faults, points):
    assert score(rubric(FAULTS), {"open_faults": Known(open_faults)}).items[0].points == points


@pytest.mark.parametrize(
    ("facilities", "count", "points"),
    [
        ((), 0, 0),
        (("table",), 1, 20),
        (("table", "hot_water"), 2, 60),
        (("wash_basin", "hot_water"), 1, 20),
        (("table", "seats", "wash_basin", "wifi"), 3, 100),
    ],
)
def test_things_that_are_there_are_counted_and_an_alternative_counts_once(facilities, count, points):
    assert items_there(BASICS, facilities) == count
    assert score(rubric(BASICS), facilities=facilities).items[0].points == points


def test_a_registered_answer_is_looked_up():
    assert score(rubric(PRIVACY), {"nursing_room.privacy": Known("partition")}).items[0].points == 40


def test_an_unverified_fact_earns_nothing_and_is_named():
    outcome = score(rubric(AREA, marks=(mark(),)))
    assert (outcome.items[0].standing, outcome.unknown, outcome.missing) == (
        *(Standing.UNKNOWN, ("N1.2",)),
        (),
    )
    assert (outcome.total, outcome.possible, outcome.conclusion) == (0, 80, Conclusion.FAILED)


def test_what_does_not_apply_leaves_the_denominator():
    answers = {"N3.4": Answer(not_applicable="内部阵地,不对外宣传"), "N2.1": Answer(level="full")}
    outcome = score(rubric(CARE, RULES), answers=answers)
    assert (outcome.earned, outcome.possible, outcome.total) == (50, 50, 1000)
    assert outcome.items[0].reason == "内部阵地,不对外宣传"


def test_a_survey_with_too_few_answers_leaves_the_denominator_too():
    outcome = score(rubric(AREA, RULES), {"area": NotApplicable("有效问卷不足 10 份")})
    assert (outcome.items[0].standing, outcome.possible) == (Standing.NOT_APPLICABLE, 50)


def test_missing_answers_are_named_vetoes_first_and_nothing_is_concluded():
    outcome = score(rubric(CARE, RULES, vetoes=(ACCIDENT,), marks=(mark(),)))
    assert outcome.missing == ("V1", "N3.4", "N2.1")
    assert outcome.conclusion == Conclusion.OPEN


def test_items_of_another_purpose_are_not_asked():
    only = replace(CARE, purposes=(Purpose.DEMONSTRATION,))
    outcome = score(rubric(only, RULES))
    assert [item.criterion.code for item in outcome.items] == ["N2.1"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"X9": Answer(points=5)}, "没有“X9”"),
        ({"N3.4": Answer(points=45)}, "最低 0 分、最高 4 分"),
        ({"N3.4": Answer(points=-5)}, "最低 0 分"),
        ({"N3.4": Answer(points=7)}, "以 0.5 分为单位"),
        ({"N3.4": Answer(level="full")}, "请填写分数"),
        ({"N2.1": Answer(level="some")}, "请从所列选项中选择"),
        ({"N2.1": Answer(points=50)}, "请从所列选项中选择"),
        ({"N2.1": Answer(not_applicable="不想填")}, "不能填“不适用”"),
        ({"N1.2": Answer(points=80)}, "按登记资料计分"),
        ({"V1": Answer(not_applicable="不清楚")}, "只能回答“有”或“没有”"),
        ({"V1": Answer(points=0)}, "只能回答“有”或“没有”"),
    ],
)
def test_what_the_table_does_not_allow_is_refused_in_words(answers, words):
    with pytest.raises(BadAnswer, match=words):
        score(rubric(CARE, RULES, AREA, vetoes=(ACCIDENT,)), answers=answers)


def test_whole_points_only_where_the_measure_says_so():
    with pytest.raises(BadAnswer, match="以 1 分为单位"):
        score(rubric(CARE, half_points=False), answers={"N3.4": Answer(points=5)})


@pytest.mark.parametrize(
    ("met", "conclusion"), [(True, Conclusion.FAILED), (False, Conclusion.MET), (None, Conclusion.OPEN)]
)
def test_a_veto_decides_alone(met, conclusion):
    answers = {"N2.1": Answer(level="full")}
    if met is not None:
        answers["V1"] = Answer(is_met=met)
    outcome = score(rubric(RULES, vetoes=(ACCIDENT,), marks=(mark(),)), answers=answers)
    assert (outcome.conclusion, outcome.total) == (conclusion, 1000)


@pytest.mark.parametrize(("value", "is_met"), [(249, True), (250, False), (None, None)])
def test_the_register_answers_a_veto_where_it_can(value, is_met):
    facts = {} if value is None else {"per_child": Known(value)}
    (line,) = score(rubric(RULES, vetoes=(SMALL,)), facts).vetoes
    assert (line.is_met, line.by_fact) == (is_met, value is not None)


def test_nobody_types_what_the_register_answers():
    with pytest.raises(BadAnswer, match="按登记资料判定"):
        refuse_known(SMALL, {"per_child": Known(300)})
    refuse_known(SMALL, {})
    refuse_known(None, {"per_child": Known(300)})


def test_what_was_said_of_a_veto_before_the_register_knew_it_counts_no_more():
    table, said = rubric(RULES, vetoes=(SMALL,)), {"V2": Answer(is_met=False)}
    (line,) = score(table, {"per_child": Known(200)}, answers=said).vetoes
    assert (line.is_met, line.by_fact) == (True, True)


@pytest.mark.parametrize(
    ("points", "conclusion"),
    [(400, Conclusion.MET), (320, Conclusion.MET), (315, Conclusion.SHORT), (235, Conclusion.FAILED)],
)
def test_the_marks_part_passing_from_rectifying_and_failing(points, conclusion):
    table = rubric(criterion("A1", points=400), marks=(mark(),))
    assert score(table, answers={"A1": Answer(points=points)}).conclusion == conclusion


def test_a_head_that_lags_behind_and_a_basic_item_that_is_short_keep_from_passing():
    heads = [criterion("A1", points=100)], [criterion("B1", points=300)]
    answers = {"A1": Answer(points=75), "B1": Answer(points=300)}
    table = rubric(*heads, marks=(mark(dimension_percent=80),))
    assert score(table, answers=answers).conclusion == Conclusion.SHORT
    assert score(replace(table, marks=(mark(dimension_percent=75),)), answers=answers).conclusion == (
        Conclusion.MET
    )
    basic = rubric([criterion("A1", points=100, is_basic=True)], heads[1], marks=(mark(needs_basics=True),))
    assert score(basic, answers=answers).conclusion == Conclusion.SHORT
    answers["A1"] = Answer(points=100)
    assert score(basic, answers=answers).conclusion == Conclusion.MET


@pytest.mark.parametrize(
    ("earned", "possible", "total"),
    [(0, 0, 0), (1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0), (5, 8, 625), (999, 2000, 500)],
)
def test_rounding_is_half_up_to_a_tenth(earned, possible, total):
    assert scaled(earned, possible) == total


@given(any_case(), st.sampled_from(Purpose))
def test_the_total_is_the_exact_fraction_rounded_half_up(case, purpose):
    table, facts, answers = case
    outcome = outcome_of(table, purpose, facts, (), answers)
    assert 0 <= outcome.earned <= outcome.possible
    assert 0 <= outcome.total <= 1000
    exact = Fraction(outcome.earned, outcome.possible) * 1000 if outcome.possible else Fraction(0)
    assert Fraction(-1, 2) <= exact - outcome.total < Fraction(1, 2)
    assert all(0 <= item.earned <= item.possible for item in outcome.items)
    assert sum(share.earned for share in outcome.shares) == outcome.earned


@given(any_case(), st.randoms(use_true_random=False))
def test_the_order_of_items_heads_and_answers_changes_nothing(case, chance: Random):
    table, facts, answers = case
    heads = list(table.dimensions)
    chance.shuffle(heads)
    mixed = []
    for head in heads:
        items = list(head.criteria)
        chance.shuffle(items)
        mixed.append(replace(head, criteria=tuple(items)))
    turned = dict(sorted(answers.items(), reverse=True))
    first = outcome_of(table, YEARLY, facts, (), answers)
    again = outcome_of(replace(table, dimensions=tuple(mixed)), YEARLY, facts, (), turned)
    assert (first.total, first.conclusion, set(first.missing)) == (
        *(again.total, again.conclusion),
        set(again.missing),
    )


@given(any_case())
def test_what_is_missing_is_exactly_what_was_not_answered(case):
    table, facts, answers = case
    outcome = outcome_of(table, YEARLY, facts, (), answers)
    judged = {each.code for each in table.criteria() if each.how == How.JUDGEMENT}
    assert set(outcome.missing) == judged - answers.keys()
    assert (outcome.conclusion == Conclusion.OPEN) == bool(outcome.missing)


@given(any_case(), st.integers(1, 60))
def test_a_better_fact_never_costs_points(case, more):
    table, facts, answers = case
    number = next((name for name, fact in facts.items() if isinstance(fact, Known)), None)
    assume(number is not None)
    better = {**facts, number: Known(facts[number].value + more)}
    before = outcome_of(table, YEARLY, facts, (), answers)
    assert outcome_of(table, YEARLY, better, (), answers).earned >= before.earned


@given(any_case())
def test_a_veto_never_changes_a_point(case):
    table, facts, answers = case
    vetoed = replace(table, vetoes=(ACCIDENT,))
    outcome = outcome_of(vetoed, YEARLY, facts, (), {**answers, "V1": Answer(is_met=True)})
    assert outcome.total == outcome_of(table, YEARLY, facts, (), answers).total
    assert outcome.conclusion == Conclusion.FAILED


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(0, 99))), st.integers(-120, 120))
def test_steps_are_read_the_same_in_any_order(pairs, value):
    steps = [Step(limit=limit, points=points) for limit, points in pairs]
    expected = max((points for limit, points in pairs if value >= limit), default=0)
    assert on_steps(value, steps, fewer_is_better=False) == expected
    assert on_steps(value, steps[::-1], fewer_is_better=False) == expected
