"""May the records of these days still be changed? Apps that close a cycle say no, with the reason.

Nobody is known here by name: who freezes days of a site puts a question into ``FROZEN``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from core.registry import Registry
from sites.models import ServiceSite

#: The site, the first and the last day; a sentence when records of these days stand as they are.
Freezer: TypeAlias = Callable[[ServiceSite, date, date], str]

FROZEN: Registry[Freezer] = Registry("frozen records of use")


def why_frozen(site: ServiceSite, first: date, last: date) -> str:
    """The first reason; empty while nothing is closed."""
    return next((said for asked in FROZEN if (said := asked(site, first, last))), "")
