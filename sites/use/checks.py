"""Can a record be as it was typed? Sentences by the field they belong to; no database, no clock, no form.

An empty name of a field stands for the record as a whole. Who asks gets every problem at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from core.words import chinese_day
from sites.facilities import BY_CODE as FACILITIES
from sites.site_type import SiteType
from sites.use.months import MOST_MONTHS_BACK, month_of, months_on
from sites.use.rates import rate, rate_words
from sites.use.vocabulary import ACTIVITY_KINDS, HOLIDAY_MONTHS, Holidays

Typed: TypeAlias = Mapping[str, Any]
Problems: TypeAlias = dict[str, str]

#: A fault is mended in time up to this many days after it was reported.
FAULT_DAYS = 7


@dataclass(frozen=True)
class Frame:
    """What a check knows beside the record: the type, the day, since when the site is open, spans of the others.

    ``facilities``: what the register says is there. ``stood``: the first day of the record before it is changed. ``is_known``: the person has said that an overlap with one of the others is right.
    """

    kind: SiteType
    today: date
    opened_on: date | None = None
    others: tuple[tuple[date, date], ...] = ()
    facilities: tuple[str, ...] = ()
    stood: date | None = None
    is_known: bool = False


def day_problem(label: str, day: date, frame: Frame) -> str:
    """Not in the future, not before the site opened, not older than what may still be filled in."""
    oldest = months_on(month_of(frame.today), -MOST_MONTHS_BACK)
    if day > frame.today:
        return f"{label}不能晚于今天({chinese_day(frame.today)}),请在办完以后再登记。"
    if day < oldest:
        return f"{label}太早:只能登记最近 {MOST_MONTHS_BACK} 个月,最早到{chinese_day(oldest)}。"
    if frame.opened_on is not None and day < frame.opened_on:
        return f"{label}早于阵地启用日期({chinese_day(frame.opened_on)}),请核对。"
    return ""


def _told(found: Iterable[tuple[str, str]]) -> Problems:
    """The first sentence of each field."""
    problems: Problems = {}
    for field, said in found:
        if said:
            problems.setdefault(field, said)
    return problems


def activity_problems(typed: Typed, frame: Frame) -> Problems:
    known = typed["kind"] in frame.kind.use.activities and typed["kind"] in ACTIVITY_KINDS
    return _told(
        [
            ("held_on", day_problem("日期", typed["held_on"], frame)),
            ("kind", "" if known else f"“{frame.kind.label}”没有这一类活动,请从列表中选择。"),
        ]
    )


def _over(smaller: int, larger: int, said: str) -> str:
    return said if smaller > larger else ""


def session_problems(typed: Typed, frame: Frame) -> Problems:
    first, last = typed["starts_on"], typed["ends_on"]
    children, days = typed["children"], typed["days"]
    span = (last - first).days + 1
    possible = children * days
    attendance = (
        f"出勤人天数最多 {possible} 人天({children} 人 × {days} 天),现在相当于出勤率"
        f" {rate_words(rate(typed['child_days'], possible or 1))},请核对。"
    )
    return _told(
        [
            ("starts_on", day_problem("开班日期", first, frame)),
            ("ends_on", "结束日期早于开班日期,请核对。" if last < first else ""),
            ("ends_on", day_problem("结束日期", last, frame)),
            ("holidays", _out_of_season(typed["holidays"], first, last)),
            ("days", _over(days, span, f"从开班到结束只有 {span} 天,办班天数不能更多,请核对。")),
            ("child_days", _over(typed["child_days"], possible, attendance)),
            ("agreements", _over(typed["agreements"], children, "签订协议份数不能多于报名儿童数,请核对。")),
            ("insured", _over(typed["insured"], children, "参保儿童数不能多于报名儿童数,请核对。")),
            ("", overlap_problem("办班记录", first, last, frame)),
        ]
    )


def _out_of_season(holidays: str, first: date, last: date) -> str:
    months = HOLIDAY_MONTHS[Holidays(holidays)]
    if {first.month, last.month} <= set(months):
        return ""
    return (
        f"日期不在{Holidays(holidays).label}里({chinese_day(first)}至{chinese_day(last)}),请核对假期和日期。"
    )


def overlap_problem(what: str, first: date, last: date, frame: Frame) -> str:
    """Asked once: two at the same time may be right, and are more often one entered twice."""
    other = next((span for span in frame.others if span[0] <= last and first <= span[1]), None)
    if other is None or frame.is_known:
        return ""
    return (
        f"与已有的{what}({chinese_day(other[0])}至{chinese_day(other[1])})日期重叠。"
        "不是重复登记的,请勾选“不是重复登记”后再保存。"
    )


def fault_problems(typed: Typed, frame: Frame) -> Problems:
    fixed, reported = typed["fixed_on"], typed["reported_on"]
    found = [
        # What waited for years can be mended still: its day was right when it was written.
        ("reported_on", "" if reported == frame.stood else day_problem("报修日期", reported, frame)),
        (
            "facility",
            "" if typed.get("facility", "") in ("", *FACILITIES) else "没有这项设施,请从列表中选择。",
        ),
    ]
    if fixed is not None:
        early = "修复日期早于报修日期,请核对。" if fixed < reported else ""
        found += [("fixed_on", early), ("fixed_on", day_problem("修复日期", fixed, frame))]
    return _told(found)


def due_on(reported_on: date) -> date:
    return reported_on + timedelta(days=FAULT_DAYS)


def rating_problems(typed: Typed, frame: Frame) -> Problems:
    first, last = typed["first_day"], typed["last_day"]
    nothing = not (typed["satisfied"] or typed["mostly"] or typed["dissatisfied"])
    return _told(
        [
            ("first_day", day_problem("起始日期", first, frame)),
            ("last_day", "截止日期早于起始日期,请核对。" if last < first else ""),
            ("last_day", day_problem("截止日期", last, frame)),
            ("satisfied", "三项都是 0 份,没有可以登记的问卷。" if nothing else ""),
            ("", overlap_problem("纸质问卷", first, last, frame)),
        ]
    )


def request_problems(typed: Typed) -> Problems:
    return _told(
        [
            ("closed", _over(typed["closed"], typed["received"], "已办结不能多于收到的件数,请核对。")),
            ("on_time", _over(typed["on_time"], typed["closed"], "按时办结不能多于已办结的件数,请核对。")),
        ]
    )


def plan_problems(typed: Typed, year: int, today: date) -> Problems:
    """Last year's plan may still be entered, next year's already."""
    far = f"年度计划只能填 {today.year - 1} 年到 {today.year + 1} 年。"
    said = "" if abs(year - today.year) <= 1 else far
    return _told([("", said), ("", "" if any(typed.values()) else "请至少填写一项计划。")])
