"""Which columns has the ledger of a type, and what stands in each? Heads are the labels of the facts, so that the
import knows them again. Reads what is stored, as plain values; many rows hold the same, so each is spelt once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from sites.fact_fields import FactField, Kind
from sites.ledger.cells import Value
from sites.ledger.spelling import OWN_WORDS, parts, remembered, shared, typed
from sites.models import ServiceSite, SiteVersion
from sites.sections import SECTIONS
from sites.site_type import SiteType
from sites.summary import label_of
from sites.types import site_type
from sites.vocabulary import SiteState

#: Columns that fit on a landscape A4 so that they can be read.
ON_PAPER = 12

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


_PIN = ("lat", "lng", "pin_datum")


def _fact_column(name: str) -> Column:
    is_money = name.endswith("_fen")
    spell = OWN_WORDS.get(name) or (parts(2) if is_money else shared(name))
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
        remembered(typed(fact)),
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
