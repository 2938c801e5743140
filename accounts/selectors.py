"""What pages and services read about districts, unions and people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import District, RoleGrant, Union, User
from accounts.reach import working_grants
from core.actor import Actor
from core.search_text import matching
from core.switches import maintenance_beside


def districts() -> QuerySet[District]:
    return District.objects.order_by("code")


def uses_of(district: District) -> list[str]:
    """What names this district, each kind of row with its number; empty when it can be removed."""
    found = []
    for link in District._meta.related_objects:
        model: Any = link.related_model
        count = model._default_manager.filter(**{link.field.name: district}).count()
        if count:
            found.append(f"{model._meta.verbose_name} {count} 条")
    return found


def all_districts() -> QuerySet[District]:
    return District.objects.all()


def mail_addresses(keys: Collection[int]) -> dict[int, str | None]:
    """As they are now; none of whoever is no longer active."""
    rows = User.objects.filter(pk__in=keys).values_list("pk", "email", "is_active")
    return {key: email if is_active else None for key, email, is_active in rows}


def district_names() -> dict[str, str]:
    return dict(all_districts().values_list("code", "name"))


def centre_of(code: str) -> tuple[float, float] | None:
    """Latitude and longitude of the middle of a district, where it is known."""
    row = all_districts().filter(code=code, centre_lat__isnull=False).first()
    return (
        (float(row.centre_lat), float(row.centre_lng)) if row and row.centre_lat and row.centre_lng else None
    )


def ancestors_of(path: str) -> QuerySet[Union]:
    """The union itself and everything above it, nearest first."""
    keys = [int(part) for part in path.split(".") if part]
    return Union.objects.filter(pk__in=keys).order_by("-path")


def unions_below(path: str) -> QuerySet[Union]:
    """A union in use and everything below it, in the order of the tree."""
    return Union.objects.filter(path__startswith=path, is_active=True).defer("search").order_by("path")


def district_over(path: str) -> District | None:
    """The district that the nearest union at or above governs; a branch of a trade or an enterprise belongs to none."""
    rows = ancestors_of(path).filter(governs__isnull=False).select_related("governs")
    nearest = rows.first()
    return nearest.governs if nearest else None


def issuer_of(path: str) -> Union | None:
    """The nearest issuing union at or above; its packs, number series and sign-off apply."""
    return next((union for union in ancestors_of(path) if union.is_issuer), None)


def branch_and_issuer(path: str) -> tuple[Union | None, Union | None]:
    """The union right below the nearest issuer on the way to a place, and that issuer; a place at the issuer has no branch."""
    below: Union | None = None
    for union in ancestors_of(path):
        if union.is_issuer:
            return below, union
        below = union
    return below, None


def issuing_paths() -> list[str]:
    """Where the issuing unions stand in the tree."""
    return [path for path in Union.objects.filter(is_issuer=True).values_list("path", flat=True) if path]


def issuers_within(actor: Actor) -> QuerySet[Union]:
    """Issuing unions at or below a grant of this person, in the order of the tree."""
    reach = Q(pk__in=[])
    for path in sorted({grant.union_path for grant in actor.grants if grant.union_path}):
        reach |= Q(path__startswith=path)
    return Union.objects.filter(reach, is_issuer=True).order_by("path")


def governing_union_of(district_id: str) -> Union | None:
    return Union.objects.filter(governs_id=district_id).first()


def unions_managed_by(actor: Actor, roles: Iterable[str], words: str = "") -> QuerySet[Union]:
    """Unions for which the actor may act in one of the roles, narrowed by name, short name or pinyin."""
    reach = Q(pk__in=[])
    for grant in working_grants(actor, roles):
        if grant.union_path:
            reach |= Q(path__startswith=grant.union_path)
    found = Union.objects.filter(reach, is_active=True).order_by("path")
    return matching(found, words) if words.strip() else found


def _holders(
    path: str, roles: Iterable[str], site_types: Iterable[str], on: date | None, **rights: bool
) -> QuerySet[User]:
    """Active people granted a role at a union or above it, for all of these types, on this day, who may see its data."""
    keys = [int(part) for part in path.split(".") if part]
    grants = RoleGrant.objects.filter(union_id__in=keys, role__in=list(roles), can_data=True, **rights)
    if on is not None:
        grants = grants.filter(Q(valid_until=None) | Q(valid_until__gte=on))
    wanted = frozenset(site_types)
    answers_for: dict[int, set[str]] = {}
    for user_id, types in grants.values_list("user_id", "site_types"):
        answers_for.setdefault(user_id, set()).update(types or wanted)
    people = [user_id for user_id, types in answers_for.items() if wanted <= types]
    return User.objects.filter(is_active=True, pk__in=people).order_by("pk")


def people_who_decide(
    path: str, *, roles: Iterable[str], site_types: Iterable[str] = (), on: date | None = None
) -> QuerySet[User]:
    """People with the right to decide over a union: granted there or above it."""
    return _holders(path, roles, site_types, on, can_decide=True)


def people_with_role(
    path: str, role: str, *, site_types: Iterable[str] = (), on: date | None = None
) -> QuerySet[User]:
    """Whom to tell: people who hold the role at or above a union."""
    return _holders(path, [role], site_types, on)


def people_over(
    places: Collection[tuple[str, str]], roles: Iterable[str], on: date
) -> dict[tuple[str, str], list[User]]:
    """Whom to tell about many places at once: by path of the union and site type who holds one of the roles there or above."""
    keys = {int(part) for path, _ in places for part in path.split(".") if part}
    grants = RoleGrant.objects.filter(
        union_id__in=keys, role__in=list(roles), can_data=True, user__is_active=True
    )
    grants = grants.filter(Q(valid_until=None) | Q(valid_until__gte=on)).select_related("user")
    granted: dict[int, list[tuple[User, list[str]]]] = {}
    for grant in grants.order_by("user_id"):
        granted.setdefault(grant.union_id, []).append((grant.user, grant.site_types))
    found: dict[tuple[str, str], list[User]] = {}
    for path, kind in places:
        along = [each for part in path.split(".") if part for each in granted.get(int(part), ())]
        people = {user.pk: user for user, types in along if not types or kind in types}
        found[path, kind] = [people[key] for key in sorted(people)]
    return found


def granted_along(root: str, role: str, on: date) -> dict[str, list[tuple[User, frozenset[str]]]]:
    """Active people who hold the role on a day, by the path of the union it was granted for, with the types it is for.

    Only unions on the way down to ``root`` and below it: for whoever has to tell many people of many sites at once.
    """
    above = ancestors_of(root).values("pk")
    grants = RoleGrant.objects.filter(
        Q(union__path__startswith=root) | Q(union__in=above), role=role, can_data=True, user__is_active=True
    )
    grants = grants.filter(Q(valid_until=None) | Q(valid_until__gte=on)).select_related("user", "union")
    found: dict[str, list[tuple[User, frozenset[str]]]] = {}
    for grant in grants.order_by("pk"):
        found.setdefault(grant.union.path or "", []).append((grant.user, frozenset(grant.site_types)))
    return found


def person_behind(pk: Any) -> User | None:
    """Who is behind a session, with what every page of the office says: the own union, and whether it is maintained now."""
    people = User.objects.select_related("home_union").annotate(**maintenance_beside())
    return people.filter(pk=pk).first()


def active_user(pk: int) -> User | None:
    return User.objects.filter(pk=pk, is_active=True).select_related("home_union").first()


def person_named(username: str) -> User | None:
    return User.objects.filter(username__iexact=username).first()


def people_of(path: str) -> QuerySet[User]:
    """Active people whose own union is this one or below it, by name."""
    return User.objects.filter(is_active=True, home_union__path__startswith=path).order_by("name", "pk")


def grants_that_decide(role: str, on: date) -> QuerySet[RoleGrant]:
    """Of this role, held by active people anywhere."""
    grants = RoleGrant.objects.filter(role=role, can_decide=True, user__is_active=True)
    return grants.filter(Q(valid_until=None) | Q(valid_until__gte=on))


def unions_under_another() -> QuerySet[Union]:
    """All but those at the top of a tree."""
    return Union.objects.exclude(parent=None)


def is_empty_office() -> bool:
    return not User.objects.exists()


def has_demo_people() -> bool:
    return User.objects.filter(is_demo=True).exists()
