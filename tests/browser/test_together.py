"""Several cases at once, pictures by phone, a picture erased, a case full of everything: looked at in both widths."""

from __future__ import annotations

import re

import pytest

from filing import services
from filing.models import Filing
from filing.phone import PhonePass, phone_code
from filing.services.documents import Described, checked_paper
from tests.browser.test_imports import looked_at
from tests.browser.visitor import DESK, PHONE
from tests.factories import actor_of
from tests.office import NOW, case_in, draft_of, picture


def test_several_cases_are_decided_together_and_what_happened_is_told(visit, office):
    checked = [case_in(office, "district_check", name=f"第{number}号户外劳动者驿站") for number in (1, 2)]
    other = case_in(office, "acceptance", name="已在验收的驿站")
    visitor = visit().be(office.client("district"))
    visitor.go("/desk/filings/")
    for case in (*checked, other):
        visitor.page.locator(f"input[name=pick][value='{case.number}']").check()
    visitor.click("审核通过")
    assert "可以办理 2 件" in visitor.text
    assert "不能办理 1 件" in visitor.text
    looked_at(visitor, "bulk")
    services.withdraw_filing(
        checked[1].pk, actor=actor_of(office.people["keeper"]), now=NOW, note="另有安排。"
    )
    visitor.click("确认审核通过 2 件")
    assert "已办理 1 件" in visitor.text
    assert "没有办理 1 件" in visitor.text
    looked_at(visitor, "bulk-result")
    assert Filing.objects.get(pk=checked[0].pk).state == "acceptance"


def test_the_phone_says_what_each_picture_shows_and_which_file_was_refused(visit, office, tmp_path):
    draft = draft_of(office, "keeper", photos=1)
    phone = visit(width=PHONE)
    phone.go(f"/m/{phone_code(PhonePass(draft.number, office.people['keeper'].pk))}/")
    assert "门口的统一标识牌,字迹清楚。" in phone.text
    looked_at(phone, "phone")
    bad = tmp_path / "门牌.jpg"
    bad.write_text("这不是照片")
    phone.attach("#id_plate", bad)
    phone.click("传到电脑")
    assert phone.page.locator("#id_plate").get_attribute("aria-invalid") == "true"
    assert "这不是图片文件" in phone.page.locator("#id_plate_error").inner_text()
    looked_at(phone, "phone-refused")


def full_case(office):
    """Gaps noted, a place that may be the same, a stamped scan, pictures: everything a checker may meet."""
    case_in(office, "filed", name="湛山户外劳动者驿站")
    case = case_in(office, "district_check", name="湛山路户外劳动者驿站", photos=2)
    checker = actor_of(office.people["district"])
    services.note_gap(case.pk, "place.address", "地址不完整。", "写明门牌号。", actor=checker, now=NOW)
    services.file_scan(
        case, checked_paper(picture(size=(600, 800)), "申报表.jpg"), Described("scan"), actor=checker, now=NOW
    )
    return case


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_checker_looks_at_a_full_case_and_erases_a_picture(visit, office, width):
    case = full_case(office)
    visitor = visit(width=width).be(office.client("district"))
    visitor.go(f"/desk/filings/{case.number}/")
    assert visitor.page.locator("a[href$='/likeness/']").count(), "a place may be the same"
    assert visitor.page.locator("#letter li").count() == 1
    for note in visitor.page.locator("textarea:visible").all():
        assert visitor.page.locator(f"label[for='{note.get_attribute('id')}']").bounding_box()["height"] > 10
    looked_at(visitor, "full-case")
    visitor.wide(width)
    visitor.click(visitor.page.get_by_role("link", name=re.compile("立即删除")))
    looked_at(visitor, "erase")
    visitor.click("立即删除")
    assert case.version.photos.filter(attachment__erased_at=None).count() == 1
    looked_at(visitor, "erased")


def test_a_returned_case_says_at_every_gap_what_the_sender_may_write(visit, office):
    case = case_in(office, "returned")
    visitor = visit().be(office.client("keeper"))
    visitor.go(f"/desk/filings/{case.number}/")
    note = visitor.page.locator(".gap textarea:visible").first
    assert visitor.page.locator(f"label[for='{note.get_attribute('id')}']").bounding_box()["height"] > 10
    looked_at(visitor, "returned")
    visitor.go(f"/desk/filings/{case.number}/place/")
    looked_at(visitor, "returned-section")
