"""A city with sites in use in several branches, and a yearly review over them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import District, Union
from core.actor import Actor
from inspection.models import Assessment, ReviewEntry, YearlyReview
from inspection.reviewing import services
from inspection.reviewing.services import Notice
from rulebook.models import RulePack
from rulebook.rubric import Dimension, Level
from sites.codes import make_code
from sites.models import ServiceSite
from tests.factories import NOW, Office, actor_of, build_office, succeed
from tests.inspection.boards import FULL as FULL_ANSWERS
from tests.inspection.boards import JUDGED, TABLE, open_site
from tests.inspection.boards import services as assessing
from tests.sites.public_sites import opened_site

TODAY = NOW.date()

NOTICE = Notice(
    year=2026,
    title="2026年度户外劳动者服务站点年度复核",
    notice_number="青工办发〔2026〕12号",
    noticed_on=TODAY,
    site_types=("outdoor_station",),
    cycle_first=TODAY - timedelta(days=364),
    cycle_last=TODAY,
    joins_until=TODAY + timedelta(days=10),
    own_due_on=TODAY + timedelta(days=30),
    district_due_on=TODAY + timedelta(days=45),
    spot_percent=10,
)


def twin(
    site: ServiceSite, union: Union, name: str, *, filed_on: date = TODAY, facts: Any = None, **more: Any
) -> ServiceSite:
    """Another site in use with the same facts, managed by this union."""
    version = site.version
    assert version is not None
    count = ServiceSite.objects.count()
    more.setdefault("district", site.district)
    other = ServiceSite.objects.get(pk=site.pk)
    for column, value in {
        "pk": None,
        "version": None,
        "code": make_code(random.Random(count)),
        "filing_number": f"370200-TEST-{count:04d}",
        "name": name,
        "managing_union": union,
        "union_path": union.path,
        "filed_on": filed_on,
        **more,
    }.items():
        setattr(other, column, value)
    other._state.adding = True
    other.save(force_insert=True)
    copy = type(version).objects.get(pk=version.pk)
    copy.pk, copy.site, copy.name, copy.site_type = None, other, name, other.site_type
    for column, value in (facts or {}).items():
        setattr(copy, column, value)
    copy._state.adding = True
    copy.save(force_insert=True)
    ServiceSite.objects.filter(pk=other.pk).update(version=copy)
    return ServiceSite.objects.get(pk=other.pk)


def sites_everywhere(office: Office, site: ServiceSite) -> list[ServiceSite]:
    """One more in each branch: the other district, where the room is small and bare, and the metro group."""
    tree, north = office.tree, District.objects.get(code="370203")
    bare = {"facilities": [], "area_hundredths": 1500}
    small = twin(site, tree.north_primary, "市北站点", district=north, facts=bare)
    return [site, small, twin(site, tree.metro_primary, "地铁站点")]


@dataclass(frozen=True)
class World:
    office: Office
    sites: list[ServiceSite]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once for a module and taken back at its end; each test works in a savepoint of its own above it."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = build_office()
        yield World(office, sites_everywhere(office, open_site(office)))
        transaction.set_rollback(True)


@pytest.fixture
def office(world: World, db: None) -> Office:
    return world.office


@pytest.fixture
def sites(world: World, db: None) -> list[ServiceSite]:
    """Read anew: a test must not find what another one left on the objects."""
    rows = ServiceSite.objects.select_related("version").in_bulk([site.pk for site in world.sites])
    return [rows[site.pk] for site in world.sites]


def drafted(office: Office, by: str = "city", *, issuer: Union | None = None, **changes: Any) -> YearlyReview:
    return services.draft_review(
        issuer or office.tree.city, replace(NOTICE, **changes), actor=office.actor(by), now=NOW
    )


def published(office: Office, by: str = "city", **changes: Any) -> YearlyReview:
    row = drafted(office, by, **changes)
    services.publish_review(row.pk, actor=office.actor(by), now=NOW)
    return again(row)


def again(row: YearlyReview) -> YearlyReview:
    return YearlyReview.objects.get(pk=row.pk)


def assessment_of(review: YearlyReview, site: ServiceSite) -> Assessment:
    return Assessment.objects.get(review_entry__review=review, site=site)


def entry_of(review: YearlyReview, site: ServiceSite) -> ReviewEntry:
    return ReviewEntry.objects.get(review=review, site=site)


def handed_in(row: Assessment, filler: Actor, **answers: Any) -> Assessment:
    """Own points are in; the district is next."""
    given = {code: assessing.Given(each) for code, each in (answers or FULL_ANSWERS).items()}
    assessing.answer_items(row.pk, given, actor=filler, now=NOW)
    return assessing.hand_in_assessment(row.pk, actor=filler, now=NOW)


def at_the_city(row: Assessment, reviewer: Actor, **answers: Any) -> Assessment:
    """Filled and reviewed by the district for a keeper."""
    handed_in(row, reviewer, **answers)
    assessing.take_over(row.pk, actor=reviewer, now=NOW)
    return assessing.review_assessment(row.pk, actor=reviewer, now=NOW)


def running_review(office: Any) -> YearlyReview:
    """Of another type than the rest of a city's cases, so that its scoring table stands in nobody's way."""
    newest = RulePack.objects.filter(family="mind").latest("effective_from")
    judged = replace(JUDGED, points=1000, levels=(Level(code="100", label="有", points=1000),))
    head = Dimension(code="A", name="管理", criteria=(judged,))
    table = replace(TABLE, site_type="mind_station", title="心灵驿站评分表", dimensions=(head,))
    succeed(newest, TODAY, rubrics=(table,), is_sample=newest.is_sample)
    opened_site(office.primary, "湛山心灵驿站", site_type="mind_station")
    notice = replace(NOTICE, site_types=("mind_station",))
    city = actor_of(office.people["city"])
    row = services.draft_review(office.city, notice, actor=city, now=NOW)
    services.publish_review(row.pk, actor=city, now=NOW)
    return again(row)


def review_body(name: str, row: YearlyReview) -> dict[str, Any]:
    """What a proper form of that page would send."""
    typed = {
        column: value.isoformat() if isinstance(value, date) else value
        for column, value in NOTICE.columns.items()
    }
    frame = {"key": str(uuid.uuid4()), "seen": str(row.revision)}
    later = {
        "own_due_on": (row.own_due_on + timedelta(days=7)).isoformat(),
        "district_due_on": (row.district_due_on + timedelta(days=7)).isoformat(),
        "note": "台风停工。",
    }
    bodies = {
        "review-new": typed,
        "review-edit": typed,
        "review-extend": later,
        "review-act": {"action": "end_own"},
    }
    return frame | bodies.get(name, {})
