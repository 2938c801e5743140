"""The demo city as it stands: whole, in order, and with a story at every desk. Built once; nothing here changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from accounts.models import District, Union, User
from core.models import AuditEntry
from core.registry import RECOMPUTERS
from core.sealing import first_altered, seal_entries
from demonstration.models import Designation, Review, Round, Subsidy, UseReport
from demonstration.publicity.selectors import faults_of
from filing.models import Filing
from filing.states import FilingState
from inspection.models import (
    Assessment,
    Consequence,
    Finding,
    PublicReport,
    Rectification,
    SpotCheck,
    YearlyReview,
)
from rulebook.selectors import load_calendar
from sites.geo import Point, check_pin, far_from
from sites.models import (
    Activity,
    CheckInCount,
    DoorCode,
    FactConfirmation,
    Fault,
    HolidaySeason,
    MonthlyUse,
    OddScanCount,
    OperatingNotice,
    RatingCount,
    ServiceSite,
    Sticker,
)
from sites.use.checks import Frame
from sites.use.kinds import ACTIVITY, FAULT, SESSION
from sites.use.months import month_refusal
from sites.vocabulary import IN_USE
from tests.demo.building import SETTINGS, demo
from tests.factories import NOW
from unionportal.demo.tables import LOGINS, MARK

SITES = 60


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[tuple[str, Path]]:
    """What was said while it was built, and where its files lie."""
    files = tmp_path_factory.mktemp("city")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**SETTINGS, MEDIA_ROOT=files):
            said = demo("--sites", str(SITES))
        yield said, files
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def city(built: tuple[str, Path], db: None, settings: Any) -> str:
    said, settings.MEDIA_ROOT = built
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    return said


def test_the_city_stands_whole(city, settings):
    assert Filing.objects.count() == SITES
    assert set(Filing.objects.values_list("state", flat=True)) == set(FilingState.values)
    assert not ServiceSite.objects.filter(is_sample=False).exists()
    assert all(case.version.name.startswith(MARK) for case in Filing.objects.select_related("version"))
    assert set(District.objects.filter(governing_union=None)) == set()
    assert Union.objects.get(code="370211").name == "西海岸新区总工会"
    for login in LOGINS:
        assert f" {login.username} " in city
        user = User.objects.get(username=login.username)
        assert user.is_demo
        assert user.check_password(settings.DEMO_PASSWORD)
    office = User.objects.filter(is_staff=True).values_list("username", flat=True)
    assert set(office) == {"admin", "auditor", "city2"}  # who enters a measure, who reads, who checks it
    assert settings.DEMO_PASSWORD in city
    assert demo().startswith("演示城市已经建好")
    assert Filing.objects.count() == SITES


def test_every_step_lies_on_a_working_day_in_the_past_and_the_trail_is_in_order():
    moments = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] == NOW
    calendar = load_calendar()
    steps = AuditEntry.objects.filter(action__startswith="filing.")
    days = {moment.astimezone(NOW.tzinfo).date() for moment in steps.values_list("at", flat=True)}
    assert days
    assert all(calendar.is_workday(day) and day < NOW.date() for day in days)
    assert not AuditEntry.objects.filter(outcome="refused").exists()
    seal_entries(now=NOW.replace(year=2027))
    assert first_altered() == ""


def test_pins_lie_in_their_district():
    for version in (case.version for case in Filing.objects.exclude(version__lat=None)):
        pin, district = Point(float(version.lat), float(version.lng)), version.district
        assert check_pin(*pin) is None
        middle = Point(float(district.centre_lat), float(district.centre_lng))
        assert far_from(pin, middle, district.radius_km, district.name) is None


def test_sites_in_use_have_a_year_of_records_that_could_have_been_typed():
    in_use = ServiceSite.objects.filter(state__in=IN_USE)
    months = MonthlyUse.objects.values_list("site", "month", "site__version__opened_on")
    assert {site for site, _, _ in months} <= set(in_use.values_list("pk", flat=True))
    assert len(months) > in_use.count()
    assert [row for row in months if month_refusal(row[1], NOW.date(), row[2])] == []
    for kind in (ACTIVITY, SESSION, FAULT):
        for row in kind.model.objects.select_related("site__version"):
            frame = Frame(row.site.kind, NOW.date(), row.site.version.opened_on)
            assert kind.problems(vars(row), frame) == {}, row
    assert Activity.objects.exists()
    assert RatingCount.objects.exists()
    assert AuditEntry.objects.filter(action="use.samples").count() <= in_use.count()


def test_one_round_went_from_the_call_to_the_money_and_another_is_under_review():
    ended, running = Round.objects.order_by("opens_at")
    assert (ended.state, running.state, running.is_blind) == ("named", "review", True)
    titles = Designation.objects.filter(nomination__round=ended)
    assert titles.count() >= 2
    assert not titles.filter(plate_number="").exists()
    notice = ended.publicities.get()
    assert notice.state == "ended"
    faults = faults_of(notice, NOW)
    assert faults.looks
    assert (faults.gaps, faults.altered) == ((), ())
    states = set(Subsidy.objects.values_list("state", flat=True))
    assert states == {"received", "approved"}
    assert UseReport.objects.count() == 1
    reviews = Review.objects.filter(nomination__round=running)
    assert set(reviews.values_list("state", flat=True)) == {"open", "submitted"}
    assert reviews.filter(reviewer__user__username="reviewer2", state="open").exists()
    assert set(User.objects.filter(username__startswith="reviewer").values_list("is_active", flat=True)) == {
        True
    }
    assert not User.objects.filter(is_demo=False).exists()
    assert not AuditEntry.objects.filter(outcome="refused").exists()
    moments = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    for each in RECOMPUTERS:
        assert each.replay().differing == ()


def test_something_is_looked_into_just_now():
    (order,), (check,), (review,) = (
        model.objects.all() for model in (Rectification, SpotCheck, YearlyReview)
    )
    assert (order.state, order.site.state) == ("mending", "rectifying")
    assert [bool(item.answer) for item in order.items.order_by("pk")] == [True, False]
    assert (check.state, check.drawn.count()) == ("drawn", 3)
    assert review.state == "own"
    states = list(Assessment.objects.filter(review_entry__review=review).values_list("state", flat=True))
    assert 1 <= states.count("district") <= 2
    assert set(states) <= {"own", "district"}
    assert not AuditEntry.objects.filter(outcome="refused").exists()


def test_the_doors_and_the_nightly_watch_have_a_story():
    home = User.objects.get(username="keeper").home_union
    kept = ServiceSite.objects.filter(managing_union=home, state__in=IN_USE)
    assert {site.site_type for site in kept} == {"outdoor_station", "nursing_room", "holiday_station"}
    renewed = DoorCode.objects.exclude(ended_at=None).get()
    assert Sticker.objects.filter(code=renewed).exists()
    assert OddScanCount.objects.get().code == renewed
    assert CheckInCount.objects.filter(site__in=kept).exists()
    assert all(count.site.is_sample for count in CheckInCount.objects.select_related("site"))
    told = OperatingNotice.objects.filter(kind="supplies", over_at=None)
    assert {"enough", "low", "out"} == set(told.values_list("supply_state", flat=True))
    assert set(PublicReport.objects.values_list("state", flat=True)) == {
        *("received", "replied", "confirmed", "refuted")
    }
    assert set(FactConfirmation.objects.values_list("source", flat=True)) == {"on_site", "phone"}
    assert Fault.objects.filter(fixed_on=None).exists()
    assert HolidaySeason.objects.filter(replaced_at=None).exists()
    open_ones = Finding.objects.filter(ended_on=None)
    assert set(open_ones.values_list("severity", flat=True)) == {"hint", "caution", "serious"}
    assert {"code_old", "fault_unmended", "supplies_ended", "supplies_ending"} <= set(
        open_ones.values_list("code", flat=True)
    )
    steps = Consequence.objects.exclude(action="remind")
    assert {"announced", "objected"} == set(steps.values_list("state", flat=True))
    assert steps.filter(earliest_on__lte=NOW.date()).exists()
    assert not AuditEntry.objects.filter(outcome="refused").exists()
    moments = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
