"""The public site page, verification and first set-up: what a stranger meets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import District, Union, User
from core.actor import SYSTEM
from core.models import AuditEntry
from rulebook.models import CalendarYear, RulePack
from sites.models import ServiceSite
from sites.services import suspend_site
from sites.services.succession import cancel_site
from sites.transitions import SITE
from tests.factories import NOW, Tree, build_tree
from tests.office import build_office, case_in
from tests.sites.public_sites import OFFICE_HOURS, PIN, opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    return build_tree()


@pytest.mark.parametrize("code", ["ZZZZZZZZ", "x", "%00", "H39H63GE", "a" * 3000, "%ED%A0%80"])
def test_an_unknown_or_impossible_code_is_not_found(client: Client, tree: Tree, code: str) -> None:
    response = client.get(f"/s/{code}/")
    assert response.status_code == 404
    assert "没有找到" in response.content.decode()
    assert not response.cookies


def test_a_draft_has_no_public_page_and_no_place_in_the_list(client: Client) -> None:
    office = build_office()
    filing = case_in(office, "city_filing", name="还没备案的驿站")
    assert filing.site.code is None
    assert "还没备案的驿站" not in client.get("/").content.decode()
    assert client.get("/s/None/").status_code == 404


def test_a_cancelled_site_keeps_its_page_and_says_so(client: Client, tree: Tree) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS, public_phone="0532-82870000", **PIN)
    with SITE.step(site.pk, "cancel", actor=SYSTEM, now=NOW):
        pass
    body = client.get(f"/s/{site.code}/").content.decode()
    assert "已注销,不再开放" in body
    assert "0532-82870000" not in body
    assert f"/?type=outdoor_station&amp;district={site.district_id}" in body


def gone(site: ServiceSite, last_day: date = date(2026, 10, 12)) -> str:
    """What its page says once it is struck off."""
    cancel_site(site, last_day=last_day, note="场地收回", actor=SYSTEM, now=NOW)
    return Client().get(f"/s/{site.code}/").content.decode()


def test_a_cancelled_site_names_the_nearest_that_let_people_in(tree: Tree) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS, **PIN)
    shared = {"hours": OFFICE_HOURS, "pin_datum": "wgs84", "lng": PIN["lng"]}
    near, far, farther, farthest = (
        opened_site(tree.primary, f"{name}驿站", lat=f"36.0{at}71", **shared)
        for name, at in (("近", 77), ("远", 87), ("更远", 97), ("最远", 99))
    )
    opened_site(tree.primary, "内部驿站", **{**shared, "lat": "36.0672", "access": "own_staff"})
    opened_site(tree.primary, "另一类型", site_type="nursing_room", **{**shared, "lat": "36.0672"})
    closed = opened_site(tree.primary, "停开的驿站", lat="36.0672", **shared)
    suspend_site(closed.pk, starts_at=NOW, ends_at=None, reason="检修", actor=SYSTEM, now=NOW)
    page = gone(site)
    places = [page.find(f"/s/{each.code}/") for each in (near, far, farther)]
    assert -1 not in places
    assert places == sorted(places)
    for name in (farthest.name, "内部驿站", "另一类型", "停开的驿站"):
        assert name not in page
    assert "距此约" in page


#: Only on Sundays, and only in the weeks of a summer that is over.
SUNDAYS = {**OFFICE_HOURS, "week": [[]] * 6 + [[[510, 1080]]]}
EVENINGS = {**OFFICE_HOURS, "week": [[[1140, 1260]]] * 7}
SUMMER = {**OFFICE_HOURS, "seasons": [{"from": "07-01", "to": "08-31"}]}


def instead_of(site: ServiceSite) -> str:
    """What the page of a site that is closed for a time offers in its place."""
    suspend_site(site.pk, starts_at=NOW, ends_at=None, reason="检修", actor=SYSTEM, now=NOW)
    page = Client().get(f"/s/{site.code}/").content.decode()
    return page.partition('aria-label="离这里最近的')[2].partition("</section>")[0]


def test_a_closed_site_leads_to_others_that_are_open_and_never_to_itself(tree: Tree, settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    site = opened_site(tree.primary, "本站", hours=OFFICE_HOURS, **PIN)
    opened_site(tree.primary, "关着的驿站", hours=SUNDAYS, **PIN)
    opened_site(tree.primary, "开着的驿站", hours=OFFICE_HOURS, **{**PIN, "lat": "36.0777"})
    told = instead_of(site)
    assert "现在开放、离这里最近的" in told and "开着的驿站" in told
    assert "关着的驿站" not in told and str(site.code) not in told


def test_where_all_are_closed_those_are_named_that_open_within_days(tree: Tree, settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    site = opened_site(tree.primary, "本站", hours=OFFICE_HOURS, **PIN)
    opened_site(tree.primary, "夏天的驿站", hours=SUMMER, **PIN)
    opened_site(tree.primary, "晚上的驿站", hours=EVENINGS, **{**PIN, "lat": "36.0777"})
    told = instead_of(site)
    assert "现在都没有开放" in told and "19:00" in told
    assert "夏天的驿站" not in told and str(site.code) not in told


@pytest.mark.parametrize("facts", [{"access": "own_staff", **PIN}, {"access": "public"}])
def test_a_site_without_a_public_place_names_no_nearest(tree: Tree, facts: dict[str, Any]) -> None:
    opened_site(tree.primary, "近驿站", hours=OFFICE_HOURS, **PIN)
    page = gone(opened_site(tree.primary, hours=OFFICE_HOURS, **facts))
    assert "已注销" in page
    assert "近驿站" not in page


@pytest.mark.parametrize(
    ("last_day", "since"), [(date(2026, 9, 30), "2026年10月1日"), (date(2026, 12, 31), "2026年10月12日")]
)
def test_a_cancelled_site_says_since_when(tree: Tree, last_day: date, since: str) -> None:
    page = gone(opened_site(tree.primary, hours=OFFICE_HOURS, **PIN), last_day)
    assert f"该阵地自{since}起停止服务,已经注销。" in page


def test_the_page_of_a_cancelled_site_asks_as_often_for_three_as_for_one(tree: Tree) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"/s/{site.code}/")
        return len(queries)

    site = opened_site(tree.primary, hours=OFFICE_HOURS, **PIN)
    opened_site(tree.primary, "甲", hours=OFFICE_HOURS, **PIN)
    gone(site)
    first = asked()
    for name in ("乙", "丙"):
        opened_site(tree.primary, name, hours=OFFICE_HOURS, **PIN)
    assert asked() <= first <= 12


def test_the_page_costs_at_most_five_queries_however_many_pictures(tree: Tree) -> None:
    def asked(photos: int) -> int:
        site = opened_site(tree.primary, hours=OFFICE_HOURS, photos=photos, **PIN)
        with CaptureQueriesContext(connection) as queries:
            page = Client().get(f"/s/{site.code}/").content.decode()
        assert page.count(f"/s/{site.code}/photos/") >= photos
        return len(queries)

    asked(1)  # what a process keeps is read with its first page
    assert asked(1) == asked(3) <= 5


def test_a_sample_site_says_that_it_is_invented(client: Client, tree: Tree) -> None:
    real, sample = opened_site(tree.primary), opened_site(tree.primary, is_sample=True)
    assert "演示数据" in client.get(f"/s/{sample.code}/").content.decode()
    assert "演示数据" not in client.get(f"/s/{real.code}/").content.decode()


def test_text_of_clerks_is_shown_as_text(client: Client, tree: Tree) -> None:
    nasty = "<script>alert(1)</script>{{ 7 }}"
    site = opened_site(tree.primary, nasty, directions=f"{nasty}'\"", **PIN)
    for address in (f"/s/{site.code}/", "/"):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in body


def test_the_right_token_tells_what_a_number_is(client: Client) -> None:
    office = build_office()
    filing = case_in(office, "filed")
    for number in (filing.number, filing.filing_number):
        body = client.get(f"/verify/{number}/?k={filing.verify_token}").content.decode()
        assert number in body
        assert "编号属实" in body
        for inside in ("湛山", "文登路", "负责人甲", "keeper"):
            assert inside not in body


def test_without_the_right_token_every_number_looks_alike(client: Client) -> None:
    office = build_office()
    filing = case_in(office, "filed")
    unknown = client.get("/verify/370202-HWYZ-2026-9999/?k=ABCDEFGHJKMNPQRS")
    assert unknown.status_code == 404
    for query in (
        "",
        "?k=",
        "?k=ABCDEFGHJKMNPQRS",
        f"?k={filing.verify_token[:-1]}",
        "?k=%00",
        f"?k={'A' * 5000}",
    ):
        answer = client.get(f"/verify/{filing.number}/{query}")
        assert answer.status_code == 404, query
        assert _main(answer) == _main(unknown), query


@pytest.mark.parametrize("page", ["/reports/", "/notices/objections/"])
@pytest.mark.parametrize("typed", ["%00", "%ED%A0%80", "FY2026%00", "a" * 3000, "%E2%80%8B"])
def test_a_number_that_nobody_can_type_belongs_to_nothing(client, page, typed):
    answer = client.get(f"{page}?number={typed}&k={typed}")
    assert answer.status_code == 404
    assert 'name="number"' in answer.content.decode()


@pytest.mark.parametrize("number", ["%00", "%25%25", "a" * 3000, "案件", "%ED%A0%80", "..%2F"])
def test_an_impossible_number_is_not_found(client: Client, tree: Tree, number: str) -> None:
    response = client.get(f"/verify/{number}/?k=ABCDEFGHJKMNPQRS")
    assert response.status_code == 404


def _main(response: Any) -> str:
    """What the page says; its head repeats the address in the form for large type."""
    body = response.content.decode()
    return body[body.index("<main") : body.index("</main>")]


FIRST = {
    "union_name": "烟台市总工会",
    "city": "other",
    "name": "张管理",
    "username": "Zhang",
    "password": "huanghai-jiaozhouwan-2026",
    "again": "huanghai-jiaozhouwan-2026",
}


def test_another_city_starts_with_its_own_districts_and_no_word_of_qingdao(client: Client) -> None:
    listed = "330203,海曙区\n330205 江北区\n330281、余姚市\n"
    client.post("/setup/", {**FIRST, "union_name": "宁波市总工会", "district_list": listed})
    rows = list(District.objects.values_list("code", "name", "short_name", "city_name", "radius_km"))
    assert rows == [
        ("330203", "海曙区", "海曙", "宁波市", None),
        ("330205", "江北区", "江北", "宁波市", None),
        ("330281", "余姚市", "余姚", "宁波市", None),
    ]
    page = client.get("/").content.decode()
    assert "海曙区" in page
    assert "市南区" not in page


def test_a_city_without_a_list_starts_without_districts(client: Client) -> None:
    client.post("/setup/", FIRST)
    assert not District.objects.exists()


def test_qingdao_keeps_its_table_whatever_is_pasted(client: Client) -> None:
    client.post("/setup/", {**FIRST, "city": "qingdao", "district_list": "330203,海曙区"})
    assert District.objects.count() == 10
    assert not District.objects.filter(code="330203").exists()


def test_samples_of_a_new_office_count_from_its_first_day_and_claim_no_document(
    client: Client, settings: Any
) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    client.post("/setup/", FIRST)
    for pack in RulePack.objects.all():
        assert pack.effective_from == NOW.date()
        assert pack.is_sample
        assert "烟台市总工会" not in pack.title
        assert "青岛" not in pack.title + pack.note
        assert "不是本工会印发的文件" in pack.note


def test_the_first_administrator_opens_the_office_once(client: Client) -> None:
    assert client.get("/setup/").status_code == 200
    response = client.post("/setup/", FIRST)
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/"
    user = User.objects.get()
    assert (user.name, user.is_superuser) == ("张管理", True)
    union = Union.objects.get()
    assert (union.name, union.is_issuer) == ("烟台市总工会", True)
    assert RulePack.objects.filter(issuer=union, state="published").count() == 3
    assert {2023, 2024, 2025, 2026} <= set(CalendarYear.objects.values_list("year", flat=True))
    assert AuditEntry.objects.filter(action="user.create").count() == 1
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", FIRST).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"again": "something-else-2026"}, "两次输入的密码不一致"),
        ({"password": "12345678", "again": "12345678"}, "密码至少 10 位,现在是 8 位,请加长。"),
        ({"password": "1234567890123", "again": "1234567890123"}, "密码不能只有数字,请加入字母。"),
        ({"password": "zhang-2026", "again": "zhang-2026", "username": "zhang-2026"}, "密码和用户名太相似"),
        ({"password": "password123", "again": "password123"}, "这个密码太常见"),
        ({"city": ""}, "请选择一项。"),
        ({"district_list": "330203"}, "第 1 行应为“代码,名称”"),
        ({"district_list": "330203,海曙区\n330203,江北区"}, "第 2 行:代码 330203 重复"),
        ({"username": "张三"}, "用户名只能用英文字母"),
        ({"union_name": ""}, "必填"),
    ],
)
def test_a_wrong_entry_is_explained_and_sets_up_nothing(
    client: Client, change: dict[str, str], words: str
) -> None:
    response = client.post("/setup/", {**FIRST, **change})
    assert words in response.content.decode()
    assert not User.objects.exists()
    assert not Union.objects.exists()
