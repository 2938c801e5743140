"""Findings open and end by comparison: each once, with the day on which it began and the day on which it ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from core.clock import LEGAL_ZONE, start_of
from core.models import AuditEntry
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services import DayRefused, follow_checks, reconcile, run_checks
from sites.models import Activity, CheckInCount, ServiceSite, SiteVersion
from tests.factories import NOW, build_office
from tests.inspection.watching import planted as plants
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

ENDS = date(2026, 10, 31)


@pytest.fixture
def office():
    return build_office()


def at(day: date, hour: int = 2) -> datetime:
    return start_of(day) + timedelta(hours=hour)


def reconciled(code: str, day: date, **more):
    found = reconcile(CHECKS[code], day, now=at(day), **more)
    return found.opened, found.closed


@pytest.fixture
def site(office):
    return opened_site(
        office.tree.primary, "协议站", agreement_starts_on=date(2025, 1, 1), agreement_ends_on=ENDS
    )


def test_a_finding_opens_the_day_after_the_last_one_and_once_only(office, site):
    opened_site(office.tree.primary, "另一站", agreement_ends_on=ENDS + timedelta(days=90))
    assert reconciled("agreement_ended", ENDS) == (0, 0)
    assert reconciled("agreement_ended", ENDS + timedelta(days=1)) == (1, 0)
    assert reconciled("agreement_ended", ENDS + timedelta(days=2)) == (0, 0)
    finding = Finding.objects.get()
    assert (finding.site, finding.began_on, finding.ended_on) == (site, date(2026, 11, 1), None)
    assert finding.inputs == {"ends_on": "2026-10-31"}
    assert finding.pack.family == "outdoor"


def test_what_was_mended_ends_on_the_day_of_the_change_however_late_it_is_seen(office, site):
    reconciled("agreement_ended", ENDS + timedelta(days=1))
    renewed = SiteVersion.objects.get(pk=site.version_id)
    renewed.pk, renewed.number, renewed.agreement_ends_on = None, 2, date(2028, 1, 1)
    renewed.decided_at = at(date(2026, 11, 5), 15)
    renewed.save(force_insert=True)
    ServiceSite.objects.filter(pk=site.pk).update(version=renewed)
    assert reconciled("agreement_ended", date(2026, 11, 9), after=date(2026, 11, 1)) == (0, 1)
    assert Finding.objects.get().ended_on == date(2026, 11, 5)
    assert reconciled("agreement_ended", date(2026, 11, 10)) == (0, 0)


def test_what_ends_without_a_change_ends_on_the_day_of_the_run(office, site):
    reconciled("agreement_ended", date(2026, 11, 1))
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    reconciled("agreement_ended", date(2026, 11, 9), after=date(2026, 11, 8))
    assert Finding.objects.get().ended_on == date(2026, 11, 9)


def test_an_ended_finding_is_history_and_a_new_one_opens_beside_it(office, site):
    reconciled("agreement_ended", date(2026, 11, 1))
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    reconciled("agreement_ended", date(2026, 11, 2))
    ServiceSite.objects.filter(pk=site.pk).update(state="open")
    assert reconciled("agreement_ended", date(2026, 11, 3)) == (1, 0)
    assert Finding.objects.filter(site=site).count() == 2
    with pytest.raises(DatabaseError, match="protected"), transaction.atomic():
        Finding.objects.filter(ended_on__isnull=False).update(ended_on=None)
    with pytest.raises(DatabaseError, match="protected"), transaction.atomic():
        Finding.objects.filter(ended_on=None).update(began_on=date(2026, 9, 1))


def test_opening_and_ending_take_a_fixed_number_of_statements(office, site, django_assert_max_num_queries):
    for number in range(4):
        opened_site(office.tree.primary, f"站{number}", agreement_ends_on=ENDS)
    # Measures are read once by a process, whichever test comes first.
    assert reconciled("agreement_ended", ENDS) == (0, 0)
    with django_assert_max_num_queries(10):
        assert reconciled("agreement_ended", date(2026, 11, 1)) == (5, 0)
    ServiceSite.objects.update(state="cancelled")
    with django_assert_max_num_queries(10):
        assert reconciled("agreement_ended", date(2026, 11, 2)) == (0, 5)


def test_a_run_by_hand_keeps_its_row_and_a_second_one_writes_nothing(office, site):
    ran = run_checks(clock=lambda: at(date(2026, 11, 3)), only=["agreement_ended"])
    assert (ran.opened, ran.closed, ran.broken) == (1, 0, [])
    row = CheckRun.objects.get()
    before = CheckRun.objects.values().get()
    assert (row.day, row.opened, row.error) == (date(2026, 11, 3), 1, "")
    assert run_checks(clock=lambda: at(date(2026, 11, 3), 9), only=["agreement_ended"]).opened == 0
    assert CheckRun.objects.values().get() == before


def test_no_day_is_run_before_it_has_come_or_after_a_later_one(office):
    with pytest.raises(DayRefused, match="还没有到"):
        run_checks(clock=lambda: NOW, on=NOW.astimezone(LEGAL_ZONE).date() + timedelta(days=1))
    run_checks(clock=lambda: NOW, only=["agreement_ended"])
    with pytest.raises(DayRefused, match="已经运行到"):
        run_checks(clock=lambda: NOW, only=["agreement_ended"], on=NOW.date() - timedelta(days=1))
    with pytest.raises(DayRefused, match="没有代码"):
        run_checks(clock=lambda: NOW, only=["nothing"])


def test_the_scheduler_runs_each_check_once_a_day(office, site):
    assert follow_checks(clock=lambda: at(date(2026, 11, 3))).days == [date(2026, 11, 3)]
    assert follow_checks(clock=lambda: at(date(2026, 11, 3), 5)).days == []
    assert CheckRun.objects.filter(code="agreement_ended").count() == 1


def test_what_a_check_found_that_is_no_more_ends_and_keeps_its_name(office):
    day = date(2026, 11, 3)
    site = opened_site(office.tree.primary, "旧站")
    old = {"code": "facts_unconfirmed", "severity": "hint", "found_at": NOW}
    Finding.objects.create(site=site, began_on=day, found_on=day, **old)
    assert follow_checks(clock=lambda: at(day + timedelta(days=1))).closed == 1
    finding = Finding.objects.get(code="facts_unconfirmed")
    assert (finding.title, finding.ended_on) == ("资料长期没有核实", day + timedelta(days=1))
    entry = AuditEntry.objects.get(action="check.retire")
    assert (entry.outcome, entry.details["closed"]) == ("done", 1)
    assert follow_checks(clock=lambda: at(day + timedelta(days=1), 9)).closed == 0


@pytest.mark.parametrize("way", ["activity", "check-in"])
def test_silence_ends_on_the_day_of_the_visit(office, way):
    site, first = plants.unused(office)
    reconciled("use_silent", first)
    came = first + timedelta(days=1)
    if way == "check-in":
        CheckInCount.objects.create(site=site, day=came, band=4, visits=1)
    else:
        told = {"kind": "care", "title": "托管", "sessions": 1, "visits": 5}
        Activity.objects.create(site=site, held_on=came, entered_at=at(came, 10), **told)
    assert reconciled("use_silent", first + timedelta(days=5), after=first) == (0, 1)
    assert Finding.objects.get().ended_on == came
