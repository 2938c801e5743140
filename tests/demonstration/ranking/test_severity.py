"""Strict and mild reviewers: what is found, what is kept, and when nothing is said at all."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demonstration.ranking.aggregates import AggregationRule, Method, half_up, rounded_to_nought
from demonstration.ranking.cutting import Grade
from demonstration.ranking.fields import likely_worths
from demonstration.ranking.methods import ADJUSTED, WORDS, by_every_method, depending
from demonstration.ranking.panels import Minimum, NotEnough, Panel, Shortage
from demonstration.ranking.rank_intervals import rank_intervals
from demonstration.ranking.severity import Severity, judge_severity, t_quantile
from demonstration.ranking.symmetric import Triangle
from unionportal.drill.panels import Design, made

Scores = dict[str, dict[str, int]]


def judged(scores: Scores) -> Severity:
    found = judge_severity(scores)
    assert isinstance(found, Severity)
    return found


def panel(seed: int, **more: int) -> Scores:
    return made(Design("", **{"cases": 20, "reviewers": 5, "per_case": 4, **more}), Random(seed)).scores


def exact(leanings: tuple[int, ...], cases: int = 20, left_out: bool = True) -> Scores:
    """Scores without chance: worth and leaning, in tenths; every reviewer in turn leaves a case to the others."""
    return {
        f"c{case:02}": {
            f"r{who}": 600 + 7 * case + leaning
            for who, leaning in enumerate(leanings)
            if not left_out or case % len(leanings) != who
        }
        for case in range(cases)
    }


def test_without_chance_every_leaning_is_found_to_the_digit():
    found = judged(exact((-40, 0, 10, 30)))
    assert [each.leaning for each in found.leanings.values()] == [-400, 0, 100, 300]
    assert [each.margin for each in found.leanings.values()] == [0, 0, 0, 0]
    assert [each.word for each in found.leanings.values()] == ["偏严", "看不出偏宽或偏严", "偏宽", "偏宽"]
    assert [each.score for each in found.adjusted.values()] == [6_000 + 70 * case for case in range(20)]


def test_who_gets_the_strong_cases_is_not_punished_for_them():
    """Means of reviewers differ by far, leanings do not: scaling by reviewer would take the strong cases down."""
    scores: Scores = {}
    for case in range(36):
        who = (case // 12, case // 12 + 1, (case // 12 + 2) if case % 2 else 4)
        scores[f"c{case:02}"] = {f"r{each}": 500 + 10 * case for each in who}
    found = judged(scores)
    assert {each.leaning for each in found.leanings.values()} == {0}


@pytest.mark.parametrize(
    ("scores", "short"),
    [
        (exact((0, 10), left_out=False), {Shortage.REVIEWERS, Shortage.PER_CASE}),
        (exact((0, 10, 20), cases=15), {Shortage.PER_CASE, Shortage.PER_REVIEWER}),
        (exact((0, 10, 20, 5), cases=15), {Shortage.PER_REVIEWER}),
        ({**exact((0, 10, 20, 5)), "c99": {}}, {Shortage.PER_CASE}),
        (
            {**exact((0, 1, 2, 3)), **{f"x{at}": {"a": 1, "b": 2, "d": 3} for at in range(12)}},
            {Shortage.APART},
        ),
        ({}, {Shortage.REVIEWERS}),
    ],
)
def test_below_the_minimum_nothing_is_judged_and_all_that_is_missing_is_told(scores, short):
    found = judge_severity(scores)
    assert isinstance(found, NotEnough)
    assert {each.what for each in found.short} == short
    assert all(each.sentence.endswith("。") for each in found.short)


def test_what_is_missing_is_named():
    found = judge_severity({**exact((0, 10, 20, 5)), "c99": {"r0": 1, "late": 2}})
    assert isinstance(found, NotEnough)
    assert {each.what: each.keys for each in found.short} == {
        Shortage.PER_CASE: ("c99",),
        Shortage.PER_REVIEWER: ("late",),
    }


def test_a_round_may_ask_for_more_and_not_for_less():
    assert isinstance(judge_severity(exact((0, 10, 20, 5)), Minimum(per_case=4)), NotEnough)
    for less in ({"reviewers": 2}, {"per_case": 2}, {"per_reviewer": 11}):
        with pytest.raises(ValueError, match="less"):
            Minimum(**less)


def test_at_the_minimum_enough_is_left_to_estimate_chance():
    least = Panel(exact((0, 10, 20), cases=12, left_out=False))
    assert least.spare == 22 and isinstance(judge_severity(exact((0, 10, 20), 12, False)), Severity)


@settings(max_examples=40)
@given(
    st.integers(3, 6).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, 1_000), min_size=size, max_size=size), min_size=12, max_size=20
        )
    )
)
def test_where_all_score_all_nothing_changes_to_the_digit(rows):
    scores = {
        f"c{at:02}": {f"r{who}": points for who, points in enumerate(row)} for at, row in enumerate(rows)
    }
    found = judged(scores)
    assert found.complete
    for case, row in zip(scores, rows, strict=True):
        assert found.adjusted[case].score == half_up(Fraction(10 * sum(row), len(row)))


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_cases_of_the_same_reviewers_never_change_places(seed):
    scores = panel(seed)
    found = judged(scores)
    for one, given_ in scores.items():
        for other, others in scores.items():
            if given_.keys() == others.keys() and sum(given_.values()) > sum(others.values()):
                assert found.adjusted[one].score >= found.adjusted[other].score


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_adjusted_scores_are_worked_out_from_the_leanings_that_are_shown(seed):
    scores = panel(seed)
    found = judged(scores)
    assert sum(each.leaning for each in found.leanings.values()) == 0
    for case, given_ in scores.items():
        off = Fraction(sum(found.leanings[who].leaning for who in given_), len(given_))
        assert found.adjusted[case].score == half_up(Fraction(10 * sum(given_.values()), len(given_)) - off)
        assert found.adjusted[case].low < found.adjusted[case].score < found.adjusted[case].high


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_scores_come_in_changes_nothing(seed, dice):
    scores = panel(seed)
    cases = list(scores)
    dice.shuffle(cases)
    other = {case: dict(reversed(scores[case].items())) for case in cases}
    one, again = judged(scores), judged(other)
    assert one.leanings == again.leanings and one.adjusted == again.adjusted
    assert rank_intervals(one, draws=40) == rank_intervals(again, draws=40)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(-50, 50))
def test_a_milder_reviewer_moves_his_leaning_and_no_adjusted_order(seed, more):
    scores = panel(seed)
    other = {
        case: {who: points + (more if who == "r001" else 0) for who, points in given_.items()}
        for case, given_ in scores.items()
    }
    one, again = judged(scores), judged(other)
    for who, leaning in one.leanings.items():
        expected = leaning.leaning + 10 * more * ((who == "r001") - 1 / len(one.leanings))
        assert abs(again.leanings[who].leaning - expected) <= 2
    shifts = {round((again.adjusted[case].score - one.adjusted[case].score) / 3) for case in scores}
    assert max(shifts) - min(shifts) <= 1


def test_the_error_of_a_leaning_is_that_of_least_squares():
    """All score all: the error is known in closed form, chance · √((1 − 1/J) / cases)."""
    found = judged(panel(3, per_case=5))
    expected = found.chance * math.sqrt((1 - 1 / 5) / 20)
    assert all(abs(each.error - expected) <= 1 for each in found.leanings.values())


def test_rank_intervals_hold_the_rank_and_stay_in_the_field():
    found = judged(panel(8))
    intervals = rank_intervals(found, places=5, draws=200)
    assert intervals.keys() == found.adjusted.keys()
    for each in intervals.values():
        assert 1 <= each.low <= each.rank <= each.high <= 20
        assert each.within is not None and 0 <= each.within <= 1_000
    best = min(intervals.values(), key=lambda each: each.rank)
    last = max(intervals.values(), key=lambda each: each.rank)
    assert best.within > last.within
    assert sum(each.within for each in intervals.values()) == pytest.approx(5_000, abs=20)


def test_ranks_are_those_among_the_cases_asked_for():
    found = judged(panel(8))
    some = sorted(found.adjusted)[:6]
    intervals = rank_intervals(found, among=some, draws=100)
    assert sorted(intervals) == some and max(each.high for each in intervals.values()) <= 6
    assert rank_intervals(found, among=[], draws=10) == {}


def test_without_chance_ranks_are_certain():
    intervals = rank_intervals(judged(exact((-40, 0, 10, 30))), draws=50)
    assert [(each.rank, each.low, each.high) for each in intervals.values()] == [
        (n, n, n) for n in range(20, 0, -1)
    ]


def test_where_nothing_exceeds_chance_no_case_stands_clear():
    intervals = rank_intervals(judged(panel(5, worth=1, cases=40)), draws=300)
    assert min(each.high - each.low for each in intervals.values()) >= 15


def test_a_worth_is_drawn_towards_its_own_group():
    seen = [100.0 + at for at in range(8)] + [300.0 + at for at in range(8)]
    likely = likely_worths(seen, [10.0] * 16)
    assert all(95 < each.middle < 112 for each in likely[:8]) and all(
        295 < each.middle < 312 for each in likely[8:]
    )
    assert likely[0].middle > seen[0] and likely[7].middle < seen[7]
    assert all(0 < each.pull <= 1 for each in likely)


LINE = (Grade("named", "命名", places=2),)
#: The mean prefers a, the median b; r3 is far off.
DISPUTED = {
    "a": {"r1": 900, "r2": 900, "r3": 300, "r4": 880, "r5": 890},
    "b": {"r1": 800, "r2": 800, "r3": 790, "r4": 800, "r5": 800},
    "c": {"r1": 950, "r2": 950, "r3": 950, "r4": 950, "r5": 950},
    "d": {"r1": 100, "r2": 100, "r3": 100, "r4": 100, "r5": 100},
    "e": {"r1": None},
}


def test_whose_outcome_depends_on_the_method_is_named():
    scores = {
        case: {who: each for who, each in row.items() if each is not None} for case, row in DISPUTED.items()
    }
    tables = by_every_method(scores, {}, AggregationRule(Method.MEAN))
    assert list(tables) == ["mean", "trimmed", "median"] and set(tables) | {ADJUSTED} == set(WORDS)
    found = {each.key: each.grades for each in depending(tables, LINE)}
    assert found == {
        "a": {"mean": ("",), "trimmed": ("named",), "median": ("named",)},
        "b": {"mean": ("named",), "trimmed": ("",), "median": ("",)},
    }


@pytest.mark.parametrize("method", Method)
def test_where_all_score_all_the_adjusted_order_is_that_of_the_rule(method):
    scores = panel(4, per_case=5)
    tables = by_every_method(scores, {}, AggregationRule(method), severity=judged(scores))
    assert next(iter(tables)) == method.value and tables[ADJUSTED] == tables[method.value]


def test_a_strict_panel_of_a_case_shows_in_the_adjusted_order():
    """A case that only the strict ones scored comes up once leanings are allowed for."""
    scores = exact((-90, -90, -90, 90, 90, 90), cases=24)
    scores["strict"] = {f"r{who}": 735 - 90 for who in range(3)}
    scores["mild"] = {f"r{who}": 730 + 90 for who in range(3, 6)}
    tables = by_every_method(scores, {}, AggregationRule(), severity=judged(scores))
    ranks = {
        name: {each.entry.key: each.rank for each in placed if each.entry.key in {"strict", "mild"}}
        for name, placed in tables.items()
    }
    assert ranks["mean"]["strict"] > ranks["mean"]["mild"]
    assert ranks[ADJUSTED]["strict"] < ranks[ADJUSTED]["mild"]


@settings(max_examples=40)
@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=12))
def test_rounding_keeps_the_sum_and_stays_near(values):
    middle = sum(values) / len(values)
    exact_values = [each - middle for each in values]
    whole = rounded_to_nought(exact_values)
    assert sum(whole) == 0
    assert all(abs(one - other) <= 1.000001 for one, other in zip(whole, exact_values, strict=True))


@pytest.mark.parametrize(
    ("free", "table"),
    [(12, 2.1788), (22, 2.0739), (30, 2.0423), (60, 2.0003), (120, 1.9799), (100_000, 1.9600)],
)
def test_quantiles_are_those_of_the_tables(free, table):
    assert t_quantile(0.975, free) == pytest.approx(table, abs=1e-4)


def test_a_triangle_solves_and_inverts():
    matrix = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]]
    triangle = Triangle(matrix)
    found = triangle.solve([1.0, 2.0, 3.0])
    assert [sum(a * x for a, x in zip(row, found, strict=True)) for row in matrix] == pytest.approx([1, 2, 3])
    inverse = triangle.inverse()
    product = [[sum(a * b for a, b in zip(row, column, strict=True)) for column in inverse] for row in matrix]
    assert [each for row in product for each in row] == pytest.approx([1, 0, 0, 0, 1, 0, 0, 0, 1])
    with pytest.raises(ValueError, match="definite"):
        Triangle([[1.0, 2.0], [2.0, 1.0]])
