"""What heads, names, hours and cells of a list mean; the same words are asked of every list, whoever made it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from sites.fact_fields import FactField, Kind
from sites.refusals import Refusal
from sites.sections import SECTIONS
from sites.sheets.cells import Cell, CellKind, RawRow
from sites.sheets.columns import BY_NAME, COLUMNS
from sites.sheets.heads import find_heads, head_key, known_column, passed_over
from sites.sheets.marks import column_letters, column_number
from sites.sheets.names import district_named, district_names, type_named, types_mentioned
from sites.sheets.opening import parse_opening
from sites.sheets.questions import Words
from sites.sheets.reader import ROOT
from sites.sheets.rows import understand
from sites.sheets.template import columns_for
from sites.sheets.values import read_value
from sites.types import site_type, site_types

TODAY = date(2026, 10, 12)


def row(*texts: str, number: int = 1) -> RawRow:
    cells = tuple(Cell(CellKind.TEXT, text) if text else None for text in texts)
    return RawRow("名单", number, False, cells)


#: Photos come by another way; a template is of one type.
APART = {"site_type", "photos", "type_facts"}


def test_every_fact_of_a_site_and_of_every_type_is_a_column_of_its_template():
    """The pin is three columns."""
    for kind in site_types():
        keys = {column.key for column in columns_for(kind)}
        wanted = {name for section in SECTIONS for name in section.fields} - APART
        assert wanted <= keys
        assert {f"fact:{fact.label}" for fact in kind.facts} <= keys


def test_a_name_of_a_column_means_one_column_however_it_is_spelt():
    found: dict[str, set[str]] = {}
    for name, key in BY_NAME.items():
        found.setdefault(head_key(name), set()).add(key)
    assert {name: keys for name, keys in found.items() if len(keys) > 1} == {}


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("阵地名称", "name"),
        ("阵地 名称\n(全称)*", "name"),
        ("所属区(市)", "district"),
        ("所属区（市）:", "district"),
        ("面积(㎡)", "area_hundredths"),
        ("六有达成情况", "fact:六有达成情况"),
        ("联系电话", ""),
        ("建筑面积", ""),
        ("名称是什么", ""),
    ],
)
def test_a_head_is_known_by_its_whole_name_or_not_at_all(head, column):
    assert known_column(head) == column


def test_heads_are_found_below_titles_and_in_any_order():
    rows = [
        row("某市一览表"),
        row("填报单位:某工会", "日期", number=2),
        row("类别", "备注", "站点名称", number=3),
    ]
    heads = find_heads([*rows, row("妈妈小屋", "", "甲", number=4)])
    assert (heads.number, heads.columns({})) == (3, ["type", "remark", "name"])


def test_a_column_named_twice_counts_once():
    heads = find_heads([row("阵地名称", "名称", "地址")])
    assert heads.columns({}) == ["name", "", "address"]


def test_a_list_without_heads_has_none():
    assert find_heads([row("甲驿站", "市南区"), row("乙驿站", "市北区", number=2)]) is None


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (("", "合计", "21个"), "合计行"),
        (("合 计", "", "3"), "合计行"),
        (("阵地名称", "地址"), "重复的表头"),
        (("注:以上数据截至九月",), "说明行"),
        (("示例", "某驿站"), "示例行"),
        (("合计路驿站", "合计路1号"), ""),
        (("1", "说明书驿站"), ""),
    ],
)
def test_rows_that_are_no_sites_are_told_from_those_that_are(texts, why):
    heads = find_heads([row("阵地名称", "地址")])
    assert passed_over(row(*texts, number=5), heads) == why


DISTRICTS = district_names(
    [
        ("370202", "市南区", "市南"),
        ("370211", "黄岛区", "黄岛"),
        ("1", "城关区", "城关"),
        ("2", "城关县", "城关"),
    ],
    {"370211": "西海岸新区总工会"},
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("市南区", "370202"),
        ("市南", "370202"),
        (" 市 南 区 ", "370202"),
        ("西海岸新区(黄岛区)", "370211"),
        ("西海岸", "370211"),
        ("黄岛区（西海岸新区）", "370211"),
        ("西海岸新区(市南区)", ""),
        ("高新区", ""),
        ("城关", ""),
        ("城关县", "2"),
        ("南", ""),
    ],
)
def test_a_district_is_known_by_any_of_its_whole_names(text, code):
    assert district_named(text, DISTRICTS) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("妈妈小屋", "nursing_room"),
        ("“爱心妈妈小屋”", "nursing_room"),
        ("户外劳动者驿站", "outdoor_station"),
        ("寒暑假托管", "holiday_station"),
        ("工会驿站", ""),
        ("共享职工之家", ""),
        ("职工心灵驿站/法律援助", ""),
        ("驿站", ""),
    ],
)
def test_a_type_is_known_by_a_name_that_can_mean_nothing_else(text, code):
    assert type_named(text) == code


def test_other_types_in_a_remark_are_seen_and_the_own_one_is_not():
    assert types_mentioned("内有妈妈小屋、儿童之家", site_type("outdoor_station")) == ["妈妈小屋"]
    assert types_mentioned("市级示范妈妈小屋", site_type("nursing_room")) == []


@pytest.mark.parametrize(
    ("text", "week", "holiday", "makeup"),
    [
        ("工作日 8:30-17:00", [(510, 1020)] * 5 + [None] * 2, "closed", "as_workday"),
        ("每天8:30—17:30", [(510, 1050)] * 7, "as_weekday", "as_calendar_day"),
        ("２４小时", [(0, 1440)] * 7, "as_weekday", "as_calendar_day"),
        ("星期一到周五 9:00-17:00;节假日不开放", [(540, 1020)] * 5 + [None] * 2, "closed", "as_workday"),
        (
            "工作日 9:00-17:00;周六 9:00-12:00;节假日 9:00-10:00",
            [(540, 1020)] * 5 + [(540, 720), None],
            "own",
            "as_workday",
        ),
    ],
)
def test_hours_are_read_where_holidays_are_clear(text, week, holiday, makeup):
    hours = parse_opening(text)
    assert [tuple(day[0]) if day else None for day in hours.week] == week
    assert (hours.holiday.value, hours.makeup.value) == (holiday, makeup)


@pytest.mark.parametrize(
    "text",
    [
        "工作日",
        "寒暑假 8:30-17:00",
        "周一至周五 9:00-17:00",
        "8:30-17:00",
        "每天上午9点到11点",
        "周六 9:00-12:00",
    ],
)
def test_hours_that_leave_a_doubt_are_asked_about(text):
    with pytest.raises(Refusal):
        parse_opening(text)


def test_amounts_are_never_shifted():
    money = FactField("union_fen", "工会经费", Kind.MONEY, "元", max=1_000_000_000)
    cell = Cell(CellKind.NUMBER, "1.5")
    assert read_value(money, cell, today=TODAY) == 150
    assert read_value(money, cell, today=TODAY, ten_thousands=True) == 1_500_000
    assert read_value(money, Cell(CellKind.TEXT, "3元"), today=TODAY, ten_thousands=True) == 300


def test_a_serial_day_counts_from_the_epoch_of_its_file_and_is_refused_without_one():
    day = FactField("opened_on", "启用日期", Kind.DATE)
    cell = Cell(CellKind.NUMBER, "45000")
    assert read_value(day, cell, today=TODAY, epoch="1899-12-30") == "2023-03-15"
    assert read_value(day, cell, today=TODAY, epoch="1904-01-01") == "2027-03-16"
    with pytest.raises(Refusal, match="看不出是哪一天"):
        read_value(day, cell, today=TODAY)


def test_a_pin_is_turned_into_wgs84_and_asked_about_without_its_map():
    words = Words(today=TODAY, districts=DISTRICTS, union=1)
    keys = ["name", "type", "district", "lat", "lng", "pin_datum"]
    cells = ["甲", "妈妈小屋", "市南区", "36.0671", "120.3826", "高德/腾讯"]
    site = understand(row(*cells), keys, tuple(keys), set(), words)
    assert site.questions == []
    assert 36.066 < float(site.facts["lat"]) < 36.0671 and site.facts["pin_datum"] == "gcj02"
    for wrong in (
        ["36.0671", "120.3826", ""],
        ["120.3826", "36.0671", "高德/腾讯"],
        ["36.0671", "", "高德/腾讯"],
    ):
        asked = understand(row(*cells[:3], *wrong), keys, tuple(keys), set(), words)
        assert len(asked.questions) == 1
        assert not {"lat", "lng", "pin_datum"} & asked.facts.keys()


def test_columns_are_counted_as_spreadsheets_count_them():
    assert [column_number(each) for each in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16_384]
    assert [column_letters(each) for each in (1, 26, 27, 16_384)] == ["A", "Z", "AA", "XFD"]


WATCH = """
import sys
from pathlib import Path
from sites.sheets.child import lines_of
seen = []
sys.addaudithook(lambda event, args: seen.append((event, str(args[0]))) if event in WATCHED else None)
WATCHED = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen")
told = list(lines_of("xlsx", Path(sys.argv[1])))
print("refused" in str(told[-1]), sorted({what for event, what in seen if event != "open" or "hostname" in what or "passwd" in what}))
"""


def test_the_reader_follows_no_entity_even_when_a_file_gets_past_the_measuring(tmp_path):
    """Watched from inside the process: nothing but the file itself is opened, and nobody is called."""
    path = tmp_path / "file.xlsx"
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b SYSTEM "http://127.0.0.1:9/">]>'
    with ZipFile(path, "w", ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", f"{entity}<Types>&a;&b;</Types>")
        parts.writestr("xl/workbook.xml", f"{entity}<workbook>&a;</workbook>")
    told = subprocess.run(
        [sys.executable, "-c", WATCH, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == "True []"


def test_columns_that_are_offered_are_all_known():
    assert {key for key in BY_NAME.values()} == set(COLUMNS)
