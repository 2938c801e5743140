"""With what of one site may the filing of another of its type begin? No row is read here.

What is arranged alike: how it is built and run, what is in it, when and for whom it opens. Never what was named,
measured, dated, checked or proved at that place, who answers for it, or what its own union decided to keep from the public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sites.door import hours_of
from sites.hours import to_json
from sites.models import SiteVersion
from sites.sections import SECTIONS

_ALIKE = ("build_mode", "facilities", "access", "entry")


def facts_to_copy(version: SiteVersion) -> dict[str, Any]:
    """Columns and what they would begin with; a fact that is not known there is left out."""
    known = {name: getattr(version, name) for name in _ALIKE}
    alike = version.kind.alike
    known["type_facts"] = {name: value for name, value in version.type_facts.items() if name in alike}
    known["hours"] = _lasting(version.hours)
    return {name: value for name, value in known.items() if value}


def _lasting(stored: Any) -> dict[str, Any] | None:
    """The week, its seasons and its rules; single days on which that site is closed are its own."""
    hours = hours_of(stored)
    return None if hours is None else to_json(replace(hours, exceptions=()))


def sections_with(names: Iterable[str]) -> list[str]:
    """Codes of the sections that hold any of these facts, in the order of the form."""
    wanted = set(names)
    return [section.code for section in SECTIONS if wanted.intersection(section.fields)]
