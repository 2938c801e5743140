"""Was the page up? One sealed line for each look at it; whoever changes one breaks all that follow. Pure.

A gap is a time without a good look, from one good look to the next, of six hours or more: a notice that could not be
read for that long has not hung out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from core.canonical import digest

OK = 200
#: As long as this without a good look is told.
LONGEST_GAP = timedelta(hours=6)


@dataclass(frozen=True)
class Look:
    """One look at the page. ``status``: of the answer, 0 where none came. ``digest``: of the lines that were found."""

    sequence: int
    checked_at: datetime
    status: int
    digest: str
    is_up: bool


@dataclass(frozen=True)
class Gap:
    since: datetime
    until: datetime

    @property
    def hours(self) -> int:
        return int((self.until - self.since) / timedelta(hours=1))


def seal_of(number: str, look: Look, previous: str) -> str:
    return digest(_plain(number, look, previous))


def _plain(number: str, look: Look, previous: str) -> dict[str, Any]:
    return {
        "publicity": number,
        "sequence": look.sequence,
        "at": instant(look.checked_at),
        "status": look.status,
        "digest": look.digest,
        "up": look.is_up,
        "previous": previous,
    }


def instant(moment: datetime) -> str:
    """UTC to the microsecond, always of one length."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def gaps_in(looks: Sequence[Look], start: datetime, end: datetime) -> list[Gap]:
    """Times of six hours or more between ``start`` and ``end`` in which no look found the notice as it should be."""
    good = [look.checked_at for look in looks if look.is_up and start <= look.checked_at <= end]
    marks = [start, *good, end]
    return [Gap(before, after) for before, after in pairwise(marks) if after - before >= LONGEST_GAP]


@dataclass(frozen=True)
class Faults:
    """All looks, in order; the gaps between good ones; those that found a page with other words."""

    looks: tuple[Look, ...]
    gaps: tuple[Gap, ...]
    altered: tuple[Look, ...]


def faults_in(looks: Iterable[Look], start: datetime, end: datetime) -> Faults:
    found = tuple(looks)
    altered = tuple(look for look in found if look.digest and not look.is_up and look.status == OK)
    return Faults(found, tuple(gaps_in(found, start, end)), altered)
