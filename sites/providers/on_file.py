"""What do the facts on file say, in the units that scoring reads? From the versions themselves; a blank is left out.

Providers ``site_version``, ``type_facts``, ``computed_facts`` and ``opening_hours``. Several answers count by how many
they are, a day by the days until it, yes and no by their codes. An empty list of facilities is one nobody gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rulebook.outcome import Fact as Value
from rulebook.outcome import Known
from sites.door import hours_of
from sites.fact_fields import FactField, Kind
from sites.fact_values import Cycle
from sites.models import SiteVersion
from sites.providers.selectors import pictures_of
from sites.rubric_words import YES_NO
from sites.site_type import computed_facts as follow

Found = dict[int, dict[str, Value]]

_YES, _NO = YES_NO

#: Facts that stand in columns of the same kind: name and column.
_PLAIN = {"area": "area_hundredths", "capacity": "capacity", "access": "access"}
_DAYS = ("built_on", "opened_on", "agreement_ends_on")
_MONEY = ("union_fen", "employer_fen", "fiscal_fen", "upper_union_fen")
_MAPS = ("listed_amap", "listed_baidu", "listed_tencent")

#: Minutes of a tenth of an hour.
_TENTH = 6


def _yes_no(is_so: bool) -> Known:
    return Known(_YES if is_so else _NO)


def _known(values: Mapping[str, int | str | None]) -> dict[str, Value]:
    """Without what nobody knows."""
    return {name: Known(value) for name, value in values.items() if value is not None and value != ""}


def _sum(values: Iterable[Any]) -> int | None:
    """``None`` when nobody gave any of them."""
    given = [int(value) for value in values if value is not None]
    return sum(given) if given else None


def version_facts(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> Found:
    """Shared facts that stand in columns, and how many pictures there are."""
    pictures = pictures_of(version.pk for version in versions)
    return {version.pk: _columns(version, on, pictures.get(version.pk, 0)) for version in versions}


def _columns(version: SiteVersion, on: date, pictures: int) -> dict[str, Value]:
    days = {name: getattr(version, name) for name in _DAYS}
    return _known(
        {
            **{name: getattr(version, column) for name, column in _PLAIN.items()},
            **{name: (day - on).days if day else None for name, day in days.items()},
            "facilities": len(set(version.facilities)) or None,
            "photos": pictures,
            "maps_listed": _sum(getattr(version, name) for name in _MAPS),
            "money": _sum(getattr(version, name) for name in _MONEY),
        }
    )


def type_facts(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> Found:
    """Facts that only its type has, by the name of the type and the fact."""
    return {version.pk: _of_type(version, on) for version in versions}


def _of_type(version: SiteVersion, on: date) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for field in version.kind.facts:
        value = _value(field, version.type_facts.get(field.name), on)
        if value is not None:
            found[f"{version.site_type}.{field.name}"] = value
    return found


def _value(field: FactField, stored: object, on: date) -> Value | None:
    """A stored fact as it is scored; words are not."""
    if stored is None or stored == "" or field.kind is Kind.TEXT:
        return None
    if field.kind is Kind.BOOL:
        return _yes_no(bool(stored))
    if field.kind is Kind.CHOICES:
        return Known(len(stored)) if isinstance(stored, list) and stored else None
    if field.kind is Kind.DATE:
        return Known((date.fromisoformat(str(stored)) - on).days)
    return Known(stored) if isinstance(stored, int | str) else None


def computed_facts(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> Found:
    """What follows from other facts; which basic facilities of the type are missing, by how many they are."""
    return {version.pk: _computed(version) for version in versions}


def _computed(version: SiteVersion) -> dict[str, Value]:
    shared = {field.attname: getattr(version, field.attname) for field in version._meta.concrete_fields}
    followed = follow(version.kind, {**shared, **version.type_facts})
    missing = len(set(version.kind.basic_facilities) - set(version.facilities))
    own = {f"{version.site_type}.{name}": value for name, value in followed.items()}
    return _known({**own, "basic_missing": missing if version.facilities else None})


def opening_hours(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> Found:
    """An ordinary week, in tenths of an hour cut off and never rounded up; closures and other hours by notice apart."""
    return {version.pk: _hours(version) for version in versions}


def _hours(version: SiteVersion) -> dict[str, Value]:
    hours = hours_of(version.hours)
    if hours is None:
        return {}
    return {
        "weekly_hours": Known(hours.weekly_minutes // _TENTH),
        "weekly_days": Known(hours.weekly_days),
        "round_the_clock": _yes_no(hours.is_round_the_clock),
    }
