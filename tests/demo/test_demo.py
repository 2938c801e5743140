"""The demo city: whole, through the services, deterministic, and never on top of something real."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import District, Union, User
from accounts.services import create_user
from core.actor import SYSTEM
from core.guards import install_guards, lift_guards
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
from tests.factories import NOW, union
from unionportal.demo.city import HALF_BUILT, STAGES
from unionportal.demo.tables import LOGINS, MARK
from unionportal.management.commands.demo import Command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped_clock(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def demo(*words):
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


def test_the_city_stands_whole(settings):
    said = demo("--sites", "26")
    assert Filing.objects.count() == 26
    assert set(Filing.objects.values_list("state", flat=True)) == set(FilingState.values)
    assert not ServiceSite.objects.filter(is_sample=False).exists()
    assert all(case.version.name.startswith(MARK) for case in Filing.objects.select_related("version"))
    assert set(District.objects.filter(governing_union=None)) == set()
    assert Union.objects.get(code="370211").name == "西海岸新区总工会"
    for login in LOGINS:
        assert f" {login.username} " in said
        user = User.objects.get(username=login.username)
        assert user.is_demo
        assert user.check_password(settings.DEMO_PASSWORD)
    office = User.objects.filter(is_staff=True).values_list("username", flat=True)
    assert set(office) == {"admin", "auditor", "city2"}  # who enters a measure, who reads, who checks it
    assert settings.DEMO_PASSWORD in said
    assert demo().startswith("演示城市已经建好")
    assert Filing.objects.count() == 26


def test_every_step_lies_on_a_working_day_in_the_past_and_the_trail_is_in_order():
    demo("--sites", "13")
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
    demo("--sites", "13")
    for version in (case.version for case in Filing.objects.exclude(version__lat=None)):
        pin, district = Point(float(version.lat), float(version.lng)), version.district
        assert check_pin(*pin) is None
        middle = Point(float(district.centre_lat), float(district.centre_lng))
        assert far_from(pin, middle, district.radius_km, district.name) is None


def test_sites_in_use_have_a_year_of_records_that_could_have_been_typed():
    demo("--sites", "26")
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
    demo("--sites", "60")
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
    demo("--sites", "26")
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
    demo("--sites", "40")
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


def test_too_few_sites_are_looked_into_by_nobody():
    demo("--sites", "1")
    assert not YearlyReview.objects.exists()


def test_the_same_city_comes_twice():
    first, second = built_and_undone(), built_and_undone()
    assert first == second
    assert len(first[0]) == 5


def built_and_undone():
    cache.clear()
    with transaction.atomic():
        demo("--sites", "5")
        names = list(Filing.objects.order_by("pk").values_list("version__name", "state", "submitted_at"))
        found = list(Finding.objects.order_by("pk").values_list("code", "began_on", "site__name"))
        uses = list(MonthlyUse.objects.order_by("pk").values_list("site__name", "month", "visits"))
        transaction.set_rollback(True)
    return names, uses, found


@pytest.mark.parametrize(
    ("stage", "there"),
    [("filed", (False, False)), ("inspected", (True, False)), ("published", (True, True))],
)
def test_a_city_goes_as_far_as_it_was_asked(stage, there):
    demo("--sites", "26", "--stage", stage)
    assert (YearlyReview.objects.exists(), Round.objects.exists()) == there
    assert [model.objects.exists() for model in (MonthlyUse, Finding, Sticker)] == [there[0]] * 3


def test_the_help_names_each_stage():
    told = Command().create_parser("manage.py", "demo").format_help()
    assert all(words in told.replace("\n", "").replace(" ", "") for words in STAGES.values())


@pytest.mark.parametrize("kind", ["person", "site", "union"])
def test_a_database_with_something_real_is_left_alone(kind):
    if kind == "person":
        create_user("gu", "顾磊", password="x", home_union=None, actor=SYSTEM, now=NOW)
    elif kind == "site":
        demo("--sites", "1")
        ServiceSite.objects.update(is_sample=False)
        lift_and_forget()
    else:
        union("某市总工会", "city")
    before = (User.objects.count(), Union.objects.count(), ServiceSite.objects.count())
    with pytest.raises(CommandError, match="数据库中已有真实数据"):
        demo()
    assert (User.objects.count(), Union.objects.count(), ServiceSite.objects.count()) == before


def test_a_city_left_half_built_is_named_as_such():
    create_user("keeper", "王芳", password="x", home_union=None, actor=SYSTEM, now=NOW, is_demo=True)
    with pytest.raises(CommandError) as refused:
        demo()
    assert str(refused.value) == HALF_BUILT


@pytest.mark.parametrize("sites", ["0", "-1", "1000000"])
def test_an_impossible_number_of_sites_is_refused(sites):
    with pytest.raises(CommandError, match="应在 1 到"):
        demo("--sites", sites)


def lift_and_forget():
    """The mark that the city is complete, taken away as no office could."""
    lift_guards(connection)
    AuditEntry.objects.filter(action="demo.built").delete()
    install_guards(connection)
