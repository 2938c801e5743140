"""T: midnight during a run, the ends of months, a clock that is wrong, the summers in which China changed its clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db.models import F, Value
from django.urls import reverse

from core.clock import LEGAL_ZONE, start_of
from core.models import AuditEntry
from core.registry import CHECKS
from core.sql_days import MonthsAfter
from filing.papers.pdf import can_make_pdf
from inspection.models import CheckRun, Finding
from inspection.watching.selectors import FindingFilter, groups_within
from inspection.watching.services import follow_checks
from rulebook.workdays import add_months
from sites.models import ServiceSite, SiteVersion
from tests.conftest import IN_CI
from tests.factories import NOW, Office, build_office, build_tree
from tests.office import build_office as build_portal
from tests.office import case_in, form_at
from tests.pdfs import words_in
from tests.sites.ledgers import bytes_of, csv_rows, rows_of, signed_in
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 3)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """Under a few of the checks, with something to find."""
    watched = ("agreement_ended", "keeper_missing", "map_missing")
    monkeypatch.setattr(CHECKS, "_items", {code: CHECKS[code] for code in watched})
    office = build_office()
    for number in range(3):
        opened_site(office.tree.primary, f"站{number}", agreement_ends_on=DAY - timedelta(days=1))
    return office


def test_t3_a_night_that_runs_past_midnight_is_one_day(office: Office) -> None:
    seconds = count()
    late = start_of(DAY + timedelta(days=1)) - timedelta(seconds=2)
    ran = follow_checks(clock=lambda: late + timedelta(seconds=next(seconds)))
    assert next(seconds) > 4, "midnight was passed"
    assert ran.days == [DAY] and ran.opened
    assert set(CheckRun.objects.values_list("day", flat=True)) == {DAY}
    assert set(Finding.objects.values_list("found_on", flat=True)) == {DAY}
    assert follow_checks(clock=lambda: late + timedelta(minutes=10)).days == [DAY + timedelta(days=1)]


def test_t5_a_clock_that_was_ahead_and_is_put_right_runs_no_day_twice(office: Office) -> None:
    ahead = start_of(DAY) + timedelta(minutes=2)
    assert follow_checks(clock=lambda: ahead).days == [DAY]
    found, entries = list(Finding.objects.order_by("pk").values()), AuditEntry.objects.count()
    for minutes in (-5, 1, 3):
        ran = follow_checks(clock=lambda minutes=minutes: ahead + timedelta(minutes=minutes))
        assert (ran.days, ran.opened, ran.closed) == ([], 0, 0)
    assert (list(Finding.objects.order_by("pk").values()), AuditEntry.objects.count()) == (found, entries)


def test_t5_what_began_on_a_day_that_is_not_yet_here_has_no_negative_age(office: Office) -> None:
    follow_checks(clock=lambda: start_of(DAY) + timedelta(minutes=2))
    groups = groups_within(
        office.actor("district"), FindingFilter(code="agreement_ended"), DAY - timedelta(days=1)
    )
    assert [(each.age, each.count) for each in groups] == [("week", 3)]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_t4_months_end_alike_on_pages_and_in_the_database(start: str, months: int, end: str) -> None:
    site = opened_site(build_tree().primary, "站")
    ServiceSite.objects.filter(pk=site.pk).update(filed_on=start)
    row = ServiceSite.objects.annotate(end=MonthsAfter(F("filed_on"), Value(months))).get()
    assert (row.end, add_months(date.fromisoformat(start), months)) == (date.fromisoformat(end),) * 2


#: The first and last days of the six summers, and the nights on which the clocks were changed.
SUMMERS = [
    *("1986-05-04", "1986-09-14", "1987-04-12", "1987-09-13", "1988-04-17", "1988-07-01"),
    *("1988-09-11", "1989-04-16", "1989-09-17", "1990-04-15", "1990-09-16", "1991-04-14", "1991-09-15"),
]


@pytest.mark.usefixtures("server")
def test_t6_a_day_in_a_summer_with_summer_time_stays_that_day() -> None:
    for text in SUMMERS:
        day = date.fromisoformat(text)
        for moment in (start_of(day), start_of(day + timedelta(days=1)) - timedelta(seconds=1)):
            assert moment.astimezone(LEGAL_ZONE).date() == day
            assert datetime.fromisoformat(moment.isoformat()).astimezone(LEGAL_ZONE).date() == day


@pytest.mark.usefixtures("server")
def test_t6_it_goes_through_form_page_and_paper_as_it_was_typed(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_portal()
    case, keeper = case_in(office, "draft"), office.client("keeper")
    page = f"/desk/filings/{case.number}/identity/"
    typed = {"1986-05-04": "1986年5月4日", "1988-07-01": "1988年7月1日", "1991-09-15": "1991年9月15日"}
    for text, said in typed.items():
        form = form_at(keeper, page, holding="opened_on")
        assert keeper.post(form.action, {**form.fields, "opened_on": text}).status_code == 302
        assert SiteVersion.objects.get(pk=case.version_id).opened_on == date.fromisoformat(text)
        assert form_at(keeper, page, holding="opened_on").fields["opened_on"] == [text]
        assert said in keeper.get(f"/desk/filings/{case.number}/").content.decode()
        if IN_CI or can_make_pdf():
            paper = keeper.get(reverse("filing-paper-pdf", args=[case.number, "form"]))
            assert said in words_in(bytes_of(paper))


@pytest.mark.usefixtures("server")
def test_t6_sheets_hold_the_day_itself(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    tree = build_tree()
    opened_site(tree.primary, "站", opened_on=date(1988, 7, 1))
    clerk = signed_in("district", "district", tree.south)
    (row,), (line,) = rows_of(clerk), csv_rows(clerk)
    assert row["启用日期"] == datetime(1988, 7, 1)
    assert line["启用日期"] == "1988-07-01"
