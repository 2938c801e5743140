"""Do these opening hours make sense? All problems at once, each tied to its part, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from core.text_guard import text_problems
from sites.hours.model import (
    DAY_MINUTES,
    WEEK_DAYS,
    DayException,
    HolidayRule,
    Hours,
    Interval,
    Intervals,
    MonthDay,
    Season,
    YearlySeason,
)
from sites.hours.phrases import WEEKDAYS, clock_words, interval_words
from sites.refusals import Refusal

MOST_INTERVALS = 6
MOST_SEASONS = 6
MOST_EXCEPTIONS = 100
LONGEST_REASON = 60
_LEAP_YEAR = 2024


@dataclass(frozen=True)
class Problem:
    """One sentence, one part: ``week.0`` (Monday), ``holiday``, ``seasons.1``, ``exceptions.2``."""

    part: str
    sentence: str


class HoursInvalid(Refusal):
    """Hours that must not be stored; ``problems`` holds all that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("".join(problem.sentence for problem in problems))
        self.problems = problems


def problems_of(hours: Hours) -> list[Problem]:
    """Everything that is wrong, in the order of the form; empty when the hours can be stored."""
    return [
        *_week(hours),
        *(Problem("holiday", said) for said in _holiday(hours)),
        *_makeup(hours),
        *_seasons(hours.seasons),
        *_exceptions(hours.exceptions),
    ]


def interval_problems(where: str, intervals: Intervals) -> list[str]:
    """What is wrong with the intervals of one day; ``where`` is what people call it."""
    said = [problem for span in intervals for problem in _one_interval(where, span)]
    if said:
        return said
    if len(intervals) > MOST_INTERVALS:
        said.append(f"{where}最多填写 {MOST_INTERVALS} 个时段。")
    ordered = sorted(intervals)
    for before, after in pairwise(ordered):
        if before == after:
            said.append(f"{where} {interval_words(before)} 重复填写,请删去一个。")
        elif after.start < before.end:
            said.append(
                f"{where} {interval_words(before)} 与 {interval_words(after)} 重叠,请改成不重叠的时段。"
            )
    return said


def _one_interval(where: str, span: Interval) -> Iterator[str]:
    start, end = span
    if not 0 <= start < DAY_MINUTES or not 0 <= end <= 2 * DAY_MINUTES:
        yield f"{where}有时间超出 0:00 到 24:00,请核对。"
    elif start == end:
        yield f"{where} {clock_words(start)} 开始和结束时间相同,请核对;全天开放请填 0:00-24:00。"
    elif end < start:
        yield f"{where} {interval_words(span)} 结束时间早于开始时间;开到第二天请写“次日”。"
    elif end - start > DAY_MINUTES:
        yield f"{where} {interval_words(span)} 超过 24 小时,请核对。"


def _week(hours: Hours) -> Iterator[Problem]:
    if len(hours.week) != WEEK_DAYS:
        yield Problem("week", "请填写周一到周日七天的开放时间。")
        return
    if not any(hours.week):
        yield Problem("week", "一周七天都没有开放时间,请至少填写一天。")
    for number, day in enumerate(hours.week):
        said = interval_problems(WEEKDAYS[number], day)
        yield from (Problem(f"week.{number}", sentence) for sentence in said)
        if not said:
            yield from _over_midnight(number, day, hours.week[(number + 1) % WEEK_DAYS])


def _over_midnight(number: int, day: Intervals, following: Intervals) -> Iterator[Problem]:
    """A night that runs into the first interval of the next day."""
    for late in (span for span in day if span.end > DAY_MINUTES):
        for early in following:
            if 0 <= early.start < late.end - DAY_MINUTES:
                tonight = f"{WEEKDAYS[number]} {interval_words(late)}"
                tomorrow = f"{WEEKDAYS[(number + 1) % WEEK_DAYS]} {interval_words(early)}"
                yield Problem(f"week.{number}", f"{tonight} 与{tomorrow} 重叠,请改成不重叠的时段。")


def _holiday(hours: Hours) -> list[str]:
    if hours.holiday != HolidayRule.OWN:
        return []
    if not hours.holiday_intervals:
        return ["法定节假日选了“另定时间”,请填写时段,或改选“不开放”。"]
    return interval_problems("法定节假日", hours.holiday_intervals)


def _makeup(hours: Hours) -> Iterator[Problem]:
    if not 0 <= hours.makeup_weekday < WEEK_DAYS:
        yield Problem("makeup", "调休上班日请选择照星期几的时间开放。")


def _is_day(day: MonthDay) -> bool:
    try:
        date(_LEAP_YEAR, day.month, day.day)
    except ValueError:
        return False
    return True


def _seasons(seasons: tuple[Season, ...]) -> Iterator[Problem]:
    if len(seasons) > MOST_SEASONS:
        yield Problem("seasons", f"开放季最多填写 {MOST_SEASONS} 段。")
    for number, season in enumerate(seasons):
        part = f"seasons.{number}"
        if isinstance(season, YearlySeason):
            if not (_is_day(season.first) and _is_day(season.last)):
                yield Problem(part, f"第 {number + 1} 段开放季的日期不存在,请核对。")
        elif season.last < season.first:
            yield Problem(part, f"第 {number + 1} 段开放季的结束日期早于开始日期,请核对。")


def _exceptions(exceptions: tuple[DayException, ...]) -> Iterator[Problem]:
    if len(exceptions) > MOST_EXCEPTIONS:
        yield Problem("exceptions", f"特殊日期最多填写 {MOST_EXCEPTIONS} 条。")
    for number, each in enumerate(exceptions[:MOST_EXCEPTIONS]):
        where = f"第 {number + 1} 条特殊日期"
        for said in _one_exception(where, each, exceptions[:number]):
            yield Problem(f"exceptions.{number}", said)


def _one_exception(where: str, each: DayException, earlier: tuple[DayException, ...]) -> Iterator[str]:
    if each.last < each.first:
        yield f"{where}的结束日期早于开始日期,请核对。"
    for number, other in enumerate(earlier, 1):
        if each.first <= other.last and other.first <= each.last:
            yield f"{where}与第 {number} 条的日期重叠,请合并或改期。"
    if not each.intervals and not each.reason:
        yield f"{where}不开放,请写明原因。"
    if len(each.reason) > LONGEST_REASON:
        yield f"{where}的原因最多 {LONGEST_REASON} 个字。"
    yield from text_problems(f"{where}的原因", each.reason)
    yield from interval_problems(where, each.intervals)
