"""The public finder as a list: what it finds, in which order, and what it does with hostile addresses."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from rulebook.selectors import load_calendar
from sites import finder
from sites.finder import finder_page
from sites.geo import Point
from sites.models import ServiceSite
from sites.selectors import SiteFilter, published_photo
from sites.transitions import SITE
from tests.factories import NOW, Tree, build_tree, person
from tests.factories.packs import seed_calendars
from tests.sites.public_sites import OFFICE_HOURS, PIN, closed_site, opened_site

pytestmark = pytest.mark.django_db

NIGHT_HOURS: dict[str, Any] = {**OFFICE_HOURS, "week": [[[1200, 1320]]] * 7}


@pytest.fixture
def tree() -> Tree:
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_tree()


@pytest.fixture(autouse=True)
def _monday_morning(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


def names_on(client: Client, address: str = "/") -> list[str]:
    body = client.get(address).content.decode()
    return re.findall(r"<h2><a href=\"/s/[^\"]+\">([^<]+)</a></h2>", body)


def test_it_lists_sites_in_use_that_are_public(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "公开驿站")
    opened_site(tree.primary, "本单位小屋", site_type="nursing_room", access="own_staff")
    opened_site(tree.primary, "不公开驿站", extent="unlisted")
    opened_site(tree.primary, "愿意公开的小屋", site_type="nursing_room", access="own_staff", extent="listed")
    closed_site(opened_site(tree.primary, "停用驿站"))
    with SITE.step(opened_site(tree.primary, "注销驿站").pk, "cancel", actor=SYSTEM, now=NOW):
        pass
    assert set(names_on(client)) == {"公开驿站", "愿意公开的小屋", "停用驿站"}


@pytest.mark.parametrize("words", ["湛山", "zsgy", "ZSGY", "文登路", "  湛山 公园 "])
def test_two_characters_or_initials_find_a_site(client: Client, tree: Tree, words: str) -> None:
    opened_site(tree.primary, "湛山公园驿站", address="文登路28号")
    opened_site(tree.primary, "浮山所小站", address="香港中路1号")
    assert names_on(client, f"/?q={quote(words)}") == ["湛山公园驿站"]


@pytest.mark.parametrize("words", ["母婴室", "母婴", "哺乳室", "妈妈小屋", "mys"])
def test_what_people_call_a_type_finds_its_sites(client: Client, tree: Tree, words: str) -> None:
    opened_site(tree.primary, "职工书屋旁的房间", site_type="nursing_room")
    opened_site(tree.primary, "浮山所小站")
    assert names_on(client, f"/?q={quote(words)}") == ["职工书屋旁的房间"]


def test_the_name_of_a_district_finds_what_stands_there(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "浮山所小站", district="370212")
    opened_site(tree.primary, "湛山小站")
    assert names_on(client, f"/?q={quote('崂山')}") == ["浮山所小站"]
    assert names_on(client, f"/?q={quote('崂山 浮山所')}") == ["浮山所小站"]


@pytest.mark.parametrize("words", ["%", "_", "%%%%" * 50, "__", "'", '"', "\\", "((", "|&!"])
def test_signs_of_a_pattern_language_find_nothing(client: Client, tree: Tree, words: str) -> None:
    opened_site(tree.primary)
    assert names_on(client, f"/?q={quote(words)}") == []


def test_the_host_of_a_sensitive_unit_finds_it_for_the_staff_only(client: Client, tree: Tree) -> None:
    hosts = {"保密驿站": True, "普通驿站": False}
    for name, is_sensitive in hosts.items():
        opened_site(tree.primary, name, host_name="某研究院", is_sensitive=is_sensitive, facilities=["water"])
    page = client.get("/?q=研究院").content.decode()
    assert "普通驿站" in page
    assert "保密驿站" not in page
    assert "保密驿站" not in client.get("/?q=保密 研究院").content.decode()
    for words in ("保密", "文登路", "bmyz", "保密&facility=water"):
        assert "保密驿站" in client.get(f"/?q={words}").content.decode(), words
    staff = Client()
    staff.force_login(person("li", "district", tree.south))
    assert "保密驿站" in staff.get("/desk/sites/?q=研究院").content.decode()


def test_conditions_narrow_the_list_together(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "甲驿站", facilities=["water", "microwave"])
    opened_site(tree.primary, "乙驿站", facilities=["water"])
    opened_site(tree.north_primary, "丙驿站", district="370203", facilities=["water", "microwave"])
    opened_site(tree.primary, "丁小屋", site_type="nursing_room", access="members")
    assert names_on(client, "/?facility=water&facility=microwave&district=370202") == ["甲驿站"]
    assert set(names_on(client, "/?facility=water")) == {"甲驿站", "乙驿站", "丙驿站"}
    assert names_on(client, "/?type=nursing_room") == ["丁小屋"]
    assert names_on(client, "/?access=members") == ["丁小屋"]


def test_open_now_is_worked_out_from_the_hours(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "白天驿站", hours=OFFICE_HOURS)
    opened_site(tree.primary, "夜间驿站", hours=NIGHT_HOURS)
    opened_site(tree.primary, "未知驿站")
    closed_site(opened_site(tree.primary, "停用", hours=OFFICE_HOURS))
    assert names_on(client, "/?open=now") == ["白天驿站"]
    night = datetime(2026, 10, 12, 21, 0, tzinfo=LEGAL_ZONE)
    page = finder_page(SiteFilter(), page=1, now=night, calendar=load_calendar(), open_now=True)
    assert [row.name for row in page.rows] == ["夜间驿站"]


def test_when_nothing_is_open_now_the_way_on_keeps_the_other_conditions(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "无时间驿站")
    page = client.get("/?type=outdoor_station&open=now").content.decode()
    assert "现在没有开放的" in page
    assert '<a class="btn" href="?type=outdoor_station">不限现在开放(1 处)</a>' in page
    assert '<a class="btn" href="/">清除全部条件</a>' in page
    assert "不限现在开放" not in client.get("/?q=没有这个").content.decode()


def test_a_position_puts_the_nearest_first_and_tells_how_far(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "远处", lat=Decimal("36.10"), lng=Decimal("120.40"), pin_datum="wgs84")
    opened_site(tree.primary, "近处", **PIN)
    opened_site(tree.primary, "无坐标")
    address = "/?lat=36.0671&lng=120.3830"
    assert names_on(client, address) == ["近处", "远处"]
    assert "距您约 40 米" in client.get(address).content.decode()
    gcj = "/?lat=36.06738&lng=120.38773&datum=gcj02"
    assert "距您约 10 米" in client.get(gcj).content.decode()


def test_near_and_open_work_together(tree: Tree) -> None:
    for number in range(6):
        pin = {
            "lat": Decimal("36.0671") + Decimal(number) / 1000,
            "lng": Decimal("120.3826"),
            "pin_datum": "wgs84",
        }
        opened_site(tree.primary, f"站{number}", hours=OFFICE_HOURS if number % 2 else None, **pin)
    page = finder_page(
        SiteFilter(),
        page=1,
        now=NOW,
        calendar=load_calendar(),
        here=Point(36.0671, 120.3826),
        open_now=True,
    )
    assert [row.name for row in page.rows] == ["站1", "站3", "站5"]
    assert page.total == 3


@pytest.mark.parametrize("open_now", [False, True])
def test_pages_hold_fifty_and_never_repeat_a_site(tree: Tree, monkeypatch: Any, open_now: bool) -> None:
    monkeypatch.setattr(finder, "PER_PAGE", 2)
    for number in range(5):
        opened_site(tree.primary, f"第{number}站", hours=OFFICE_HOURS)

    def shown(page: int) -> finder.FinderPage:
        return finder_page(SiteFilter(), page=page, now=NOW, calendar=load_calendar(), open_now=open_now)

    pages = [shown(number) for number in (1, 2, 3)]
    assert [row.name for page in pages for row in page.rows] == [f"第{number}站" for number in range(5)]
    assert [(page.previous, page.next) for page in pages] == [(None, 2), (1, 3), (2, None)]
    assert shown(10**6).number == 3
    assert (pages[1].start, pages[1].end, pages[1].total) == (3, 4, 5)


@pytest.mark.parametrize("open_now", [False, True])
def test_a_bounded_list_says_that_there_are_more(tree: Tree, monkeypatch: Any, open_now: bool) -> None:
    monkeypatch.setattr(finder, "MOST_LISTED", 3)
    for number in range(4):
        opened_site(tree.primary, f"第{number}站", hours=OFFICE_HOURS)
    page = finder_page(SiteFilter(), page=1, now=NOW, calendar=load_calendar(), open_now=open_now)
    assert (page.total, page.is_cut, len(page.rows)) == (3, True, 3)


HOSTILE = [
    "lat=1e30&lng=120",
    "lat=NaN&lng=NaN",
    "lat=Infinity&lng=-Infinity",
    "lat=120.38&lng=36.06",
    "lat=90&lng=180",
    "lat=-90&lng=0",
    "lat=&lng=",
    "lat=36.06",
    "lat=36.0671&lng=120.3826&datum=x'",
    "lat=36.0671&lng=120.3826&page=1000000000",
    "page=1000000000",
    "page=-1",
    "page=%00",
    "page=" + "9" * 6000,
    "page=１",
    "q=%00",
    "q=%ED%A0%80",
    "q=" + "%F0%9F%98%80" * 500,
    "q=" + "a" * 7000,
    "type=%00&district=%00&access=%00&open=%00&facility=%00",
    "type=x__y__startswith&district=370202'--&sort=password",
    "facility=" + "&facility=".join(["water"] * 300),
    "facility=cameras",
    "district=" + "1" * 5000,
    "unknown=1&q[]=2",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_address_breaks_the_finder(client: Client, tree: Tree, query: str) -> None:
    opened_site(tree.primary, **PIN)
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    assert "找服务阵地" in response.content.decode()


def test_unknown_values_are_ignored_and_not_shown_as_filters(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "唯一驿站")
    response = client.get("/?type=castle&district=999999&access=all&facility=cameras&open=maybe")
    assert names_on(client, "/?type=castle&district=999999&access=all&facility=cameras") == ["唯一驿站"]
    assert response.context["form"].chips == []


def test_each_condition_can_be_taken_back_alone(client: Client, tree: Tree) -> None:
    address = "/?q=公园&facility=water&facility=warm&lat=36.06&lng=120.38&datum=gcj02&page=3"
    chips = {chip.label: chip.url for chip in client.get(address).context["form"].chips}
    assert set(chips) == {"“公园”", "饮水", "取暖", "由近到远"}
    assert "facility=warm" in chips["饮水"]
    assert "facility=water" not in chips["饮水"]
    assert "lat" not in chips["由近到远"]
    assert "lng" not in chips["由近到远"]
    assert not any("page=" in url for url in chips.values())


def test_the_next_search_keeps_position_type_and_facilities(client: Client, tree: Tree) -> None:
    body = client.get("/?type=outdoor_station&facility=water&lat=36.06&lng=120.38&open=now").content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', body)
    wanted = {("type", "outdoor_station"), ("facility", "water"), ("lat", "36.06"), ("open", "now")}
    assert wanted <= set(hidden)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("address", "most"), [("/", 5), ("/?open=now", 6), ("/?lat=36.0671&lng=120.3826", 8)]
)
def test_the_count_of_queries_does_not_grow_with_rows(tree: Tree, address: str, most: int) -> None:
    opened_site(tree.primary, "第一站", hours=OFFICE_HOURS, **PIN)
    one = queries_of(Client(), address)
    opened_site(tree.primary, "第二站", hours=OFFICE_HOURS, **PIN)
    opened_site(tree.north_primary, "第三站", district="370203", hours=OFFICE_HOURS, **PIN)
    assert queries_of(Client(), address) == one <= most


def test_public_pages_set_no_cookie_and_need_no_script(client: Client, tree: Tree) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS, **PIN)
    for address in (
        "/",
        "/?open=now",
        f"/s/{site.code}/",
        f"/s/{site.code}/qr.svg",
        "/verify/X-1/?k=abcdefgh",
    ):
        response = client.get(address)
        assert not response.cookies, address
        body = response.content.decode()
        assert " style=" not in body
        assert " onclick=" not in body


def photo_of(site: ServiceSite) -> str:
    return f"/s/{site.code}/photos/{site.version.photos.get().attachment_id}/"


def tells_nothing(client: Client, address: str) -> None:
    """The page of something that never was: no picture, no word of it, no cookie."""
    response = client.get(address)
    unknown = client.get("/s/NOSUCHCODE/")
    assert response.status_code == 404
    assert response.content.replace(address.encode(), b"") == unknown.content.replace(b"/s/NOSUCHCODE/", b"")
    assert not response.cookies


def test_a_published_picture_is_served_as_a_picture(client: Client, tree: Tree) -> None:
    address = photo_of(opened_site(tree.primary, photos=1))
    response = client.get(address)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    small = client.get(f"{address}?size=s")
    assert b"".join(small.streaming_content)[:2] == b"\xff\xd8"
    assert not response.cookies


def test_pictures_that_the_page_does_not_show_are_not_found(client: Client, tree: Tree) -> None:
    site = opened_site(tree.primary, photos=1)
    address = photo_of(site)
    other = opened_site(tree.primary, "另一处")
    tells_nothing(client, address.replace(site.code, other.code))
    with SITE.step(site.pk, "cancel", actor=SYSTEM, now=NOW):
        pass
    tells_nothing(client, address)


@pytest.mark.parametrize("facts", [{"access": "own_staff"}, {"is_sensitive": True}])
def test_pictures_of_closed_rooms_are_not_found(client: Client, tree: Tree, facts: dict[str, Any]) -> None:
    site = opened_site(tree.primary, photos=1, **facts)
    tells_nothing(client, photo_of(site))


def test_a_picture_whose_file_is_gone_is_not_found(client: Client, tree: Tree) -> None:
    site = opened_site(tree.primary, photos=1)
    address = photo_of(site)
    key = address.rstrip("/").rpartition("/")[2]
    published_photo(site.code, key).attachment.file.delete(save=False)
    tells_nothing(client, address)


def test_the_code_at_the_door_is_a_picture_of_the_pages_address(client: Client, tree: Tree) -> None:
    site = opened_site(tree.primary)
    response = client.get(f"/s/{site.code}/qr.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    assert client.get("/s/ZZZZZZZZ/qr.svg").status_code == 404
