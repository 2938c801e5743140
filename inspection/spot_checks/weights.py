"""What makes a site more likely to be drawn? Strata with their usual weights; apps above add their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from core.registry import Registry

#: Every site weighs at least that.
BASE = 1
MOST_WEIGHT = 20


@dataclass(frozen=True)
class Stratum:
    """A group of sites by what is known of them. ``members``: which of these sites belong to it on a day."""

    label: str
    usual: int
    members: Callable[[frozenset[int], date], frozenset[int]]


STRATA: Registry[Stratum] = Registry("strata of spot checks")


def usual_weights() -> dict[str, int]:
    return {code: stratum.usual for code, stratum in STRATA.items()}


def label_of(code: str) -> str:
    return STRATA[code].label


def weigh(
    sites: frozenset[int], weights: Mapping[str, int], on: date
) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Of each site its weight and the strata it belongs to; a stratum that weighs nothing is not asked."""
    told: dict[int, list[str]] = {site: [] for site in sites}
    for code, stratum in STRATA.items():
        if weights.get(code, 0):
            for site in stratum.members(sites, on):
                told[site].append(code)
    return {site: (BASE + sum(weights[code] for code in codes), tuple(codes)) for site, codes in told.items()}
