"""How is a day or a moment said in Chinese? The one wording for pages, messages, papers and the trail."""

from __future__ import annotations

from datetime import date, datetime


def chinese_day(day: date) -> str:
    """2026年10月13日"""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(moment: datetime) -> str:
    """2026年10月13日 17:30, in the zone the moment carries."""
    return f"{chinese_day(moment)} {moment:%H:%M}"
