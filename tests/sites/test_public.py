"""What the public is told of a site, and what never."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.registry import INBOX
from rulebook.selectors import load_calendar
from sites.geo import BD09, GCJ02, Point, distance_m, to_wgs84
from sites.models import ServiceSite
from sites.public import PublicPage, preview_page, public_page
from sites.selectors import photos_of
from sites.services import open_site, plan_site, update_facts
from sites.transitions import SITE
from tests.desks import desk_from
from tests.factories import NOW, Tree, actor_of, build_tree, person
from tests.factories.packs import seed_calendars
from tests.sites.public_sites import OFFICE_HOURS, PIN, opened_site

pytestmark = pytest.mark.django_db

MONDAY_MORNING = NOW
SECRETS = {
    "manager_name": "王负责人密",
    "manager_post": "科长密",
    "manager_phone": "0532-11112222",
    "daily_keeper": "李管理员密",
    "host_credit_code": "91370200MA3C000000",
    "union_fen": 987654321,
}
INSIDE = {"floor": "七层密", "room": "七零三密", "directions": "从后门进密"}


@pytest.fixture
def tree() -> Tree:
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_tree()


def page_of(site: ServiceSite, at: datetime = MONDAY_MORNING) -> PublicPage:
    site = ServiceSite.objects.select_related("version", "district").get(pk=site.pk)
    return public_page(site, site.version, photos_of(site.version), calendar=load_calendar(), now=at)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        ("2026-10-12T10:00", "现在开放,到 18:00"),
        ("2026-10-12T18:00", "已关门,明天 8:30 开"),
        ("2026-10-12T08:29", "已关门,今天 8:30 开"),
        ("2026-10-16T18:00", "已关门,周一 8:30 开"),
        ("2026-10-01T10:00", "已关门,10月8日 8:30 开"),
    ],
)
def test_the_first_line_says_whether_one_can_go_in_now(tree: Tree, moment: str, line: str) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    assert page_of(site, at(moment)).door.line == line


def test_hours_that_nobody_gave_are_said_to_be_unknown(tree: Tree) -> None:
    with_phone = opened_site(tree.primary, public_phone="0532-82870000")
    without = opened_site(tree.primary, "无电话的驿站")
    assert page_of(with_phone).door.line == "开放时间还未核实,建议先打电话问一下"
    assert page_of(without).door.line.startswith("开放时间还未核实")
    assert "电话" not in page_of(without).door.line
    assert page_of(without).hours == ()


def test_stored_hours_that_cannot_be_read_any_more_count_as_unknown(tree: Tree) -> None:
    site = opened_site(tree.primary)
    site.version.hours = {"v": 99}
    page = public_page(site, site.version, [], calendar=load_calendar(), now=NOW)
    assert page.door.line.startswith("开放时间还未核实")


def test_the_state_outranks_the_hours(tree: Tree) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    with SITE.step(site.pk, "cancel", actor=SYSTEM, now=NOW):
        pass
    door = page_of(site).door
    assert (door.kind, door.line, door.is_open) == ("closed", "已注销,不再开放", False)


def test_a_cancelled_site_tells_that_it_is_gone_and_nothing_more(tree: Tree) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS, public_phone="0532-82870000", photos=1, **PIN)
    with SITE.step(site.pk, "cancel", actor=SYSTEM, now=NOW):
        pass
    page = page_of(site)
    assert page.is_gone
    assert (page.phone, page.way, page.handoffs, page.hours, page.photos) == ("", (), (), (), ())


def test_a_site_under_rectification_is_open_by_its_hours_and_says_so(tree: Tree) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    with SITE.step(site.pk, "rectify", actor=SYSTEM, now=NOW):
        pass
    page = page_of(site)
    assert page.door.is_open
    assert page.state_label == "整改中"
    assert "整改" in page.notice


def test_nobody_is_sent_to_a_telephone_that_is_not_told(tree: Tree) -> None:
    site = opened_site(tree.primary, public_phone="0532-85911235")
    ServiceSite.objects.filter(pk=site.pk).update(state="rectifying")
    assert "先打电话问一下" in page_of(site).notice
    other = opened_site(tree.primary, "没有电话的站", public_phone="")
    ServiceSite.objects.filter(pk=other.pk).update(state="rectifying")
    assert "先向附近工会或物业问一下" in page_of(other).notice


def everything_said(page: PublicPage) -> str:
    return repr(asdict(page))


@pytest.mark.parametrize("access", ["public", "members", "appointment", "own_staff"])
def test_no_inside_fact_reaches_the_public(tree: Tree, client: Client, access: str) -> None:
    site = opened_site(
        tree.primary,
        site_type="nursing_room",
        access=access,
        hours=OFFICE_HOURS,
        type_facts={"women_workers": 4711, "expecting_or_nursing": 815, "privacy": "separate"},
        **SECRETS,
    )
    said = everything_said(page_of(site)) + client.get(f"/s/{site.code}/").content.decode()
    for secret in (*SECRETS.values(), 4711, 815):
        assert str(secret) not in said, secret
    assert "独立房间" in said


def test_a_room_for_own_staff_says_so_and_tells_no_way_in(tree: Tree, client: Client) -> None:
    site = opened_site(
        tree.primary, access="own_staff", hours=OFFICE_HOURS, building="乙楼密", photos=1, **INSIDE, **PIN
    )
    page = page_of(site)
    assert page.door.line == "仅供本单位职工使用"
    assert page.door.kind == "limited"
    assert not page.door.is_open
    assert (page.photos, page.handoffs, page.coordinates) == ((), (), "")
    body = client.get(f"/s/{site.code}/").content.decode()
    for secret in ("乙楼密", *INSIDE.values(), "36.067"):
        assert secret not in body
    assert "仅供本单位职工使用" in body


def test_a_sensitive_unit_hides_floor_room_directions_and_pictures(tree: Tree, client: Client) -> None:
    site = opened_site(tree.primary, is_sensitive=True, building="甲楼", photos=1, **INSIDE)
    body = client.get(f"/s/{site.code}/").content.decode()
    assert page_of(site).photos == ()
    assert INSIDE["floor"] not in body
    assert INSIDE["room"] not in body
    assert INSIDE["directions"] not in body


def test_a_public_site_tells_floor_and_directions(tree: Tree, client: Client) -> None:
    site = opened_site(tree.primary, **INSIDE)
    body = client.get(f"/s/{site.code}/").content.decode()
    for said in INSIDE.values():
        assert said in body


def test_what_nobody_gave_is_said_to_be_lacking(tree: Tree, client: Client) -> None:
    body = client.get(f"/s/{opened_site(tree.primary).code}/").content.decode()
    unknown = re.findall(r"<dt>([^<]+)</dt><dd>[^/]*<span class=\"unknown\">暂无</span>", body)
    assert {"开放时间", "对外电话", "设施", "使用面积", "临街一层"} <= set(unknown)


def test_it_says_which_union_confirmed_it_and_when(tree: Tree, client: Client) -> None:
    body = client.get(f"/s/{opened_site(tree.primary).code}/").content.decode()
    assert "市南区总工会于2026年10月12日核实" in body


def test_each_map_gets_the_pin_in_its_own_datum(tree: Tree) -> None:
    site = opened_site(tree.primary, "甲;乙|丙&丁", **PIN)
    true_place = Point(float(PIN["lat"]), float(PIN["lng"]))
    amap, baidu, tencent = (parse_qs(urlsplit(each.url).query) for each in page_of(site).handoffs)
    lng, lat = map(float, amap["position"][0].split(","))
    assert distance_m(to_wgs84(Point(lat, lng), GCJ02), true_place) < 1
    assert amap["name"] == ["甲;乙|丙&丁"]
    lat, lng = map(float, baidu["location"][0].split(","))
    assert baidu["coord_type"] == ["bd09ll"]
    assert distance_m(to_wgs84(Point(lat, lng), BD09), true_place) < 1
    coord, title, addr = tencent["marker"][0].split(";")
    lat, lng = map(float, coord.removeprefix("coord:").split(","))
    assert distance_m(to_wgs84(Point(lat, lng), GCJ02), true_place) < 1
    assert title == "title:甲 乙 丙&丁"
    assert addr == "addr:文登路28号"


def test_shown_coordinates_name_their_datum(tree: Tree, settings: Any) -> None:
    site = opened_site(tree.primary, **PIN)
    assert page_of(site).coordinates.endswith("(适用于高德、腾讯地图)")
    assert "36.06710" not in page_of(site).coordinates
    settings.PUBLIC_DATUM = "wgs84"
    body = Client().get(f"/s/{site.code}/").content.decode()
    assert "北纬 36.06710,东经 120.38260(适用于天地图和 GPS)" in body


def test_a_draft_is_previewed_as_if_it_took_effect_now(tree: Tree) -> None:
    version = plan_site(
        site_type="outdoor_station", union=tree.primary, district=tree.in_south, actor=SYSTEM, now=NOW
    )
    empty = preview_page(version.site, version, [], calendar=load_calendar(), now=NOW)
    assert empty.is_preview
    assert empty.door.line.startswith("开放时间还未核实")
    assert empty.who == ""
    update_facts(version, {"hours": OFFICE_HOURS, "access": "public"}, actor=SYSTEM, now=NOW)
    page = preview_page(version.site, version, [], calendar=load_calendar(), now=NOW)
    assert page.door.line == "现在开放,到 18:00"
    assert page.who == "面向公众,人人可以进"


def test_a_decided_version_cannot_be_written_by_sql(tree: Tree) -> None:
    site = opened_site(tree.primary)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE service_sites_siteversion SET name = 'x' WHERE site_id = %s", [site.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM service_sites_siteversion WHERE site_id = %s", [site.pk])


def test_an_agreement_that_ends_soon_is_told_to_the_managing_branch_only(tree: Tree) -> None:
    version = plan_site(
        site_type="outdoor_station", union=tree.primary, district=tree.in_south, actor=SYSTEM, now=NOW
    )
    ends = NOW.date() + timedelta(days=30)
    facts = {
        "name": "协议驿站",
        "address": "某路1号",
        "access": "public",
        "host_name": "某银行",
        "agreement_starts_on": date(2026, 1, 1),
        "agreement_ends_on": ends,
        "lat": Decimal("36.1"),
        "lng": Decimal("120.4"),
    }
    update_facts(version, facts, actor=SYSTEM, now=NOW)
    open_site(version, number="370202-HWYZ-2026-0001", confirmed_by="市南区总工会", actor=SYSTEM, now=NOW)
    tell = partial(desk_from, INBOX["sites.agreements"])
    south = actor_of(person("south", "district", tree.south))
    north = actor_of(person("north", "district", tree.north))
    assert [(item.title, item.due) for item in tell(south, NOW).upcoming] == [("协议驿站", ends)]
    assert tell(north, NOW).upcoming == []
    assert tell(south, NOW + timedelta(days=31)).upcoming == []
