"""Calendars as rows: the seeds are there, a correction is a version, nothing is ever changed, a gap is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.models import AuditEntry
from core.policy import NotAllowed
from core.registry import READINESS
from rulebook.contributions import calendar_readiness
from rulebook.models import CalendarDay, CalendarYear
from rulebook.notice_files import read_notice
from rulebook.notices import Day, Notice
from rulebook.seeds import calendar_files
from rulebook.selectors import calendar_as_of, load_calendar
from rulebook.services import import_calendar_year, seed_calendars
from rulebook.workdays import due_after
from tests.factories import NOW, actor_of, person, union

pytestmark = pytest.mark.django_db

NEW_YEAR = Notice(
    year=2027,
    document_number="国办发明电〔2026〕9号",
    issued_on=date(2026, 11, 5),
    source="通知",
    days=(Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 1, 9), True, "元旦")),
)


def take_in(notice):
    return import_calendar_year(notice, actor=SYSTEM, now=NOW)


def test_the_migration_brings_four_years_equal_to_their_files():
    assert list(CalendarYear.objects.order_by("year").values_list("year", "version")) == [
        (2023, 1),
        (2024, 1),
        (2025, 1),
        (2026, 1),
    ]
    for path in calendar_files():
        notice = read_notice(path.read_bytes(), path.name)
        stored = CalendarYear.objects.get(year=notice.year)
        days = CalendarDay.objects.filter(calendar=stored).order_by("date")
        assert [Day(day.date, day.is_workday, day.name) for day in days] == list(notice.days)
        assert (stored.digest, stored.day_count) == (notice.digest, len(notice.days))


def test_the_seeds_once_more_bring_nothing():
    assert seed_calendars(actor=SYSTEM, now=NOW) == []
    assert CalendarYear.objects.count() == 4


def test_the_calendar_in_force_knows_the_imported_years():
    calendar = load_calendar()
    assert calendar.known_years == {2023, 2024, 2025, 2026}
    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2026, 10, 10))
    assert not calendar.is_workday(date(2022, 12, 31)), "named by the notice of the year after"
    assert calendar.name_of(date(2026, 2, 16)) == "春节"


def test_a_new_year_settles_provisional_days():
    before = due_after(date(2026, 12, 31), 5, load_calendar())
    take_in(NEW_YEAR)
    after = due_after(date(2026, 12, 31), 5, load_calendar())
    assert (before.date, before.provisional) == (date(2027, 1, 7), True)
    assert (after.date, after.provisional) == (date(2027, 1, 8), False)


def test_a_correction_is_a_new_version_and_the_old_one_can_be_replayed():
    first = take_in(NEW_YEAR)
    label = load_calendar().label
    second = take_in(replace(NEW_YEAR, days=NEW_YEAR.days[:1]))
    assert (first.calendar.version, second.calendar.version) == (1, 2)
    assert load_calendar().version[2027] == 2
    assert not load_calendar().is_workday(date(2027, 1, 9))
    replayed = calendar_as_of(int(label))
    assert replayed.version[2027] == 1
    assert replayed.is_workday(date(2027, 1, 9))
    assert replayed.label == label


def test_the_same_notice_twice_brings_nothing_new():
    first = take_in(NEW_YEAR)
    entries = AuditEntry.objects.count()
    second = take_in(NEW_YEAR)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.calendar == first.calendar
    assert AuditEntry.objects.count() == entries


def test_a_notice_may_correct_the_december_before_its_year():
    take_in(replace(NEW_YEAR, days=(Day(date(2026, 12, 31), False, "元旦"), *NEW_YEAR.days)))
    assert not load_calendar().is_workday(date(2026, 12, 31))


def test_the_calendar_is_read_with_one_query_when_it_is_known(django_assert_num_queries):
    first = load_calendar()
    with django_assert_num_queries(1):
        assert load_calendar() is first


def test_an_import_leaves_an_entry_with_document_and_digest():
    calendar = take_in(NEW_YEAR).calendar
    entry = AuditEntry.objects.get(action="calendar.import")
    assert entry.target_label == str(calendar) == "2027年节假日安排(第1版)"
    assert entry.details == {"document_number": NEW_YEAR.document_number, "digest": NEW_YEAR.digest}


@pytest.mark.parametrize("role", ["keeper", "street", "district", "city", "reviewer", "finance", "auditor"])
def test_only_administrators_import(role):
    city = union("青岛市总工会", "city")
    actor = actor_of(person("ren", role, city))
    with pytest.raises(NotAllowed, match="系统管理员导入"):
        import_calendar_year(NEW_YEAR, actor=actor, now=NOW)
    assert AuditEntry.objects.filter(action="calendar.import", outcome="refused", actor_id=actor.id).exists()
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_an_administrator_imports():
    actor = actor_of(person("guanli", "administrator", union("青岛市总工会", "city")))
    assert import_calendar_year(NEW_YEAR, actor=actor, now=NOW).is_new


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE rulebook_calendaryear SET document_number = 'x'",
        "DELETE FROM rulebook_calendaryear",
        "UPDATE rulebook_calendarday SET is_workday = NOT is_workday",
        "DELETE FROM rulebook_calendarday",
        "INSERT INTO rulebook_calendarday (calendar_id, date, is_workday, name)"
        " SELECT id, '2026-03-10', FALSE, 'x' FROM rulebook_calendaryear WHERE year = 2026",
    ],
)
def test_plain_sql_cannot_touch_a_calendar(sql):
    refused = pytest.raises(DatabaseError, match="rows are protected")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert load_calendar().is_workday(date(2026, 10, 10))


@pytest.mark.parametrize(
    ("today", "ok", "words"),
    [
        ((2026, 10, 31), True, "2026 年"),
        ((2026, 11, 1), None, "尚未导入 2027 年"),
        ((2027, 1, 1), None, "尚未导入 2027 年"),
        ((2027, 11, 1), None, "尚未导入 2027 年、2028 年"),
    ],
)
def test_a_missing_year_is_a_warning_from_november_on(today, ok, words):
    line = calendar_readiness(datetime(*today, 0, 0, tzinfo=LEGAL_ZONE))
    assert line.ok is ok
    assert words in line.words


def test_the_health_page_asks_for_the_calendar():
    assert READINESS["calendar"] is calendar_readiness
    take_in(NEW_YEAR)
    assert calendar_readiness(datetime(2026, 12, 1, tzinfo=LEGAL_ZONE)).ok is True


def test_the_command_takes_in_one_file_once(tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text(
        "类别,名称,开始,结束\n年份,2027\n文号,国办\n印发日期,,2026-11-05\n放假,元旦,2027-01-01\n", "utf-8"
    )
    said = StringIO()
    call_command("import_calendar", str(file), stdout=said)
    call_command("import_calendar", str(file), stdout=said)
    assert said.getvalue().splitlines() == [
        "已导入2027年节假日安排(第1版),列明 1 天。",
        "内容与2027年节假日安排(第1版)相同,未作改动。",
    ]


def test_the_command_names_every_error_and_changes_nothing(tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text("类别,名称,开始,结束\n年份,2027\n印发日期,,2026-11-05\n放假,元旦,2027-13-01\n", "utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("import_calendar", str(file))
    assert str(caught.value).splitlines()[0] == "2027.csv 未导入,共 2 处错误:"
    assert "第 4 行:“元旦”的日期“2027-13-01”不正确" in str(caught.value)
    with pytest.raises(CommandError, match="无法读取文件"):
        call_command("import_calendar", str(tmp_path / "none.csv"))
    assert CalendarYear.objects.count() == 4
