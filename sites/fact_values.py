"""What are the registered facts of sites worth on a day? Read for many sites at once, from whoever provides them.

The values are those that a scoring table is put on: integers in the stored unit, codes of answers, days until a date.
A name that nobody answers is 未核实. Who provides a value is found in ``PROVIDERS``; this module knows none by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from core.registry import Registry
from core.words import chinese_day
from rulebook.outcome import Fact as Value
from sites import facts
from sites.facts import Fact
from sites.models import SiteVersion


@dataclass(frozen=True)
class Cycle:
    """The days that an assessment looks back on, both counted."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{chinese_day(self.first)}至{chinese_day(self.last)}"


@dataclass(frozen=True)
class Reading:
    """One value with where it comes from and the day or days it holds for, in words."""

    value: Value
    source: str
    dated: str


Values: TypeAlias = Mapping[str, Value]
#: Versions of sites (their ``site`` read beside them), the cycle and the day of reading; the values by version, then by name.
Provider: TypeAlias = Callable[[Sequence[SiteVersion], Cycle, date], Mapping[int, Values]]

PROVIDERS: Registry[Provider] = Registry("providers of facts")


def readings_of(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> dict[int, dict[str, Reading]]:
    """What is known of each version, by its key; facts that its type does not have are left out.

    Raises ``ValueError`` when two providers answer for the same fact.
    """
    found: dict[int, dict[str, Reading]] = {version.pk: {} for version in versions}
    registered = {
        kind: {each.name: each for each in facts.facts_for(kind)} for kind in {v.site_type for v in versions}
    }
    for name, provider in PROVIDERS.items():
        answers = provider(versions, cycle, on)
        for version in versions:
            known = registered[version.site_type]
            for fact_name, value in answers.get(version.pk, {}).items():
                if fact_name in found[version.pk]:
                    raise ValueError(f"{name}: {fact_name} is provided twice")
                if fact_name in known:
                    found[version.pk][fact_name] = _reading(known[fact_name], value, version, cycle, on)
    return found


def _reading(fact: Fact, value: Value, version: SiteVersion, cycle: Cycle, on: date) -> Reading:
    days = {
        facts.ON_FILE: chinese_day(version.decided_at or version.created_at),
        facts.ON_THE_DAY: chinese_day(on),
        facts.IN_THE_CYCLE: str(cycle),
    }
    return Reading(value, fact.source, days[fact.dated])
