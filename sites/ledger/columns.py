"""Which columns has the ledger of a type, and what stands in each? Heads are the labels of the facts, so that the
import knows them again. Reads loaded rows only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from sites.fact_fields import FactField, Kind
from sites.geo import Point, from_wgs84
from sites.ledger.cells import Value
from sites.models import ServiceSite, SiteVersion
from sites.sections import BLANK, SECTIONS
from sites.site_type import SiteType
from sites.summary import has_own_words, hours_words, label_of, labels_of, text_of
from sites.types import site_type
from sites.vocabulary import Datum, SiteState

#: Columns that fit on a landscape A4 so that they can be read.
ON_PAPER = 12

_SIX = Decimal("0.000001")


@dataclass(frozen=True)
class Line:
    """One site as of the ledger's moment. ``version`` carries its site; ``honours`` in words."""

    site: ServiceSite
    version: SiteVersion
    state: str
    honours: str


@dataclass(frozen=True)
class Column:
    """One column. ``is_summed``: its total stands in the last row."""

    code: str
    label: str
    value: Callable[[Line], Value]
    is_summed: bool = False
    is_money: bool = False
    width: int = 14


def _scaled(stored: int | None, places: int) -> Decimal | None:
    return None if stored is None else Decimal(stored).scaleb(-places)


def _pin(line: Line) -> Point | None:
    """In the datum it was read in, as it was typed."""
    version = line.version
    if version.lat is None or version.lng is None:
        return None
    return from_wgs84(Point(float(version.lat), float(version.lng)), version.pin_datum or Datum.WGS84)


def _degrees(name: str) -> Callable[[Line], Value]:
    def value(line: Line) -> Value:
        point = _pin(line)
        return None if point is None else Decimal(repr(getattr(point, name))).quantize(_SIX)

    return value


def _shared(name: str) -> Callable[[Line], Value]:
    """A fact that every type has: numbers, dates and texts as they are stored, the rest in the words of the pages."""
    if name == "hours":
        return lambda line: _hours_words(json.dumps(line.version.hours)) if line.version.hours else None
    if has_own_words(name):
        return lambda line: _unless_blank(text_of(line.version, name))
    labels: dict[Any, str] = {True: "是", False: "否", **labels_of(name)}

    def value(line: Line) -> Value:
        stored: Any = getattr(line.version, name)
        if isinstance(stored, str | bool):
            return labels.get(stored, str(stored)) or None
        return cast("Value", stored)

    return value


def _unless_blank(text: str) -> str | None:
    return None if text == BLANK else text


@lru_cache(maxsize=1_000)
def _hours_words(stored: str) -> str | None:
    """Many sites keep the same hours; reading them is most of the cost of a row."""
    return _unless_blank(hours_words(json.loads(stored)))


def _parts(name: str, places: int) -> Callable[[Line], Value]:
    return lambda line: _scaled(getattr(line.version, name), places)


_TYPED_PLACES = {Kind.COUNT: 0, Kind.TENTHS: 1, Kind.HUNDREDTHS: 2, Kind.MONEY: 2}


def _typed(fact: FactField) -> Callable[[Line], Value]:
    """A fact of the type."""

    def value(line: Line) -> Value:
        stored: Any = line.version.type_facts.get(fact.name)
        if fact.kind in _TYPED_PLACES and isinstance(stored, int):
            return _scaled(stored, _TYPED_PLACES[fact.kind])
        if fact.kind is Kind.DATE and isinstance(stored, str):
            return date.fromisoformat(stored)
        return fact.text(stored) or None

    return value


_REGISTER = (
    Column("district", "所属区(市)", lambda line: line.version.district.name),
    Column("managing_union", "主管工会", lambda line: line.site.managing_union.name, width=24),
    Column("code", "阵地编码", lambda line: line.site.code),
    Column("filing_number", "备案编号", lambda line: line.site.filing_number, width=24),
    Column("filed_on", "备案日期", lambda line: line.site.filed_on),
    Column("state", "状态", lambda line: str(SiteState(line.state).label), width=10),
    Column("honours", "荣誉", lambda line: line.honours or None, width=30),
)

_SUMMED = frozenset(
    {"area_hundredths", "capacity", "union_fen", "employer_fen", "fiscal_fen", "upper_union_fen"}
)
_WIDE = {"name": 28, "address": 32, "directions": 32, "hours": 32, "facilities": 40, "host_name": 24}
_LEFT_OUT = frozenset({"site_type", "photos", "type_facts", "district"})

#: What an office reads first; the rest follows in the order of the form.
_FIRST = (
    *("name", "district", "managing_union", "address", "host_name", "area_hundredths", "opened_on"),
    *("access", "filing_number", "filed_on", "state", "honours", "code"),
)


def _fact_column(name: str) -> Column:
    label = "纬度" if name == "lat" else label_of(name)
    width = _WIDE.get(name, 14)
    if name == "area_hundredths":
        return Column(name, label, _parts(name, 2), True, width=width)
    if name.endswith("_fen"):
        return Column(name, label, _parts(name, 2), True, is_money=True, width=width)
    if name in ("lat", "lng"):
        return Column(name, label, _degrees(name), width=width)
    return Column(name, label, _shared(name), name in _SUMMED, width=width)


def _typed_column(fact: FactField) -> Column:
    is_number = fact.kind in (Kind.COUNT, Kind.MONEY) and fact.unit in ("人", "元")
    return Column(
        f"type.{fact.name}", fact.label, _typed(fact), is_number, is_money=fact.kind is Kind.MONEY, width=16
    )


@lru_cache
def columns_of(type_code: str) -> tuple[Column, ...]:
    """Every column of the ledger of a type, in the order that it has before a union changes it."""
    kind: SiteType = site_type(type_code)
    found = {column.code: column for column in _REGISTER}
    for section in SECTIONS:
        for name in section.fields:
            if name == "type_facts":
                found |= {column.code: column for column in map(_typed_column, kind.facts)}
            elif name not in _LEFT_OUT:
                found[name] = _fact_column(name)
    first = [found.pop(code) for code in _FIRST]
    return (*first, *found.values())


def arranged(type_code: str, wanted: Iterable[str]) -> tuple[Column, ...]:
    """The columns that a union wants, in its order; a code nobody knows is left out. All of them when it wants none."""
    known = {column.code: column for column in columns_of(type_code)}
    chosen = tuple(known[code] for code in dict.fromkeys(wanted) if code in known)
    return chosen or columns_of(type_code)


def title_of(type_code: str) -> str:
    return f"{site_type(type_code).label}阵地台账"
