"""What fails for another cause is another finding; a term that moves, or a night more, changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import DateField, F, IntegerField, Value

from accounts.models import User
from core.actor import SYSTEM
from core.clock import start_of
from core.registry import CHECKS
from inspection.laddering.services import follow_ladder
from inspection.models import Consequence, Finding, PublicReport
from inspection.reporting.services import answer_report
from inspection.watching.services import reconcile
from rulebook.selectors import terms_of
from rulebook.services import seed_calendars
from sites.models import OperatingNotice, ServiceSite
from tests.factories import NOW, build_office, pack_now, succeed
from tests.inspection.reported import told_of
from tests.inspection.watching import planted
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

FIRST = date(2026, 10, 14)


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


def day_of(number: int) -> date:
    return FIRST + timedelta(days=number)


def night(code: str, day: date, after: date | None = None):
    """As the scheduler asks: the day before was the last one."""
    found = reconcile(
        CHECKS[code], day, now=start_of(day) + timedelta(hours=2), after=after or day - timedelta(days=1)
    )
    return found.opened, found.closed


def told(site, supply: str, ends: date, day: date) -> OperatingNotice:
    at = start_of(day) + timedelta(hours=1)
    return OperatingNotice.objects.create(
        site=site,
        kind="supplies",
        supply=supply,
        supply_state="enough",
        expires_on=ends,
        starts_at=at,
        published_at=at,
    )


def replaced(notice: OperatingNotice, day: date) -> None:
    at = start_of(day) + timedelta(hours=1)
    OperatingNotice.objects.filter(pk=notice.pk).update(over_at=at, ends_at=at)
    told(notice.site, notice.supply, date(2030, 1, 1), day)


def kept(code: str) -> list[tuple]:
    rows = Finding.objects.filter(code=code).order_by("began_on", "pk")
    return list(rows.values_list("began_on", "found_on", "ended_on"))


@pytest.mark.parametrize("second_ends", [13, 6])
def test_medicine_that_was_replaced_leaves_no_measure_on_its_grounds(office, second_ends):
    """The kit ended on the day before the medicine was replaced, or a week earlier, while the medicine was found."""
    site = opened_site(office.tree.primary, "药箱站")
    medicine = told(site, "medicine", day_of(-1), day_of(-9))
    told(site, "first_aid", day_of(second_ends), day_of(-9))
    for number in range(17):
        if number == 14:
            replaced(medicine, day_of(14))
        night("supplies_ended", day_of(number))
        follow_ladder(now=start_of(day_of(number)) + timedelta(hours=3))
    first = (FIRST, FIRST, day_of(14))
    assert kept("supplies_ended") == [first, (day_of(second_ends + 1), day_of(14), None)]
    standing = Finding.objects.get(ended_on=None)
    assert standing.inputs == {"ends_on": day_of(second_ends).isoformat()}
    measures = Consequence.objects.exclude(action="remind").filter(state__in=("announced", "objected"))
    assert [each.finding for row in measures for each in row.causes.all() if each.finding.ended_on] == []
    assert night("supplies_ended", day_of(17)) == (0, 0)


def test_a_report_that_was_answered_is_not_what_the_finding_leads_to(office):
    site = opened_site(office.tree.primary, "被反映站")
    first, second = (told_of(site, what).report for what in ("locked", "broken"))
    PublicReport.objects.filter(pk=first.pk).update(due_on=day_of(0))
    PublicReport.objects.filter(pk=second.pk).update(due_on=day_of(3))
    for number in range(1, 9):
        night("report_unanswered", day_of(number))
    at = start_of(day_of(9)) + timedelta(hours=1)
    answer_report(first.pk, "confirmed", "已处理。", actor=office.actor("district"), now=at)
    assert night("report_unanswered", day_of(9)) == (1, 1)
    standing = Finding.objects.get(ended_on=None)
    assert standing.began_on == day_of(4)
    assert standing.inputs["report"] == second.pk


def test_a_fault_that_was_mended_is_not_the_one_that_waits(office):
    site, began = planted.fault(office)
    mended, later = site.fault_rows.get(), timedelta(days=2)
    site.fault_rows.create(
        what="空调", reported_on=mended.reported_on + later, due_on=mended.due_on + later, entered_at=NOW
    )
    for number in range(6):
        night("fault_unmended", began + timedelta(days=number))
    on = began + timedelta(days=6)
    site.fault_rows.filter(pk=mended.pk).update(fixed_on=began, entered_at=start_of(on))
    assert night("fault_unmended", on) == (1, 1)
    assert kept("fault_unmended") == [(began, began, on), (began + later, on, None)]


def test_another_year_without_activities_is_another_finding(office):
    _, began = planted.few_activities(office)
    night("activities_few", began)
    next_year = date(began.year + 1, 1, 1)
    assert night("activities_few", next_year - timedelta(days=1)) == (0, 0)
    assert night("activities_few", next_year) == (1, 1)
    assert Finding.objects.get(ended_on=None).inputs["held"] == 0
    assert night("activities_few", next_year + timedelta(days=1)) == (0, 0)


def test_a_term_that_moves_leaves_one_finding(office):
    """The same silence under a longer span that is over as well."""
    _, began = planted.unused(office)
    terms = terms_of(pack_now("outdoor", office.tree.city))
    limits = tuple(
        replace(each, days=each.days + 5) if each.code == "use_silence" else each for each in terms.limits
    )
    assert night("use_silent", began) == (1, 0)
    succeed(pack_now("outdoor", office.tree.city), began + timedelta(days=30), limits=limits)
    assert night("use_silent", began + timedelta(days=30)) == (0, 0)
    assert kept("use_silent") == [(began, began, None)]


def test_a_term_that_moves_the_beginning_to_the_very_night_leaves_one_finding(office):
    ends = FIRST + timedelta(days=20)
    opened_site(office.tree.primary, "协议站", agreement_ends_on=ends)
    terms = terms_of(pack_now("outdoor", office.tree.city))
    limits = tuple(replace(each, days=15) if each.code == "expiry_notice" else each for each in terms.limits)
    assert night("agreement_ending", ends - timedelta(days=16)) == (1, 0)
    succeed(pack_now("outdoor", office.tree.city), ends - timedelta(days=15), limits=limits)
    assert night("agreement_ending", ends - timedelta(days=15)) == (0, 0)


def test_a_window_that_moves_on_leaves_one_finding(office, monkeypatch):
    """What counts the last days alone begins later every night, although nothing new happened."""
    site = opened_site(office.tree.primary, "门码站")
    check = CHECKS["map_missing"]

    def lately(day):
        rows = ServiceSite.objects.filter(pk=site.pk)
        began = Value(day - timedelta(days=5), DateField())
        return rows.annotate(subject=F("pk"), began_on=began, pack_ref=Value(None, IntegerField()))

    monkeypatch.setitem(CHECKS._items, "map_missing", replace(check, failing=lately, inputs={}, touched=None))
    assert [night("map_missing", day_of(number)) for number in range(8)] == [(1, 0)] + [(0, 0)] * 7


def test_what_cannot_look_back_begins_once(office):
    User.objects.filter(pk=office.keeper.pk).update(is_active=False)
    opened_site(office.tree.primary, "无人站")
    for number in range(3):
        night("keeper_missing", day_of(number))
    assert kept("keeper_missing") == [(FIRST, FIRST, None)]
