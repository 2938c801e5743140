"""The page that explains the method says the numbers that the arithmetic uses."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from demonstration.ranking.aggregates import METHODS, AggregationRule, Method
from demonstration.ranking.panels import Minimum


@pytest.mark.parametrize("method", Method)
def test_the_page_says_rule_and_minimum(method):
    rule, minimum = AggregationRule(method), Minimum(reviewers=4, per_case=5, per_reviewer=15)
    page = render_to_string("demonstration/method.html", {"rule": rule, "minimum": minimum})
    assert rule.words in page
    for words in ("评委不足 4 位", "评分不足 5 份", "阵地不足 15 个"):
        assert words in page


def test_the_page_is_one_page_without_formulas():
    page = render_to_string("demonstration/method.html", {"rule": AggregationRule(), "minimum": Minimum()})
    text = re.sub(r"<[^>]+>|\s+", "", page)
    assert len(text) < 1_100 and not re.search(r"[=×÷√Σ]", text)


def test_without_a_round_the_page_names_every_method():
    page = render_to_string("demonstration/method.html", {"minimum": Minimum()})
    assert all(label in page for label in METHODS.values())
