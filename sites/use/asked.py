"""Which records of use does a type of site keep? Plain values that the type's module fills in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Floor:
    """How many sessions of some kinds each union that keeps such sites owes a year, over all its sites together."""

    kinds: tuple[str, ...]
    sessions: int
    words: str


@dataclass(frozen=True)
class Asked:
    """``activities``: kinds it offers. ``counts``: further counts of an activity. ``plan``: columns of the yearly plan.

    ``sessions``: it keeps sessions of school holidays. ``requests``: it counts what people ask for.
    ``floor``: empty for almost all types; a floor is never a finding by itself.
    """

    activities: tuple[str, ...] = ("other",)
    counts: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    sessions: bool = False
    requests: bool = False
    floor: Floor | None = None
