"""What somebody in the street reads: a list, a search by two characters or initials, one honest first line."""

from __future__ import annotations

import pytest

from tests.browser.visitor import PHONE
from tests.office import WEEK, case_in, site_of


@pytest.fixture
def sites(office):
    cases = {
        "public": case_in(office, "filed", name="中山公园户外劳动者驿站"),
        "members": case_in(
            office, "filed", name="五四广场职工驿站", access="members", hours=None, public_phone=""
        ),
        "staff": case_in(office, "filed", name="香港中路大厦妈妈小屋", access="own_staff"),
        "licang": case_in(
            office,
            "filed",
            by="district2",
            name="李村公园户外驿站",
            over=office.licang_primary,
            district="370213",
            hours={**WEEK, "week": [[], [], [], [], [], [[540, 600]], []]},
        ),
    }
    return {name: site_of(case) for name, case in cases.items()}


def names(visitor):
    return visitor.page.locator(".places h2").all_inner_texts()


def test_the_finder_shows_what_is_public(visit, sites):
    visitor = visit(width=PHONE)
    visitor.go("/")
    assert len(names(visitor)) == 3
    assert "香港中路大厦妈妈小屋" not in visitor.text
    assert not visitor.scrolls_sideways()


@pytest.mark.parametrize("words", ["中山", "公园户", "zsgy", "ZSGY"])
def test_two_characters_or_initials_find_a_site(visit, sites, words):
    visitor = visit()
    visitor.go("/")
    visitor.page.locator("input[name=q]").fill(words)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**q=*")
    assert names(visitor)[:1] == ["中山公园户外劳动者驿站"] or "中山公园户外劳动者驿站" in names(visitor)
    assert "五四广场职工驿站" not in names(visitor)


def test_a_filter_narrows_the_list_and_a_chip_takes_it_away(visit, sites):
    visitor = visit()
    visitor.go("/?district=370213")
    assert names(visitor) == ["李村公园户外驿站"]
    visitor.page.locator(".chips a", has_text="李沧区").first.click()
    visitor.page.wait_for_load_state()
    assert len(names(visitor)) == 3


def test_open_now_leaves_out_what_is_closed_or_not_known(visit, sites):
    visitor = visit()
    visitor.go("/?open=now")
    assert names(visitor) == ["中山公园户外劳动者驿站"]


@pytest.mark.parametrize(
    ("which", "line"),
    [
        ("public", "现在开放"),
        ("members", "开放时间还未核实"),
        ("staff", "仅供本单位职工使用"),
        ("licang", "已关门,周六 9:00 开"),
    ],
)
def test_the_first_line_says_whether_the_door_is_open(visit, sites, which, line):
    visitor = visit(width=PHONE)
    assert visitor.go(f"/s/{sites[which].code}/") == 200
    first = visitor.page.locator(".door").first.inner_text()
    assert line in first, first
    top = visitor.page.locator(".door").first.bounding_box()
    assert top is not None
    assert top["y"] < 500
    assert not visitor.scrolls_sideways()


def test_the_inside_of_the_office_stands_on_no_public_page(visit, sites):
    visitor = visit()
    for site in sites.values():
        visitor.go(f"/s/{site.code}/")
        seen = visitor.page.content()
        assert "负责人甲" not in seen
        assert "85911234" not in seen
    visitor.go(f"/s/{sites['staff'].code}/")
    assert "南门进" not in visitor.page.content()
