"""How are the facts of an assessment kept, and read back? Plain JSON with value, source and day; no database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rulebook.outcome import Fact, Known, NotApplicable
from sites.fact_values import Reading

#: What is stored by the name of a fact.
Frozen = Mapping[str, Mapping[str, Any]]


def frozen(readings: Mapping[str, Reading]) -> dict[str, dict[str, Any]]:
    """As it is stored: a value, or the reason why nothing can be said."""
    return {name: _kept(reading) for name, reading in sorted(readings.items())}


def _kept(reading: Reading) -> dict[str, Any]:
    told = {"source": reading.source, "dated": reading.dated}
    if isinstance(reading.value, NotApplicable):
        return {"reason": reading.value.reason, **told}
    return {"value": reading.value.value, **told}


def facts_in(stored: Frozen) -> dict[str, Fact]:
    """What scoring is given."""
    return {name: fact_in(kept) for name, kept in stored.items()}


def fact_in(kept: Mapping[str, Any]) -> Fact:
    return Known(kept["value"]) if "value" in kept else NotApplicable(kept["reason"])


def origin_of(kept: Mapping[str, Any] | None) -> str:
    """备案资料,2026年3月1日; empty for a fact that nobody answered."""
    return ",".join(filter(None, (kept["source"], kept["dated"]))) if kept else ""
