"""Which sites and inspectors does a seed draw? Pure: the same list and seed draw the same for ever, for anybody.

A number below ``total`` is read from HMAC-SHA256(seed, "digest of the list|label|attempt") as a whole number of 256
bits; what lies beyond the last whole multiple of ``total`` is thrown away and the next attempt read, so that every
number is exactly as likely as any other. No float, no clock, no other source of chance.

Sites: the list stands in the order of the codes. Draw number k takes a number below the sum of the weights that are
left and walks the list up to it; the site drawn leaves the list. Inspectors of each drawn site: those who are not
barred from it stand in the order of their keys, each weighs one, and as many as wanted are drawn in the same way.
``docs/replay_draw.py`` does it again without this project.
"""

from __future__ import annotations

import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.canonical import canonical_json

_SPAN = 1 << 256


@dataclass(frozen=True)
class Entry:
    """One site of the list: its code, its weight, and the keys of inspectors who may not go there."""

    code: str
    weight: int
    barred: tuple[int, ...] = ()


@dataclass(frozen=True)
class DrawList:
    """Everything that is committed beside the seed."""

    number: str
    size: int
    per_site: int
    entries: tuple[Entry, ...]
    inspectors: tuple[int, ...]

    @property
    def text(self) -> str:
        """One spelling, whatever order the rows came in."""
        sites = sorted((each.code, each.weight, sorted(each.barred)) for each in self.entries)
        return canonical_json(
            {
                "number": self.number,
                "size": self.size,
                "per_site": self.per_site,
                "sites": [list(each) for each in sites],
                "inspectors": sorted(self.inspectors),
            }
        )

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Drawn:
    """One site that was drawn, and who goes there."""

    code: str
    inspectors: tuple[int, ...]


def seed_digest(seed: str) -> str:
    """SHA-256 over the bytes of the seed; ``seed`` is hexadecimal."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def number_below(total: int, seed: bytes, label: str) -> int:
    """Exactly even over 0 … total - 1."""
    last = _SPAN - _SPAN % total
    attempt = 0
    while True:
        drawn = int.from_bytes(hmac.digest(seed, f"{label}|{attempt}".encode(), "sha256"), "big")
        if drawn < last:
            return drawn % total
        attempt += 1


def pick(weights: Sequence[int], count: int, seed: bytes, label: str) -> list[int]:
    """Positions of ``count`` different members, drawn one after the other by what weighs what is left."""
    left = list(range(len(weights)))
    found = []
    for turn in range(min(count, len(left))):
        sums = list(accumulate(weights[at] for at in left))
        where = bisect_right(sums, number_below(sums[-1], seed, f"{label}|{turn}"))
        found.append(left.pop(where))
    return found


def draw(given: DrawList, seed: str) -> list[Drawn]:
    """The sites in the order of the draw, each with its inspectors; fewer where too few are free to go."""
    key, digest = bytes.fromhex(seed), given.digest
    entries = sorted(given.entries, key=lambda entry: entry.code)
    people = sorted(given.inspectors)
    drawn = []
    for at in pick([entry.weight for entry in entries], given.size, key, f"{digest}|site"):
        entry = entries[at]
        free = [person for person in people if person not in entry.barred]
        chosen = pick([1] * len(free), given.per_site, key, f"{digest}|inspector|{entry.code}")
        drawn.append(Drawn(entry.code, tuple(free[position] for position in chosen)))
    return drawn
