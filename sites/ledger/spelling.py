"""How is one stored value written in a ledger? Plain functions of what is stored; equal values are spelt once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sites.facilities import label_of as facility_label
from sites.fact_fields import FactField, Kind
from sites.geo import Point, from_wgs84
from sites.ledger.cells import Value
from sites.sections import BLANK
from sites.summary import hours_words, labels_of
from sites.vocabulary import Datum

#: So many different values of a column are kept with their words: more than the sites that are read at a time.
REMEMBERED = 1_500

_SIX = Decimal("0.000001")


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


def shared(name: str) -> Callable[..., Value]:
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


def parts(places: int) -> Callable[..., Value]:
    return lambda stored: _scaled(stored, places)


_TYPED_PLACES = {Kind.COUNT: 0, Kind.TENTHS: 1, Kind.HUNDREDTHS: 2, Kind.MONEY: 2}


@lru_cache(maxsize=REMEMBERED)
def _facts(stored: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(stored)
    return facts


def typed(fact: FactField) -> Callable[..., Value]:
    """A fact of the type."""

    def spell(facts: str) -> Value:
        stored: Any = _facts(facts).get(fact.name)
        if fact.kind in _TYPED_PLACES and isinstance(stored, int):
            return _scaled(stored, _TYPED_PLACES[fact.kind])
        if fact.kind is Kind.DATE and isinstance(stored, str):
            return date.fromisoformat(stored)
        return fact.text(stored) or None

    return spell


#: Facts that are not written as they are stored.
OWN_WORDS: dict[str, Callable[..., Value]] = {
    "area_hundredths": parts(2),
    "facilities": _facilities,
    "hours": _hours,
    "lat": _degrees("lat"),
    "lng": _degrees("lng"),
}
