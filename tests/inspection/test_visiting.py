"""A visit to a site in use: what was seen is kept as it was, and a door closed without notice counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from core.actor import SYSTEM
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.models import Visit
from inspection.visiting.closed_doors import closed_visits
from inspection.visiting.inbox import visits_inbox
from inspection.visiting.selectors import found_wanting
from inspection.visiting.services import BadSighting, erase_sighting, photograph, record_unannounced
from inspection.visiting.sightings import Sighting, problems_of
from rulebook.outcome import Known
from sites.fact_values import PROVIDERS, Cycle, readings_of
from sites.models import ServiceSite
from sites.services import Sender, announce_closure, reopen_site, suspend_site
from sites.services.versions import correct_version
from tests.desks import desk_from
from tests.factories import NOW, actor_of, build_office, person
from tests.factories.orders import order_on
from tests.factories.packs import seed_calendars
from tests.office import picture
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
SEEN = Sighting(
    held_on=TODAY,
    held_at=time(9, 30),
    inspectors=("李娜", "陈静"),
    organisation="市南区总工会",
    door="as_announced",
    verdict="pass",
)
SHUT = replace(SEEN, door="closed", verdict="fix", findings="敲门无人应答。")
YEAR = Cycle(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def site(office):
    return opened_site(office.tree.primary, hours=OFFICE_HOURS)


def counted(*sites: ServiceSite, on: date = TODAY, cycle: Cycle = YEAR) -> list[int]:
    versions = [ServiceSite.objects.select_related("version").get(pk=site.pk).version for site in sites]
    found = closed_visits(versions, cycle, on)
    return [found[version.pk]["closed_visits"].value for version in versions]


def test_what_was_seen_is_kept_and_the_branch_is_told_of_a_finding(office, site):
    visit = record_unannounced(site.pk, SHUT, actor=office.actor("city"), now=NOW)
    assert (visit.kind, visit.door, visit.outcome) == ("unannounced", "closed", "发现问题,需要整改")
    assert OwedMessage.objects.get(key__startswith="visit:").recipient_id == office.district.pk
    assert list(found_wanting(office.actor("district"), NOW - timedelta(days=1))) == [visit]
    (line,) = desk_from(visits_inbox, office.actor("district"), NOW).waiting
    assert (line.title, line.reason) == (str(site), "暗访发现问题,请决定是否下达整改通知")
    assert desk_from(visits_inbox, office.actor("city"), NOW).waiting == []
    order_on(site, office.actor("district"), source="visit", visit=visit)
    assert not found_wanting(office.actor("district"), NOW - timedelta(days=1)).exists()
    assert desk_from(visits_inbox, office.actor("district"), NOW).waiting == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"held_on": TODAY - timedelta(days=61)}, "held_on"),
        ({"held_at": time(10, 1)}, "held_at"),
        ({"inspectors": ("李娜",)}, "inspectors"),
        ({"met_on_site": "陈 静"}, "met_on_site"),
        ({"verdict": "fix"}, "findings"),
        ({"door": "otherwise"}, "findings"),
        ({"door": "closed"}, "findings"),
    ],
)
def test_one_fault_gives_one_sentence_at_its_field(change, field):
    assert list(problems_of(replace(SEEN, **change), now=NOW, in_use_since=None)) == [field]


def test_a_proper_record_has_no_problem_and_one_before_the_filing_has():
    assert problems_of(SEEN, now=NOW, in_use_since=TODAY) == {}
    assert list(problems_of(SEEN, now=NOW, in_use_since=TODAY + timedelta(days=1))) == ["held_on"]


def test_a_door_that_was_announced_to_be_closed_is_not_held_against_the_site(office, site):
    keeper = Sender(office.actor("keeper"), NOW - timedelta(hours=1))
    announce_closure(site.pk, starts_at=NOW - timedelta(hours=1), ends_at=None, reason="装修", by=keeper)
    with pytest.raises(BadSighting, match="本来就不开放"):
        record_unannounced(site.pk, SHUT, actor=office.actor("district"), now=NOW)
    told = replace(SHUT, door="closed_told")
    assert record_unannounced(site.pk, told, actor=office.actor("district"), now=NOW).door == "closed_told"


def test_a_closure_told_after_the_visit_excuses_nothing(office, site):
    keeper = Sender(office.actor("keeper"), NOW)
    announce_closure(site.pk, starts_at=NOW - timedelta(hours=2), ends_at=None, reason="装修", by=keeper)
    assert record_unannounced(site.pk, SHUT, actor=office.actor("district"), now=NOW)


def test_hours_that_were_changed_after_the_visit_neither_excuse_nor_accuse(office, site):
    tomorrow, noon = TODAY + timedelta(days=1), NOW + timedelta(days=1, hours=2)
    week = OFFICE_HOURS["week"]
    closed_then = {**OFFICE_HOURS, "week": [week[0], [], *week[2:]]}
    correct_version(ServiceSite.objects.get(pk=site.pk), {"hours": closed_then}, origin="notice", now=noon)
    seen = replace(SHUT, held_on=tomorrow)
    assert record_unannounced(site.pk, seen, actor=office.actor("district"), now=noon + timedelta(hours=1))
    after = replace(seen, held_at=time(12, 30))
    with pytest.raises(BadSighting, match="本来就不开放"):
        record_unannounced(site.pk, after, actor=office.actor("district"), now=noon + timedelta(hours=1))


def test_a_closure_that_is_over_still_excuses_the_day_on_which_it_held(office, site):
    before = NOW - timedelta(hours=1)
    suspend_site(site.pk, starts_at=before, ends_at=None, reason="检查", actor=SYSTEM, now=before)
    reopen_site(site.pk, at=NOW, actor=SYSTEM, now=NOW)
    with pytest.raises(BadSighting, match="本来就不开放"):
        record_unannounced(site.pk, SHUT, actor=office.actor("district"), now=NOW)


@pytest.mark.parametrize(("at", "words"), [(time(8, 0), "本来就不开放"), (time(8, 30), "")])
def test_before_the_hours_nobody_expects_an_open_door(office, site, at, words):
    seen = replace(SHUT, held_at=at)
    if words:
        with pytest.raises(BadSighting, match=words):
            record_unannounced(site.pk, seen, actor=office.actor("district"), now=NOW)
    else:
        assert record_unannounced(site.pk, seen, actor=office.actor("district"), now=NOW)


def test_a_site_without_told_hours_is_not_held_to_any(office):
    silent = opened_site(office.tree.primary, "没有时间的驿站")
    with pytest.raises(BadSighting, match="没有公示开放时间"):
        record_unannounced(silent.pk, SHUT, actor=office.actor("district"), now=NOW)


def test_the_district_where_a_site_stands_may_look_and_a_stranger_may_not(office):
    metro = opened_site(office.tree.metro_primary, "地铁站", hours=OFFICE_HOURS)
    assert record_unannounced(metro.pk, SEEN, actor=office.actor("district"), now=NOW)
    north = actor_of(person("north", "district", office.tree.north))
    for actor in (north, office.actor("keeper")):
        with pytest.raises(NotAllowed):
            record_unannounced(metro.pk, SEEN, actor=actor, now=NOW)
    assert AuditEntry.objects.filter(action="inspection.visit", outcome="refused").count() == 2


def test_closed_doors_are_counted_over_the_cycle_for_many_sites_with_one_query(
    office, site, django_assert_num_queries
):
    district = office.actor("district")
    other = opened_site(office.tree.primary, "别处", hours=OFFICE_HOURS)
    ServiceSite.objects.filter(pk=site.pk).update(filed_on=TODAY - timedelta(days=90))
    for held_on in (TODAY, TODAY - timedelta(days=3)):
        record_unannounced(site.pk, replace(SHUT, held_on=held_on), actor=office.actor("city"), now=NOW)
    record_unannounced(site.pk, SEEN, actor=district, now=NOW)
    assert counted(site, other) == [2, 0]
    assert counted(site, on=TODAY - timedelta(days=1)) == [1]
    assert counted(site, cycle=Cycle(TODAY, TODAY)) == [1]
    versions = [site.version, other.version]
    with django_assert_num_queries(1):
        closed_visits(versions, YEAR, TODAY)


def test_the_register_of_facts_reads_the_count(office, site):
    record_unannounced(site.pk, SHUT, actor=office.actor("city"), now=NOW)
    assert "inspection.visits" in dict(PROVIDERS.items())
    version = ServiceSite.objects.select_related("version").get(pk=site.pk).version
    version.site = site
    reading = readings_of([version], YEAR, TODAY)[version.pk]["closed_visits"]
    assert (reading.value, reading.source) == (Known(1), "查访记录")


def test_pictures_follow_the_record_and_are_erased_when_they_show_persons(office, site):
    district = office.actor("district")
    visit = record_unannounced(site.pk, SEEN, actor=district, now=NOW)
    photo = photograph(visit.pk, picture(shade=2), actor=district, now=NOW)
    with pytest.raises(TransitionRefused, match="已经上传过"):
        photograph(visit.pk, picture(shade=2), actor=district, now=NOW)
    with pytest.raises(NotAllowed):
        photograph(visit.pk, picture(shade=3), actor=office.actor("keeper"), now=NOW)
    erase_sighting(visit.pk, photo.attachment_id, actor=district, now=NOW)
    photo.attachment.refresh_from_db()
    assert photo.attachment.erased_at == NOW


@pytest.mark.parametrize("sql", ["UPDATE inspection_visit SET door = ''", "DELETE FROM inspection_visit"])
def test_a_record_is_never_changed_not_even_in_plain_sql(office, site, sql):
    record_unannounced(site.pk, SHUT, actor=office.actor("city"), now=NOW)
    with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Visit.objects.get().door == "closed"
