"""What pages and services read about draws, and which sites belong to which stratum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Union, User
from accounts.reach import managed, manages, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from inspection.models import DrawnSite, Rectification, SpotCheck, Visit
from inspection.models.assessments import Column, ScoreColumn
from inspection.spot_checks.drawing import DrawList, Entry
from inspection.spot_checks.policy import ORDERERS, SPOT_CHECKS, still_sent
from inspection.spot_checks.states import SpotCheckState
from sites.models import ServiceSite, SiteKeeper
from sites.policy import COLUMNS
from sites.vocabulary import IN_USE

A_YEAR = timedelta(days=365)


def new_sites(sites: frozenset[int], on: date) -> frozenset[int]:
    """Filed within a year."""
    rows = ServiceSite.objects.filter(filed_on__gt=on - A_YEAR)
    return sites.intersection(rows.values_list("pk", flat=True))


def unseen_sites(sites: frozenset[int], on: date) -> frozenset[int]:
    """Nobody was there to look for a year."""
    seen = Visit.objects.filter(held_on__gt=on - A_YEAR).values_list("site_id", flat=True)
    return sites.difference(seen)


def ordered_sites(sites: frozenset[int], on: date) -> frozenset[int]:
    """Ordered to mend something within two years."""
    rows = Rectification.objects.filter(ordered_at__date__gt=on - 2 * A_YEAR)
    return sites.intersection(rows.exclude(state="withdrawn").values_list("site_id", flat=True))


#: Tenths of a point between what a site said of itself and what was found.
LARGE_GAP = 100


def overrated_sites(sites: frozenset[int], on: date) -> frozenset[int]:
    """Gave itself far more, or far less, points than its district did, within two years."""
    rows = ScoreColumn.objects.filter(
        column__in=(Column.OWN, Column.DISTRICT),
        total__isnull=False,
        assessment__opened_at__date__gt=on - 2 * A_YEAR,
    )
    totals: dict[int, list[int]] = {}
    owners = {}
    for assessment, site, total in rows.values_list("assessment_id", "assessment__site_id", "total"):
        totals.setdefault(assessment, []).append(total or 0)
        owners[assessment] = site
    large = {owners[key] for key, found in totals.items() if max(found) - min(found) >= LARGE_GAP}
    return sites.intersection(large)


def draw_within(actor: Actor, key: int) -> SpotCheck | None:
    rows = SPOT_CHECKS.visible_to(actor).select_related("union", "committed_by", "drawn_by")
    return rows.filter(pk=key).first()


def draws_within(actor: Actor, state: str = "") -> QuerySet[SpotCheck]:
    """Draws within reach, the latest first."""
    rows: QuerySet[SpotCheck] = SPOT_CHECKS.visible_to(actor).select_related("union")
    rows = rows.filter(state=state) if state else rows
    done = Q(drawn__visit__isnull=False) | ~Q(drawn__skipped="")
    counted = rows.annotate(done_count=Count("drawn", filter=done & Q(drawn__isnull=False)))
    return counted.order_by("-committed_at", "-id")


def unions_to_draw(actor: Actor) -> list[Union]:
    """The unions in whose name the person may draw."""
    paths = {grant.union_path for grant in working_grants(actor, ORDERERS) if grant.union_path}
    return list(Union.objects.filter(path__in=paths, is_active=True).order_by("path"))


def pool_of(actor: Actor, union: Union, site_type: str, districts: Iterable[str]) -> QuerySet[ServiceSite]:
    """Sites in use of the branch that the person answers for."""
    rows = ServiceSite.objects.filter(managed(actor, COLUMNS, ORDERERS), state__in=IN_USE)
    rows = rows.filter(union_path__startswith=union.path or "")
    if site_type:
        rows = rows.filter(site_type=site_type)
    wanted = list(districts)
    return (rows.filter(district_id__in=wanted) if wanted else rows).order_by("code")


def people_to_send(union: Union, on: date) -> QuerySet[User]:
    """Officers of the branch who may be drawn as inspectors."""
    valid = Q(role_grants__valid_until=None) | Q(role_grants__valid_until__gte=on)
    granted = valid & Q(
        role_grants__role__in=ORDERERS,
        role_grants__can_data=True,
        role_grants__union__path__startswith=union.path,
    )
    rows = User.objects.filter(granted, is_active=True).select_related("home_union")
    return rows.distinct().order_by("pk")


def barred_from(
    sites: Iterable[ServiceSite], people: Sequence[User], union: Union
) -> dict[int, dict[int, str]]:
    """By site: which of these people may not go there, and why. The union that draws is no side in it."""
    kept = set(
        SiteKeeper.objects.filter(user__in=[person.pk for person in people]).values_list("site_id", "user_id")
    )
    homes = {person.pk: person.home_union.path or "" for person in people if person.home_union}
    reasons = {
        site.pk: {person.pk: _why_barred(site, person.pk, homes, kept, union) for person in people}
        for site in sites
    }
    return {
        site: told
        for site, found in reasons.items()
        if (told := {person: why for person, why in found.items() if why})
    }


def _why_barred(
    site: ServiceSite, person: int, homes: dict[int, str], kept: set[tuple[int, int]], union: Union
) -> str:
    """Empty for somebody who may go there."""
    home = homes.get(person, "")
    if (site.pk, person) in kept:
        return "本人是该阵地的负责人"
    is_own = bool(home) and home != union.path and site.union_path.startswith(home)
    return "所在工会主管该阵地" if is_own else ""


def list_of(check: SpotCheck) -> DrawList:
    """What was committed, read from its rows."""
    rows = check.entries.values_list("code", "weight", "barred")
    return DrawList(
        number=check.number,
        size=check.size,
        per_site=check.per_site,
        entries=tuple(Entry(code, weight, tuple(key for key, _ in barred)) for code, weight, barred in rows),
        inspectors=tuple(check.inspectors.values_list("user_id", flat=True)),
    )


def drawn_draws() -> Iterator[SpotCheck]:
    """Every draw that was drawn, in the order of their making."""
    return SpotCheck.objects.filter(drawn_at__isnull=False).order_by("pk").iterator(chunk_size=50)


def record_of(check: SpotCheck) -> dict[str, Any]:
    """The published record: before the draw without the seed, afterwards everything that a replay needs."""
    told: dict[str, Any] = {
        "list": list_of(check).text,
        "list_digest": check.list_digest,
        "seed_digest": check.seed_digest,
        "committed_on": chinese_day(check.committed_at.astimezone(LEGAL_ZONE)),
    }
    if check.drawn_at is None:
        return told
    drawn = check.drawn.select_related("site")
    pairs = [[row.site.code, [key for key, _ in row.inspectors]] for row in drawn]
    return {**told, "seed": check.seed, "drawn": pairs}


def drawn_of(check: SpotCheck) -> list[DrawnSite]:
    """The drawn sites in their order, with what the page says of each."""
    rows = check.drawn.select_related("site", "site__district", "site__managing_union", "visit")
    return list(rows.defer("site__search", "site__public_search", "site__managing_union__search"))


def drawn_within(actor: Actor, key: int, position: int) -> DrawnSite | None:
    """One drawn site of a draw within reach."""
    checks = SPOT_CHECKS.visible_to(actor).filter(pk=key)
    rows = DrawnSite.objects.filter(spot_check__in=checks, position=position)
    return rows.select_related("spot_check__union", "site", "site__district", "site__version").first()


def to_inspect(actor: Actor) -> QuerySet[DrawnSite]:
    """Drawn sites that this person was drawn for and nobody has been to."""
    named = DrawnSite.objects.filter(
        spot_check__in=SpotCheck.objects.filter(still_sent(actor)).values("pk"),
        spot_check__state__in=(SpotCheckState.DRAWN, SpotCheckState.WORKING),
        visit=None,
        skipped="",
    )
    return named.select_related("spot_check", "site", "site__district").order_by("spot_check_id", "position")


def is_named(actor: Actor, row: DrawnSite) -> bool:
    return actor.key in (key for key, _ in row.inspectors)


def organises(actor: Actor, check: SpotCheck) -> bool:
    return manages(actor, check.place, (Role.DISTRICT, Role.CITY))
