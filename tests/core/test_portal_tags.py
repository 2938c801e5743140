"""How values and links are written on pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from core.templatetags import portal


def render(source: str, path: str = "/desk/filings/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load portal %}" + source).render(Context({"request": request, **context}))


def test_dates_are_written_in_legal_time() -> None:
    late_in_the_day = datetime(2026, 10, 13, 16, 5, tzinfo=UTC)
    assert portal.cn_date(late_in_the_day) == "2026年10月14日"
    assert portal.cn_datetime(late_in_the_day) == "2026年10月14日 00:05"
    assert portal.cn_day(late_in_the_day) == "10月14日 00:05"


def test_a_plain_day_has_no_time_and_nothing_stays_nothing() -> None:
    assert portal.cn_datetime(date(2026, 10, 3)) == "2026年10月3日"
    assert portal.cn_day(date(2026, 10, 3)) == "10月3日"
    assert [portal.cn_date(None), portal.cn_datetime(""), portal.cn_day(None)] == ["", "", ""]


@pytest.mark.parametrize(
    ("fen", "words"),
    [(1234500, "12,345.00 元"), (5, "0.05 元"), (0, "0.00 元"), (-150, "-1.50 元"), (None, "")],
)
def test_money_has_separators_two_places_and_its_unit(fen: int | None, words: str) -> None:
    assert portal.cn_money(fen) == words


@pytest.mark.parametrize(("points", "words"), [(855, "85.5"), (0, "0.0"), (-5, "-0.5"), (None, "")])
def test_points_have_one_place(points: int | None, words: str) -> None:
    assert portal.tenths(points) == words


def test_only_what_is_unknown_is_marked() -> None:
    assert portal.blank(0) == 0
    assert portal.blank("否") == "否"
    assert portal.blank(None) == '<span class="unknown">未核实</span>'
    assert portal.blank("", "未填") == '<span class="unknown">未填</span>'


def test_a_changed_filter_keeps_the_others_and_starts_at_the_first_page() -> None:
    address = render("{% query_replace state='draft' %}", "/desk/filings/?q=a&state=filed&page=3")
    assert address == "?q=a&amp;state=draft"


def test_paging_keeps_the_filter() -> None:
    assert render("{% query_replace page=4 %}", "/?q=a&page=3") == "?q=a&amp;page=4"


def test_one_of_several_values_can_be_removed() -> None:
    path = "/?type=a&type=b&page=2"
    assert render("{% query_without 'type' 'a' %}", path) == "?type=b"
    assert render("{% query_without 'type' %}", path) == "?"


@pytest.mark.parametrize(
    ("path", "order", "link"),
    [
        ("/", 'aria-sort="ascending"', "?sort=-due"),
        ("/?sort=-due", 'aria-sort="descending"', "?sort=due"),
        ("/?sort=name", 'data-order=""', "?sort=due"),
    ],
)
def test_a_head_tells_its_order_and_leads_to_the_other(path: str, order: str, link: str) -> None:
    head = render("{% sort_header 'due' '时限' default='due' %}", path)
    assert order in head
    assert f'href="{link}"' in head


def test_the_menu_marks_where_the_reader_is() -> None:
    menu = render(
        "{% nav_link '/desk/' '待办' exact=True %}{% nav_link '/desk/filings/' '备案' %}",
        "/desk/filings/new/",
    )
    assert menu == '<a href="/desk/">待办</a><a href="/desk/filings/" aria-current="page">备案</a>'


def test_the_menu_marks_pages_that_stand_elsewhere() -> None:
    menu = render(
        "{% nav_link '/desk/rounds/' '示范' also='/desk/titles/ /desk/subsidies/' %}", "/desk/subsidies/1/"
    )
    assert 'aria-current="page"' in menu


def test_every_form_gets_its_own_key() -> None:
    first, second = render("{% form_key %}"), render("{% form_key %}")
    assert 'name="key"' in first
    assert first != second
