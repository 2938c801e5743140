"""A returned case from the checker's first click to the closed gap, at a desk and on a phone, with and without script."""

from __future__ import annotations

import re

import pytest

from filing.models import Filing
from tests.browser.visitor import DESK, PHONE
from tests.office import case_in, picture

#: A returned case costs the sender no more than this for each gap: to the part, the value, save, 已补正.
MOST_CLICKS_A_GAP = 4


@pytest.fixture
def case(office):
    return case_in(office, "district_check", photos=1)


def beside(visitor, role, words, part):
    """The link or button with these words that belongs to a part; its name is said to those who cannot see it."""
    name = re.compile(rf"^{re.escape(words)}\s*:\s*{re.escape(part)}$")
    return visitor.page.get_by_role(role, name=name)


def note(checker, part, phrase):
    """A click on 需补正 beside the part, a ready sentence, and back to the case."""
    checker.click(beside(checker, "link", "需补正", part))
    checker.choose(phrase)
    checker.click("记下这一项")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_two_gaps_go_out_in_one_letter_come_back_and_are_closed(visit, office, case, script, tmp_path):
    checker = visit(script=script).be(office.client("district"))
    checker.go(f"/desk/filings/{case.number}/")
    note(checker, "详细地址", "地址不够详细,找不到门口。写明街道、门牌号、楼宇和楼层房间。")
    note(checker, "照片 门牌", "照片模糊或过暗,看不清内容。在光线充足处重新拍摄,文字和设施清晰可辨。")
    assert checker.page.locator("#letter li").count() == 2
    checker.click("退回补正")
    assert "补正通知单已发出,共 2 项" in checker.text
    assert "待申报工会补正(" in checker.text and "审核时限已暂停" in checker.text

    keeper = visit(script=script, width=PHONE).be(office.client("keeper"))
    keeper.go("/desk/")
    keeper.click(keeper.page.locator(f'a[href="/desk/filings/{case.number}/"]'))
    assert "以下为需补正的全部事项" in keeper.text
    assert not keeper.scrolls_sideways(), keeper.widest()
    start = keeper.clicks
    keeper.click(keeper.page.get_by_role("link", name="详细地址", exact=True))
    assert keeper.page.locator("#id_directions").is_disabled()
    keeper.type("详细地址", "文登路28号公园管理处")
    keeper.type("房间", "101 室")
    keeper.click("保存并返回")
    keeper.click(beside(keeper, "button", "已补正", "详细地址"))
    shot = tmp_path / "门牌.jpg"
    shot.write_bytes(picture(shade=7))
    keeper.click(keeper.page.get_by_role("link", name="照片:门牌", exact=True))
    assert not keeper.page.locator("#id_overview").count()
    keeper.page.set_input_files("#id_plate", shot)
    keeper.click("上传照片")
    keeper.go(f"/desk/filings/{case.number}/")
    keeper.click(beside(keeper, "button", "已补正", "照片:门牌"))
    assert keeper.clicks - start <= 2 * MOST_CLICKS_A_GAP
    keeper.click("核对并提交")
    keeper.page.locator("#id_declared").check()
    keeper.click("提交备案")
    assert keeper.path.endswith("/receipt/")

    checker.go(f"/desk/filings/{case.number}/")
    assert checker.page.locator("del", has_text="文登路28号").count()
    assert checker.page.locator("ins", has_text="文登路28号公园管理处;房间:101 室").count()
    assert checker.page.locator(".gap img").count() == 3
    for part in ("详细地址", "照片:门牌"):
        checker.click(beside(checker, "button", "确认已补正", part))
    checker.click("审核通过")
    assert Filing.objects.get(pk=case.pk).state == "acceptance"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_pages_of_the_loop_have_no_barrier(visit, office, case, width):
    checker = visit(width=width).be(office.client("district"))
    found = []
    for path in ("", "gaps/?part=place.address", "gaps/?part=photos.plate"):
        checker.go(f"/desk/filings/{case.number}/{path}")
        found += checker.barriers()
        assert not checker.scrolls_sideways(), checker.widest()
    checker.choose("没有照片。补拍一张能看清该项内容的照片。")
    checker.click("记下这一项")
    found += checker.barriers()
    checker.click("退回补正")
    found += checker.barriers()
    keeper = visit(width=width).be(office.client("keeper"))
    for path in ("", "photos/", "answers/"):
        keeper.go(f"/desk/filings/{case.number}/{path}")
        found += keeper.barriers()
        assert not keeper.scrolls_sideways(), keeper.widest()
    assert found == []


def test_two_checkers_send_at_once_and_the_second_reads_who_did(visit, office, case):
    first, second = (visit().be(office.client("district")) for _ in range(2))
    first.go(f"/desk/filings/{case.number}/")
    note(first, "详细地址", "内容不完整。补充完整。")
    second.go(f"/desk/filings/{case.number}/")
    first.click("退回补正")
    second.type("总体说明(选填)", "请尽快补正。")
    second.click("退回补正")
    assert "没有办理:内容已有变化" in second.text
    assert "district同志" in second.text
    assert second.page.get_by_label("说明").input_value() == "请尽快补正。"
    assert Filing.objects.get(pk=case.pk).notices.count() == 1


def test_two_tabs_of_the_sender_meet_in_the_second(visit, office, case):
    checker = visit().be(office.client("district"))
    checker.go(f"/desk/filings/{case.number}/")
    note(checker, "详细地址", "内容不完整。补充完整。")
    checker.click("退回补正")
    one, two = (visit().be(office.client("keeper")) for _ in range(2))
    for tab in (one, two):
        tab.go(f"/desk/filings/{case.number}/place/")
    one.type("详细地址", "文登路30号")
    one.click("保存并返回")
    two.type("详细地址", "文登路31号")
    two.click("保存并返回")
    assert "文登路30号" in two.text
    assert two.page.locator("#id_address").input_value() == "文登路31号"
    assert Filing.objects.get(pk=case.pk).version.address == "文登路30号"
