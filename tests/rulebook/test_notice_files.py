"""Files of the yearly notice: both forms, and every error named by its line."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from rulebook.notice_files import MAX_BYTES, read_notice
from rulebook.notices import BadNotice
from rulebook.seeds import calendar_files

CSV = """类别,名称,开始,结束
年份,2027,,
文号,国办发明电〔2026〕9号,,
印发日期,,2026-11-05,
来源,国务院办公厅关于2027年部分节假日安排的通知,,
放假,元旦,2027-01-01,2027-01-03
上班,元旦,2027-01-09,
"""

TOML = """year = 2027
document_number = "国办发明电〔2026〕9号"
issued_on = 2026-11-05
source = "国务院办公厅关于2027年部分节假日安排的通知"

[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
makeup = [2027-01-09]
"""


def problems_in(text: str, name: str = "2027.csv") -> list[str]:
    with pytest.raises(BadNotice) as caught:
        read_notice(text.encode(), name)
    return [str(problem) for problem in caught.value.problems]


def test_both_forms_say_the_same():
    from_csv, from_toml = read_notice(CSV.encode(), "a.csv"), read_notice(TOML.encode(), "a.toml")
    assert from_csv == from_toml
    assert from_csv.digest == from_toml.digest
    assert [(day.date, day.is_workday) for day in from_csv.days] == [
        (date(2027, 1, 1), False),
        (date(2027, 1, 2), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 9), True),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_of_excel_and_wps_are_read(encoding):
    assert read_notice(CSV.encode(encoding), "表.CSV").year == 2027


def test_dates_as_people_type_them_are_read():
    typed = CSV.replace("2027-01-01,2027-01-03", "2027/1/1,2027年1月3日")
    assert read_notice(typed.encode(), "a.csv") == read_notice(CSV.encode(), "a.csv")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("年份,2027,,", "年份,二〇二七,,", 2, "年份缺失或不正确"),
        ("国办发明电〔2026〕9号", "", 3, "缺少文号"),
        ("2026-11-05", "去年11月", 4, "印发日期缺失或不是日期"),
        ("2026-11-05", "2020-11-05", 4, "与年份 2027 不相符"),
        ("放假,元旦,2027-01-01", "放假,元旦,2027-02-30", 6, "“2027-02-30”不正确"),
        ("放假,元旦,2027-01-01", "放假,,2027-01-01", 6, "缺少节日名称"),
        ("2027-01-01,2027-01-03", "2027-01-03,2027-01-01", 6, "早于开始日期"),
        ("2027-01-01,2027-01-03", "2027-01-01,2027-02-03", 6, "超过 15 天"),
        ("2027-01-01,2027-01-03", "2028-01-01,2028-01-03", 6, "不在 2027 年"),
        ("2027-01-09", "2027-01-08", 7, "本来就是工作日"),
        ("2027-01-09", "2027-01-02", 7, "重复出现"),
        ("上班,元旦", "加班,元旦", 7, "不认识的类别“加班”"),
    ],
)
def test_each_error_of_a_csv_file_is_named_by_its_line(old, new, line, words):
    assert old in CSV
    (problem,) = problems_in(CSV.replace(old, new))
    assert problem.startswith(f"第 {line} 行:")
    assert words in problem


def test_all_errors_are_told_at_once():
    wrong = (
        CSV.replace("国办发明电〔2026〕9号", "")
        .replace("2027-01-09", "2027-01-08")
        .replace("元旦,2027-01-01", ",x")
    )
    assert [problem.split(":")[0] for problem in problems_in(wrong)] == ["第 3 行", "第 6 行", "第 7 行"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("from = 2027-01-01", 'from = "新年"', 6, "“新年”不正确"),
        ("2027-01-09", "2027-01-08", 6, "本来就是工作日"),
        ("year = 2027", "year = 27", 1, "年份缺失或不正确"),
        ("issued_on = 2026-11-05", "issued_on = 2026-11", 3, "不符合 TOML 格式"),
        ("[[holiday]]", "[holiday]", 0, "以 [[holiday]] 开头"),
    ],
)
def test_each_error_of_a_toml_file_is_named_by_its_line(old, new, line, words):
    assert old in TOML
    (problem,) = problems_in(TOML.replace(old, new), "2027.toml")
    assert problem.startswith(f"第 {line} 行:" if line else "每个假期")
    assert words in problem


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "表头应为"),
        ("姓名,电话\n".encode(), "表头应为"),
        ("类别,名称,开始,结束\n".encode(), "年份缺失或不正确"),
        (b"\xff\xfe\x00\x81" * 9, "文件不是文本"),
        (b"a" * (MAX_BYTES + 1), "文件过大"),
    ],
)
def test_other_files_are_refused_in_words(content, words):
    with pytest.raises(BadNotice, match=words):
        read_notice(content, "a.csv")


def test_a_notice_without_any_day_off_is_refused():
    head = "".join(CSV.splitlines(keepends=True)[:5])
    assert problems_in(head) == ["文件中没有任何放假日期,请核对。"]


@pytest.mark.parametrize("path", calendar_files(), ids=lambda path: path.stem)
def test_the_seeds_agree_with_an_independent_calendar_on_every_day(path):
    notice = read_notice(path.read_bytes(), path.name)
    named = {day.date: day.is_workday for day in notice.days}
    day = date(notice.year, 1, 1)
    while day.year == notice.year:
        assert named.get(day, day.weekday() < 5) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_seeds_cover_four_years():
    assert [path.stem for path in calendar_files()] == ["2023", "2024", "2025", "2026"]
