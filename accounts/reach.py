"""How far does a grant reach? The union tree and the governed district, once for Python and once for SQL.

The managing branch acts; the district where a row stands reads. Both questions are asked here only, and a test
holds the two languages equal on random trees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.roles import OFFICES, Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Rule, denied


@dataclass(frozen=True)
class Place:
    """Where a row stands: its managing union's path, its district, its site type, its site."""

    union_path: str
    district_id: str | None = None
    site_type: str = ""
    site_id: int | None = None


@dataclass(frozen=True)
class Grant:
    """One role over one part of the tree.

    ``union_path`` "1.4." reaches "1.4.12."; empty only for a grant over single ``site_ids``.
    ``district_id`` is set for the union that governs a district. Empty ``site_types`` means all.
    """

    role: str
    union_path: str = ""
    district_id: str | None = None
    site_types: frozenset[str] = frozenset()
    site_ids: frozenset[int] = frozenset()
    can_people: bool = False
    can_data: bool = False
    can_export: bool = False
    can_decide: bool = False

    def fits_type(self, place: Place) -> bool:
        return not self.site_types or place.site_type in self.site_types

    def manages(self, place: Place) -> bool:
        """Down the union tree from the union it was granted for, or one of the named sites."""
        if self.site_ids:
            return place.site_id in self.site_ids
        return (
            bool(self.union_path) and place.union_path.startswith(self.union_path) and self.fits_type(place)
        )

    def covers(self, place: Place) -> bool:
        """What it manages, and what stands in the district that its union governs."""
        stands_here = self.district_id is not None and place.district_id == self.district_id
        return self.manages(place) or (stands_here and not self.site_ids and self.fits_type(place))


def grants_of(actor: Actor, roles: Iterable[str] = OFFICES) -> tuple[Grant, ...]:
    wanted = frozenset(roles)
    return tuple(grant for grant in actor.grants if grant.role in wanted)


def working_grants(actor: Actor, roles: Iterable[str] = OFFICES) -> tuple[Grant, ...]:
    """The grants that open the register: whoever may not see data cannot work on it either."""
    return tuple(grant for grant in grants_of(actor, roles) if grant.can_data)


def branch_key(path: str, above: str) -> int:
    """The key of the union right below the one at ``above`` on the way to ``path``; the latter itself where equal."""
    parts = path.split(".")
    depth = len(above.split("."))
    return int(parts[depth - 1] or parts[depth - 2])


def holds(actor: Actor, *roles: str) -> bool:
    """Has this role anywhere? For menus only: rights over a row ask ``held``."""
    return bool(grants_of(actor, roles))


def manages(actor: Actor, place: Place, roles: Iterable[str] = OFFICES) -> bool:
    return any(grant.manages(place) for grant in working_grants(actor, roles))


def covers(actor: Actor, place: Place, roles: Iterable[str] = OFFICES) -> bool:
    return any(grant.covers(place) for grant in working_grants(actor, roles))


@dataclass(frozen=True)
class Columns:
    """Names of the columns that hold a row's place, for the SQL twin."""

    union_path: str = "union_path"
    district: str = "district_id"
    site_type: str = "site_type"
    site: str = "pk"


def _typed(grant: Grant, columns: Columns) -> Q:
    return Q(**{f"{columns.site_type}__in": sorted(grant.site_types)}) if grant.site_types else Q()


def managed(actor: Actor, columns: Columns, roles: Iterable[str] = OFFICES) -> Q:
    """``manages`` asked of the database."""
    reach = Q(pk__in=[])
    for grant in working_grants(actor, roles):
        if grant.site_ids:
            reach |= Q(**{f"{columns.site}__in": sorted(grant.site_ids)})
        elif grant.union_path:
            reach |= Q(**{f"{columns.union_path}__startswith": grant.union_path}) & _typed(grant, columns)
    return reach


def standing_here(actor: Actor, columns: Columns, roles: Iterable[str] = OFFICES) -> Q:
    """Rows that stand in a district which a union of the actor governs, whoever manages them."""
    reach = Q(pk__in=[])
    for grant in working_grants(actor, roles):
        if grant.district_id and not grant.site_ids:
            reach |= Q(**{columns.district: grant.district_id}) & _typed(grant, columns)
    return reach


def covered(actor: Actor, columns: Columns, roles: Iterable[str] = OFFICES) -> Q:
    """``covers`` asked of the database."""
    return managed(actor, columns, roles) | standing_here(actor, columns, roles)


def held(*roles: str) -> Rule:
    """The actor holds one of the roles over the branch that manages ``row.place``, with the right to its data."""
    return _rule(roles, lambda actor, row: manages(actor, row.place, roles))


def appointed(*roles: str) -> Rule:
    """Like ``held``, for the rules of the house instead of the register: the right to data is not asked."""
    return _rule(roles, lambda actor, row: any(g.manages(row.place) for g in grants_of(actor, roles)))


def _rule(roles: tuple[str, ...], is_met: Callable[[Actor, Any], bool]) -> Rule:
    names = "、".join(str(Role(role).label) for role in roles)

    def rule(actor: Actor, row: Any) -> Decision:
        if is_met(actor, row):
            return ALLOWED
        return denied(f"此事项由主管工会的{names}办理,您的账号没有这项权限。")

    return rule


def decides(*roles: str) -> Rule:
    """Like ``held``, with the right to decide."""
    names = "、".join(str(Role(role).label) for role in roles)

    def rule(actor: Actor, row: Any) -> Decision:
        if any(grant.can_decide and grant.manages(row.place) for grant in working_grants(actor, roles)):
            return ALLOWED
        return denied(f"此事项由主管工会有签批权限的{names}办理,您的账号没有这项权限。")

    return rule


def over_all_types(rule: Rule) -> Rule:
    """The same over each of ``row.places``: whoever is granted some types only leads what is about those alone."""

    def over_all(actor: Actor, row: Any) -> Decision:
        for each in row.places:
            decision = rule(actor, each)
            if not decision:
                return decision
        return ALLOWED if row.places else denied("还没有选择阵地类型,请先选择。")

    return over_all


def issued(hidden: Iterable[str]) -> Callable[[Actor], Q]:
    """Scope of what an issuing union leads: all where the issuer stands below the grant, and what left the ``hidden``
    states also from below the issuer.
    """

    def scope(actor: Actor) -> Q:
        reach = Q(pk__in=[])
        for grant in working_grants(actor):
            if not grant.union_path:
                continue
            reach |= Q(issuer__path__startswith=grant.union_path)
            parts = grant.union_path.split(".")
            above = [".".join(parts[:count]) + "." for count in range(1, len(parts))]
            reach |= Q(issuer__path__in=above) & ~Q(state__in=list(hidden))
        return reach

    return scope
