"""At the door and on the keeper's phone: one tap counts one, three buttons ask nothing, with and without script."""

from __future__ import annotations

import pytest

from sites.models import Activity, MonthlyUse, RatingCount
from tests.browser.visitor import DESK, PHONE
from tests.office import case_in, site_of


@pytest.fixture
def site(office):
    return site_of(case_in(office, "filed"))


@pytest.mark.parametrize("script", [True, False])
def test_a_tap_on_the_phone_counts_one_and_a_reload_none(visit, office, site, script):
    phone = visit(width=PHONE, script=script).be(office.client("keeper"))
    phone.go(f"/desk/sites/{site.code}/use/")
    assert not phone.scrolls_sideways(), phone.widest()
    phone.click("来了一位,加 1")
    assert "已登记,2026年10月共 1 人次。" in phone.text
    phone.page.reload()
    phone.click("来了一位,加 1")
    assert (phone.clicks, MonthlyUse.objects.get().visits) == (2, 2)


def test_a_visitor_rates_with_one_tap_from_the_page_of_the_site(visit, office, site):
    phone = visit(width=PHONE, script=False)
    phone.go(f"/s/{site.code}/")
    phone.click("评价这里的服务")
    assert not phone.scrolls_sideways(), phone.widest()
    phone.click("基本满意")
    assert "已收到您的评价,谢谢您。" in phone.text
    assert phone.clicks == 2
    assert list(RatingCount.objects.values_list("satisfied", "mostly", "dissatisfied")) == [(0, 1, 0)]
    assert {cookie["name"] for cookie in phone.page.context.cookies()} == {"csrftoken"}


def test_an_activity_is_written_in_a_few_touches(visit, office, site):
    phone = visit(width=PHONE).be(office.client("keeper"))
    phone.go(f"/desk/sites/{site.code}/use/activities/")
    phone.choose("夏送清凉")
    phone.type("活动名称", "高温慰问")
    phone.type("日期", "2026-09-10")
    phone.type("参加人次", "60")
    phone.click("保存")
    assert "已登记:2026年9月10日活动“高温慰问”。" in phone.text
    assert (phone.clicks, phone.typed) == (2, 3)
    assert Activity.objects.get().sessions == 1


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_records_are_open_to_everybody(visit, office, site, width):
    keeper, public = visit(width=width).be(office.client("keeper")), visit(width=width)
    use = f"/desk/sites/{site.code}/use/"
    pages = [
        (keeper, f"{use}{page}") for page in ("", "?month=2026-09", "activities/", "faults/", "ratings/")
    ]
    found = []
    for visitor, page in [*pages, (keeper, f"{use}ratings/poster/"), (public, f"/s/{site.code}/rate/")]:
        visitor.go(page)
        found += visitor.barriers()
        if visitor.scrolls_sideways():
            found.append(f"{page} scrolls sideways: {visitor.widest()}")
    assert found == []
