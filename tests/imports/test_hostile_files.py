"""E2–E4 and E8: a file can be refused, never take the reader down, and never bring in what must not be stored."""

from __future__ import annotations

import logging
import os
import resource
import subprocess
import sys
from datetime import datetime

import pytest

from core.models import AuditEntry
from filing.models import Filing
from filing.models.imports import ImportBatch, ImportQuestion, ImportRow
from sites.sheets.limits import CHILD_BYTES, CHILD_SECONDS, SheetRefused
from sites.sheets.measure import measure_file
from sites.sheets.reader import ROOT, Reading
from tests.imports.lists import HEADS, asked_on, book_of, csv_of, errors_in, row_of, saved, xlsx
from unionportal.drill.hostile_sheets import IDENTITY, REFUSED, far_cell, rows_bomb, with_formulas

#: Megabytes unpacked; ``manage.py drill spreadsheets`` takes three hundred.
SMALL = 20


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_words_before_it_is_parsed(name, tmp_path):
    hostile = REFUSED[name]
    path = tmp_path / "file"
    path.write_bytes(hostile.make(SMALL))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SheetRefused) as refused:
        measure_file(path, hostile.called)
    assert hostile.words in refused.value.sentence
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


def test_the_page_says_why_a_file_is_refused_and_keeps_nothing(south):
    response = south.send(rows_bomb(SMALL))
    assert response.status_code == 400
    assert "文件压缩得异常紧密" in errors_in(response)
    assert not ImportBatch.objects.exists()


def test_a_far_cell_is_refused_by_its_name_and_the_process_that_asked_lives_on(south):
    pid = os.getpid()
    batch = south.taken(far_cell())
    assert batch.state == "failed"
    assert "XFD1048576" in batch.failure and "100,000 行" in batch.failure
    assert os.getpid() == pid
    assert not ImportRow.objects.exists()


def test_a_reader_that_dies_is_reported_and_not_waited_for(tmp_path, monkeypatch):
    """A child that is killed in the middle leaves a refusal; rows read so far do not count."""
    path = tmp_path / "file.csv"
    path.write_text(csv_of(*[row_of(number) for number in range(3000)]), encoding="utf-8")
    reading = Reading(path, "file.csv")
    monkeypatch.setattr("sites.sheets.reader.CHILD_PATIENCE", 0)
    with pytest.raises(SheetRefused) as refused:
        list(reading.rows())
    assert "没有读完" in refused.value.sentence


