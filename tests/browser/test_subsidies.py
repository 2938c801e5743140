"""Money at a browser: worked out, answered, approved by a second person, taken out; counted clicks."""

from __future__ import annotations

import pytest
from django.test import Client

from demonstration.models import SubsidyBatch
from tests.browser.test_imports import looked_at
from tests.demonstration.subsidies.scenes import NOW, Money
from tests.factories import build_office as small_office
from tests.inspection.boards import open_site
from tests.inspection.reviews import sites_everywhere


@pytest.fixture
def office(settings, live_server):
    settings.CLOCK_PIN = NOW.isoformat()
    return small_office()


@pytest.fixture
def money(office):
    return Money(office, sites_everywhere(office, open_site(office))[:3], told_apart=False)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_money_is_worked_out_approved_and_taken_out(money, office, visit):
    officer = visit().be(signed_in(office.city))
    officer.go("/desk/subsidies/")
    looked_at(officer, "subsidy-list")
    officer.click("测算补助")
    officer.type("名称", "2026年度示范站点补助")
    looked_at(officer, "subsidy-new")
    officer.pick("补助哪些阵地", money.round.title)
    officer.click("测算")
    row = SubsidyBatch.objects.get()
    looked_at(officer, "subsidy-batch")
    for line in row.lines.exclude(warnings=[]):
        officer.go(f"/desk/subsidies/{row.pk}/")
        officer.page.get_by_role("link", name=line.site.name, exact=True).first.click()
        officer.type("仍予补助的理由", "现场看过,是两处阵地。")
        looked_at(officer, "subsidy-edit")
        officer.click("保存")
    officer.click("提交审批")
    second = visit().be(signed_in(office.city2))
    second.go(f"/desk/subsidies/{row.pk}/")
    second.click("登记会议并批准")
    second.type("会议名称", "主席办公会")
    second.type("会议日期", "2026-11-10")
    second.type("纪要编号", "〔2026〕第9期")
    looked_at(second, "subsidy-approve")
    second.click("批准")
    looked_at(second, "subsidy-approved")
    with second.page.expect_download() as file:
        second.clicks += 1
        second.page.get_by_role("button", name="导出拨付清单(Excel)").click()
    assert file.value.suggested_filename == "2026年度示范站点补助拨付清单.xlsx"
    assert officer.clicks + second.clicks <= 9
    row.refresh_from_db()
    assert row.state == "approved"
    finance = visit().be(signed_in(money.finance_user))
    finance.go(f"/desk/subsidies/lines/{row.lines.first().number}/")
    looked_at(finance, "subsidy-line")
    finance.click("登记拨付")
    finance.type("通知文号", "青工财〔2026〕15号")
    looked_at(finance, "subsidy-pay")
    finance.click("登记")
    assert "还没有登记回执" in finance.text
    looked_at(finance, "subsidy-paid")
    finance.go(f"/desk/subsidies/{row.pk}/print/")
    looked_at(finance, "subsidy-paper")
