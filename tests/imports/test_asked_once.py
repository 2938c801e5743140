"""What a list leaves open is asked once for all rows that write the same, and our own sheets are known without a word."""

from __future__ import annotations

import pytest

from sites.sheets.template import template_bytes
from sites.types import site_types
from tests.imports.lists import HEADS, asked_on, book_of, row_of, saved, xlsx

pytestmark = pytest.mark.django_db


def with_hours(*told):
    rows = [row_of(number, 开放时间=hours) for number, hours in enumerate(told, 1)]
    return saved(book_of([[*HEADS, "开放时间"], *rows]))


def test_bare_hours_are_asked_about_once_and_hold_every_day_when_that_is_said(south):
    batch = south.taken(with_hours("8:00-18:00", "8:00-18:00", "8:00至18:00", "工作日 8:00-18:00"))
    asked = [(text, offered) for text, offered in asked_on(south.page(batch)) if "8:00" in text]
    assert "是每天 8:00-18:00,节假日也一样吗?" in asked[0][0]
    assert "看不明白" not in south.page(batch)
    assert "daily" in asked[0][1]
    south.answer(batch, ("是每天 8:00-18:00", "daily", ""), ("是每天 8:00至18:00", "daily", ""))
    assert batch.questions.count() == 0, list(batch.questions.values_list("sentence", flat=True))
    hours = [site.facts["hours"] for site in batch.sites.order_by("number")]
    assert hours[0] == hours[1] == hours[2]
    assert hours[0]["week"] == [[[480, 1080]]] * 7


def test_bare_hours_may_be_answered_in_other_words_or_left_out(south):
    batch = south.taken(with_hours("8:00-18:00", "9:00-17:00"))
    south.answer(batch, ("8:00-18:00", "text", "工作日 8:00-18:00"), ("9:00-17:00", "blank", ""))
    assert batch.questions.count() == 0
    first, second = batch.sites.order_by("number")
    assert first.facts["hours"]["week"][5] == []
    assert "hours" not in second.facts


def test_sites_in_another_district_than_their_union_are_asked_about_once(south):
    rows = [row_of(number, **{"所属区(市)": "李沧区"}) for number in (1, 2)]
    batch = south.taken(xlsx(*rows, row_of(3)))
    (asked,) = [text for text, _ in asked_on(south.page(batch)) if "主管工会属" in text]
    assert "主管工会属市南区,阵地写的是在李沧区,对吗?" in asked
    south.answer(batch, ("主管工会属", "keep", ""))
    assert (batch.questions.count(), batch.sites.count()) == (0, 3)


@pytest.mark.parametrize("kind", site_types()[:1], ids=lambda kind: kind.code)
def test_the_sheets_of_our_own_template_are_known_without_a_word(south, kind):
    batch = south.taken(template_bytes(kind))
    assert not [said for said in batch.notices if "选项" in said or "填写说明" in said]
