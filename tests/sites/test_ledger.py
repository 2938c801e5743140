"""Is the ledger what the register was on that day, in a file that runs nothing, for those who may have it?"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from sites.ledger.cells import is_risky, neutralised, restored
from sites.ledger.columns import columns_of, line_of
from sites.ledger.selectors import lines_as_of
from sites.ledger.spec import Spec
from sites.models import ServiceSite, SiteVersion
from sites.types import site_types
from tests.factories import NOW, Tree, actor_of, build_tree, person
from tests.sites.ledgers import (
    body,
    book_of,
    bytes_of,
    changed_on,
    csv_rows,
    rows_of,
    signed_in,
    taken,
)
from tests.sites.public_sites import OFFICE_HOURS, PIN, opened_site

HOSTILE = (
    *("=1+1", "+8653285911234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋86", "－1", "＠x", " =1"),
    *("'=1", "''=1", "'引号", "=cmd|' /C calc'!A0", "平常的文字", "0532-85911234"),
)


@pytest.fixture
def tree(db: Any) -> Tree:
    return build_tree()


@pytest.fixture
def clock(settings: Any) -> Any:
    """Sets the moment of the office."""

    def stop(at: datetime) -> None:
        settings.CLOCK_PIN = at.isoformat()

    stop(NOW)
    return stop


@pytest.fixture
def district(tree: Tree, clock: Any) -> Client:
    return signed_in("district", "district", tree.south)


# ── text ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", HOSTILE)
def test_a_csv_text_never_starts_like_a_formula_and_comes_back_as_it_was(text: str) -> None:
    written = neutralised(text)
    assert written.lstrip()[:1] not in set("=+-@\t\r＝＋－＠")
    assert restored(written) == text


def test_an_ordinary_text_is_left_alone() -> None:
    assert not any(map(is_risky, ("中山公园", "'引号", "2026-10-12", "0532-1", "a=b", "")))


def spoil(site: ServiceSite, **facts: Any) -> None:
    """Writes past every form, as an old import might have."""
    changed_on(site, NOW, **facts)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_holds_no_formula_and_the_same_text(tree: Tree, district: Client, text: str) -> None:
    site = opened_site(tree.primary)
    spoil(site, address=text, building=text, manager_name=text, public_phone=text)
    book = book_of(district)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    held = [cell for cell in cells if cell.value == text.replace("\r", "\n")]
    assert len(held) >= 4
    assert {cell.quotePrefix for cell in held} == {is_risky(text)}


@pytest.mark.parametrize("text", [each for each in HOSTILE if "\r" not in each])
def test_a_csv_runs_nothing_and_gives_back_the_same(tree: Tree, district: Client, text: str) -> None:
    spoil(opened_site(tree.primary), address=text)
    (row,) = csv_rows(district)
    assert restored(row["详细地址"]) == text
    assert not any(value.lstrip()[:1] in set("=+-@＝＋－＠") for value in row.values() if value)


def test_characters_that_no_sheet_can_hold_are_left_out(tree: Tree, district: Client) -> None:
    spoil(opened_site(tree.primary), address="文登\x0b路\x1f28号\ufffe")
    assert rows_of(district)[0]["详细地址"] == "文登路28号"


# ── what stands in it ───────────────────────────────────────────────────────────────────────────────────────

FACTS: dict[str, Any] = {
    "host_name": "中山公园管理处",
    "host_kind": "park",
    "host_credit_code": "913702001234567890",
    "opened_on": date(2025, 3, 1),
    "area_hundredths": 2550,
    "capacity": 20,
    "union_fen": 1_234_567,
    "facilities": ["table", "seats"],
    "type_facts": {"street_level": True, "medicine_ends": "2027-01-31", "serves": ["courier", "rider"]},
    "hours": OFFICE_HOURS,
    "manager_name": "负责人甲",
    "public_phone": "0532-85911235",
    **PIN,
    "pin_datum": "gcj02",
}


def test_codes_are_texts_dates_are_dates_and_numbers_are_numbers(tree: Tree, district: Client) -> None:
    site = opened_site(tree.primary, **FACTS)
    (row,) = rows_of(district)
    assert (row["统一社会信用代码"], row["备案编号"]) == ("913702001234567890", site.filing_number)
    assert row["启用日期"] == datetime(2025, 3, 1)
    assert (row["使用面积"], row["可容纳人数"], row["工会经费"]) == (25.5, 20, 12345.67)
    assert (row["药品最早到期日"], row["临街一层"]) == (datetime(2027, 1, 31), "是")
    assert row["主要服务人群"] == "快递员、外卖配送员"
    assert (row["状态"], row["单位类别"], row["敏感单位"]) == ("正常开放", "公园景区", "否")
    assert row["楼宇"] is None


def test_sites_that_say_the_same_each_have_their_own_row(tree: Tree, district: Client) -> None:
    """What many rows hold is spelt once; a cell that was made for one of them serves the others."""
    names = ("甲站", "乙站", "丙站")
    for name in names:
        opened_site(tree.primary, name, **FACTS | {"address": "=1+1", "is_sensitive": name == "乙站"})
    heads, *rows = list(book_of(district).worksheets[0].iter_rows(min_row=3, max_row=6))
    at = {head.value: number for number, head in enumerate(heads)}
    assert [row[0].value for row in rows] == [1, 2, 3]
    assert sorted(row[at["阵地名称"]].value for row in rows) == sorted(names)
    for row in rows:
        address, amount, day = (row[at[label]] for label in ("详细地址", "工会经费", "启用日期"))
        assert (address.value, address.data_type, address.quotePrefix) == ("=1+1", "s", True)
        assert (amount.value, amount.number_format) == (12345.67, "#,##0.00")
        assert (day.value, day.number_format) == (datetime(2025, 3, 1), "yyyy-mm-dd")
        assert row[at["敏感单位"]].value == ("是" if row[at["阵地名称"]].value == "乙站" else "否")


def test_a_row_that_is_asked_for_alone_is_the_row_of_the_ledger(tree: Tree, clock: Any) -> None:
    """A list that comes back is compared with the one, and was written from the other."""
    site = opened_site(tree.primary, **FACTS)
    spec = Spec(("outdoor_station",), NOW.date())
    actor = actor_of(person("district", "district", tree.south))
    ((line,),) = lines_as_of(actor, spec, "outdoor_station", spec.moment(NOW))
    alone = line_of(site, SiteVersion.objects.get(site=site))
    columns = columns_of("outdoor_station")
    assert [column.value(alone) for column in columns] == [column.value(line) for column in columns]
    assert [column.each([line, alone]) for column in columns] == [
        [column.value(line)] * 2 for column in columns
    ]


def test_the_pin_stands_as_it_was_read(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, **FACTS)
    (row,) = rows_of(district)
    assert row["坐标取自"] == "高德/腾讯"
    assert (round(row["纬度"] - 36.0671, 3), round(row["经度"] - 120.3826, 3)) == (0.0, 0.005)


def test_every_type_has_every_fact_under_its_own_label_once() -> None:
    for kind in site_types():
        labels = [column.label for column in columns_of(kind.code)]
        assert len(labels) == len(set(labels)), kind.code
        assert {fact.label for fact in kind.facts} <= set(labels)
        assert {"阵地名称", "详细地址", "使用面积", "荣誉", "纬度", "经度"} <= set(labels)


def test_the_last_row_sums_and_the_second_tells_how_many_and_who(tree: Tree, district: Client) -> None:
    for number in range(3):
        opened_site(tree.primary, f"第{number}站", area_hundredths=1050, union_fen=100)
    sheet = book_of(district).worksheets[0]
    title, note, heads, *rows = list(sheet.iter_rows(values_only=True))
    assert title[0] == "户外劳动者服务站点阵地台账"
    assert "截至2026年10月12日,共 3 处" in note[0]
    assert "导出人:district(市南区总工会) 2026年10月12日 10:00" in note[0]
    last = dict(zip(heads, rows[-1], strict=True))
    assert (last["序号"], last["阵地名称"], last["使用面积"], last["工会经费"]) == ("合计", "3 处", 31.5, 3)
    assert [row[0] for row in rows[:-1]] == [1, 2, 3]


def test_the_sheet_is_set_up_for_a4_on_its_side(tree: Tree, district: Client) -> None:
    opened_site(tree.primary)
    sheet = book_of(district).worksheets[0]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$3:$3"
    assert "导出人" in sheet.oddFooter.left.text


def test_every_part_of_the_workbook_is_whole_xml_without_formulas_or_links(
    tree: Tree, district: Client
) -> None:
    spoil(opened_site(tree.primary), address="<b>&\"']]>\u2028𠮷\U0001f600")
    with zipfile.ZipFile(io.BytesIO(bytes_of(taken(district)))) as parts:
        assert parts.testzip() is None
        names = parts.namelist()
        for name in names:
            ElementTree.fromstring(parts.read(name))
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
    assert re.search(r"<f[ >/]", sheet) is None
    assert rows_of(district)[0]["详细地址"] == "<b>&\"']]>\u2028𠮷\U0001f600"


def test_several_types_stand_on_sheets_of_their_own(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, "驿站")
    opened_site(tree.primary, "又一处驿站")
    opened_site(tree.primary, "小屋", site_type="nursing_room")
    book = book_of(district, type=["nursing_room", "outdoor_station", "mind_station"])
    assert [sheet.title for sheet in book.worksheets] == ["爱心妈妈小屋", "户外劳动者服务站点"]
    notes = [sheet["A2"].value for sheet in book.worksheets]
    assert ["本表 1 处,各表合计 3 处" in note for note in notes] == [True, False]
    assert "本表 2 处,各表合计 3 处" in notes[1]
    paper = taken(district, form="print", type=["nursing_room", "outdoor_station"]).content.decode()
    assert "各表合计 3 处" in paper
    refused = district.post("/desk/export/", body(type=["nursing_room", "outdoor_station"], form="csv"))
    assert "CSV 一次只能放一种类型" in refused.content.decode()
