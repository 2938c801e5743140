"""What is told of days to come keeps to the measure of each day: a trial that ends, a successor with other limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import start_of
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.selectors import AHEAD, coming_findings
from inspection.watching.services import run_checks
from rulebook.selectors import terms_of
from tests.factories import NOW, build_office, pack_now, succeed
from tests.factories.packs import repeal
from tests.inspection.watching.planted import FILED, agreement, self_check, unused

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
DAY = timedelta(days=1)
SILENT = "use_silent"
#: Statements of a check that is asked about one day: the measures in force, and its rows.
PER_ROW = 3


@pytest.fixture
def office():
    return build_office()


def told(site, code=SILENT, today=TODAY):
    """The days on which one check is told."""
    return [each.day for each in coming_findings(site, today) if each.check.code == code]


def night(site, day, code=SILENT):
    """When that began which the night of a day finds and the night before did not find."""
    CheckRun.objects.all().delete()
    for each in (day - DAY, day):
        run_checks(clock=lambda each=each: start_of(each) + timedelta(hours=2), only=[code])
    found = Finding.objects.filter(site=site, code=code, ended_on=None, found_on=day)
    began = list(found.values_list("began_on", flat=True))
    Finding.objects.all().delete()
    return began


def measure(office, begins, *, code="use_silence", days=None, trial_until=None, without=False):
    """A published successor with another number of days in one of its limits, or ``without`` this limit."""
    pack = pack_now("outdoor", office.tree.city)
    limits = tuple(
        replace(each, days=days) if days and each.code == code else each
        for each in terms_of(pack).limits
        if not without or each.code != code
    )
    return succeed(pack, begins, limits=limits, trial_until=trial_until)


def test_what_comes_before_a_trial_ends_is_told_although_no_measure_governs_at_the_end_of_the_year(office):
    site, day = unused(office)
    measure(office, FILED, trial_until=TODAY + timedelta(days=200))
    assert told(site) == [day]
    assert night(site, day) == [day]


@pytest.mark.parametrize(("later", "is_found"), [(0, True), (-1, False)])
def test_the_last_day_of_the_trial_itself_counts_and_the_day_after_does_not(office, later, is_found):
    site, day = unused(office)
    measure(office, FILED, trial_until=day + timedelta(days=later))
    assert told(site) == night(site, day) == ([day] if is_found else [])


@pytest.mark.parametrize(("later", "is_found"), [(1, True), (0, False)])
def test_what_comes_before_a_repeal_is_told_and_nothing_from_its_first_day_on(office, later, is_found):
    site, day = unused(office)
    repeal(measure(office, FILED), day + timedelta(days=later))
    assert told(site) == night(site, day) == ([day] if is_found else [])


def test_a_successor_with_a_longer_limit_moves_no_day_before_its_beginning(office):
    site, day = unused(office)
    measure(office, TODAY + timedelta(days=300), days=180)
    assert told(site) == [day], "it goes on, or ends and comes back: its first day is told"
    assert night(site, day) == [day]


@pytest.mark.parametrize("later", [0, 1])
def test_a_successor_with_a_longer_limit_moves_what_begins_on_its_first_day(office, later):
    """Used until 2 November: from 31 January on it is silent for 90 days, three months later for 180."""
    site, day = unused(office)
    measure(office, day + timedelta(days=later), days=180)
    assert night(site, day) == ([day] if later else [])
    expected = day if later else day + timedelta(days=90)
    assert told(site) == [expected]
    assert night(site, expected) == [expected]


def test_a_successor_with_a_shorter_limit_finds_nothing_before_its_first_day(office):
    site, day = unused(office)
    begins, began = TODAY + timedelta(days=80), day - timedelta(days=60)
    measure(office, begins, days=30)
    assert began < begins
    assert told(site) == [begins]
    assert night(site, begins) == [began]
    assert night(site, began) == []


def test_what_a_successor_makes_fail_that_would_have_failed_by_today_is_told_for_its_first_day(office):
    site, _ = unused(office)
    today, begins = TODAY + timedelta(days=60), TODAY + timedelta(days=80)
    measure(office, begins, days=30)
    assert told(site, today=today) == [begins]
    assert told(site, today=begins) == [], "it is there already"


def test_what_fails_today_and_goes_on_under_the_successor_is_not_told_as_if_it_came(office):
    site, day = unused(office)
    measure(office, day + timedelta(days=20), days=30)
    assert told(site, today=day - DAY) == [day]
    assert told(site, today=day) == []


def test_a_measure_that_follows_a_gap_finds_on_its_first_day_what_nothing_ruled_meanwhile(office):
    site, day = unused(office)
    measure(office, FILED, trial_until=day - timedelta(days=10))
    begins = day + timedelta(days=40)
    measure(office, begins)
    assert told(site) == [begins]
    assert night(site, begins) == [day]


def test_a_limit_that_only_one_measure_sets_is_told_for_a_day_of_that_one(office):
    """It holds for one day alone."""
    site, day = unused(office)
    begins = day + timedelta(days=5)
    measure(office, begins)
    for without_it in (FILED, begins + DAY):
        measure(office, without_it, without=True)
    assert told(site) == [begins]
    assert night(site, begins) == [day]


def test_reminder_and_end_are_each_told_under_the_measure_of_their_own_day(office):
    """A longer notice reminds from the first day of its measure on, also of what is nearer than that."""
    site, ended = agreement(office)
    begins = ended - timedelta(days=45)
    measure(office, begins, code="expiry_notice", days=60)
    assert told(site, "agreement_ending") == [begins]
    assert told(site, "agreement_ended") == [ended]
    assert night(site, begins, "agreement_ending") == [begins - timedelta(days=16)]


def test_a_grade_that_a_successor_brings_forward_is_told_for_its_first_day_with_those_before_it(office):
    """Very late after 20 days instead of 60."""
    site, due = self_check(0)(office)
    today, begins = due - timedelta(days=150), due + timedelta(days=40)
    measure(office, begins, code="self_check_late", days=20)
    grades = {
        "self_check_due": due - timedelta(days=30),
        "self_check_overdue": due + DAY,
        "self_check_very_late": begins,
    }
    assert {code: told(site, code, today) for code in grades} == {code: [day] for code, day in grades.items()}
    for code, day in grades.items():
        assert len(night(site, day, code)) == 1, code


def _first_night(site):
    """The first day to come on which the question of the night finds what it did not find on the day before."""
    was = True
    for day in (TODAY + timedelta(days=each) for each in range(AHEAD.days + 1)):
        fails = CHECKS[SILENT].failing(day).filter(subject=site.pk, began_on__lte=day).order_by().exists()
        if fails and not was:
            return [day]
        was = fails
    return []


@pytest.mark.parametrize(
    "plan",
    [
        ((20, 30, 20), (60, 95, 300), (110, None, 120)),
        ((45, 100, 200), (150, 160, 170), (170, None, 30)),
    ],
)
def test_the_first_day_is_the_one_on_which_asking_night_by_night_finds_it(office, plan):
    """Measures by their first day, the last one of their trial, and the days of a limit."""
    site, _ = unused(office)
    pack = pack_now("outdoor", office.tree.city)
    for begins, until, days in plan:
        trial = TODAY + timedelta(days=until) if until else None
        measure(office, TODAY + timedelta(days=begins), days=days, trial_until=trial)
    assert pack_now("outdoor", office.tree.city) == pack
    assert told(site) == _first_night(site) != []


def statements(site):
    with CaptureQueriesContext(connection) as asked:
        coming_findings(site, TODAY)
    return len(asked)


def test_a_year_without_a_change_asks_each_check_once_and_a_change_asks_it_once_more(office):
    site, _ = unused(office)
    coming_findings(site, TODAY)  # what a process reads of a measure it reads once
    without = statements(site)
    measure(office, TODAY + AHEAD + DAY, days=30)
    pack = pack_now("outdoor", office.tree.city)
    over = {"effective_from": pack.effective_from - DAY, "trial_until": TODAY + timedelta(days=50)}
    succeed(pack, **over)
    assert statements(site) == without, "a version beyond the year, and the trial of one that was succeeded"
    begins = TODAY + timedelta(days=80)
    measure(office, begins, days=30)
    coming_findings(site, TODAY)
    checks = [each for each in CHECKS if each.subject == "site" and each.looks_back]
    assert without < statements(site) <= without + (len(checks) + 2) * PER_ROW


def test_every_day_that_is_told_lies_after_today_and_within_the_year(office):
    site, _ = unused(office)
    measure(office, TODAY + DAY, days=10)
    measure(office, TODAY + AHEAD, days=20)
    days = [each.day for each in coming_findings(site, TODAY)]
    assert days
    assert all(TODAY < day <= TODAY + AHEAD for day in days)
