"""How are a time, an interval and the intervals of a day said? In 24 hours, as on the door."""

from __future__ import annotations

from datetime import date, timedelta

from sites.hours.model import ALL_DAY, DAY_MINUTES, Interval, Intervals, merged

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def clock_words(minute: int) -> str:
    """8:30, 24:00, 次日2:00."""
    if minute > DAY_MINUTES:
        return f"次日{clock_words(minute - DAY_MINUTES)}"
    return f"{minute // 60}:{minute % 60:02d}"


def interval_words(interval: Interval) -> str:
    """8:30–11:30, 22:00–次日2:00."""
    return f"{clock_words(interval.start)}–{clock_words(interval.end)}"


def intervals_words(intervals: Intervals) -> str:
    """The intervals of one day; 不开放 when there is none."""
    if merged(intervals) == ALL_DAY:
        return "24小时开放"
    return "、".join(map(interval_words, sorted(intervals))) or "不开放"


def day_words(today: date, day: date) -> str:
    """10月20日; with its year when that is another one."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def near_words(today: date, offset: int) -> str:
    """明天, 周一, 12月1日: as people say a day that is this far away."""
    if offset == 1:
        return "明天"
    day = today + timedelta(days=offset)
    return WEEKDAYS[day.weekday()] if offset < 7 else day_words(today, day)
