"""What may one fact of a site type hold, how is it read from a form or a cell, how is it said on a page?

Stored values are plain JSON without floats: tenths and fen are integers, dates are ISO texts. Nothing here
knows which types or forms exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from core.text_guard import normalise_text
from core.words import chinese_day
from sites.refusals import Refusal
from sites.text_guard import guarded_text

FactValue: TypeAlias = int | str | bool | list[str]


class Kind(StrEnum):
    """How a fact is stored: COUNT int, TENTHS and HUNDREDTHS int of a part of the
    unit, MONEY int of fen, DATE ISO text."""

    COUNT = "count"
    TENTHS = "tenths"
    HUNDREDTHS = "hundredths"
    MONEY = "money"
    BOOL = "bool"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TEXT = "text"


class FactError(Refusal):
    """A value that this fact cannot hold."""


_PLACES = {Kind.COUNT: 0, Kind.TENTHS: 1, Kind.HUNDREDTHS: 2, Kind.MONEY: 2}
_NUMBER = re.compile(r"[+-]?\d{1,13}(?:\.\d{1,9})?", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)
_YES = frozenset({"true", "1", "on", "yes", "是", "有"})
_NO = frozenset({"false", "0", "off", "no", "否", "无"})
_YEARS = range(1949, 2100)


def parse_day(label: str, raw: object) -> date:
    """A day as written in forms and sheets: 2026-3-1, 2026/3/1, 2026.3.1, 2026年3月1日; or ``FactError``."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    found = _DAY.fullmatch(normalise_text(str(raw)).replace(" ", ""))
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise FactError(f"{label}不是有效的日期,请按 2026-03-01 的样子填写。")
    return day


@dataclass(frozen=True)
class FactField:
    """One fact of a type.

    ``min`` and ``max`` are in the unit as written (square metres, yuan; characters of a text). ``when`` is
    "past" for a day that cannot lie after today. An ``expected`` fact left out stands as 未核实. ``source``
    says to people where the answer comes from.
    """

    name: str
    label: str
    kind: Kind
    unit: str = ""
    min: int = 0
    max: int = 100_000
    choices: tuple[tuple[str, str], ...] = ()
    help_text: str = ""
    expected: bool = False
    public: bool = False
    when: str = ""
    source: str = "备案资料"

    def clean(self, raw: object, today: date) -> FactValue:
        """The value as it is stored; raises ``Refusal`` with the sentence for the field."""
        if self.kind in _PLACES:
            return self._number(raw)
        if self.kind is Kind.BOOL:
            return self._bool(raw)
        if self.kind is Kind.DATE:
            return self._day(raw, today)
        if self.kind is Kind.CHOICE:
            return self._choice(raw)
        if self.kind is Kind.CHOICES:
            return self._choices(raw)
        return self._text(raw)

    def _grouped(self, stored: int) -> str:
        """Separators in amounts, elsewhere from ten thousand on, so that a year stays a year."""
        number = self._unscaled(stored)
        return f"{number:,f}" if self.kind is Kind.MONEY or abs(number) >= 10_000 else f"{number:f}"

    def text(self, value: object) -> str:
        """The stored value in words with its unit; empty when there is none."""
        if is_blank(value):
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, int):
            return f"{self._grouped(value)} {self.unit}".strip()
        if self.kind is Kind.DATE:
            return chinese_day(date.fromisoformat(str(value)))
        labels = dict(self.choices)
        if isinstance(value, list):
            return "、".join(labels.get(str(code), str(code)) for code in value)
        return labels.get(str(value), str(value))

    def written(self, value: FactValue) -> FactValue:
        """The stored value as a form shows it again: 125 tenths are "12.5". ``clean`` takes it back unchanged."""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{self._unscaled(value):f}"
        return value

    def _unscaled(self, stored: int) -> Decimal:
        return Decimal(stored).scaleb(-_PLACES.get(self.kind, 0)).normalize()

    def _number(self, raw: object) -> int:
        places = _PLACES[self.kind]
        text = "" if isinstance(raw, bool) else normalise_text(str(raw)).removesuffix(self.unit).strip()
        if not _NUMBER.fullmatch(text):
            raise FactError(f"{self.label}请填写数字。")
        scaled = Decimal(text).scaleb(places)
        if scaled != scaled.to_integral_value():
            raise FactError(
                f"{self.label}请填写整数。" if places == 0 else f"{self.label}最多保留{places}位小数。"
            )
        if not self.min <= Decimal(text) <= self.max:
            raise FactError(f"{self.label}应在 {self.min} 到 {self.max} {self.unit}之间,请核对。")
        return int(scaled)

    def _bool(self, raw: object) -> bool:
        text = normalise_text(str(raw)).lower()
        if text not in _YES | _NO:
            raise FactError(f"{self.label}请选“是”或“否”。")
        return text in _YES

    def _day(self, raw: object, today: date) -> str:
        day = parse_day(self.label, raw)
        if self.when == "past" and day > today:
            raise FactError(f"{self.label}不能晚于今天,请核对。")
        return day.isoformat()

    def _code(self, raw: object) -> str:
        text = normalise_text(str(raw))
        for code, label in self.choices:
            if text in (code, label):
                return code
        raise FactError(f"{self.label}没有“{text[:20]}”这个选项,请从列表中选择。")

    def _choice(self, raw: object) -> str:
        return self._code(raw)

    def _choices(self, raw: object) -> list[str]:
        parts: Iterable[object]
        if isinstance(raw, str):
            parts = [part for part in re.split(r"[、,;]", normalise_text(raw)) if part.strip()]
        elif isinstance(raw, list | tuple | set | frozenset):
            parts = raw
        else:
            parts = [raw]
        chosen = {self._code(part) for part in parts}
        return [code for code, _ in self.choices if code in chosen]

    def _text(self, raw: object) -> str:
        text = guarded_text(self.label, str(raw), mobiles=True)
        if len(text) > self.max:
            raise FactError(f"{self.label}最多 {self.max} 个字,现在是 {len(text)} 个字。")
        return text


def is_blank(raw: object) -> bool:
    """Whether a raw value means "not given"."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], (), set())
