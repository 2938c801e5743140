"""Which assessments are led by something above, as an acceptance is by its case? Whoever leads some says so here.

A led assessment is handed in, opened again and dropped along with what leads it; nobody moves it by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.registry import Registry
from inspection.models import Assessment
from rulebook.rubric import Purpose


@dataclass(frozen=True)
class Leader:
    """``purpose``: of all that it leads. ``leads``: this one too? ``opened``: codes that may be written now, ``None``: all."""

    purpose: Purpose
    leads: Callable[[Assessment], bool]
    opened: Callable[[Assessment], frozenset[str] | None]


LEADERS: Registry[Leader] = Registry("leaders of assessments")


def leader_of(row: Assessment) -> Leader | None:
    """Who leads this assessment; ``None`` where it goes its own way."""
    return next((each for each in LEADERS if each.purpose == row.purpose and each.leads(row)), None)


def is_led(row: Assessment) -> bool:
    return leader_of(row) is not None


def opened_codes(row: Assessment) -> frozenset[str] | None:
    """The items and vetoes that may be written now; ``None``: all of them."""
    leader = leader_of(row)
    return leader.opened(row) if leader else None
