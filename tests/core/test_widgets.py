"""A quick drop-down shows what Django's own would show."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import Select

from core.widgets import QuickSelect

DISTRICTS = [("", "不限"), ("370202", "市南区"), ("37020", "短码"), ('"<&', "甲<乙>&丙")]
GROUPED = [("", "不限"), ("青岛市", [("370202", "市南区"), (1, "一")])]


def parsed(html: str) -> str:
    return html.replace("\n", "").replace("  ", "").replace("&quot;", '"').replace("&#x27;", "'")


@pytest.mark.parametrize("choices", [DISTRICTS, GROUPED], ids=["plain", "grouped"])
@pytest.mark.parametrize("chosen", [None, "", "370202", "3702", '"<&', 1])
def test_the_same_options_with_the_same_one_chosen(choices: list[Any], chosen: Any) -> None:
    quick, known = QuickSelect(), Select()
    quick.choices = known.choices = choices
    assert parsed(quick.render("d", chosen)) == parsed(known.render("d", chosen))


def test_what_was_chosen_before_is_not_remembered() -> None:
    select = QuickSelect()
    select.choices = DISTRICTS
    select.render("d", "370202")
    assert "selected" not in select.render("d", "370299")
