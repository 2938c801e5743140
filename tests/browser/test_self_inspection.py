"""A keeper scores his site on a phone: from the code at the door, through a cut line, beside a second device, without script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspection.assessing import services
from inspection.models import Assessment, ScoreAnswer, ScoreProof
from tests.browser.targets import SELF_INSPECTED, keep_to
from tests.browser.test_imports import looked_at
from tests.browser.visitor import DESK, PHONE
from tests.inspection.boards import TABLE, answer, begin, board, put_in_force, reviewed
from tests.office import NOW, case_in, picture, site_of
from tests.rulebook.seed_tables import TABLES

ALL = "/desk/inspections/assessments/"

#: What the sample table asks a person on a phone, in the order of its screens, with the best answer; 照 wants a picture.
CHOICES = (
    ("选址", "临街无障碍,间距合理", ""),
    ("统一标识", "四项都做到", "照"),
    ("如厕", "站内可以如厕,或有指引", "照"),
    ("进入便利", "可以直接进入,或请工作人员开门", ""),
    ("制度台账", "两项都做到", "照"),
    ("满意度与投诉", "满意率90%以上,反映都按时答复", ""),
    ("特色服务", "两类以上", ""),
)

#: What a browser notes when its line is cut, or when it is answered that it comes too late.
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "400: ", "401: ", "409: ")


@pytest.fixture
def site(office):
    return site_of(case_in(office, "filed"))


@pytest.fixture
def phone(visit, office):
    """Signed in at the page of a begun assessment; noises of a cut line are no trouble."""
    made = []

    def at(row, by="keeper", **how):
        visitor = visit(width=PHONE, **how).be(office.client(by))
        visitor.go(f"{ALL}{row.number}/")
        made.append(visitor)
        return visitor

    yield at
    for visitor in made:
        forgive(visitor)


def forgive(visitor):
    visitor.trouble[:] = [each for each in visitor.trouble if not any(word in each for word in EXPECTED)]


def says(visitor, code, words):
    visitor.page.locator(f"#item-{code} [data-saved]").filter(has_text=words).wait_for()


def choose(visitor, title, level):
    """A level of the item with this title."""
    item = visitor.page.locator(".item", has=visitor.page.get_by_role("heading", name=title))
    visitor.click(item.get_by_label(level))


def level_of(code):
    return ScoreAnswer.objects.filter(code=code).values_list("level", flat=True).first()


def shot(folder, number):
    (folder / f"{number}.jpg").write_bytes(picture(size=(640, 480), shade=number))
    return folder / f"{number}.jpg"


def test_from_the_code_at_the_door_through_a_cut_line_to_the_submission(visit, office, site, tmp_path):
    put_in_force()
    services.conclude_assessment(
        reviewed(office, begin(office, site)).pk, actor=office.actor("city"), now=NOW
    )
    put_in_force(TABLES["outdoor_station"], day=NOW.date() + timedelta(days=1))
    row = begin(office, site, due_on=NOW.date() + timedelta(days=6))
    services.renew_assessment(row.pk, actor=office.actor("keeper"), now=NOW + timedelta(days=1))
    keeper = visit(width=PHONE)
    keeper.go(f"/s/{site.code}/")
    keeper.click("阵地负责人开始或继续自评")
    before = (keeper.clicks, keeper.typed)
    keeper.type("用户名", "keeper")
    keeper.type("密码", "huanghai-jiaozhouwan-2026")
    keeper.click("登录")
    keeper.clicks, keeper.typed = before
    assert keeper.page.locator(".scoring__due").get_by_text("还剩 6 天").is_visible()
    for veto in range(1, 7):
        keeper.click(keeper.page.locator(f"#item-V{veto}").get_by_label("没有这种情形"))
        says(keeper, f"V{veto}", "已保存")
    for number, (title, best, wants) in enumerate(CHOICES):
        if number == 2:
            keeper.page.context.set_offline(True)
        keeper.click("下一项")
        choose(keeper, title, best)
        if wants:
            keeper.attach(".is-here [data-picture][capture]", shot(tmp_path, number))
        if number == 1:
            keeper.page.locator(".is-here .item__proof img").wait_for()
    keeper.page.get_by_text("5 项评分、2 张照片存在本机").wait_for()
    looked_at(keeper, "self-inspection-offline")
    keeper.wide(PHONE)
    assert ScoreAnswer.objects.filter(column__assessment=row, column__column="own").count() == 8
    keeper.page.context.set_offline(False)
    keeper.page.locator("[data-sync]").wait_for(state="hidden")
    keeper.click("看结果")
    keeper.page.locator("#result").get_by_text("上次:2026年10月12日评定").wait_for()
    keeper.click("提交自评")
    assert "提交自评。提交后由区(市)总工会复核" in keeper.text
    keep_to(SELF_INSPECTED, keeper)
    assert Assessment.objects.get(pk=row.pk).state == "district"
    assert board(row).outcomes["own"].missing == ()
    assert ScoreProof.objects.filter(assessment=row).count() == 3
    forgive(keeper)


def test_two_devices_never_write_over_each_other_in_silence(office, site, phone):
    put_in_force()
    row = begin(office, site)
    one, two = phone(row), phone(row, "district")
    for visitor in (one, two):
        visitor.click("全部列出")
    choose(one, "制度上墙", "三项都有")
    says(one, "A1", "已保存")
    choose(two, "制度上墙", "没有")
    says(two, "A1", "另一处已修改")
    assert "keeper同志" in two.page.locator("#item-A1 [data-saved]").inner_text()
    assert "三项都有(30 分)。您填写的:没有。" in two.page.locator("#item-A1 [data-saved]").inner_text()
    looked_at(two, "self-inspection-late")
    two.wide(PHONE)
    assert level_of("A1") == "all"
    two.click("改用我的评分")
    says(two, "A1", "已保存")
    assert level_of("A1") == "none"
    choose(one, "制度上墙", "有一两项")
    says(one, "A1", "另一处已修改")
    one.click("保留现在的评分")
    says(one, "A1", "已保存")
    assert one.page.locator("#item-A1 input[value=none]").is_checked()
    assert level_of("A1") == "none"
    # What the other one saved in between was not seen here: it is read before anything is handed in.
    one.click("提交自评")
    assert "您打开页面之后,内容已有更新" in one.text


def test_nothing_is_lost_when_a_reply_a_session_or_the_page_goes(office, site, phone, tmp_path):
    put_in_force()
    row = begin(office, site)
    keeper = phone(row)
    keeper.click("全部列出")

    def lose_the_reply(route):
        route.fetch()
        route.abort()

    address = f"**{ALL}{row.number}/"
    keeper.page.route(address, lose_the_reply)
    choose(keeper, "制度上墙", "三项都有")
    says(keeper, "A1", "已存在本机")
    assert level_of("A1") == "all"
    keeper.page.unroute(address)
    # The device knows what it sent itself: no conflict with nobody.
    choose(keeper, "制度上墙", "有一两项")
    says(keeper, "A1", "已保存")
    assert level_of("A1") == "some"

    cookies = [each for each in keeper.page.context.cookies() if each["name"] == "sessionid"]
    keeper.page.context.clear_cookies(name="sessionid")
    keeper.page.locator("#A2-points").fill("7.5")
    keeper.page.locator("#A2-points").blur()
    says(keeper, "A2", "登录已过期")
    keeper.page.get_by_role("link", name="重新登录").wait_for()
    keeper.page.context.add_cookies(cookies)
    keeper.page.evaluate("window.dispatchEvent(new Event('online'))")
    says(keeper, "A2", "已保存")

    keeper.page.context.set_offline(True)
    keeper.page.locator("#item-V1").get_by_label("没有这种情形").check()
    keeper.page.set_input_files("#item-A1 [data-picture][capture]", shot(tmp_path, 1))
    keeper.page.get_by_text("1 项评分、1 张照片存在本机").wait_for()
    keeper.page.get_by_role("button", name="提交自评").click()
    keeper.page.get_by_text("还不能提交").wait_for()
    # The page is loaded anew before anything was sent: what waits on the device is found there by the new page.
    keeper.page.route(
        address, lambda each: each.abort() if each.request.method == "POST" else each.continue_()
    )
    keeper.page.context.set_offline(False)
    keeper.go(f"{ALL}{row.number}/")
    keeper.page.unroute(address)
    keeper.page.evaluate("window.dispatchEvent(new Event('online'))")
    keeper.page.locator("#item-A1 .item__proof img").wait_for()
    says(keeper, "V1", "已保存")
    assert set(ScoreAnswer.objects.values_list("code", flat=True)) == {"A1", "A2", "V1"}


def test_what_cannot_be_taken_is_told_at_its_item_and_waits_for_the_person(office, site, phone):
    put_in_force()
    keeper = phone(begin(office, site))
    keeper.click("全部列出")
    points = keeper.page.locator("#A2-points")
    points.fill("99")
    points.blur()
    says(keeper, "A2", "最高 20 分")
    keeper.page.locator("[data-sync]").get_by_role("link", name="特色宣传").wait_for()
    keeper.page.locator("#item-A2").get_by_label("不适用", exact=True).check()
    says(keeper, "A2", "请写明不适用的理由")
    keeper.page.locator("#A2-reason").fill("本年新建")
    says(keeper, "A2", "已保存")
    keeper.page.locator("[data-sync]").wait_for(state="hidden")
    assert ScoreAnswer.objects.get().not_applicable == "本年新建"


def test_without_script_item_after_item_by_the_server(office, site, phone, tmp_path):
    put_in_force()
    row = begin(office, site)
    keeper = phone(row, script=False)
    keeper.click("逐项评分(手机适用)")
    choose(keeper, "制度上墙", "三项都有")
    keeper.click("保存,下一项")
    keeper.click("上一项")
    keeper.page.locator("summary", has_text="添加照片").click()
    keeper.attach("#A1-file", shot(tmp_path, 1))
    keeper.click("上传照片")
    assert keeper.page.locator(".item__proof img").count() == 1
    keeper.click("保存,下一项")
    keeper.type("评分(0 至 20 分)", "20")
    for _ in TABLE.dimensions[1].criteria:
        keeper.click("保存,下一项")
    keeper.click("保存,下一项")
    choose(keeper, "发生安全责任事故", "没有这种情形")
    keeper.click("保存,看总分")
    keeper.click("提交自评")
    assert Assessment.objects.get(pk=row.pk).state == "district"


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large type"])
def test_the_pages_have_no_barrier_at_either_width(visit, office, site, large):
    other = site_of(case_in(office, "filed", name="另一驿站"))
    put_in_force()
    row = begin(office, site, due_on=NOW.date() + timedelta(days=6))
    answer(row, office)
    done = begin(office, other)
    services.conclude_assessment(reviewed(office, done).pk, actor=office.actor("city"), now=NOW)
    found = []
    for width in (PHONE, DESK):
        visitor = visit(width=width).be(office.client("keeper"))
        if large:
            visitor.page.context.add_cookies([{"name": "large_type", "value": "1", "url": visitor.home}])
        for path in ("", f"{row.number}/", f"{done.number}/", f"{done.number}/sheet/"):
            visitor.go(f"{ALL}{path}")
            found += visitor.barriers()
            if not path.endswith("sheet/"):
                assert not visitor.scrolls_sideways(), visitor.widest()
    assert found == []


def test_the_keyboard_walks_from_screen_to_screen(office, site, phone):
    put_in_force()
    keeper = phone(begin(office, site))
    page = keeper.page
    assert page.locator("[data-place]").inner_text() == "第 1 屏,共 4 屏"
    page.locator("[data-next]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "item-A1"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "A1-level":
            break
    page.keyboard.press("Space")
    says(keeper, "A1", "已保存")
    page.reload()
    assert page.locator("#item-A1").is_visible()