def test_the_reader_limits_its_own_memory_and_time_and_writes_no_file():
    told = subprocess.run(
        [sys.executable, "-c", TELL_LIMITS], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.split() == [str(CHILD_BYTES), str(CHILD_SECONDS), "0"]


TELL_LIMITS = """
import resource
from sites.sheets.child import limit_oneself
limit_oneself()
print(*[resource.getrlimit(each)[1] for each in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)])
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(south, encoding):
    text = csv_of(row_of(1, 阵地名称="𬭊岛路户外劳动者驿站"))
    batch = south.taken(text.encode(encoding), "名单.csv")
    assert [each.name for each in batch.sites.all()] == ["𬭊岛路户外劳动者驿站"]


def test_a_csv_that_is_no_text_is_refused(south):
    batch = south.taken(b"\xff\x00\xfe\x81" * 40, "名单.csv")
    assert (batch.state, "编码看不出来" in batch.failure) == ("failed", True)


CELLS = {
    "a formula": ({"使用面积": "=1+1"}, "公式", "使用面积"),
    "lost digits": ({"统一社会信用代码": int(IDENTITY)}, "已丢失末尾几位", "统一社会信用代码"),
    "lost digits of no identity number": (
        {"统一社会信用代码": 913702007180000000},
        "已丢失末尾几位",
        "统一社会信用代码",
    ),
    "a phone without its zero": ({"负责人电话": 53285911234}, "开头的 0 可能已丢失", "办公电话(内部)"),
    "31 February": ({"启用日期": "2026-02-31"}, "不是有效的日期", "启用日期"),
    "a month": ({"启用日期": "2021年3月"}, "只写到月", "启用日期"),
    "a year in two digits": ({"启用日期": "21.3.23"}, "四位数", "启用日期"),
    "an identity number": ({"详细地址": f"文登路 {IDENTITY}"}, "身份证号码", "详细地址"),
    "an identity number in full width": (
        {"详细地址": "３７０２０２１９９００１０１００１５"},
        "身份证号码",
        "详细地址",
    ),
    "a private mobile": ({"详细地址": "找王芳13805321234"}, "手机号码", "详细地址"),
    "a turned text": ({"阵地名称": "甲\u202e乙"}, "隐藏字符", "阵地名称"),
    "a bound": ({"使用面积": "不到30㎡"}, "大概范围", "使用面积"),
    "two areas": ({"使用面积": "1200,2400"}, "写了几个数", "使用面积"),
    "a negative area": ({"使用面积": "-5"}, "小于 0,请填写实际数字", "使用面积"),
    "an endless number": ({"使用面积": "9" * 300}, "请填写数字", "使用面积"),
    "no name": ({"阵地名称": None}, "没有写阵地名称", "阵地名称"),
    "an error value": ({"使用面积": "#REF!"}, "错误值", "使用面积"),
    "a long text": ({"阵地名称": "长" * 81}, "最多 80 个字", "阵地名称"),
}


def book_with(**changes) -> bytes:
    extra = [name for name in changes if name not in HEADS]
    row = dict(zip(HEADS, row_of(1), strict=True)) | changes
    return saved(book_of([[*HEADS, *extra], list(row.values())]))


def list_with(*rows):
    """A workbook in which each row differs from the proper one by its changes."""
    extra = list(dict.fromkeys(name for row in rows for name in row if name not in HEADS))
    lines = []
    for number, changes in enumerate(rows, 1):
        row = dict(zip(HEADS, row_of(number), strict=True)) | dict.fromkeys(extra) | changes
        lines.append(list(row.values()))
    return saved(book_of([[*HEADS, *extra], *lines]))


def test_every_doubtful_cell_is_named_at_once_and_nothing_is_taken_from_its_row(south):
    batch = south.taken(list_with(*(changes for changes, *_ in CELLS.values()), {}))
    found = {each.number: (each.sheet, each.column, each.sentence) for each in batch.questions.all()}
    assert batch.questions.count() == len(CELLS)
    for number, (name, (_, words, column)) in enumerate(CELLS.items(), 2):
        sheet, where, sentence = found[number]
        assert (name, sheet, where, words in sentence) == (name, "名单", column, True)
    assert [each.number for each in batch.sites.all()] == [len(CELLS) + 2]


READ = {
    "a real day": ({"启用日期": datetime(2024, 5, 1)}, "opened_on", "2024-05-01"),
    "a serial day": ({"启用日期": 45000}, "opened_on", "2023-03-15"),
    "points": ({"启用日期": "2026.3.1"}, "opened_on", "2026-03-01"),
    "words": ({"启用日期": "２０２６年３月１日"}, "opened_on", "2026-03-01"),
    "strokes": ({"启用日期": "2021/3/23"}, "opened_on", "2021-03-23"),
    "eight digits": ({"启用日期": 20210323}, "opened_on", "2021-03-23"),
    "full width": ({"使用面积": "２５．５㎡"}, "area_hundredths", 2550),
    "a number": ({"使用面积": 25.5}, "area_hundredths", 2550),
    "separators": ({"工会经费": "12,000.50元"}, "union_fen", 1_200_050),
    "ten thousands": ({"工会经费": "1.5万元"}, "union_fen", 1_500_000),
    "a choice by its word": ({"开放对象": "面向公众"}, "access", "public"),
    "a phone as text": ({"负责人电话": "0532-85911234"}, "manager_phone", "0532-85911234"),
    "a rough number": ({"使用面积": "约1000平方米"}, "area_hundredths", 100_000),
    "facilities": ({"设施": "饮水、微波炉"}, "facilities", ["water", "microwave"]),
}


def test_every_clear_cell_is_read_to_the_digit(south):
    batch = south.taken(list_with(*(changes for changes, *_ in READ.values())))
    found = {each.number: each.facts for each in batch.sites.all()}
    assert list(batch.questions.values_list("number", "sentence")) == []
    for number, (name, (_, column, wanted)) in enumerate(READ.items(), 2):
        assert (name, found[number][column]) == (name, wanted)


def test_an_identity_number_is_stored_and_logged_nowhere_even_in_an_ignored_column(south, caplog):
    caplog.set_level(logging.DEBUG)
    book = book_of(
        [
            [*HEADS, "身份证号"],
            [*row_of(1), IDENTITY],
            [*row_of(3), int(IDENTITY)],
            [*row_of(2), f"证件 {IDENTITY[:6]} {IDENTITY[6:]}"],
        ]
    )
    batch = south.taken(saved(book))
    south.act(batch, "map", **{f"head-{at}": key for at, key in enumerate(KEYS)})
    assert [(each.number, each.column) for each in batch.questions.all()] == [
        (2, "身份证号"),
        (4, "身份证号"),
    ]
    south.answer(batch, ("身份证号", "text", IDENTITY))
    stored = [
        *map(str, ImportBatch.objects.values_list()),
        *map(str, ImportRow.objects.values_list()),
        *map(str, ImportQuestion.objects.values_list()),
        *map(str, AuditEntry.objects.values_list()),
    ]
    assert not [each for each in stored if IDENTITY in each]
    # Nor the birthday out of a number that lost its end.
    assert not [each for each in stored if IDENTITY[6:14] in each]
    assert IDENTITY not in caplog.text
    assert IDENTITY not in south.page(batch)


KEYS = ("serial", "name", "type", "district", "address", "area_hundredths", "opened_on", "-")


def test_hidden_rows_and_sheets_are_named(south):
    book = book_of([HEADS, row_of(1), row_of(2)])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["E"].hidden = True
    secret = book.create_sheet("内部")
    secret.sheet_state = "hidden"
    secret.append(HEADS)
    secret.append(row_of(3))
    batch = south.taken(saved(book))
    assert [(each.number, "隐藏" in each.sentence) for each in batch.questions.all()] == [(3, True)]
    assert "工作表“内部”是隐藏的" in " ".join(batch.notices) and "E 列是隐藏的" in " ".join(batch.notices)


def test_a_formula_in_a_column_nobody_takes_is_no_obstacle(south):
    rows = [["=ROW()-1", *row_of(number)[1:]] for number in (1, 2)]
    batch = south.taken(xlsx(*rows))
    assert (batch.questions.count(), batch.sites.count()) == (0, 2)


def test_the_result_of_a_formula_is_not_believed(south):
    """The stored result is a number; whoever made the file could have written anything there."""
    batch = south.taken(with_formulas(0))
    assert ["公式" in each.sentence for each in batch.questions.all()] == [True]


def test_only_words_of_the_page_are_answers(south):
    """A posted answer that the page did not offer changes nothing."""
    batch = south.taken(xlsx(row_of(1, 阵地类型="工会驿站")))
    response = south.act(batch, "answer", **{"do-0": "keep", "text-0": "x"})
    assert (response.status_code, batch.answers) == (400, {})
    assert asked_on(south.page(batch)) != []
    assert Filing.objects.count() == 0
