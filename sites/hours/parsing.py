"""What is meant by "8:30-11:30, 13:30-17:00"? Reads intervals as people type them, refuses the doubtful."""

from __future__ import annotations

import re
import unicodedata

from sites.hours.checks import interval_problems
from sites.hours.model import ALL_DAY, DAY_MINUTES, Interval, Intervals
from sites.refusals import Refusal

#: An interval without 次日 may end before it starts only when it ends this early: opening till 6:00 in the
#: morning is a night; 17:00-8:30 is far more often two times in the wrong order.
_NIGHT_ENDS = 6 * 60

_CLOSED = frozenset({"", "-", "无", "休息", "关闭", "不开放", "不开", "闭馆"})
_ALL_DAY = frozenset({"全天", "24小时", "24小时开放", "全天开放", "全天24小时"})
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−﹘〜∼～", "-"), "、": ",", "；": ";", "。": ","})
_RANGE = re.compile(r"\s*(?:-+|~+|至|到)\s*")
_SEPARATOR = re.compile(r"[,;/\s]+|和|及|以及")
_HALF_DAY = re.compile(r"上午|下午|中午|早上|晚上|凌晨|傍晚|am|pm", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})(?::(\d{2})|点半|[点时](?:(\d{1,2})分?)?)", re.ASCII)
_NEXT_DAY = re.compile(r"(?:次日|第二天|翌日)")


class HoursTextError(Refusal):
    """A text that cannot be read as intervals; the sentence names the bad part."""


def parse_intervals(text: str, where: str = "开放时间") -> Intervals:
    """The intervals of one day, sorted; empty for an empty text or 不开放. Raises ``HoursTextError``.

    Taken: full and half width; 8:30, 8点, 8点半, 8点30分; -, –, —, ~, 至, 到 between two times; comma, 、, ;,
    blank between intervals; 次日 for the next day; 24小时 or 全天. ``where`` is what people call the day.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip().strip(",;")
    if plain in _CLOSED:
        return ()
    if plain in _ALL_DAY:
        return ALL_DAY
    if _HALF_DAY.search(plain):
        raise HoursTextError(f"{where}请用24小时制填写,不写上午、下午,例如 8:30-11:30, 13:30-17:00。")
    parts = [part for part in _SEPARATOR.split(_RANGE.sub("-", plain)) if part]
    intervals = tuple(sorted(_interval(part, where) for part in parts))
    problems = interval_problems(where, intervals)
    if problems:
        raise HoursTextError("".join(problems))
    return intervals


def _interval(part: str, where: str) -> Interval:
    ends = part.split("-")
    if len(ends) != 2:
        raise HoursTextError(f"{where}中的“{part[:20]}”看不明白,请写成 8:30-17:00 的样子。")
    start, end = _minute(ends[0], where), _minute(_NEXT_DAY.sub("", ends[1], count=1), where)
    if start == DAY_MINUTES:
        raise HoursTextError(f"{where}中的“{part[:20]}”不能从 24:00 开始,请写成第二天的 0:00。")
    if _NEXT_DAY.match(ends[1]):
        return Interval(start, end + DAY_MINUTES)
    if end < start and end <= _NIGHT_ENDS:
        return Interval(start, end + DAY_MINUTES)
    if end < start:
        raise HoursTextError(
            f"{where}中的“{part[:20]}”结束时间早于开始时间;如果开到第二天,请写成“{ends[0]}-次日{ends[1]}”。"
        )
    return Interval(start, end)


def _minute(text: str, where: str) -> int:
    found = _TIME.fullmatch(text)
    if not found:
        raise HoursTextError(f"{where}中的“{text[:20]}”不是时间,请写成 8:30 的样子。")
    hour, minute = int(found[1]), 30 if text.endswith("半") else int(found[2] or found[3] or 0)
    if minute > 59 or hour * 60 + minute > DAY_MINUTES:
        raise HoursTextError(f"{where}中的“{text[:20]}”不是有效的时间,应在 0:00 到 24:00 之间。")
    return hour * 60 + minute
