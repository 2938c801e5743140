"""What does 暂定 beside a day mean, what does it wait for, and who sees to it? The one wording for all pages and messages.

A day is provisional while the notice of holidays of its year is not entered; nothing binding follows from it.
"""

from __future__ import annotations

from datetime import date

#: What the public reads beside opening hours of such a day.
HOURS_MAY_CHANGE = "暂定,节假日安排公布后可能调整"

#: In the place of a count of days once such a day has passed.
NOT_CERTAIN_YET = "期限还没有确定"


def doubt_words(day: date) -> str:
    """暂定,系统管理员录入2027年放假安排后确定"""
    return f"暂定,系统管理员录入{day.year}年放假安排后确定"


def doubt(day: date | None, *, provisional: bool) -> str:
    """The same in brackets behind the day; empty for a day that is certain."""
    return f"({doubt_words(day)})" if provisional and day else ""


def waits_for(day: date) -> str:
    """Why something is not done now: 2027年放假安排还没有录入,由系统管理员录入后自动重新计算"""
    return f"{day.year}年放假安排还没有录入,由系统管理员录入后自动重新计算"
