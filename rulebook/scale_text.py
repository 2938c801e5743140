"""How is a scale written in one cell, as offices write it? ``10以上=8;6-10=4;6以下=0``.

Pure, both ways: what is read is written again the same. Areas and percents run on (6-10 ends where 10 begins), counts
are told by their first and last number (10-19 ends before 20). A gap or an overlap between two ranges is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from rulebook.rubric import Step, points_text

#: What parts one range or answer from the next.
PARTS = re.compile(r"[;；\n]+")
_NUMBER = r"-?\d{1,9}(?:\.\d{1,2})?"
_ABOVE = re.compile(rf"(?:≥({_NUMBER})|({_NUMBER})\s*(?:及?以上|起))")
_BELOW = re.compile(rf"(?:[<＜]({_NUMBER})|({_NUMBER})\s*以下)")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|—|~|～|至)\s*({_NUMBER})")
_ONE = re.compile(rf"({_NUMBER})")


#: No fact is larger in its stored unit: what a whole number of the database holds.
MOST = 2**31 - 1


class BadScale(ValueError):
    """The cell cannot be read as it stands; the message says how to write it."""


@dataclass(frozen=True)
class Unit:
    """How numbers of a fact are written: ``places`` decimals; ``runs_on`` where ranges share their border."""

    places: int = 0
    runs_on: bool = False

    @property
    def factor(self) -> int:
        return int(10**self.places)

    def stored(self, text: str) -> int:
        scaled = Decimal(text) * self.factor
        if not scaled.is_finite() or abs(scaled) > MOST:
            raise BadScale(f"“{text}”太大,不能使用,请检查。")
        if scaled != scaled.to_integral_value():
            raise BadScale(f"“{text}”的小数位数过多,最多 {self.places} 位。")
        return int(scaled)

    def written(self, stored: int) -> str:
        number = Decimal(stored) / self.factor
        return f"{number.normalize():f}"


#: Of a whole table.
MOST_POINTS = 1000


def points_of(text: str, *, most: int = MOST_POINTS) -> int:
    """``7.5`` as tenths. ``most``: what the item is worth, told to whoever typed what can be no points at all."""
    bare = text.strip().removesuffix("分").strip()
    try:
        tenths = Decimal(bare) * 10
    except InvalidOperation:
        raise BadScale(f"“{text.strip()}”不是分数,请填写数字。") from None
    if tenths != tenths.to_integral_value() or not 0 <= tenths <= MOST_POINTS:
        raise BadScale(f"“{text.strip()}”不能作分数,请填 0 至 {points_text(most)},最多一位小数。")
    return int(tenths)


def pairs_in(text: str) -> list[tuple[str, int]]:
    found = []
    for part in filter(str.strip, PARTS.split(text)):
        left, sign, right = part.rpartition("=")
        if not sign or not left.strip():
            raise BadScale(f"“{part.strip()}”没有写明得几分,请按“10以上=8”的样子填写,各档用分号隔开。")
        found.append((left.strip(), points_of(right)))
    return found


@dataclass(frozen=True)
class _Range:
    """From ``low`` to ``high``; ``None`` is open. ``high`` is the first number beyond."""

    low: int | None
    high: int | None
    points: int


def _range_of(words: str, points: int, unit: Unit) -> _Range:
    tick = 0 if unit.runs_on else 1
    for pattern, is_above in ((_ABOVE, True), (_BELOW, False)):
        found = pattern.fullmatch(words)
        if found:
            number = unit.stored(found.group(1) or found.group(2))
            return _Range(number, None, points) if is_above else _Range(None, number, points)
    found = _RANGE.fullmatch(words)
    if found:
        return _Range(unit.stored(found.group(1)), unit.stored(found.group(2)) + tick, points)
    found = _ONE.fullmatch(words)
    if found and not unit.runs_on:
        number = unit.stored(found.group(1))
        return _Range(number, number + 1, points)
    raise BadScale(f"“{words}”看不懂,请写成“10以上”“6-10”或“6以下”。")


def read_steps(text: str, unit: Unit, *, fewer_is_better: bool = False) -> tuple[Step, ...]:
    """The steps in this cell, the best first. Raises ``BadScale`` for a gap, an overlap or what cannot be read."""
    ranges = [_range_of(words, points, unit) for words, points in pairs_in(text)]
    if not ranges:
        raise BadScale("没有分档,请按“10以上=8;6-10=4;6以下=0”的样子填写。")
    ranges.sort(key=lambda each: (each.low is not None, each.low or 0))
    for below, above in pairwise(ranges):
        _refuse_unjoined(below, above, unit)
    _refuse_open_ends(ranges, unit, fewer_is_better=fewer_is_better)
    best_first = ranges if fewer_is_better else ranges[::-1]
    return tuple(
        Step(limit=limit, points=each.points)
        for each in best_first
        if each.points and (limit := _limit(each, fewer_is_better=fewer_is_better)) is not None
    )


def _limit(each: _Range, *, fewer_is_better: bool) -> int | None:
    if fewer_is_better:
        return None if each.high is None else each.high - 1
    return each.low if each.low is not None else 0


def _refuse_unjoined(below: _Range, above: _Range, unit: Unit) -> None:
    ends, begins = below.high, above.low
    if ends is None or begins is None or begins < ends:
        raise BadScale("有两档的范围重叠,请检查各档的起止数。")
    if begins > ends:
        first, last = unit.written(ends), unit.written(begins - (0 if unit.runs_on else 1))
        between = first if first == last else f"{first} 至 {last}"
        raise BadScale(f"{between}之间没有写明得几分,请补一档。")


def _refuse_open_ends(ranges: list[_Range], unit: Unit, *, fewer_is_better: bool) -> None:
    lowest, highest = ranges[0], ranges[-1]
    if highest.high is not None:
        raise BadScale(f"{unit.written(highest.high - (1 - unit.runs_on))}以上没有写明得几分,请补一档。")
    if lowest.low is not None and lowest.low > 0:
        raise BadScale(f"{unit.written(lowest.low)}以下没有写明得几分,请补一档。")
    if fewer_is_better and highest.points:
        raise BadScale("最多的一档应为 0 分,请修改或补一档。")


def steps_text(steps: Iterable[Step], unit: Unit, *, fewer_is_better: bool = False) -> str:
    """The cell that ``read_steps`` reads back to these steps."""
    best_first = list(steps)
    if fewer_is_better:
        return _falling(best_first, unit)
    parts, above = [], None
    for step in best_first:
        parts.append(f"{_said(step.limit, above, unit)}={points_text(step.points)}")
        above = step.limit
    if (above is not None and above > 0) or not best_first:
        parts.append(f"{unit.written(above or 0)}以下=0")
    return ";".join(parts)


def _said(low: int, above: int | None, unit: Unit) -> str:
    if above is None:
        return f"{unit.written(low)}以上"
    last = above if unit.runs_on else above - 1
    return unit.written(low) if last == low else f"{unit.written(low)}-{unit.written(last)}"


def _falling(best_first: list[Step], unit: Unit) -> str:
    parts, low = [], 0
    for step in best_first:
        said = (
            unit.written(step.limit)
            if step.limit == low
            else f"{unit.written(low)}-{unit.written(step.limit)}"
        )
        parts.append(f"{said}={points_text(step.points)}")
        low = step.limit + 1
    return ";".join([*parts, f"{unit.written(low)}以上=0"])
