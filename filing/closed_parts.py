"""What would these values change although no given part allows it? Labels only; no right and no state is asked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from filing.parts import Part
from sites.models import SiteVersion
from sites.summary import label_of


def outside_of(parts: Iterable[Part], version: SiteVersion, values: Mapping[str, Any]) -> list[str]:
    """Labels of what these values would change although no given part allows it."""
    given = list(parts)
    open_columns = frozenset[str]().union(*(part.columns for part in given if not part.fact))
    open_facts = {part.fact for part in given if part.fact}
    found = []
    for name, value in values.items():
        if name == "type_facts":
            found += _closed_facts(version, value, open_facts)
        elif name not in open_columns and getattr(version, name) != value:
            found.append(label_of(name))
    return found


def _closed_facts(version: SiteVersion, value: Mapping[str, Any], open_facts: set[str]) -> list[str]:
    stored = version.type_facts
    changed = {name for name in stored.keys() | value.keys() if stored.get(name) != value.get(name)}
    return [version.kind.fact(name).label for name in sorted(changed - open_facts)]
