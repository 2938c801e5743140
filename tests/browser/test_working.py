"""How people really work: by keyboard, without script, with two tabs, with a double click, with one bad file."""

from __future__ import annotations

import pytest
from PIL import Image

from core.models import AuditEntry
from filing.models import Filing
from sites.models import SiteVersion
from tests.browser.test_journey import ROWS, Desk, accept, sign
from tests.browser.visitor import PHONE
from tests.office import draft_of, picture
from tests.qr import read_qr


def press_until(visitor, selector, key="Tab", most=120):
    """Move the focus by keyboard until it rests there; it has to be seen on its way."""
    for _ in range(most):
        visitor.page.keyboard.press(key)
        if visitor.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            shown = visitor.page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow }"
            )
            assert shown != "nonenone", f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_a_section_is_filled_in_by_keyboard_alone(visit, office):
    filing = draft_of(office, "district", access="")
    visitor = visit().be(office.client("district"))
    visitor.go(f"/desk/filings/{filing.number}/identity/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip"
    visitor.page.keyboard.press("Enter")
    press_until(visitor, "input[name=name]")
    visitor.page.keyboard.press("Control+A")
    visitor.page.keyboard.type("键盘填写的驿站")
    press_until(visitor, "input[name=build_mode]")
    visitor.page.keyboard.press("ArrowDown")
    press_until(visitor, ".form-foot button[type=submit]")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/place/**")
    version = SiteVersion.objects.get(pk=filing.version_id)
    assert version.name == "键盘填写的驿站"
    assert version.build_mode


def test_on_a_phone_several_photos_are_kept_when_one_is_bad(visit, office, tmp_path):
    filing = draft_of(office, "district")
    good, other, bad = tmp_path / "门牌.jpg", tmp_path / "入口.png", tmp_path / "合同.jpg"
    good.write_bytes(picture(shade=1))
    other.write_bytes(picture("PNG", shade=2))
    bad.write_text("这不是照片")
    visitor = visit(width=PHONE).be(office.client("district"))
    visitor.go(f"/desk/filings/{filing.number}/photos/")
    visitor.page.set_input_files("#id_plate", [good, bad, other])
    visitor.click("上传照片")
    assert "已保存 2 张,以下文件没有保存" in visitor.text
    assert "合同.jpg" in visitor.text
    assert "这不是图片文件" in visitor.text
    assert visitor.page.locator(".slot__picture img").count() == 2
    assert not visitor.scrolls_sideways()
    visitor.page.locator(".slot__picture img").first.scroll_into_view_if_needed()
    assert filing.version.photos.count() == 2


def test_a_picture_taken_on_the_phone_appears_on_the_desktop(visit, office, tmp_path):
    filing = draft_of(office, "keeper")
    desktop = visit().be(office.client("keeper"))
    desktop.go(f"/desk/filings/{filing.number}/photos/")
    with desktop.page.expect_response("**/phone.svg"):
        desktop.click(desktop.page.locator(".phone summary"))
    code = desktop.page.locator(".phone img")
    code.evaluate("(picture) => picture.decode()")
    drawn = tmp_path / "code.png"
    code.screenshot(path=drawn)
    seen = read_qr(Image.open(drawn))
    phone = visit(width=PHONE)
    phone.page.goto(seen)
    assert not phone.scrolls_sideways()
    shot = tmp_path / "拍摄.jpg"
    shot.write_bytes(picture(shade=5))
    phone.page.set_input_files("#id_overview", shot)
    phone.click("传到电脑")
    assert "已传到电脑 1 张" in phone.text
    desktop.page.locator(".phone .slot__picture img").first.wait_for()
    assert "全景 1 张" in desktop.text
    assert phone.barriers() == []


def test_the_whole_way_works_without_script(visit, office):
    row = ROWS[1]
    officer = visit(script=False)
    desk = Desk(officer, row)
    desk.begin()
    desk.write_sections()
    number = desk.hand_in()
    officer.go("/desk/")
    accept(officer, number)
    for username, button in (("city", "签署意见"), ("city2", "同意备案")):
        sign(lambda: visit(script=False), username, number, button)
    filing = Filing.objects.get(number=number)
    assert filing.state == "filed"
    public = visit(script=False)
    assert public.go(f"/s/{filing.site.code}/") == 200


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_second_click_on_submit_hands_in_once(visit, office, script):
    filing = draft_of(office, "district")
    visitor = visit(script=script).be(office.client("district"))
    visitor.go(f"/desk/filings/{filing.number}/answers/")
    visitor.page.locator("#id_declared").check()
    visitor.page.get_by_role("button", name="提交备案").dblclick()
    visitor.page.wait_for_url("**/receipt/")
    assert filing.number in visitor.page.locator("body").inner_text()
    entries = AuditEntry.objects.filter(target_id=str(filing.pk), target_type="filing.filing")
    assert entries.filter(action="filing.submit_straight", outcome="done").count() == 1
    assert not entries.filter(outcome="refused").exists()


def test_the_form_sent_again_from_the_history_leads_to_the_same_receipt(visit, office):
    filing = draft_of(office, "district")
    visitor = visit(script=False).be(office.client("district"))
    visitor.go(f"/desk/filings/{filing.number}/answers/")
    visitor.page.locator("#id_declared").check()
    visitor.click("提交备案")
    visitor.page.wait_for_url("**/receipt/")
    first = visitor.page.locator("body").inner_text()
    sent = Filing.objects.get(pk=filing.pk).revision
    visitor.page.go_back(wait_until="load")
    if visitor.page.get_by_role("button", name="提交备案").count():
        visitor.page.locator("#id_declared").check()
        visitor.click("提交备案")
    else:
        visitor.go(f"/desk/filings/{filing.number}/receipt/")
    visitor.page.wait_for_url("**/receipt/")
    assert visitor.page.locator("body").inner_text() == first
    assert Filing.objects.get(pk=filing.pk).revision == sent


def test_a_stale_tab_shows_both_texts_and_loses_nothing(visit, office):
    filing = draft_of(office, "district", name="原来的名称")
    early, late = (visit().be(office.client("district")) for _ in range(2))
    for tab in (early, late):
        tab.go(f"/desk/filings/{filing.number}/identity/")
    early.type("阵地名称", "先保存的名称")
    early.click("保存并继续")
    late.type("阵地名称", "后写的名称")
    late.type("承建(共建)单位", "后写的单位")
    late.click("保存并继续")
    assert "没有保存:内容已有变化" in late.text
    assert "先保存的名称" in late.text
    assert "后写的名称" in late.text
    assert late.page.locator("input[name=name]").input_value() == "后写的名称"
    assert late.page.locator("input[name=host_name]").input_value() == "后写的单位"
    assert late.barriers() == []
    assert SiteVersion.objects.get(pk=filing.version_id).name == "先保存的名称"
    late.click("保存并继续")
    late.page.wait_for_url("**/place/")
    version = SiteVersion.objects.get(pk=filing.version_id)
    assert (version.name, version.host_name) == ("后写的名称", "后写的单位")


def test_common_hours_are_filled_in_by_one_button_and_read_as_a_preview(visit, office):
    filing = draft_of(office, "district", hours=None)
    visitor = visit().be(office.client("district"))
    visitor.go(f"/desk/filings/{filing.number}/hours/")
    visitor.click("工作日 9:00-18:00")
    assert "尚未保存" in visitor.text
    assert visitor.page.locator("input[name=day_0]").input_value() == "9:00-18:00"
    assert SiteVersion.objects.get(pk=filing.version_id).hours is None
    visitor.click("保存并继续")
    visitor.page.wait_for_url("**/people/")
    visitor.go(f"/desk/filings/{filing.number}/hours/")
    assert "现在开放" in visitor.page.locator(".door").inner_text()


def test_nothing_typed_is_lost_when_one_field_is_wrong(visit, office):
    filing = draft_of(office, "district")
    visitor = visit().be(office.client("district"))
    visitor.go(f"/desk/filings/{filing.number}/identity/")
    visitor.type("阵地名称", "填了一半的驿站")
    visitor.type("统一社会信用代码", "91370200MA3TEST000")
    visitor.page.locator("textarea, input[name=union_fen]").first.fill("1200.50")
    visitor.click("保存并继续")
    assert visitor.page.locator("input[name=name]").input_value() == "填了一半的驿站"
    assert visitor.page.locator("input[name=union_fen]").input_value() == "1200.50"
    assert visitor.page.locator("[data-errors]").count() == 1
    assert visitor.page.evaluate("document.activeElement.hasAttribute('data-errors')")
    assert visitor.page.locator("input[name=host_credit_code]").get_attribute("aria-invalid") == "true"


def test_large_type_stays_switched_on(visit, office):
    visitor = visit(width=PHONE)
    visitor.go("/")
    visitor.page.locator("form[action='/large-type/'] button").click()
    assert visitor.page.locator("html.large-type").count() == 1
    visitor.go("/accounts/login/")
    assert visitor.page.locator("html.large-type").count() == 1
