"""May these hours replace the ordinary ones for some days? They may close, shorten or shift a day, never lengthen it.

A notice restricts; longer hours are a change that is decided. No database, no clock.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.words import chinese_day
from sites.hours import DayCalendar, Hours, Interval, plan_for

#: One notice covers at most this many days; what lasts longer is a change.
MOST_DAYS = 31


def minutes_of(intervals: tuple[Interval, ...]) -> int:
    return sum(end - start for start, end in intervals)


def refusal_of(
    hours: Hours | None, first: date, last: date, intervals: tuple[Interval, ...], calendar: DayCalendar
) -> str:
    """The sentence that refuses such hours; empty when they only restrict."""
    if hours is None:
        return "平时的开放时间还没有登记,不能临时调整;临时不开放请用“临时停开”。"
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        usual = minutes_of(plan_for(hours, day, calendar).intervals)
        if usual == 0 and intervals:
            return f"{chinese_day(day)}平时不开放,临时时间不能增加开放日;需要增加的,请办理变更备案。"
        if minutes_of(intervals) > usual:
            return (
                f"{chinese_day(day)}平时开放{_length(usual)},临时时间为{_length(minutes_of(intervals))}。"
                "临时时间只能缩短或挪动;需要延长的,请办理变更备案。"
            )
    return ""


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} 小时" if hours else "", f"{rest} 分钟" if rest else "")))
