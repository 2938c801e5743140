"""Opening hours: text in, JSON in and out, problems in words, and the first line of the public page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.canonical import digest
from rulebook.workdays import WorkCalendar
from sites.hours import (
    DatedSeason,
    DayException,
    HolidayRule,
    Hours,
    HoursInvalid,
    HoursTextError,
    Interval,
    MakeupRule,
    MonthDay,
    Reason,
    YearlySeason,
    describe,
    describe_json,
    from_json,
    parse_intervals,
    problems_of,
    status_at,
    to_json,
)

ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAYS = {date(2026, 10, day): False for day in range(1, 8)}
MAKEUPS = {date(2026, 10, 10): True, date(2026, 9, 20): True}
CALENDAR = WorkCalendar({**HOLIDAYS, **MAKEUPS}, frozenset({2026}), {2026: 1})

SPLIT = (Interval(510, 690), Interval(810, 1020))
NIGHT = (Interval(1320, 1560),)
ALL_DAY = (Interval(0, 1440),)
OFFICE = Hours(week=(SPLIT,) * 5 + ((), ()))
ALWAYS = Hours(week=(ALL_DAY,) * 7, holiday=HolidayRule.AS_WEEKDAY, makeup=MakeupRule.AS_CALENDAR_DAY)
FULL = Hours(
    week=(*(SPLIT,) * 4, NIGHT, (), ALL_DAY),
    holiday=HolidayRule.OWN,
    holiday_intervals=(Interval(600, 900),),
    makeup=MakeupRule.AS_WORKDAY,
    makeup_weekday=3,
    seasons=(
        YearlySeason(MonthDay(12, 20), MonthDay(2, 10)),
        DatedSeason(date(2026, 7, 1), date(2026, 8, 31)),
    ),
    exceptions=(
        DayException(date(2026, 7, 6), date(2026, 7, 8), (), "装修"),
        DayException(date(2026, 7, 20), date(2026, 7, 20), (Interval(600, 660),), ""),
    ),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def line(hours: Hours | None, text: str) -> str:
    return status_at(hours, at(text), CALENDAR).words


def said(hours: Hours) -> dict[str, str]:
    return {problem.part: problem.sentence for problem in problems_of(hours)}


@pytest.mark.parametrize(
    "text",
    [
        "8:30-11:30, 13:30-17:00",
        "8：30—11：30，13：30—17：00",
        "０８：３０～１１：３０；１３：３０～１７：００",
        "8:30至11:30、13:30至17:00",
        "8:30 - 11:30 13:30 -- 17:00",
        "13:30–17:00\n8:30–11:30。",
        "8点半到11点半和13点30分到17点",
    ],
)
def test_intervals_are_read_as_people_type_them(text: str) -> None:
    assert parse_intervals(text) == SPLIT


def test_nights_and_whole_days_and_nothing() -> None:
    assert parse_intervals("22:00-2:00") == parse_intervals("22:00-次日2:00") == NIGHT
    assert parse_intervals("17:00-第二天8:30") == (Interval(1020, 1950),)
    assert parse_intervals("18:00-0:00") == parse_intervals("18:00-24:00") == (Interval(1080, 1440),)
    assert parse_intervals("0:00-24:00") == parse_intervals("24小时") == parse_intervals("全天") == ALL_DAY
    assert parse_intervals("") == parse_intervals(" 休息 ") == parse_intervals("不开放") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("8:30", "周一中的“8:30”看不明白,请写成 8:30-17:00 的样子。"),
        ("8:30-11:30-17:00", "周一中的“8:30-11:30-17:00”看不明白,请写成 8:30-17:00 的样子。"),
        ("8:30-25:00", "周一中的“25:00”不是有效的时间,应在 0:00 到 24:00 之间。"),
        ("8:60-9:00", "周一中的“8:60”不是有效的时间,应在 0:00 到 24:00 之间。"),
        ("8:30-24:01", "周一中的“24:01”不是有效的时间,应在 0:00 到 24:00 之间。"),
        ("8-17", "周一中的“8”不是时间,请写成 8:30 的样子。"),
        ("工作日", "周一中的“工作日”看不明白,请写成 8:30-17:00 的样子。"),
        ("早-晚", "周一中的“早”不是时间,请写成 8:30 的样子。"),
        ("17:00-8:30", "周一中的“17:00-8:30”结束时间早于开始时间;如果开到第二天,请写成“17:00-次日8:30”。"),
        ("9:00-9:00", "周一 9:00 开始和结束时间相同,请核对;全天开放请填 0:00-24:00。"),
        ("8:00-12:00,11:00-17:00", "周一 8:00–12:00 与 11:00–17:00 重叠,请改成不重叠的时段。"),
        ("8:00-9:00,8:00-9:00", "周一 8:00–9:00 重复填写,请删去一个。"),
        ("下午1:30-5:00", "周一请用24小时制填写,不写上午、下午,例如 8:30-11:30, 13:30-17:00。"),
        ("1:00pm-5:00pm", "周一请用24小时制填写,不写上午、下午,例如 8:30-11:30, 13:30-17:00。"),
        ("24:00-次日2:00", "周一中的“24:00-次日2:00”不能从 24:00 开始,请写成第二天的 0:00。"),
        ("8:00-次日9:00", "周一 8:00–次日9:00 超过 24 小时,请核对。"),
    ],
)
def test_a_doubtful_text_is_refused_by_its_bad_part(text: str, sentence: str) -> None:
    with pytest.raises(HoursTextError) as caught:
        parse_intervals(text, "周一")
    assert caught.value.sentence == sentence


def test_json_gives_the_same_hours_back_and_has_a_digest() -> None:
    for hours in (OFFICE, ALWAYS, FULL):
        data = json.loads(json.dumps(to_json(hours)))
        assert from_json(data) == hours
        assert to_json(from_json(data)) == data
        assert digest(data)


def broken(**parts: Any) -> Any:
    return {**to_json(FULL), **parts}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "8:30-17:00",
        {},
        broken(v=2),
        broken(week=[[]] * 6),
        broken(week=[[[8.5, 17]]] + [[]] * 6),
        broken(week=[[[True, 17]]] + [[]] * 6),
        broken(week=[[[510]]] + [[]] * 6),
        broken(week=["8:30"] * 7),
        broken(holiday={"rule": "maybe", "intervals": []}),
        broken(makeup={"rule": "closed", "weekday": "1"}),
        broken(seasons=[{"from": "07-01"}]),
        broken(seasons=[{"from": "2026-02-30", "to": "2026-03-01"}]),
        broken(exceptions=[{"from": "20261001", "to": None, "intervals": []}]),
        broken(exceptions=[{"from": "2026-10-01", "to": "2026-10-01", "intervals": [], "reason": 7}]),
        broken(exceptions={"from": "2026-10-01"}),
    ],
)
def test_json_of_another_shape_is_one_sentence_and_never_a_crash(data: Any) -> None:
    with pytest.raises(HoursInvalid) as caught:
        from_json(data)
    assert caught.value.sentence == "开放时间的数据格式不正确,请重新填写。"


def test_all_problems_are_said_at_once_each_with_its_part() -> None:
    hours = Hours(
        week=(
            (Interval(510, 690), Interval(600, 720)),
            (Interval(1020, 510),),
            (Interval(540, 540),),
            (Interval(540, 3000),),
            NIGHT,
            (Interval(60, 120),),
            tuple(Interval(n * 100, n * 100 + 50) for n in range(7)),
        ),
        holiday=HolidayRule.OWN,
        makeup_weekday=9,
        seasons=(
            YearlySeason(MonthDay(2, 30), MonthDay(3, 1)),
            DatedSeason(date(2026, 8, 31), date(2026, 7, 1)),
        ),
        exceptions=(
            DayException(date(2026, 10, 8), date(2026, 10, 1), (), "装修"),
            DayException(date(2026, 11, 1), date(2026, 11, 3), (Interval(0, 60), Interval(30, 90))),
            DayException(date(2026, 11, 3), date(2026, 11, 4), ()),
            DayException(date(2026, 12, 1), date(2026, 12, 1), (), "找 11010519491231002X"),
        ),
    )
    assert said(hours) == {
        "week.0": "周一 8:30–11:30 与 10:00–12:00 重叠,请改成不重叠的时段。",
        "week.1": "周二 17:00–8:30 结束时间早于开始时间;开到第二天请写“次日”。",
        "week.2": "周三 9:00 开始和结束时间相同,请核对;全天开放请填 0:00-24:00。",
        "week.3": "周四有时间超出 0:00 到 24:00,请核对。",
        "week.4": "周五 22:00–次日2:00 与周六 1:00–2:00 重叠,请改成不重叠的时段。",
        "week.6": "周日最多填写 6 个时段。",
        "holiday": "法定节假日选了“另定时间”,请填写时段,或改选“不开放”。",
        "makeup": "调休上班日请选择照星期几的时间开放。",
        "seasons.0": "第 1 段开放季的日期不存在,请核对。",
        "seasons.1": "第 2 段开放季的结束日期早于开始日期,请核对。",
        "exceptions.0": "第 1 条特殊日期的结束日期早于开始日期,请核对。",
        "exceptions.1": "第 2 条特殊日期 0:00–1:00 与 0:30–1:30 重叠,请改成不重叠的时段。",
        "exceptions.2": "第 3 条特殊日期不开放,请写明原因。",
        "exceptions.3": "第 4 条特殊日期的原因中含有身份证号码,请删除后再保存。",
    } | {"exceptions.2": said(hours)["exceptions.2"]}
    whole = "".join(problem.sentence for problem in problems_of(hours))
    assert "第 3 条特殊日期与第 2 条的日期重叠,请合并或改期。" in whole
    assert "第 3 条特殊日期不开放,请写明原因。" in whole
    with pytest.raises(HoursInvalid) as caught:
        from_json(to_json(hours))
    assert caught.value.problems == problems_of(hours)


def test_an_empty_week_is_a_problem_and_good_hours_have_none() -> None:
    assert said(Hours(week=((),) * 7)) == {"week": "一周七天都没有开放时间,请至少填写一天。"}
    assert said(Hours(week=())) == {"week": "请填写周一到周日七天的开放时间。"}
    for hours in (OFFICE, ALWAYS, FULL):
        assert said(hours) == {}


def test_touching_intervals_are_fine_and_a_sunday_night_meets_monday() -> None:
    touching = replace(OFFICE, week=((Interval(480, 720), Interval(720, 1020)),) * 7)
    assert said(touching) == {}
    assert line(touching, "2026-07-06T08:00") == "现在开放,到 17:00"
    assert said(replace(OFFICE, week=((Interval(0, 60),), (), (), (), (), (), NIGHT)))["week.6"].startswith(
        "周日 22:00"
    )


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-07-06T08:29", "已关门,今天 8:30 开"),
        ("2026-07-06T08:30", "现在开放,到 11:30"),
        ("2026-07-06T11:29:59", "现在开放,到 11:30"),
        ("2026-07-06T11:30", "已关门,今天 13:30 开"),
        ("2026-07-06T17:00", "已关门,明天 8:30 开"),
        ("2026-07-10T18:00", "已关门,周一 8:30 开"),
        ("2026-09-19T12:00", "已关门,明天 8:30 开"),
        ("2026-09-20T09:00", "现在开放,到 11:30"),
        ("2026-09-30T18:00", "已关门,10月8日 8:30 开"),
        ("2026-10-02T09:00", "已关门,周四 8:30 开"),
        ("2026-10-09T18:00", "已关门,明天 8:30 开"),
        ("2026-10-10T16:59", "现在开放,到 17:00"),
    ],
)
def test_an_office_on_workdays_holidays_and_makeup_days(moment: str, words: str) -> None:
    assert line(OFFICE, moment) == words


def test_nights_are_said_as_people_say_them() -> None:
    bar = Hours(week=((),) * 4 + (NIGHT, NIGHT, ()), holiday=HolidayRule.CLOSED)
    assert line(bar, "2026-07-03T23:00") == "现在开放,到明天 2:00"
    assert line(bar, "2026-07-04T01:59") == "现在开放,到 2:00"
    assert line(bar, "2026-07-04T02:00") == "已关门,今天 22:00 开"
    late = Hours(week=((Interval(600, 1440),),) * 7)
    assert line(late, "2026-07-03T23:59") == "现在开放,到 24:00"


def test_a_holiday_closes_the_evening_that_starts_on_it_not_the_hours_after_midnight() -> None:
    club = Hours(week=(NIGHT,) * 7, holiday=HolidayRule.CLOSED)
    assert line(club, "2026-10-01T01:00") == "现在开放,到 2:00"
    assert line(club, "2026-10-01T23:00") == "已关门,10月8日 22:00 开"
    assert line(club, "2026-09-30T23:00") == "现在开放,到明天 2:00"


def test_round_the_clock_and_a_long_stretch() -> None:
    assert line(ALWAYS, "2026-10-01T03:00") == "24小时开放"
    assert ALWAYS.is_round_the_clock
    assert not replace(ALWAYS, holiday=HolidayRule.CLOSED).is_round_the_clock
    weekdays = replace(ALWAYS, week=(ALL_DAY,) * 5 + ((), ()))
    assert line(weekdays, "2026-07-06T10:00") == "现在开放,到周五 24:00"
    assert line(weekdays, "2026-07-10T10:00") == "现在开放,到 24:00"
    assert line(weekdays, "2026-07-11T10:00") == "已关门,周一 0:00 开"


def test_seasons_end_begin_and_wrap_over_new_year() -> None:
    summer = replace(OFFICE, seasons=(DatedSeason(date(2026, 7, 1), date(2026, 8, 31)),))
    assert line(summer, "2026-06-20T10:00") == "不在开放季,7月1日 8:30 开"
    assert line(summer, "2026-06-29T10:00") == "不在开放季,周三 8:30 开"
    assert line(summer, "2026-08-31T16:00") == "现在开放,到 17:00"
    assert line(summer, "2026-08-31T18:00") == "开放季已结束"
    assert line(summer, "2026-11-02T10:00") == "开放季已结束"
    assert line(summer, "2026-04-01T10:00") == "不在开放季,7月1日起开放"
    winter = replace(OFFICE, seasons=(YearlySeason(MonthDay(12, 1), MonthDay(2, 28)),))
    assert line(winter, "2026-11-20T10:00") == "不在开放季,12月1日 8:30 开"
    assert line(winter, "2026-01-05T10:00") == "现在开放,到 11:30"
    assert status_at(winter, at("2026-11-20T10:00"), CALENDAR).reason is Reason.OFF_SEASON


def test_a_one_off_closure_says_until_when() -> None:
    closed = OFFICE.with_exceptions(DayException(date(2026, 7, 6), date(2026, 7, 8), (), "装修"))
    status = status_at(closed, at("2026-07-06T10:00"), CALENDAR)
    assert (status.words, status.note, status.closed_through) == (
        "暂停开放至 7月8日",
        "装修",
        date(2026, 7, 8),
    )
    assert status.opens_at == at("2026-07-09T08:30")
    assert line(closed, "2026-07-08T10:00") == "今天暂停开放,明天 8:30 开"
    assert line(closed, "2026-07-05T10:00") == "已关门,周四 8:30 开"
    longer = closed.with_exceptions(DayException(date(2026, 7, 9), date(2027, 1, 9), (), "延期"))
    assert line(longer, "2026-07-06T10:00") == "暂停开放至 2027年1月9日"


def test_an_exception_opens_outside_the_season_and_the_newest_counts() -> None:
    summer = replace(OFFICE, seasons=(DatedSeason(date(2026, 7, 1), date(2026, 8, 31)),))
    fair = DayException(date(2026, 9, 5), date(2026, 9, 5), (Interval(600, 660),))
    assert line(summer.with_exceptions(fair), "2026-09-05T10:30") == "现在开放,到 11:00"
    shut = DayException(date(2026, 9, 5), date(2026, 9, 5), (), "台风")
    assert status_at(summer.with_exceptions(fair, shut), at("2026-09-05T10:30"), CALENDAR).note == "台风"


def test_unknown_hours_say_so_and_are_never_open() -> None:
    status = status_at(None, at("2026-07-06T10:00"), CALENDAR)
    assert (status.is_open, status.reason, status.words) == (False, Reason.UNKNOWN, "开放时间未核实")


def test_nothing_within_sixty_days_is_said() -> None:
    far = Hours(
        week=(SPLIT,) * 7, exceptions=(DayException(date(2026, 7, 7), date(2026, 12, 31), (), "搬迁"),)
    )
    status = status_at(far, at("2026-07-06T18:00"), CALENDAR)
    assert (status.opens_at, status.reason) == (None, Reason.NO_OPENING)
    assert status.words == "已关门,近60天内不开放"


def test_a_missing_calendar_makes_what_hangs_on_it_provisional() -> None:
    assert line(OFFICE, "2026-12-31T18:00") == "已关门,明天 8:30 开(暂定,节假日安排公布后可能调整)"
    assert line(OFFICE, "2027-01-04T09:00") == "现在开放,到 11:30(暂定,节假日安排公布后可能调整)"
    assert line(OFFICE, "2026-12-31T09:00") == "现在开放,到 11:30"
    assert line(ALWAYS, "2027-01-04T09:00") == "24小时开放"
    assert not status_at(OFFICE, at("2026-12-30T18:00"), CALENDAR).provisional


def test_a_moment_in_another_zone_is_taken_in_legal_time_and_a_naive_one_refused() -> None:
    utc = datetime(2026, 7, 6, 0, 30, tzinfo=UTC)
    assert status_at(OFFICE, utc, CALENDAR).words == "现在开放,到 11:30"
    with pytest.raises(ValueError, match="zone"):
        status_at(OFFICE, datetime(2026, 7, 6, 8, 30), CALENDAR)


def test_the_table_of_hours_reads_like_the_door() -> None:
    assert describe_json(to_json(OFFICE)) == [
        "周一至周五 8:30–11:30、13:30–17:00",
        "周六、周日 不开放",
        "法定节假日 不开放",
        "调休上班日 照周一的时间开放",
    ]
    assert describe_json(to_json(ALWAYS)) == ["每天 24小时开放"]
    assert describe_json(None) == ["开放时间 未核实"]
    weekends_too = replace(OFFICE, holiday=HolidayRule.AS_WEEKDAY, makeup=MakeupRule.AS_CALENDAR_DAY)
    assert describe_json(to_json(weekends_too))[2:] == [
        "法定节假日 照常开放",
        "调休上班日 照周六、周日的时间开放",
    ]
    assert [f"{each.label} {each.text}" for each in describe(FULL, date(2026, 7, 8))] == [
        "周一至周四 8:30–11:30、13:30–17:00",
        "周五 22:00–次日2:00",
        "周六 不开放",
        "周日 24小时开放",
        "法定节假日 10:00–15:00",
        "调休上班日 照周四的时间开放",
        "开放季 12月20日至次年2月10日、2026年7月1日至2026年8月31日",
        "2026年7月6日至2026年7月8日 不开放(装修)",
        "2026年7月20日 10:00–11:00",
    ]
    assert len(describe(FULL, date(2026, 7, 9))) == 8


def test_the_week_is_counted_in_minutes_and_days() -> None:
    assert (OFFICE.weekly_minutes, OFFICE.weekly_days) == (5 * 390, 5)
    assert (ALWAYS.weekly_minutes, ALWAYS.weekly_days) == (7 * 1440, 7)
    sunday_night = Hours(week=((Interval(0, 60),), (), (), (), (), (), NIGHT))
    assert sunday_night.weekly_minutes == 240
    assert Hours(week=(ALL_DAY,) * 6 + (NIGHT,)).weekly_minutes == 6 * 1440 + 120
