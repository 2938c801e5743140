"""A messy list becomes drafts and goes again, on a phone without script and at a desk; every page of it is looked at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from filing.models import Filing
from tests.browser.visitor import DESK, PHONE
from tests.imports.lists import HEADS, book_of, city_officer, row_of, saved

PUBLISHED = Path(__file__).parents[1] / "data" / "qingdao_published_list.xlsx"

#: Where pictures of the pages are kept for a person to look at; nowhere unless asked for.
PICTURES = os.environ.get("PORTAL_TEST_PICTURES", "")


def looked_at(visitor, name):
    """The page as it stands has no barrier and does not scroll sideways at either width."""
    for width in (PHONE, DESK):
        visitor.wide(width)
        if PICTURES:
            visitor.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        assert not visitor.scrolls_sideways(), (name, width, visitor.widest())
    assert visitor.barriers() == []


def pick(visitor, part, option):
    """Choose an answer in the row that holds these words."""
    row = visitor.page.locator("tr", has_text=part)
    row.locator("select").first.select_option(label=option)


def test_the_published_list_through_the_pages(visit, office):
    city_officer(office)
    visitor = visit().be(office.client("importer"))
    visitor.go("/desk/filings/")
    visitor.click("批量导入")
    looked_at(visitor, "upload")
    visitor.page.set_input_files("#id_file", PUBLISHED)
    visitor.click("上传并核对")
    assert "需要您答复的事项(13 项)" in visitor.text
    looked_at(visitor, "review")
    pick(visitor, "原文:工会驿站", "户外劳动者服务站点")
    pick(visitor, "原文:共享职工之家", "整行不导入")
    pick(visitor, "法律援助", "职工心灵驿站")
    pick(visitor, "高新区", "城阳区")
    pick(visitor, "另有托管驿站", "照常导入")
    visitor.page.locator("tr", has_text="三间").locator("input").fill("60")
    visitor.choose("本页其余能留空的都留空,以后在案件中补填")
    visitor.click("保存答复并重新核对")
    assert "将建立 19 件备案草稿,另有 2 行按您的答复不导入" in visitor.text
    looked_at(visitor, "preview")
    visitor.click("确认导入")
    assert "已建立 19 件备案草稿" in visitor.text
    looked_at(visitor, "result")
    visitor.click("撤销本批")
    assert "本批已撤销" in visitor.text
    assert Filing.objects.count() == 0
    looked_at(visitor, "undone")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_unknown_heads_are_chosen_on_a_phone(visit, office, tmp_path, script):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(saved(book_of([[*HEADS, "微信群", "点位照片编号"], [*row_of(1), "甲", "P01"]])))
    visitor = visit(width=PHONE, script=script).be(office.client("district"))
    visitor.go("/desk/import/")
    visitor.page.set_input_files("#id_file", path)
    visitor.click("上传并核对")
    visitor.page.get_by_label("微信群").select_option(label="不导入")
    visitor.click("继续核对")
    assert "请为每一列选择对应的内容,或选择“不导入”:“点位照片编号”" in visitor.text
    visitor.page.get_by_label("点位照片编号").select_option(label="不导入")
    assert visitor.page.get_by_label("微信群").input_value() == "-", "what was chosen is still there"
    if script:
        looked_at(visitor, "heads")
    visitor.click("继续核对")
    assert "将建立 1 件备案草稿" in visitor.text


def test_a_refused_file_is_told_on_the_page_where_it_was_chosen(visit, office, tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_text("<html><table></table></html>", encoding="utf-8")
    visitor = visit().be(office.client("district"))
    visitor.go("/desk/import/")
    visitor.page.set_input_files("#id_file", path)
    visitor.click("上传并核对")
    assert "文件内容是网页,不是表格" in visitor.text
    looked_at(visitor, "refused")
