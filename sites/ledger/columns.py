"""Which columns has the ledger of a type, and what stands in each? Heads are the labels of the facts, so that the
import knows them again. Reads what is stored, as plain values; many rows hold the same, so each is spelt once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from sites.facilities import label_of as facility_label
from sites.fact_fields import FactField, Kind
from sites.geo import Point, from_wgs84
from sites.ledger.cells import Value
from sites.models import ServiceSite, SiteVersion
from sites.sections import BLANK, SECTIONS
from sites.site_type import SiteType
from sites.summary import hours_words, label_of, labels_of
from sites.types import site_type
from sites.vocabulary import Datum, SiteState

#: Columns that fit on a landscape A4 so that they can be read.
ON_PAPER = 12

#: So many different values of a column are kept with their words: more than the sites that are read at a time.
REMEMBERED = 1_500

_SIX = Decimal("0.000001")

#: Facts that are stored as JSON; a line holds their text.
STRUCTURED = ("facilities", "type_facts", "hours")

#: What is stored of one site as of the ledger's moment: the facts of its version by their names; ``district`` and
#: ``managing_union`` by name; ``code``, ``filing_number``, ``filed_on``, ``state``; ``honours`` in words.
Line: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: what ``spell`` makes of the parts of a line that it ``reads``. ``is_summed``: its total stands in the last row."""

    code: str
    label: str
    spell: Callable[..., Value]
    reads: tuple[str, ...]
    is_summed: bool = False
    is_money: bool = False
    width: int = 14

    def value(self, line: Line) -> Value:
        return self.spell(*(line[name] for name in self.reads))

    def each(self, lines: Sequence[Line], spell: Callable[..., Any] | None = None) -> list[Any]:
        """What stands in each of these lines, or what another ``spell`` makes of the same parts."""
        return list(map(spell or self.spell, *([line[name] for line in lines] for name in self.reads)))


def line_of(site: ServiceSite, version: SiteVersion) -> Line:
    """A site as it stands, without its honours."""
    facts = {field.name: getattr(version, field.attname) for field in version._meta.concrete_fields}
    texts = {name: json.dumps(facts[name]) for name in STRUCTURED if facts[name] is not None}
    own = {name: getattr(site, name) for name in ("code", "filing_number", "filed_on", "state")}
    names = {"district": version.district.name, "managing_union": site.managing_union.name}
    return {**facts, **texts, **own, **names, "honours": ""}


def remembered(spell: Callable[..., Any]) -> Callable[..., Any]:
    """Within a column equal values are spelt equally."""
    return lru_cache(maxsize=REMEMBERED)(spell)


def _scaled(stored: int | None, places: int) -> Decimal | None:
    return None if stored is None else Decimal(stored).scaleb(-places)


@lru_cache(maxsize=REMEMBERED)
def _pin(lat: Decimal | None, lng: Decimal | None, datum: str) -> Point | None:
    """In the datum it was read in, as it was typed."""
    if lat is None or lng is None:
        return None
    return from_wgs84(Point(float(lat), float(lng)), datum or Datum.WGS84)


def _degrees(name: str) -> Callable[..., Value]:
    def spell(lat: Decimal | None, lng: Decimal | None, datum: str) -> Value:
        point = _pin(lat, lng, datum)
        return None if point is None else Decimal(repr(getattr(point, name))).quantize(_SIX)

    return spell


def _shared(name: str) -> Callable[..., Value]:
    """A fact that every type has: numbers, dates and texts as they are stored, the rest in the words of the pages."""
    labels: dict[Any, str] = {True: "是", False: "否", **labels_of(name)}

    def spell(stored: Any) -> Value:
        if isinstance(stored, str | bool):
            return labels.get(stored, str(stored)) or None
        value: Value = stored
        return value

    return spell


def _hours(stored: str | None) -> str | None:
    hours = json.loads(stored) if stored else None
    words = hours_words(hours) if hours else BLANK
    return None if words == BLANK else words


def _facilities(stored: str) -> str | None:
    return "、".join(facility_label(code) for code in json.loads(stored)) or None


def _parts(places: int) -> Callable[..., Value]:
    return lambda stored: _scaled(stored, places)


_TYPED_PLACES = {Kind.COUNT: 0, Kind.TENTHS: 1, Kind.HUNDREDTHS: 2, Kind.MONEY: 2}


@lru_cache(maxsize=REMEMBERED)
def _facts(stored: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(stored)
    return facts


def _typed(fact: FactField) -> Callable[..., Value]:
    """A fact of the type."""

    def spell(facts: str) -> Value:
        stored: Any = _facts(facts).get(fact.name)
        if fact.kind in _TYPED_PLACES and isinstance(stored, int):
            return _scaled(stored, _TYPED_PLACES[fact.kind])
        if fact.kind is Kind.DATE and isinstance(stored, str):
            return date.fromisoformat(stored)
        return fact.text(stored) or None

    return spell


def _plain(code: str, label: str, *, width: int = 14) -> Column:
    """A column of the register: what is stored is what stands there."""
    return Column(code, label, lambda stored: stored or None, (code,), width=width)


_REGISTER = (
    _plain("district", "所属区(市)"),
    _plain("managing_union", "主管工会", width=24),
    _plain("code", "阵地编码"),
    _plain("filing_number", "备案编号", width=24),
    _plain("filed_on", "备案日期"),
    Column("state", "状态", remembered(lambda state: str(SiteState(state).label)), ("state",), width=10),
    _plain("honours", "荣誉", width=30),
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


_OWN_WORDS: dict[str, Callable[..., Value]] = {
    "area_hundredths": _parts(2),
    "facilities": _facilities,
    "hours": _hours,
    "lat": _degrees("lat"),
    "lng": _degrees("lng"),
}
_PIN = ("lat", "lng", "pin_datum")


def _fact_column(name: str) -> Column:
    is_money = name.endswith("_fen")
    spell = _OWN_WORDS.get(name) or (_parts(2) if is_money else _shared(name))
    return Column(
        name,
        "纬度" if name == "lat" else label_of(name),
        remembered(spell),
        _PIN if name in _PIN[:2] else (name,),
        is_summed=name in _SUMMED,
        is_money=is_money,
        width=_WIDE.get(name, 14),
    )


def _typed_column(fact: FactField) -> Column:
    return Column(
        f"type.{fact.name}",
        fact.label,
        remembered(_typed(fact)),
        ("type_facts",),
        is_summed=fact.kind in (Kind.COUNT, Kind.MONEY) and fact.unit in ("人", "元"),
        is_money=fact.kind is Kind.MONEY,
        width=16,
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
