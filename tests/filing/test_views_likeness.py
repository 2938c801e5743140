"""Is it asked on every page of an open case, shown side by side, answered once, and never told to strangers?"""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filing.services import save_section, start_cancellation, start_change
from sites.models import LikenessDecision
from tests.factories import NOW, actor_of
from tests.office import Office, build_office, case_in, draft_of, site_of

pytestmark = pytest.mark.django_db

PIN = {"lat": Decimal("36.067100"), "lng": Decimal("120.382600"), "pin_datum": "wgs84"}
#: 111 metres to the north: another door, nearer than the measure wants.
BESIDE = {"lat": Decimal("36.068100"), "lng": Decimal("120.382600"), "pin_datum": "wgs84"}
ASKS = "可能与已有的阵地重复"


@pytest.fixture
def office() -> Office:
    return build_office()


def page(filing: Any, tail: str = "") -> str:
    return f"/desk/filings/{filing.number}/{tail}"


def text_of(client: Any, address: str) -> str:
    return str(client.get(address).content.decode())


def answer(
    filing: Any, other: Any, verdict: str = "different", reason: str = "分设南北两门"
) -> dict[str, str]:
    key = str(uuid.uuid4())
    return {"key": key, "other": str(other.site_id), "verdict": verdict, "reason": reason}


def test_the_writer_and_the_checker_are_told_until_it_is_decided(office: Office) -> None:
    filed = case_in(office, "filed", **PIN)
    case = case_in(office, "district_check", name="湛山工会驿站", **PIN)
    keeper, district = office.client("keeper"), office.client("district")
    assert ASKS in text_of(district, page(case))
    draft = draft_of(office, "keeper", name="湛山工会驿站", **PIN)
    assert ASKS in text_of(keeper, page(draft, "answers/"))
    district.post(page(case, "likeness/"), answer(case, filed))
    district.post(page(case, "likeness/"), answer(case, draft))
    assert ASKS not in text_of(district, page(case))
    assert ASKS in text_of(keeper, page(draft, "answers/")), "the pair with the filed site is still open"
    assert ASKS not in text_of(district, page(filed))


def test_both_stand_side_by_side(office: Office) -> None:
    case_in(office, "filed", photos=1, host_name="原共建单位", **PIN)
    draft = draft_of(office, "keeper", name="湛山工会驿站", host_name="新共建单位", **PIN)
    body = text_of(office.client("keeper"), page(draft, "likeness/"))
    for said in (
        "原共建单位",
        "新共建单位",
        "地址相同、相距约 10 米、名称相近",
        "已备案的阵地",
        "另一处照片",
    ):
        assert said in body
    assert "?size=s" in body


def test_the_same_is_told_with_the_two_ways_out(office: Office) -> None:
    filed = case_in(office, "filed", **PIN)
    draft = draft_of(office, "keeper", **PIN)
    keeper = office.client("keeper")
    response = keeper.post(page(draft, "likeness/"), answer(draft, filed, "same", "就是这一处"), follow=True)
    body = response.content.decode()
    change = f"/desk/filings/new/?kind=change&amp;site={site_of(filed).code}"
    for said in ("同一处:</strong>就是这一处", "到案件页撤回本案", change):
        assert said in body
    assert site_of(filed).name in text_of(keeper, change.replace("&amp;", "&"))
    assert "已认定与另一处为同一处" in text_of(keeper, page(draft, "answers/"))


def test_a_place_out_of_reach_is_told_by_its_union_and_nothing_else(office: Office) -> None:
    facts = {"name": "湛山北驿站", "host_name": "保密的单位", "manager_name": "保密的人", **BESIDE}
    where = {"over": office.licang_primary, "district": "370213"}
    case_in(office, "filed", by="district2", photos=1, address="鸬鹚路9号", **where, **facts)
    draft = draft_of(office, "keeper", name="湛山北工会驿站", address="太平路1号", **PIN)
    body = text_of(office.client("keeper"), page(draft, "likeness/"))
    assert "由李沧区工人文化宫工会主管" in body
    for inside in ("湛山北驿站", "保密", "鸬鹚", "/s/", "370213"):
        assert inside not in body


def test_a_draft_of_another_branch_is_never_told(office: Office) -> None:
    draft_of(office, "district2", over=office.licang_primary, district="370202", **PIN)
    draft = draft_of(office, "keeper", **PIN)
    assert "没有发现与本案相近的同类阵地" in text_of(office.client("keeper"), page(draft, "likeness/"))
    draft_of(office, "district", **PIN)
    assert "另一件备案" in text_of(office.client("keeper"), page(draft, "likeness/"))


