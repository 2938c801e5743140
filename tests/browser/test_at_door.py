"""The code at the door on a phone: a visitor is counted by one tap, a keeper finds his work, stickers come out of a list."""

from __future__ import annotations

import re
from datetime import date

import pytest

from sites.at_door.services import print_stickers
from sites.models import CheckInCount, DoorCode, FactConfirmation, Fault
from sites.services import Sender
from sites.use.kinds import FAULT
from sites.use.services import write_record
from tests.browser.test_imports import looked_at
from tests.browser.visitor import PHONE
from tests.office import NOW, case_in, site_of


@pytest.fixture
def site(office):
    return site_of(case_in(office, "filed"))


@pytest.fixture
def mark(office, site):
    print_stickers([site.code], 8, actor=office.actor("keeper"), now=NOW)
    return DoorCode.objects.get().mark


@pytest.mark.parametrize("script", [True, False])
def test_a_visitor_is_counted_by_one_tap_after_the_scan(visit, site, mark, script):
    phone = visit(width=PHONE, script=script)
    phone.go(f"/d/{mark}/")
    looked_at(phone, "door-public") if script else None
    phone.wide(PHONE)
    phone.click("我来了,记一次")
    assert "已登记一次,谢谢您。" in phone.text
    assert phone.clicks == 1
    assert list(CheckInCount.objects.values_list("trade", "visits")) == [("", 1)]
    assert {cookie["name"] for cookie in phone.page.context.cookies()} == {"csrftoken"}
    phone.go(f"/d/{mark}/")
    phone.click("快递员")
    assert "不重复计数" in phone.text


def test_a_keeper_scans_confirms_and_mends_without_script(visit, office, site, mark):
    keeper = Sender(office.actor("keeper"), NOW)
    typed = {"what": "桌腿松动", "facility": "table", "reported_on": date(2026, 10, 9), "fixed_on": None}
    write_record(site.pk, FAULT, typed, by=keeper)
    phone = visit(width=PHONE, script=False).be(office.client("keeper"))
    phone.go(f"/d/{mark}/")
    assert phone.path == f"/desk/sites/{site.code}/door/"
    phone.click(phone.page.get_by_role("button", name=re.compile("已修好.*桌腿松动")))
    assert "已登记修好" in phone.text
    phone.click(phone.page.get_by_role("button", name=re.compile("核实无误.*开放时间")))
    assert "已登记核实:开放时间和开放对象。" in phone.text
    assert phone.clicks == 2
    assert (FactConfirmation.objects.count(), Fault.objects.get().fixed_on) == (1, NOW.date())


def test_the_pages_of_the_door_are_open_to_everybody(visit, office, site, mark):
    keeper = Sender(office.actor("keeper"), NOW)
    typed = {"what": "桌腿松动", "facility": "table", "reported_on": date(2026, 10, 9), "fixed_on": None}
    write_record(site.pk, FAULT, typed, by=keeper)
    CheckInCount.objects.create(site=site, day=NOW.date(), band=9, trade="courier", visits=7)
    pages = {
        "door-desk": f"/desk/sites/{site.code}/door/",
        "door-scans": f"/desk/sites/{site.code}/use/scans/",
        "door-months": f"/desk/sites/{site.code}/use/",
        "door-faults": f"/desk/sites/{site.code}/use/faults/",
        "door-stickers": "/desk/stickers/",
    }
    visitor = visit(width=PHONE).be(office.client("keeper"))
    for name, address in pages.items():
        visitor.go(address)
        looked_at(visitor, name)
    public = visit(width=PHONE)
    for name, address in {"door-page": f"/s/{site.code}/", "door-in": f"/s/{site.code}/in/"}.items():
        public.go(address)
        looked_at(public, name)


def test_stickers_are_printed_from_the_register_in_two_clicks(visit, office, site):
    desk = visit().be(office.client("district"))
    desk.go("/desk/sites/")
    desk.click("打印二维码标牌")
    desk.click("生成标牌")
    assert desk.clicks == 2
    assert "扫码查看开放时间 · 登记 · 反映问题" in desk.text
    looked_at(desk, "door-sheet")
