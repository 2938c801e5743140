"""What does one cell say about opening hours? 工作日 and 每天 say what holidays do; where nothing does, it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.text_guard import normalise_text
from sites.hours import HolidayRule, Hours, MakeupRule, parse_intervals
from sites.hours.model import ALL_DAY, Intervals
from sites.refusals import Refusal

_CLAUSE = re.compile(r"[;。\n]+")
_DAYS: dict[str, Sequence[int]] = {
    "工作日": range(5),
    "周一至周五": range(5),
    "每天": range(7),
    "每日": range(7),
    "全年": range(7),
    "周末": (5, 6),
    "双休日": (5, 6),
    "周六": (5,),
    "周日": (6,),
    "周六日": (5, 6),
}
_HOLIDAYS = ("法定节假日", "节假日", "节日")
_WORDS = sorted((*_DAYS, *_HOLIDAYS), key=len, reverse=True)
_HEAD = re.compile(rf"({'|'.join(_WORDS)})[::\s]*(.*)", re.DOTALL)
_SPELLINGS = (("星期", "周"), ("周天", "周日"), ("周一到周五", "周一至周五"), ("周一-周五", "周一至周五"))
_SAME = frozenset({"照常开放", "照常", "正常开放", "不休"})

HOW = "请写成“工作日 8:30-17:00”“每天 8:30-17:30”或“24小时”,周末和节假日不同的用分号隔开再写。"


def parse_opening(text: str) -> Hours:
    """The hours that these words leave no doubt about; raises ``Refusal`` with what to write instead."""
    plain = normalise_text(text)
    for said, meant in _SPELLINGS:
        plain = plain.replace(said, meant)
    if plain in ("24小时", "全天", "24小时开放", "全天开放", "全天24小时"):
        return Hours((ALL_DAY,) * 7, holiday=HolidayRule.AS_WEEKDAY, makeup=MakeupRule.AS_CALENDAR_DAY)
    week: dict[int, Intervals] = {}
    holiday: Intervals | None = None
    clauses = [part.strip(" ,") for part in _CLAUSE.split(plain) if part.strip(" ,")]
    for clause in clauses:
        days, intervals = _clause(clause)
        if days:
            week |= dict.fromkeys(days, intervals)
        else:
            holiday = intervals
    if not week:
        raise Refusal(f"开放时间没有写明每周哪几天开放。{HOW}")
    return _whole(plain, week, holiday)


def plain_interval(text: str) -> str:
    """Bare hours without a day (8:00-18:00), in one spelling; empty when the text says more or something else."""
    plain = normalise_text(text)
    try:
        intervals = parse_intervals(plain)
    except Refusal:
        return ""
    return plain if intervals and intervals != ALL_DAY else ""


def every_day(plain: str) -> Hours:
    """What bare hours mean once a person has said that they hold every day, on holidays too."""
    return parse_opening(f"每天 {plain}")


def _whole(plain: str, week: dict[int, Intervals], holiday: Intervals | None) -> Hours:
    daily, working = re.search("每[天日]|全年", plain), "工作日" in plain
    if holiday is None and not daily and not working:
        raise Refusal(f"开放时间没有说明法定节假日是否开放。{HOW}")
    return Hours(
        tuple(week.get(day, ()) for day in range(7)),
        holiday=_holiday_rule(holiday, as_every_day=bool(daily) and not working),
        holiday_intervals=holiday or (),
        makeup=MakeupRule.AS_CALENDAR_DAY if daily else MakeupRule.AS_WORKDAY,
    )


def _holiday_rule(said: Intervals | None, *, as_every_day: bool) -> HolidayRule:
    if said is None:
        return HolidayRule.AS_WEEKDAY if as_every_day else HolidayRule.CLOSED
    return HolidayRule.OWN if said else HolidayRule.CLOSED


def _clause(clause: str) -> tuple[Sequence[int], Intervals]:
    """Days (none for holidays) and their intervals."""
    found = _HEAD.fullmatch(clause)
    if found is None:
        raise Refusal(f"开放时间“{clause[:20]}”看不明白。{HOW}")
    days = _DAYS.get(found[1], ())
    if not found[2] or found[2] in _SAME:
        raise Refusal(f"开放时间“{clause[:20]}”没有写明几点到几点。{HOW}")
    return days, parse_intervals(found[2])