def test_a_reason_is_asked_for_and_what_was_typed_stays(office: Office) -> None:
    filed = case_in(office, "filed", **PIN)
    draft = draft_of(office, "keeper", **PIN)
    keeper = office.client("keeper")
    response = keeper.post(page(draft, "likeness/"), answer(draft, filed, "same", " "))
    assert response.status_code == 400
    assert "请写明认定的理由。" in response.content.decode()
    mobile = keeper.post(page(draft, "likeness/"), answer(draft, filed, "same", "问过13800138000"))
    assert "手机号码" in mobile.content.decode()
    assert LikenessDecision.objects.count() == 0


@pytest.mark.parametrize("other", ["", "0", "-1", "9" * 30, "１", "1 or 1=1", "999999"])
def test_a_place_that_is_not_asked_about_cannot_be_decided(office: Office, other: str) -> None:
    draft = draft_of(office, "keeper", **PIN)
    body = {"key": str(uuid.uuid4()), "other": other, "verdict": "same", "reason": "看过现场"}
    response = office.client("keeper").post(page(draft, "likeness/"), body)
    assert response.status_code in (400, 409)
    assert LikenessDecision.objects.count() == 0


def test_a_decided_case_is_not_asked_any_more(office: Office) -> None:
    first = case_in(office, "filed", **PIN)
    second = case_in(office, "filed", **PIN)
    response = office.client("district").post(page(second, "likeness/"), answer(second, first))
    assert response.status_code == 409
    assert "本案现为“已备案”" in response.content.decode()
    assert 'name="verdict"' not in text_of(office.client("district"), page(second, "likeness/"))


def test_who_only_reads_sees_no_form_and_is_refused(office: Office) -> None:
    filed = case_in(office, "filed", **PIN)
    case = case_in(office, "acceptance", **PIN)
    auditor = office.client("auditor")
    assert 'name="verdict"' not in text_of(auditor, page(case, "likeness/"))
    assert auditor.post(page(case, "likeness/"), answer(case, filed)).status_code == 403
    assert LikenessDecision.objects.count() == 0


def test_the_spacing_of_the_measure_is_told_with_distance_and_name(office: Office) -> None:
    case_in(office, "filed", name="栈桥驿站", address="太平路1号", **BESIDE)
    draft = draft_of(office, "keeper", **PIN)
    body = text_of(office.client("keeper"), page(draft, "answers/"))
    assert "距“栈桥驿站”约 110 米,小于《青岛市总工会户外劳动者服务站点建设管理办法(试用)》" in body
    assert "间距 500 米" in body


def test_a_station_that_is_not_public_is_not_named(office: Office) -> None:
    facts = {"name": "内部驿站", "address": "太平路1号", "access": "own_staff"}
    case_in(office, "filed", **facts, **BESIDE)
    body = text_of(office.client("keeper"), page(draft_of(office, "keeper", **PIN), "answers/"))
    assert "距一处不公开的同类阵地约 110 米" in body
    assert "内部驿站" not in body


def test_a_measure_without_a_spacing_warns_of_none(office: Office) -> None:
    kind = {"site_type": "nursing_room"}
    case_in(office, "filed", name="栈桥小屋", address="太平路1号", **kind, **BESIDE)
    assert "要求的间距" not in text_of(
        office.client("keeper"), page(draft_of(office, "keeper", **kind, **PIN), "answers/")
    )


def test_a_change_is_asked_about_only_when_it_moves_the_place(office: Office) -> None:
    case_in(office, "filed", **PIN)
    site = site_of(case_in(office, "filed", **PIN))
    keeper = actor_of(office.people["keeper"])
    change = start_change(site, actor=keeper, now=NOW)
    client = office.client("keeper")
    assert ASKS not in text_of(client, page(change))
    save_section(change.pk, {"address": "文登路30号"}, seen=change.revision, actor=keeper, now=NOW)
    assert ASKS in text_of(client, page(change))
    cancellation = start_cancellation(site, actor=keeper, now=NOW)
    assert ASKS not in text_of(client, page(cancellation))


def test_the_count_of_queries_does_not_grow_with_places(office: Office) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert 'name="verdict"' in text_of(keeper, page(draft, "likeness/"))
        return len(queries)

    keeper = office.client("keeper")
    case_in(office, "filed", photos=1, **PIN)
    draft = draft_of(office, "keeper", **PIN)
    one = asked()
    for _ in range(3):
        case_in(office, "filed", photos=1, **PIN)
    assert asked() == one
