"""Which places may be the one that is being filed? A few bounded questions on indexed columns, then the score.

A site out of reach is told only when it is public, and then only by its union; a draft out of reach never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from core.actor import Actor
from core.canonical import digest
from core.registry import Registry
from sites.geo import Point, bounding_box
from sites.likeness.scoring import AROUND_M, Likeness, Looks, likeness
from sites.likeness.spelling import street_of
from sites.models import LikenessDecision, ServiceSite, SiteVersion
from sites.nearby import metres_of, within
from sites.policy import SITES
from sites.vocabulary import IN_USE, SiteState

#: No question brings more rows than this to be scored.
MOST_SCORED = 200
#: A person compares no more than these.
MOST_SHOWN = 6

#: Versions of open cases that an actor may see, by app: drafts are rows of the register's upper apps.
OPEN_PLANS: Registry[Callable[[Actor], QuerySet[Any]]] = Registry("open plans")


@dataclass(frozen=True)
class Twin:
    """A place that may be the same. ``is_within_reach``: only then may more than its union be told."""

    site: ServiceSite
    version: SiteVersion
    likeness: Likeness
    is_within_reach: bool
    decision: LikenessDecision | None = None

    @property
    def is_plan(self) -> bool:
        return self.site.state == SiteState.PLANNED

    @property
    def is_open(self) -> bool:
        """Nobody has decided about the two as they look now."""
        return self.decision is None

    @property
    def is_same(self) -> bool:
        return self.decision is not None and self.decision.verdict == "same"


def looks_of(version: SiteVersion) -> Looks:
    """What of a version is compared."""
    has_pin = version.lat is not None and version.lng is not None
    return Looks(
        site_type=version.site_type,
        district=version.district_id,
        name=version.name,
        address=version.address,
        point=Point(float(version.lat or 0), float(version.lng or 0)) if has_pin else None,
        places=(version.district.city_name, version.district.name),
    )


def likely_same(actor: Actor, version: SiteVersion) -> list[Twin]:
    """Places of the same type that may be this one, the most alike first; decided ones too, with their decision.

    Every way in asks this: the form, the check, the import.
    """
    mine = looks_of(version)
    found = [*_register_like(mine, version), *_plans_like(actor, mine, version)]
    scored = [(other, alike) for other in found if (alike := likeness(mine, looks_of(other))) is not None]
    keys = [other.site_id for other, _ in scored]
    reach = set(SITES.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    reach |= {other.site_id for other, _ in scored if other.site.state == SiteState.PLANNED}
    told = [pair for pair in scored if pair[0].site_id in reach or pair[0].site.is_listed]
    told.sort(key=lambda pair: (-pair[1].score, pair[0].site_id))
    return _decided(version, told[:MOST_SHOWN], reach)


def _decided(version: SiteVersion, told: list[tuple[SiteVersion, Likeness]], reach: set[int]) -> list[Twin]:
    held = _decisions_on(version.site_id, [other.site_id for other, _ in told])
    twins = []
    for other, alike in told:
        last = held.get(other.site_id)
        holds = last is not None and last.mark == pair_mark(version, other)
        twins.append(Twin(other.site, other, alike, other.site_id in reach, last if holds else None))
    return twins


def _decisions_on(site_id: int, others: Iterable[int]) -> dict[int, LikenessDecision]:
    """The latest decision on each pair, by the key of the other site."""
    keys = list(others)
    if not keys:
        return {}
    pairs = Q(first=site_id, second__in=keys) | Q(second=site_id, first__in=keys)
    rows = LikenessDecision.objects.filter(pairs).select_related("decided_by").order_by("id")
    return {row.second_id if row.first_id == site_id else row.first_id: row for row in rows}


def pair_mark(one: SiteVersion, other: SiteVersion) -> str:
    """What both look like now, whichever of them asks."""
    pair = sorted([(one.site_id, looks_of(one).mark), (other.site_id, looks_of(other).mark)])
    return digest([mark for _, mark in pair])


def _box(point: Point) -> Q:
    box = bounding_box(point, AROUND_M)
    return Q(lat__range=(box.south, box.north), lng__range=(box.west, box.east))


def _register_like(mine: Looks, version: SiteVersion) -> list[SiteVersion]:
    """Sites in use: around the pin wherever they are listed; in the district also by street and by name."""
    rows = ServiceSite.objects.filter(site_type=mine.site_type, state__in=IN_USE, version__isnull=False)
    rows = rows.exclude(pk=version.site_id).select_related("version__district", "managing_union", "district")
    alike = _alike_in_search(mine)
    questions = [rows.filter(alike, district=mine.district)] if alike else []
    if mine.point:
        questions.append(rows.filter(_box(mine.point), district=mine.district))
        questions.append(rows.filter(_box(mine.point), is_listed=True))
    found: dict[int, SiteVersion] = {}
    for question in questions:
        for site in question.order_by()[:MOST_SCORED]:
            if site.version is not None:
                site.version.site = site
                found[site.pk] = site.version
    return list(found.values())


def _pairs_of(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _name_groups(mine: Looks) -> list[list[str]]:
    """Parts of the name in groups, of which one is whole in every name that is enough alike.

    Two names that are alike by three quarters differ in at most two fifths of the parts of one; with one group
    more than that, one group has no difference in it.
    """
    parts = sorted(part for part in mine.parts if not part.isdigit())
    count = int(len(mine.parts) * 0.4) + 1
    return [group for at in range(count) if (group := parts[at::count])]


def _alike_in_search(mine: Looks) -> Q:
    """Street or name, asked of the search column."""
    street = _pairs_of(street_of(mine.door))
    groups = [*([street] if street else []), *_name_groups(mine)]
    return reduce(or_, (Q(search__tokens=" ".join(group)) for group in groups), Q())


def _plans_like(actor: Actor, mine: Looks, version: SiteVersion) -> list[SiteVersion]:
    """Drafts and open cases within reach; their facts stand in the version alone."""
    near = [_box(mine.point)] if mine.point else []
    street = street_of(mine.door)
    near += [Q(address__contains=street)] if street else []
    near += [
        reduce(lambda a, b: a & b, (Q(name__icontains=p) for p in group)) for group in _name_groups(mine)
    ]
    if not near:
        return []
    visible = reduce(or_, (Q(pk__in=plans(actor)) for plans in OPEN_PLANS), Q(pk__in=[]))
    rows = SiteVersion.objects.filter(visible, reduce(or_, near), site__state=SiteState.PLANNED)
    rows = rows.filter(site__site_type=mine.site_type, district=mine.district).exclude(site=version.site_id)
    rows = rows.select_related("site__managing_union", "site__district", "district")
    return list(rows.order_by()[:MOST_SCORED])


def nearest_of_type(version: SiteVersion, within_m: int) -> tuple[ServiceSite, float] | None:
    """The nearest other site in use of the same type within a distance, and how far it is."""
    here = looks_of(version).point
    if here is None:
        return None
    rows = ServiceSite.objects.filter(site_type=version.site_type, state__in=IN_USE)
    rows = rows.exclude(pk=version.site_id)
    both = (rows.filter(is_listed=True), rows.filter(district=version.district_id))
    firsts = [first for asked in both for first in within(asked, here, within_m)[:1]]
    if not firsts:
        return None
    nearest = min(firsts, key=lambda site: site.chord)  # type: ignore[attr-defined]  # annotated by within
    return nearest, metres_of(nearest.chord)  # type: ignore[attr-defined]  # annotated by within
