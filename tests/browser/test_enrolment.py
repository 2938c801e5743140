"""Existing sites on their way into the register: pairs decided, paper sent, signed, printed and taken back; every page looked at."""

from __future__ import annotations

from typing import Any

import pytest

from filing.models import ImportBatch
from sites.models import ServiceSite
from tests.browser.test_imports import looked_at
from tests.browser.visitor import PHONE
from tests.imports.lists import book_of, city_officer, saved
from tests.imports.test_enrolment import MORE, existing
from tests.office import Office, case_in
from tests.pdfs import plain_pdf

ROWS = (
    existing(1, 阵地名称="八大关户外劳动者驿站", 详细地址="文登路28号1楼大厅"),
    existing(2, 阵地名称="栈桥户外劳动者驿站", 详细地址="太平路12号"),
    existing(3, 阵地名称="小青岛户外劳动者驿站", 详细地址="太平路十二号"),
    existing(4, access="", 阵地名称="鲁迅公园户外劳动者驿站", 详细地址="琴屿路1号"),
    existing(5, access="本单位职工", 阵地名称="市政工程处驿站", 详细地址="延安三路7号"),
)


@pytest.fixture
def files(tmp_path: Any) -> tuple[Any, Any]:
    rows, paper = tmp_path / "既有阵地.xlsx", tmp_path / "通知.pdf"
    rows.write_bytes(saved(book_of([MORE, *ROWS])))
    paper.write_bytes(plain_pdf("notice"))
    return rows, paper


@pytest.mark.parametrize("width", [PHONE, 1280], ids=["phone", "desk"])
def test_existing_sites_from_the_list_into_the_register_and_out_again(
    visit: Any, office: Office, files: tuple[Any, Any], width: int
) -> None:
    rows, paper = files
    city_officer(office)
    case_in(office, "filed", name="湛山户外劳动者驿站", photos=1)
    writer = visit(width=width).be(office.client("importer"))
    writer.go("/desk/import/")
    writer.page.set_input_files("#id_file", rows)
    writer.choose("既有阵地入册(凭一份文件,一次批准)")
    writer.click("上传并核对")
    assert "有 2 对阵地可能是同一处" in writer.text
    looked_at(writer, "existing-1-preview")
    writer.wide(width)
    writer.click("逐对查看并认定")
    looked_at(writer, "existing-2-pairs")
    writer.wide(width)
    first = writer.page.locator("section", has_text="八大关").first
    first.get_by_label("不是同一处").check()
    writer.click("保存认定")
    assert "请写明认定的理由" in writer.text
    writer.page.get_by_label("理由").first.fill("一楼与三楼分设")
    writer.page.locator("section", has_text="小青岛").last.get_by_label("同一处(本行不再导入)").check()
    writer.page.get_by_label("理由").nth(1).fill("同一个门")
    writer.click("保存认定")
    assert "将要入册(4 处)" in writer.text
    writer.click("提交入册")
    assert "请填写文件名称或文号" in writer.text
    looked_at(writer, "existing-3-refused")
    writer.wide(width)
    writer.page.get_by_label("文号").fill("青工发〔2023〕18号")
    writer.page.get_by_label("文件日期").fill("2023-06-01")
    writer.page.set_input_files("#id_file", paper)
    writer.click("提交入册")
    assert "待批准入册" in writer.text
    first_signer = visit(width=width).be(office.client("city"))
    first_signer.go("/desk/")
    batch = ImportBatch.objects.get().pk
    first_signer.click(f"既有阵地入册第 {batch} 批")
    looked_at(first_signer, "existing-4-to-sign")
    first_signer.wide(width)
    first_signer.click("签署意见")
    last = visit(width=width).be(office.client("city2"))
    last.go(f"/desk/import/{batch}/")
    last.click("批准入册")
    assert "已入册 4 处阵地" in last.text
    looked_at(last, "existing-5-done")
    last.wide(width)
    last.click("待补全")
    assert "鲁迅公园" in last.text and "栈桥" not in last.text.replace("既有", "")
    last.go(f"/desk/import/{batch}/paper/")
    assert "370202-HWYZ-2026-0005" in last.text
    looked_at(last, "existing-6-paper")
    last.go(f"/desk/import/{batch}/")
    last.page.locator("summary", has_text="撤销本批").click()
    looked_at(last, "existing-7-undo")
    last.wide(width)
    last.page.get_by_label("撤销的原因").fill("名单传错了年度")
    last.page.locator("button", has_text="撤销本批").click()
    last.page.wait_for_load_state()
    assert "本批已撤销" in last.text and "名单传错了年度" in last.text
    looked_at(last, "existing-8-undone")
    last.wide(width)
    assert ServiceSite.objects.count() == 1
