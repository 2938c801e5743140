"""Which months lie in a cycle, which may still be filled in? A month is its first day. No database, no clock."""

from __future__ import annotations

from datetime import date, timedelta

#: A total may be typed for this many months back.
MOST_MONTHS_BACK = 15


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_on(month: date, count: int) -> date:
    """The month so many months later, or earlier for a negative count."""
    years, rest = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, rest + 1, 1)


def last_day_of(month: date) -> date:
    return months_on(month, 1) - timedelta(days=1)


def months_between(first: date, last: date) -> int:
    """How many months from one month to another, both counted; none when they are the wrong way round."""
    return max(0, (last.year - first.year) * 12 + last.month - first.month + 1)


def whole_months(first: date, last: date) -> tuple[date, date]:
    """The first and the last month that end within these days.

    A month that only began before the last day is not whole and would pull an average down; one that began before
    the first day is, since its total was told inside.
    """
    end = month_of(last)
    return month_of(first), end if last == last_day_of(end) else months_on(end, -1)


def month_words(month: date) -> str:
    """2026年9月"""
    return f"{month.year}年{month.month}月"


def parse_month(text: str) -> date | None:
    """2026-09, as an address and a hidden field hold it."""
    year, dash, month = text.partition("-")
    plain = dash and all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in (year, month))
    if not plain or not 1 <= int(month) <= 12 or not 2000 <= int(year) <= 2100:
        return None
    return date(int(year), int(month), 1)


def month_refusal(month: date, today: date, opened_on: date | None) -> str:
    """The sentence that refuses a total for this month; empty when it may be filled in."""
    current = month_of(today)
    if month > current:
        return f"{month_words(month)}还没有到,请到当月再填报。"
    if month < months_on(current, -MOST_MONTHS_BACK):
        first = months_on(current, -MOST_MONTHS_BACK)
        return f"只能填报最近 {MOST_MONTHS_BACK} 个月,最早填到{month_words(first)}。"
    if opened_on is not None and month < month_of(opened_on):
        return f"阵地{month_words(opened_on)}启用,不能填报启用以前的月份,请核对月份。"
    return ""
