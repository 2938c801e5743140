"""Which rows does a pack hold below itself? Plain values: time limits, site types, subsidy tiers, the ladder.

Knows neither the pack around them nor the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from rulebook.choices import AcceptanceLevel, Bound, Counted


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How long a step may take. ``code`` is the state of a case, or the name of another period."""

    code: str
    name: str
    days: int
    counted: str = Counted.WORKDAYS

    @property
    def words(self) -> str:
        return f"{self.days} 个{Counted(self.counted).label}"


@dataclass(frozen=True, kw_only=True)
class TypeTerms:
    """What the pack rules for one site type. Areas count tenths of a square metre; ``None``: not ruled.

    ``self_check_months``: how many months one cycle of self-inspection lasts. ``review_from`` and ``review_until``:
    the months of the yearly review. ``quota_percent``: of all filed sites of the type, how many may be
    demonstration sites. ``activities_per_year`` binds each site, or each primary union (``activities_bind``).
    """

    site_type: str
    name: str
    acceptance_level: str = AcceptanceLevel.DISTRICT
    min_inspectors: int = 2
    area_warn_tenths: int | None = None
    area_floor_tenths: int | None = None
    self_check_months: int | None = None
    review_from: int | None = None
    review_until: int | None = None
    quota_percent: int | None = None
    title_years: int | None = None
    activities_per_year: int | None = None
    activities_bind: str = Bound.SITE


@dataclass(frozen=True, kw_only=True)
class SubsidyTier:
    """What a site of a type may get, in integer fen: for so many points and more (tenths), or on other conditions.

    ``level`` of the title and ``times`` (first, repeat): empty where the measure does not ask. ``children_from`` and
    ``children_until``: the size of a class, both counted. ``most_per_unit_fen``: what one union gets for this type in
    one budget year at most. A ``condition`` in words is looked at by a person.
    """

    site_type: str
    label: str
    amount_fen: int
    points_from_tenths: int | None = None
    condition: str = ""
    level: str = ""
    children_from: int | None = None
    children_until: int | None = None
    times: str = ""
    most_per_unit_fen: int | None = None


@dataclass(frozen=True, kw_only=True)
class LadderStep:
    """One rung of dynamic management: taken when the one before has not helped for ``days`` calendar days."""

    action: str
    days: int
    wording: str
