"""Totals of several reviewers: exact, rounded once, whatever order they come in, and a recusal is no score."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demonstration.ranking.aggregates import AggregationRule, Method, aggregate, half_up, in_points

POINTS = st.lists(st.one_of(st.none(), st.integers(0, 1_000)), max_size=12)
RULES = st.builds(AggregationRule, st.sampled_from(Method), st.integers(3, 9))


def total(points: list[int | None], method: Method, trim_from: int = 5) -> int | None:
    found = aggregate(points, AggregationRule(method, trim_from))
    return found and found.hundredths


@pytest.mark.parametrize(
    ("points", "mean", "trimmed", "median_"),
    [
        ([], None, None, None),
        ([None, None], None, None, None),
        ([0], 0, 0, 0),
        ([875], 8750, 8750, 8750),
        ([875, None, 870], 8725, 8725, 8725),
        ([871, 872, 872], 8717, 8717, 8720),
        ([900, 600, 905, 910], 8288, 8288, 9025),
        ([900, 600, 905, 910, 1_000], 8630, 9050, 9050),
        ([900, 900, 900, 900, 900], 9000, 9000, 9000),
    ],
)
def test_each_method_to_the_digit(points, mean, trimmed, median_):
    assert (total(points, Method.MEAN), total(points, Method.TRIMMED), total(points, Method.MEDIAN)) == (
        mean,
        trimmed,
        median_,
    )


def test_a_recusal_is_neither_a_score_nor_nought():
    found = aggregate([900, None, 800], AggregationRule())
    assert found is not None
    assert (found.exact, found.counted, found.recused) == (Fraction(850), 2, 1)


def test_what_was_trimmed_is_told():
    rule = AggregationRule(Method.TRIMMED)
    few, many = aggregate([1, 2, 3, 4], rule), aggregate([5, 1, 3, 4, 2], rule)
    assert few is not None and few.left_out == () and few.counted == 4
    assert many is not None and many.left_out == (1, 5) and many.counted == 3


@given(POINTS, RULES, st.randoms(use_true_random=False))
def test_order_and_recusals_change_nothing(points, rule, dice):
    other = [*points, None]
    dice.shuffle(other)
    one, again = aggregate(points, rule), aggregate(other, rule)
    assert (one is None) == (again is None)
    if one and again:
        assert (one.exact, one.left_out) == (again.exact, again.left_out)
        assert again.recused == one.recused + 1


@given(POINTS, RULES)
def test_the_score_lies_between_the_lowest_and_the_highest(points, rule):
    given_ = [each for each in points if each is not None]
    found = aggregate(points, rule)
    if found:
        assert min(given_) <= found.exact <= max(given_)
        assert abs(found.exact * 10 - found.hundredths) <= Fraction(1, 2)
        assert found.counted + len(found.left_out) + found.recused == len(points)


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=11))
def test_the_median_is_that_of_the_library(points):
    found = aggregate(points, AggregationRule(Method.MEDIAN))
    assert found is not None and found.exact == Fraction(median(points))


@given(st.lists(st.integers(0, 900), min_size=1, max_size=9), st.integers(0, 100), RULES)
def test_as_much_more_from_everybody_is_as_much_more(points, more, rule):
    before, after = aggregate(points, rule), aggregate([each + more for each in points], rule)
    assert before is not None and after is not None and after.exact == before.exact + more


@pytest.mark.parametrize(
    ("value", "whole"),
    [((1, 2), 1), ((-1, 2), 0), ((3, 2), 2), ((49, 100), 0), ((-51, 100), -1), ((2, 3), 1), ((7, 1), 7)],
)
def test_a_half_goes_up(value, whole):
    assert half_up(Fraction(*value)) == whole


@pytest.mark.parametrize(
    ("hundredths", "told"), [(8733, "87.33"), (5, "0.05"), (-50, "-0.50"), (10_000, "100.00")]
)
def test_points_are_told_with_two_places(hundredths, told):
    assert in_points(hundredths) == told


def test_trimming_leaves_somebody():
    with pytest.raises(ValueError, match="at least 3"):
        AggregationRule(Method.TRIMMED, 2)


@pytest.mark.parametrize("method", Method)
def test_every_rule_has_its_sentence(method):
    assert "四舍五入到百分位" in AggregationRule(method, 7).words
    assert ("7 份" in AggregationRule(method, 7).words) == (method == Method.TRIMMED)
