"""Nothing was found: the page says which condition stands in the way and where the nearest open place is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sites.selectors import SiteFilter
from sites.widening import ways_out
from tests.factories import NOW, Tree
from tests.sites.public_sites import OFFICE_HOURS, PIN, opened_site

pytestmark = pytest.mark.django_db

SOUTH, NORTH = "370202", "370203"


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


def shown(client: Client, query: str) -> str:
    return client.get(f"/?{query}").content.decode()


def links(page: str) -> dict[str, str]:
    """Label and address of the ways out."""
    return {
        label: url.replace("&amp;", "&")
        for url, label in re.findall(r'class="btn" href="([^"]+)">([^<]+)', page)
    }


def test_each_way_out_leads_to_something(client: Client, tree: Tree) -> None:
    opened_site(
        tree.north_primary, "北小屋", site_type="nursing_room", district=NORTH, hours=OFFICE_HOURS, **PIN
    )
    opened_site(tree.primary, "南站", hours=OFFICE_HOURS, **PIN)
    page = shown(client, f"type=nursing_room&district={SOUTH}&open=now")
    found = links(page)
    assert set(found) == {"不限区(市)(1 处)", "不限类型(1 处)", "清除全部条件"}
    for url in found.values():
        assert "共 " in client.get(f"/{url}" if url.startswith("?") else url).content.decode()
    assert "open=now" not in found["不限区(市)(1 处)"] and "type=nursing_room" in found["不限区(市)(1 处)"]


def test_the_nearest_open_one_of_the_type_is_named(client: Client, tree: Tree) -> None:
    far = {**PIN, "lat": PIN["lat"] + 1}
    kind = {"site_type": "nursing_room", "district": NORTH}
    opened_site(tree.north_primary, "远小屋", hours=OFFICE_HOURS, **kind, **far)
    opened_site(tree.north_primary, "近小屋", hours=OFFICE_HOURS, **kind, **PIN)
    opened_site(tree.north_primary, "不知道几点开", **kind, **PIN)
    opened_site(tree.primary, "别的类型", hours=OFFICE_HOURS, **PIN)
    page = shown(client, f"type=nursing_room&district={SOUTH}&open=now")
    named = page.split("别处现在开放的,最近的是")[1]
    assert "近小屋" in named and "距市南区中心约" in named
    assert all(name not in named for name in ("远小屋", "不知道几点开", "别的类型"))


def test_closed_now_is_told_from_not_there(client: Client, tree: Tree, settings: Any) -> None:
    opened_site(tree.primary, "南站", hours=OFFICE_HOURS, **PIN)
    settings.CLOCK_PIN = (NOW + timedelta(hours=14)).isoformat()
    assert "不限现在开放(1 处)" in links(shown(client, "type=outdoor_station&open=now"))
    assert "不限现在开放" not in str(links(shown(client, "type=mind_station&open=now")))


def test_all_ways_are_counted_in_one_statement(tree: Tree) -> None:
    opened_site(tree.primary, "南站", **PIN)
    by = SiteFilter(words="没有这个", site_type="mind_station", district=NORTH, access="members")
    with CaptureQueriesContext(connection) as asked:
        assert ways_out(by, open_now=True) == []
    assert len(asked) == 1


def test_a_holiday_station_is_said_to_show_in_its_season_alone(client: Client, tree: Tree) -> None:
    words = "托管驿站确认假期开班以后才在这里显示"
    assert words in shown(client, "type=holiday_station")
    assert words not in shown(client, "type=nursing_room")


def test_district_and_type_are_words_of_the_search(client: Client, tree: Tree) -> None:
    opened_site(tree.primary, "地铁站里的一间", site_type="nursing_room", **PIN)
    opened_site(tree.primary, "户外的一处", **PIN)
    page = shown(client, "q=市南 妈妈小屋")
    assert "地铁站里的一间" in page and "户外的一处" not in page


def test_facilities_are_those_of_the_chosen_type(client: Client) -> None:
    def offered(query: str) -> set[str]:
        part = shown(client, query).split('name="facility"')[1].split("</select>")[0]
        return set(re.findall(r'value="(\w+)"', part))

    assert {"nap_beds", "battery_swap"} <= offered("")
    assert "battery_swap" in offered("type=outdoor_station")
    assert "nap_beds" not in offered("type=outdoor_station")
    assert "battery_swap" not in offered("type=holiday_station")


def test_a_card_at_a_public_door_is_explained(client: Client, tree: Tree) -> None:
    site = opened_site(tree.primary, entry="card", hours=OFFICE_HOURS, public_phone="0532-85911235", **PIN)
    page = client.get(f"/s/{site.code}/").content.decode()
    assert "面向公众,人人可以进 · 刷卡或刷证,不需要工会会员证" in page
    assert "没有卡怎么进,请先打电话问一下。" in page
    mute = opened_site(tree.primary, "没有电话", entry="card", hours=OFFICE_HOURS, **PIN)
    page = client.get(f"/s/{mute.code}/").content.decode()
    assert "打电话" not in page and "没有卡怎么进,请先向附近工会或物业问一下。" in page
