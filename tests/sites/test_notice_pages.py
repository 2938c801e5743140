"""The page of notices: what is offered to whom, what is refused in which words, what happens once only."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from sites.models import OperatingNotice, ServiceSite, SiteKeeper
from tests.office import NOW, Office, form_at
from tests.sites.public_sites import closed_site
from tests.sites.telling import notices_at as page
from tests.sites.telling import sent

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_keeper_closes_his_site_and_the_public_reads_it_at_once(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    answer = sent(keeper, site, "closure", why="内部装修")
    assert (answer.status_code, answer["Location"]) == (302, page(site))
    body = text_of(keeper.get(page(site)))
    assert "停开公告已发布,公众页面已更新。" in body
    assert "临时停开</strong> 2026年10月12日起,恢复时间另行通知,内部装修" in body
    for address in (f"/s/{site.code}/", "/"):
        public = text_of(Client().get(address))
        assert "暂停开放,恢复时间另行通知" in public
        assert "原因:内部装修" in public
        assert "keeper同志" not in public
    assert site.name not in text_of(Client().get("/?open=now"))


def test_the_district_stands_in_and_it_is_written_so(office: Office, site: ServiceSite) -> None:
    district = office.client("district")
    assert "您代阵地负责人发布" in text_of(district.get(page(site, "closure")))
    sent(district, site, "closure", why="设备检修", ends_on="2026-10-20")
    assert "市南区总工会 · district同志 · 区(市)代填" in text_of(district.get(page(site)))
    assert "您代阵地负责人发布" not in text_of(office.client("keeper").get(page(site, "hours")))


def test_who_may_only_read_gets_no_form(office: Office, site: ServiceSite) -> None:
    for name in ("city", "auditor"):
        body = text_of(office.client(name).get(page(site, "closure")))
        assert "您可以查看" in body
        assert "发布停开公告" not in body
    refused = {"kind": "closure", "seen": str(site.revision), "key": str(uuid.uuid4())}
    assert office.client("city").post(page(site), refused).status_code == 403
    assert office.client("district2").post(page(site), refused).status_code == 404
    told = AuditEntry.objects.filter(outcome="refused").order_by("id").values_list("action", "actor_name")
    assert list(told) == [("site.notify", "city同志"), ("site.reach", "district2同志")]
    assert not OperatingNotice.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("closure", {"why": "内部装修", "starts_on": "2026-10-11"}, "停开日期不能早于今天(2026年10月12日)"),
        ("closure", {"why": "内部装修", "starts_on": "2028-10-11"}, "停开日期最远只能到一年以内"),
        ("closure", {"why": "内部装修", "ends_on": "2028-10-11"}, "最远只能到一年以内"),
        (
            "closure",
            {"why": "内部装修", "starts_on": "2026-10-20", "ends_on": "2026-10-19"},
            "结束日期早于开始日期",
        ),
        ("closure", {"why": "内部装修", "starts_on": "2026-02-30"}, "不是有效的日期"),
        ("closure", {"why": "内部装修", "starts_on": ""}, "请填写停开日期"),
        ("closure", {}, "请选择或填写停开原因"),
        ("closure", {"why": "other"}, "请选择或填写停开原因"),
        ("closure", {"why": "搬家"}, "没有这个选项"),
        ("closure", {"reason": "找张三 11010519491231002X"}, "身份证号码"),
        ("closure", {"reason": "有事打 13905321234"}, "手机号码"),
        ("closure", {"reason": "装" * 61}, "最多 60 个字"),
        ("hours", {"hours": "8:00-18:00"}, "临时时间只能缩短或挪动"),
        ("hours", {"hours": "不开放"}, "这几天不开放,请写明原因"),
        ("hours", {"hours": "下午两点"}, "24小时制"),
        ("hours", {"hours": "9:00-10:00", "last_on": "2026-10-10"}, "结束日期早于开始日期"),
        ("hours", {"hours": "9:00-10:00", "last_on": "2026-12-12"}, "一次最多调整 31 天"),
        ("hours", {"hours": "9:00-10:00", "first_on": "2026-10-17"}, "不能增加开放日"),
        ("phone", {"public_phone": "问门卫"}, "只填电话号码"),
        ("phone", {"public_phone": "1"}, "只填电话号码"),
        ("manager", {"manager_name": ""}, "请填写负责人"),
        ("manager", {"manager_name": "赵 13905321234"}, "手机号码"),
        ("manager", {"successor": "999999"}, "没有这个账号"),
        ("maps", {"listed_amap": "maybe"}, "没有这个选项"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_changes_nothing(
    office: Office, site: ServiceSite, kind: str, typed: dict[str, str], said: str
) -> None:
    answer = sent(office.client("keeper"), site, kind, **typed)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert not OperatingNotice.objects.exists()
    for value in typed.values():
        assert value[:60] in text_of(answer) or len(value) > 60 or value in ("搬家", "999999", "maybe")


def test_an_overlap_is_said_beside_the_day(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    sent(keeper, site, "closure", why="内部装修", starts_on="2026-10-20", ends_on="2026-10-25")
    answer = sent(keeper, site, "closure", why="设备检修", starts_on="2026-10-25")
    assert answer.status_code == 400
    assert "与已发布的停开时间重叠:2026年10月20日至2026年10月25日" in text_of(answer)
    assert OperatingNotice.objects.count() == 1


def test_a_second_click_tells_it_once(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    form = form_at(keeper, page(site, "closure"), holding="kind")
    typed = {**form.fields, "why": "内部装修"}
    answers = [keeper.post(page(site), typed) for _ in range(2)]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, page(site))] * 2
    assert OperatingNotice.objects.count() == 1


def test_a_page_that_is_out_of_date_is_refused_with_what_happened(office: Office, site: ServiceSite) -> None:
    keeper, district = office.client("keeper"), office.client("district")
    old = form_at(keeper, page(site, "phone"), holding="kind")
    sent(district, site, "phone", public_phone="0532-80000000")
    answer = keeper.post(page(site), {**old.fields, "public_phone": "0532-81111111"})
    assert answer.status_code == 409
    assert "district同志" in text_of(answer)
    assert page(site) in text_of(answer)
    assert ServiceSite.objects.get(pk=site.pk).version.public_phone == "0532-80000000"


def test_the_reason_that_came_too_late_is_still_on_the_page(office: Office, site: ServiceSite) -> None:
    keeper, district = office.client("keeper"), office.client("district")
    old = form_at(keeper, page(site, "closure"), holding="kind")
    sent(district, site, "phone", public_phone="0532-80000000")
    answer = keeper.post(page(site), {**old.fields, "reason": "水管爆裂,正在抢修"})
    assert answer.status_code == 409
    assert "水管爆裂,正在抢修" in text_of(answer)
    assert not OperatingNotice.objects.filter(kind="closure").exists()


def test_the_preview_says_what_will_be_read_and_publishes_nothing(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    assert "暂停开放,恢复时间另行通知" in text_of(keeper.get(page(site, "closure")))
    typed = {"why": "内部装修", "starts_on": "2026-10-20", "ends_on": "2026-10-25", "preview": "1"}
    answer = sent(keeper, site, "closure", **typed)
    assert answer.status_code == 200
    assert "10月20日至25日暂停开放:内部装修" in text_of(answer)
    assert 'value="2026-10-25"' in text_of(answer)
    assert not OperatingNotice.objects.exists()


def test_reopening_is_offered_only_where_there_is_a_closure(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    assert "kind=reopening" not in text_of(keeper.get(page(site)))
    assert "发布公告" in text_of(keeper.get(page(site, "reopening")))
    sent(keeper, site, "closure", why="内部装修")
    assert "恢复开放" in text_of(keeper.get("/desk/"))
    sent(keeper, site, "reopening")
    assert ServiceSite.objects.get(pk=site.pk).state == "open"
    assert "临时停开" in text_of(keeper.get("/desk/"))


def test_a_decided_closure_offers_no_way_out(office: Office, site: ServiceSite) -> None:
    closed_site(site, "按整改要求停止服务")
    keeper = office.client("keeper")
    body = text_of(keeper.get(page(site)))
    assert "决定暂停开放" in body
    assert "不能用公告恢复开放" in body
    assert "kind=reopening" not in body
    form = form_at(keeper, page(site, "phone"), holding="kind")
    answer = keeper.post(
        page(site), {**form.fields, "kind": "reopening", "opens_on": "2026-10-12", "notice": "1"}
    )
    assert (answer.status_code, "已经结束或不存在" in text_of(answer)) == (400, True)
    assert ServiceSite.objects.get(pk=site.pk).state == "suspended"


@pytest.mark.parametrize(
    ("kind", "typed", "past"),
    [
        ("phone", {"public_phone": "0532-80000000"}, "对外电话:0532-85911235 → 0532-80000000"),
        ("manager", {"manager_name": "赵新"}, "负责人:负责人甲 → 赵新"),
        ("maps", {"listed_amap": "yes"}, "高德地图已上图:未核实 → 是"),
    ],
)
def test_a_correction_stands_with_old_and_new_in_the_list(
    office: Office, site: ServiceSite, kind: str, typed: dict[str, str], past: str
) -> None:
    keeper = office.client("keeper")
    assert sent(keeper, site, kind, **typed).status_code == 302
    assert past in text_of(keeper.get(page(site)))


def test_a_mobile_as_public_phone_is_taken_with_a_warning(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    sent(keeper, site, "phone", public_phone="13905321234")
    assert "请确认是阵地专用手机" in text_of(keeper.get(page(site)))


def test_confirming_moves_the_day_and_names_the_union(office: Office, site: ServiceSite) -> None:
    sent(office.client("keeper"), site, "confirmation")
    public = text_of(Client().get(f"/s/{site.code}/"))
    assert "市南区园林养护中心工会于2026年10月12日核实" in public
    assert "keeper同志" not in public


def test_a_single_sites_keeper_may_tell_and_loses_it_with_his_row(office: Office, site: ServiceSite) -> None:
    row = SiteKeeper.objects.create(site=site, user=office.people["finance"], since=NOW.date())
    client = office.client("finance")
    assert sent(client, site, "closure", why="内部装修", ends_on="2026-10-20").status_code == 302
    form = form_at(client, page(site, "reopening"), holding="kind")
    row.delete()
    assert client.post(page(site), form.fields).status_code == 403


def test_the_count_of_queries_does_not_grow_with_notices(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            keeper.get(page(site))
        return len(queries)

    sent(keeper, site, "phone", public_phone="0532-80000000")
    keeper.get(page(site))
    one = asked()
    sent(keeper, site, "phone", public_phone="0532-80000001")
    sent(keeper, site, "manager", manager_name="赵新")
    keeper.get(page(site))
    assert asked() == one


def test_the_file_of_the_site_says_what_the_system_will_do_by_itself(
    office: Office, site: ServiceSite
) -> None:
    keeper = office.client("keeper")
    sent(keeper, site, "closure", why="内部装修", starts_on="2026-10-20", ends_on="2026-10-25")
    body = text_of(keeper.get(f"/desk/sites/{site.code}/"))
    assert "按公告自动暂停开放" in body
    assert "2026年10月20日 0:00" in body
    assert "查看和发布公告" in body
