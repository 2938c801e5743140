"""The pages of the records of use: typed by the keeper, read by those who may, refused in words, sent once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from sites.models import Activity, Fault, HolidaySession, MonthlyUse, RequestCount, ServicePlan, ServiceSite
from tests.factories import NOW, Tree, person
from tests.office import form_at
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "湛山驿站")


@pytest.fixture
def desk(tree: Tree) -> Client:
    return signed_in(tree, "keeper")


def signed_in(tree: Tree, role: str) -> Client:
    over = {"keeper": tree.primary, "district": tree.south, "north": tree.north}.get(role, tree.city)
    client = Client()
    client.force_login(person(role, "district" if role == "north" else role, over))
    return client


def at(site: ServiceSite, page: str = "") -> str:
    return f"/desk/sites/{site.code}/use/" + (f"{page}/" if page else "")


def sent(client: Client, site: ServiceSite, page: str, query: str = "", **typed: Any) -> Any:
    """What a browser sends after these fields were typed over."""
    form = form_at(client, at(site, page) + query, holding="seen")
    return client.post(form.action.split("?")[0], {**form.fields, **typed})


def text_of(response: Any) -> str:
    return str(response.content.decode())


ACTIVITY = {"held_on": "2026-09-10", "kind": "cooling", "title": "夏送清凉", "sessions": "1", "visits": "60"}


def test_a_tap_counts_once_however_often_it_is_sent(desk: Client, site: ServiceSite) -> None:
    form = form_at(desk, at(site), action="/use/")
    typed = {**form.fields, "tap": "1"}
    answers = [desk.post(at(site), typed) for _ in range(2)]
    assert [each["Location"] for each in answers] == [at(site)] * 2
    assert MonthlyUse.objects.get().visits == 1
    page = text_of(desk.get(at(site)))
    assert "2026年10月已登记 <strong>1</strong> 人次" in page
    assert "已登记,2026年10月共 1 人次。" in page
    assert desk.post(at(site), {**typed, "key": str(uuid.uuid4())}).status_code == 302
    assert MonthlyUse.objects.get().visits == 2


def test_a_year_has_twelve_rows_with_who_entered_what(tree: Tree, desk: Client, site: ServiceSite) -> None:
    district = signed_in(tree, "district")
    assert sent(district, site, "", "?month=2026-09", visits="1,234").status_code == 302
    page = text_of(desk.get(at(site)))
    assert page.count('scope="row"') == 12
    assert "1,234" in page
    assert "市南区总工会(区(市)代填)" in page
    assert "1 个月有记录,合计:使用人次 1,234。" in page
    assert "2026年9月还没有填报" not in page
    assert "2026年9月还没有填报" in text_of(desk.get(at(opened_site(tree.primary, "另一处", number="X-1"))))
    last_year = text_of(desk.get(at(site) + "?year=2025"))
    assert "2025年7月" in last_year
    assert "这一年还没有记录" in last_year


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ("-1", "不能是负数"),
        ("10000000", "不能大于 1,000,000 人次"),
        ("", "没有的填 0"),
        ("很多", "请填写数字"),
        ("1.5", "请填写整数"),
    ],
)
def test_a_number_that_cannot_be_stays_in_the_form_with_its_sentence(
    desk: Client, site: ServiceSite, visits: str, said: str
) -> None:
    answer = sent(desk, site, "", "?month=2026-09", visits=visits)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert f'value="{visits}"' in text_of(answer) or not visits
    assert not MonthlyUse.objects.exists()


@pytest.mark.parametrize("month", ["2026-11", "2025-06"])
def test_a_month_out_of_reach_has_no_form_and_is_refused(desk: Client, site: ServiceSite, month: str) -> None:
    assert 'name="visits"' not in text_of(desk.get(f"{at(site)}?month={month}"))
    typed = {"key": str(uuid.uuid4()), "seen": "0", "month": month, "visits": "3"}
    answer = desk.post(at(site), typed)
    assert answer.status_code == 400
    assert "还没有到" in text_of(answer) or "最近 15 个月" in text_of(answer)


@pytest.mark.parametrize("month", ["", "2026-13", "-1", "2026-1x", "９９-1", "99999-1"])
def test_a_form_without_its_month_is_no_form(desk: Client, site: ServiceSite, month: str) -> None:
    typed = {"key": str(uuid.uuid4()), "seen": "0", "month": month, "visits": "3"}
    assert desk.post(at(site), typed).status_code == 400
    assert desk.get(f"{at(site)}?month={month}&year={month}").status_code == 200


def test_an_older_look_is_answered_with_what_stands_now(tree: Tree, desk: Client, site: ServiceSite) -> None:
    old = form_at(desk, at(site) + "?month=2026-09", holding="seen")
    sent(signed_in(tree, "district"), site, "", "?month=2026-09", visits="80")
    answer = desk.post(at(site), {**old.fields, "visits": "70"})
    assert answer.status_code == 409
    assert "市南区总工会修改" in text_of(answer)
    assert MonthlyUse.objects.get().visits == 80


def test_an_activity_is_registered_corrected_and_removed(desk: Client, site: ServiceSite) -> None:
    assert sent(desk, site, "activities", **ACTIVITY, joined="5").status_code == 302
    row = Activity.objects.get()
    page = text_of(desk.get(at(site, "activities")))
    assert "夏送清凉,现场入会人数 5" in page
    assert sent(desk, site, "activities", f"?edit={row.pk}", visits="66").status_code == 302
    row.refresh_from_db()
    assert (row.visits, row.title, row.joined, row.revision) == (66, "夏送清凉", 5, 2)
    form = {"key": str(uuid.uuid4()), "seen": "2", "record": str(row.pk), "remove": "1"}
    refused = desk.post(at(site, "activities"), {**form, "reason": ""})
    assert refused.status_code == 400
    assert "请填写删除原因" in text_of(refused)
    gone = {**form, "key": str(uuid.uuid4()), "reason": "重复登记"}
    assert desk.post(at(site, "activities"), gone).status_code == 302
    page = text_of(desk.get(at(site, "activities")))
    assert "还没有登记活动" in page
    assert "删除活动记录" in page
    assert desk.get(f"{at(site, 'activities')}?edit={row.pk}").status_code == 404
    again = desk.post(at(site, "activities"), {**gone, "key": str(uuid.uuid4())})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "找张三 11010519491231002X"}, "身份证号码"),
        ({"title": "电话13800138000"}, "手机号码"),
        ({"held_on": "2026-10-13"}, "日期不能晚于今天(2026年10月12日)"),
        ({"held_on": ""}, "请填写日期"),
        ({"kind": "talk"}, "没有这个选项"),
        ({"sessions": "0"}, "请填写实际数字"),
        ({"visits": "-5"}, "不能是负数"),
    ],
)
def test_bad_input_is_answered_beside_the_field(
    desk: Client, site: ServiceSite, typed: dict[str, str], said: str
) -> None:
    answer = sent(desk, site, "activities", **{**ACTIVITY, **typed})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert not Activity.objects.exists()


SESSION = {
    "holidays": "summer",
    "starts_on": "2026-07-06",
    "ends_on": "2026-07-31",
    "days": "20",
    "children": "25",
    "child_days": "400",
    "agreements": "25",
    "insured": "25",
    "staff": "3",
}


def test_a_session_shows_its_attendance_and_an_overlap_is_asked_about(tree: Tree, desk: Client) -> None:
    station = opened_site(tree.primary, "托管驿站", site_type="holiday_station")
    impossible = sent(desk, station, "sessions", **{**SESSION, "child_days": "1500"})
    assert impossible.status_code == 400
    assert "出勤率 300.0%" in text_of(impossible)
    assert sent(desk, station, "sessions", **SESSION).status_code == 302
    assert "80.0%" in text_of(desk.get(at(station, "sessions")))
    asked = sent(desk, station, "sessions", **SESSION)
    assert asked.status_code == 400
    assert "日期重叠" in text_of(asked)
    assert 'name="known"' in text_of(asked)
    assert sent(desk, station, "sessions", **SESSION, known="on").status_code == 302
    assert HolidaySession.objects.count() == 2


def test_a_fault_is_reported_and_later_fixed(desk: Client, site: ServiceSite) -> None:
    sent(desk, site, "faults", what="饮水机不出热水", reported_on="2026-10-01")
    assert "超过 7 天未修复" in text_of(desk.get(at(site, "faults")))
    row = Fault.objects.get()
    sent(desk, site, "faults", f"?edit={row.pk}", fixed_on="2026-10-08")
    assert "已修复" in text_of(desk.get(at(site, "faults")))


def test_requests_and_the_plan_of_a_centre(tree: Tree, desk: Client) -> None:
    centre = opened_site(tree.primary, "服务中心", site_type="comprehensive_centre")
    counts = {"received": "4", "closed": "3", "on_time": "2"}
    bad = sent(desk, centre, "requests", "?month=2026-09", **{**counts, "closed": "5"})
    assert "已办结不能多于收到" in text_of(bad)
    assert sent(desk, centre, "requests", "?month=2026-09", **counts).status_code == 302
    year = text_of(desk.get(at(centre, "requests")))
    assert f"收到诉求 {counts['received']} 件、" in year and "收到诉求(件)" in year
    assert RequestCount.objects.get().on_time == 2
    assert "至少填写一项" in text_of(sent(desk, centre, "plan"))
    assert sent(desk, centre, "plan", "?year=2027", activities="12", visits="3,000").status_code == 302
    plan = ServicePlan.objects.get()
    assert (plan.year, plan.activities, plan.visits, plan.monthly_visits) == (2027, 12, 3000, None)
    page = text_of(desk.get(at(centre, "plan")))
    assert "2027年" in page
    assert 'name="monthly_visits"' not in page


def test_a_mind_station_reads_what_its_union_owes_over_all_its_sites(tree: Tree, desk: Client) -> None:
    one, two = (
        opened_site(tree.primary, f"心灵驿站{n}", site_type="mind_station", number=f"M-{n}") for n in (1, 2)
    )
    for place, kind in ((one, "talk"), (two, "group"), (two, "other")):
        sent(desk, place, "activities", **{**ACTIVITY, "kind": kind})
    for place in (one, two):
        page = text_of(desk.get(at(place, "activities")))
        assert "2026年本工会各处阵地合计举办心理讲座或团体辅导 2 场;每年至少 2 场" in page


@pytest.mark.parametrize("page", ["sessions", "requests", "plan"])
def test_a_page_that_the_type_does_not_have_is_not_there(desk: Client, site: ServiceSite, page: str) -> None:
    assert desk.get(at(site, page)).status_code == 404
    assert desk.post(at(site, page), {"key": str(uuid.uuid4()), "seen": "0"}).status_code == 404


PAGES = ("", "activities", "faults", "ratings")


@pytest.mark.parametrize("page", PAGES)
def test_who_only_reads_sees_no_form_and_who_is_elsewhere_nothing(
    tree: Tree, desk: Client, site: ServiceSite, page: str
) -> None:
    typed = {"key": str(uuid.uuid4()), "seen": "0", "month": "2026-09", "visits": "3"}
    auditor, stranger = signed_in(tree, "auditor"), signed_in(tree, "north")
    shown = text_of(auditor.get(at(site, page)))
    assert "您可以查看" in shown
    assert 'name="seen"' not in shown
    assert auditor.post(at(site, page), typed).status_code == 403
    assert stranger.get(at(site, page)).status_code == 404
    assert stranger.post(at(site, page), typed).status_code == 404
    refused = AuditEntry.objects.filter(outcome="refused").order_by("id").values_list("action", flat=True)
    assert list(refused) == ["site.keep_records", "site.reach"]


def test_a_cancelled_site_keeps_its_records_to_read(desk: Client, site: ServiceSite) -> None:
    form = form_at(desk, at(site), action="/use/")
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    assert "来了一位" not in text_of(desk.get(at(site)))
    answer = desk.post(at(site), {**form.fields, "tap": "1"})
    assert answer.status_code == 409
    assert "已注销" in text_of(answer)


@pytest.mark.parametrize("text", ["x", "-1", "9" * 40, "１", "0.5"])
def test_a_record_by_a_wrong_key_is_not_found(desk: Client, site: ServiceSite, text: str) -> None:
    assert desk.get(f"{at(site, 'activities')}?edit={text}").status_code == 404
    typed = {"key": str(uuid.uuid4()), "seen": "0", "record": text, "remove": "1", "reason": "重复"}
    assert desk.post(at(site, "activities"), typed).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_list_asks_as_much_for_one_row_as_for_three(desk: Client, site: ServiceSite, page: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(at(site, page)).status_code == 200
        return len(queries)

    def add(number: int) -> None:
        if page == "activities":
            sent(desk, site, page, **ACTIVITY)
        elif page == "faults":
            sent(desk, site, page, what="灯不亮", reported_on="2026-10-01")
        elif page == "ratings":
            day = f"2026-09-0{number}"
            sent(desk, site, page, first_day=day, last_day=day, satisfied="3", mostly="1", dissatisfied="0")
        else:
            sent(desk, site, page, f"?month=2026-0{number}", visits="7")

    add(1)
    one = asked()
    add(2)
    add(3)
    assert asked() == one <= 17


def test_lists_come_in_pages_of_fifty(desk: Client, site: ServiceSite) -> None:
    told = {"site": site, "kind": "other", "sessions": 1, "visits": 1, "entered_at": NOW}
    Activity.objects.bulk_create([Activity(held_on=NOW.date(), title=f"第{n}次", **told) for n in range(51)])
    page = text_of(desk.get(at(site, "activities")))
    assert page.count('scope="row"') == 50
    assert "第 1–50 条,共 51 条" in page
    assert text_of(desk.get(at(site, "activities") + "?page=2")).count('scope="row"') == 1


def test_the_file_of_the_site_leads_there(tree: Tree, desk: Client, site: ServiceSite) -> None:
    page = text_of(desk.get(f"/desk/sites/{site.code}/"))
    assert f'<a href="{at(site)}">登记使用情况</a>' in page
    auditor = signed_in(tree, "auditor")
    assert f'<a href="{at(site)}">查看使用记录</a>' in text_of(auditor.get(f"/desk/sites/{site.code}/"))


def test_once_a_month_the_desk_names_the_sites_without_a_total_and_empties_itself(
    tree: Tree, desk: Client, site: ServiceSite
) -> None:
    opened_site(tree.primary, "托管驿站", site_type="holiday_station", number="Y-1")
    opened_site(tree.primary, "新驿站", number="Y-2", opened_on="2026-10-08")
    opened_site(tree.north_primary, "外区驿站", district="370203", number="Y-3", opened_on="2026-01-01")
    ServiceSite.objects.update(filed_on="2026-05-01")
    page = text_of(desk.get("/desk/"))
    assert page.count("填报2026年9月使用人次") == 1
    assert "湛山驿站还没有填报,每处填一个数。" in page
    assert f"{at(site)}?month=2026-09#form" in page
    sent(desk, site, "", "?month=2026-09", visits="81")
    assert "填报2026年9月使用人次" not in text_of(desk.get("/desk/"))
    assert "填报2026年9月使用人次" not in text_of(signed_in(tree, "district").get("/desk/"))
