"""Three taps at a closed door on a phone, without an account and without script; the answer comes back to whoever told."""

from __future__ import annotations

import pytest

from inspection.models import PublicReport
from sites.models import HolidaySeason, ServiceSite
from tests.browser.test_imports import looked_at
from tests.browser.visitor import DESK, PHONE
from tests.office import case_in, site_of
from tests.sites.public_sites import OFFICE_HOURS, opened_site


@pytest.fixture
def site(office):
    return site_of(case_in(office, "filed"))


@pytest.mark.parametrize("script", [True, False])
def test_three_taps_from_the_page_of_the_site(visit, office, site, script):
    phone = visit(width=PHONE, script=script)
    phone.go(f"/s/{site.code}/")
    assert not phone.scrolls_sideways(), phone.widest()
    phone.click("反映问题")
    assert not phone.scrolls_sideways(), phone.widest()
    phone.choose("门锁着,进不去")
    phone.click("提交")
    assert "已收到,谢谢您。" in phone.text
    assert not phone.scrolls_sideways(), phone.widest()
    assert (phone.clicks, phone.typed) == (3, 0)
    report = PublicReport.objects.get()
    assert (report.kind, report.entries.count()) == ("locked", 1)
    assert report.entries.get().number in phone.text
    assert {cookie["name"] for cookie in phone.page.context.cookies()} == {"csrftoken"}
    phone.page.reload()
    assert report.entries.count() == 1


def test_from_the_closed_door_to_the_notice_and_back_to_whoever_told(visit, office, site):
    public = visit(width=PHONE)
    public.go(f"/s/{site.code}/report/")
    looked_at(public, "report-form")
    public.wide(PHONE)
    public.choose("门锁着,进不去")
    public.type("补充说明", "<script>alert(1)</script>")
    public.click("提交")
    assert "网页代码" in public.text
    looked_at(public, "report-refused")
    public.type("补充说明", "上午十点门锁着。")
    public.click("提交")
    follow = public.page.url
    looked_at(public, "report-follow")
    keeper = visit(width=PHONE).be(office.client("keeper"))
    keeper.go("/desk/")
    keeper.click(keeper.page.locator('a[href^="/desk/inspections/reports/"]').first)
    looked_at(keeper, "report-case-keeper")
    keeper.wide(PHONE)
    keeper.type("情况说明", "值守人员请假,已安排替班。")
    keeper.click("保存说明")
    district = visit(width=DESK).be(office.client("district"))
    district.go("/desk/inspections/?tab=reports")
    looked_at(district, "report-list")
    district.click(str(site))
    district.choose("核实属实,还没有改正")
    district.page.locator("#answer textarea").fill("情况属实,已安排替班,按时开门。")
    district.click(district.page.locator("#answer").get_by_role("button", name="答复"))
    assert "已答复" in district.text
    looked_at(district, "report-case-answered")
    district.wide(DESK)
    district.click(district.page.locator("#notices").get_by_role("link", name="临时停开"))
    assert district.page.locator('input[name="why"][value="值守人员不足"]').is_checked()
    looked_at(district, "report-to-notice")
    public.page.goto(follow)
    assert "已核实,情况属实" in public.text
    looked_at(public, "report-answered")
    public.go(f"/s/{site.code}/")
    assert "今天有人反映门锁着,已核实:情况属实,已安排替班,按时开门。" in public.text
    looked_at(public, "report-site-page")


def test_a_season_is_copied_looked_at_and_confirmed(visit, office):
    station = opened_site(
        office.primary,
        "园林中心爱心托管驿站",
        site_type="holiday_station",
        number="TG-1",
        hours=OFFICE_HOURS,
        public_phone="0532-85911235",
    )
    counts = {"days": 10, "children": 30, "child_days": 250, "agreements": 30, "insured": 30, "staff": 3}
    station.holidaysession_rows.create(
        holidays="winter",
        starts_on="2026-01-26",
        ends_on="2026-02-06",
        entered_at=station.created_at,
        **counts,
    )
    keeper = visit(width=PHONE).be(office.client("keeper"))
    keeper.go(f"/desk/sites/{station.code}/")
    keeper.click("确认开班")
    looked_at(keeper, "season-choice")
    keeper.wide(PHONE)
    keeper.click("确认寒假开班")
    assert "已带入2026年寒假的办班记录" in keeper.text
    looked_at(keeper, "season-form")
    keeper.wide(PHONE)
    before = keeper.clicks
    keeper.click("先预览")
    assert "第 1 期 1月26日至2月6日,名额 30 人" in keeper.text
    looked_at(keeper, "season-preview")
    keeper.wide(PHONE)
    keeper.click(keeper.page.get_by_role("button", name="确认开班"))
    assert (keeper.clicks - before, keeper.typed) == (2, 0)
    assert "已确认2027年寒假开班" in keeper.text
    looked_at(keeper, "season-confirmed")
    assert HolidaySeason.objects.get().starts_on.isoformat() == "2027-01-26"
    assert ServiceSite.objects.get(pk=station.pk).is_listed
    public = visit(width=PHONE)
    public.go(f"/?q={station.name}")
    assert station.name in public.text
    public.go(f"/s/{station.code}/")
    assert "2027年寒假" in public.text
    looked_at(public, "season-public")
