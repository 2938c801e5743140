"""Who is told of what the night found? One message a person in the morning's letter, however many days were made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.roles import Role
from core.checks import Severity
from core.clock import LEGAL_ZONE
from core.outbox import Owed, owe_each
from inspection.models import CheckRun, Finding

#: Who hears of the findings below the union of a grant.
HEARERS = (Role.KEEPER, Role.DISTRICT, Role.CITY)


@dataclass(frozen=True)
class Found:
    """How many are new, and how many of them are serious."""

    count: int = 0
    serious: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(self.count + other.count, self.serious + other.serious)

    @property
    def words(self) -> str:
        serious = f",其中严重 {self.serious} 个" if self.serious else ""
        return f"预警检查新发现 {self.count} 个问题{serious}"


NONE = Found()
_COUNTS = {"found": Count("pk"), "serious": Count("pk", filter=Q(severity=Severity.SERIOUS))}


def tell_new_findings(*, now: datetime) -> int:
    """How many people were told. Runs that were told of are marked in the same transaction, so nobody hears twice.

    A day that ran again since it was told is told again, of what it found then alone.
    """
    with transaction.atomic():
        untold = CheckRun.objects.filter(_ran_since(F("began_at")), ended_at__isnull=False)
        runs = list(untold.select_for_update(skip_locked=True).order_by("pk").values_list("pk", "opened"))
        keys = [key for key, opened in runs if opened]
        people = _people(_new(keys), now.astimezone(LEGAL_ZONE).date()) if keys else {}
        addresses = dict(User.objects.filter(pk__in=people).values_list("pk", "email"))
        owed = [
            Owed(person, found.words, f"findings:{keys[0]}:{now.isoformat()}:{person}", addresses[person])
            for person, found in people.items()
        ]
        owe_each(owed, now=now, url=reverse("findings"))
        # Of two machines one may tell of what the other, whose clock is ahead, has found just now.
        told = Greatest(Value(now), Coalesce("began_at", Value(now)))
        CheckRun.objects.filter(pk__in=[key for key, _ in runs]).update(told_at=told)
        return len(owed)


def _ran_since(moment: Combinable) -> Q:
    """Runs that were not told of since then."""
    return Q(told_at=None) | Q(told_at__lt=moment)


def _new(runs: list[int]) -> QuerySet[Any]:
    """What these runs opened since they were told of the last time, and is open still."""
    own = {"code": OuterRef("code"), "day": OuterRef("found_on")}
    by = CheckRun.objects.filter(_ran_since(OuterRef("found_at")), pk__in=runs, **own)
    return Finding.objects.filter(Exists(by), ended_on=None).order_by()


def _people(rows: QuerySet[Any], on: date) -> dict[int, Found]:
    """Keepers of single sites, and who holds a role over the union; whoever is both hears the larger number."""
    told: dict[int, Found] = {}
    own = rows.filter(site__keepers__user__is_active=True).values(person=F("site__keepers__user"))
    for person, count, serious in own.annotate(**_COUNTS).values_list("person", "found", "serious"):
        told[person] = Found(count, serious)
    sums = _by_union(rows)
    grants = RoleGrant.objects.filter(role__in=HEARERS, can_data=True, user__is_active=True)
    grants = grants.filter(Q(valid_until=None) | Q(valid_until__gte=on))
    for person, path, types in grants.values_list("user_id", "union__path", "site_types"):
        below = sums.get(path or "", {})
        found = sum((below[kind] for kind in types or below if kind in below), NONE)
        if found.count > told.get(person, NONE).count:
            told[person] = found
    return told


def _by_union(rows: QuerySet[Any]) -> dict[str, dict[str, Found]]:
    """By the path of each union at or above what was found, and by site type; findings of unions have none."""
    sums: dict[str, dict[str, Found]] = defaultdict(lambda: defaultdict(Found))
    of_sites = rows.filter(site__isnull=False).values(path=F("site__union_path"), kind=F("site__site_type"))
    for path, kind, count, serious in of_sites.annotate(**_COUNTS).values_list(
        "path", "kind", "found", "serious"
    ):
        for above in _at_and_above(path):
            sums[above][kind] += Found(count, serious)
    of_unions = rows.filter(union__isnull=False).values(path=F("union__path"))
    for path, count, serious in of_unions.annotate(**_COUNTS).values_list("path", "found", "serious"):
        for above in _at_and_above(path or ""):
            sums[above][""] += Found(count, serious)
    return sums


def _at_and_above(path: str) -> Iterator[str]:
    parts = path.split(".")[:-1]
    for depth in range(1, len(parts) + 1):
        yield f"{'.'.join(parts[:depth])}."
