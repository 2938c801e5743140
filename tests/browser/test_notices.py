"""On the phone at the door: a site is closed in three taps, opened in two; a leaving keeper hands over in a few clicks."""

from __future__ import annotations

import re

import pytest

from sites.models import OperatingNotice, ServiceSite, SiteKeeper
from tests.browser.visitor import DESK, PHONE
from tests.factories import person
from tests.office import NOW, case_in, site_of

KINDS = ("closure", "reopening", "hours", "supplies", "phone", "manager", "maps", "confirmation")


@pytest.fixture
def site(office):
    return site_of(case_in(office, "filed"))


@pytest.mark.parametrize("script", [True, False])
def test_a_keeper_closes_in_three_taps_and_opens_in_two(visit, office, site, script):
    phone = visit(width=PHONE, script=script).be(office.client("keeper"))
    public = visit(width=PHONE)
    phone.go("/desk/")
    phone.click(phone.page.get_by_role("link", name=re.compile("^临时停开")))
    assert "公众将看到:" in phone.text
    phone.choose("内部装修")
    phone.click("发布停开公告")
    assert phone.clicks == 3
    assert "停开公告已发布" in phone.text
    public.go(f"/s/{site.code}/")
    assert "暂停开放,恢复时间另行通知" in public.text
    assert "原因:内部装修" in public.text
    phone.go("/desk/")
    phone.click(phone.page.get_by_role("link", name=re.compile("^恢复开放")))
    phone.click("恢复开放")
    assert phone.clicks == 5
    public.go(f"/s/{site.code}/")
    assert "现在开放,到 17:00" in public.text
    assert ServiceSite.objects.get(pk=site.pk).state == "open"


def test_a_keeper_tells_of_a_lack_in_four_taps_and_a_visitor_reads_it_on_phone_and_paper(visit, office, site):
    phone, public = visit(width=PHONE).be(office.client("keeper")), visit(width=PHONE)
    phone.go(f"/desk/sites/{site.code}/notices/")
    phone.click("物资情况")
    phone.choose("急救包")
    phone.choose("缺货")
    phone.click("发布物资情况")
    assert phone.clicks == 4
    assert "物资情况已发布" in phone.text
    assert not phone.scrolls_sideways(), phone.widest()
    public.go(f"/s/{site.code}/")
    assert not public.scrolls_sideways(), public.widest()
    assert public.barriers() == []
    public.page.emulate_media(media="print")
    assert public.page.get_by_text("急救包:暂缺(2026年10月12日)").is_visible()


def test_what_was_refused_is_still_on_the_page(visit, office, site):
    phone = visit(width=PHONE).be(office.client("keeper"))
    phone.go(f"/desk/sites/{site.code}/notices/?kind=closure")
    phone.type("其他原因", "找张三 11010519491231002X")
    phone.click("发布停开公告")
    assert "身份证号码" in phone.text
    assert phone.page.get_by_label("其他原因").input_value() == "找张三 11010519491231002X"
    assert not OperatingNotice.objects.exists()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_notices_and_hand_overs_are_open_to_everybody(visit, office, site, width):
    case_in(office, "draft", name="草稿驿站")
    SiteKeeper.objects.create(site=site, user=office.people["keeper"], since=NOW.date())
    visitor = visit(width=width).be(office.client("keeper"))
    notices = f"/desk/sites/{site.code}/notices/"
    visitor.go(f"{notices}?kind=closure")
    visitor.choose("设备检修")
    visitor.click("发布停开公告")
    found = []
    for page in (notices, *(f"{notices}?kind={kind}" for kind in KINDS), "/desk/handover/", "/desk/"):
        visitor.go(page)
        found += visitor.barriers()
        if visitor.scrolls_sideways():
            found.append(f"{page} scrolls sideways: {visitor.widest()}")
    assert found == []


def test_leaving_takes_the_keeper_a_few_clicks_and_the_colleague_two(visit, office, site):
    SiteKeeper.objects.create(site=site, user=office.people["keeper"], since=NOW.date())
    office.people["heir"] = person("heir", over=office.primary, name="赵接班")
    keeper, heir = visit().be(office.client("keeper")), visit(width=PHONE).be(office.client("heir"))
    keeper.go("/desk/")
    keeper.click("人员离岗,办理交接")
    keeper.page.get_by_label("接收人").select_option(label="赵接班(市南区园林养护中心工会)")
    keeper.type("交接原因", "退休")
    keeper.click("提交,等接收人确认")
    assert "等赵接班确认" in keeper.text
    keeper.go("/desk/handover/")
    assert "已提出交接,等赵接班确认" in keeper.text
    heir.go("/desk/")
    heir.click("keeper同志的交接")
    heir.click("确认接收")
    assert (keeper.clicks, heir.clicks) == (2, 2)
    assert SiteKeeper.objects.get().user.name == "赵接班"
    assert heir.barriers() == []
