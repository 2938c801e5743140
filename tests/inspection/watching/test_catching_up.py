"""An outage, a double run, a clock set back and a check that raises end where an undisturbed run ends, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Value

from core.clock import start_of
from core.models import AuditEntry, OwedMessage
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.tasks import follow_checks as nightly
from inspection.watching.services import follow_checks, run_checks, tell_new_findings
from sites.models import ServiceSite, SiteKeeper, SiteVersion
from tests.factories import build_office
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

FIRST = date(2026, 11, 1)
DAYS = 14


#: What ends by the calendar, what is ended by a change, what cannot look back; the others are asked in the same way.
WATCHED = ("agreement_ended", "agreement_ending", "keeper_missing", "map_missing")


@pytest.fixture
def office(monkeypatch):
    office = build_office()
    monkeypatch.setattr(CHECKS, "_items", {code: CHECKS[code] for code in WATCHED})
    for number in range(6):
        ends = FIRST + timedelta(days=number * 2)
        opened_site(office.tree.primary, f"协议站{number}", listed_amap=True, agreement_ends_on=ends)
    return office


def at(day: date, hour: int = 2) -> datetime:
    return start_of(day) + timedelta(hours=hour)


def followed(day: date, hour: int = 2):
    return follow_checks(clock=lambda: at(day, hour))


def renew(name: str, on: date) -> None:
    """A change with a new agreement is decided."""
    site = ServiceSite.objects.get(name=name)
    version = SiteVersion.objects.get(pk=site.version_id)
    version.pk, version.number, version.decided_at = None, site.versions.count() + 1, at(on, 15)
    version.agreement_ends_on = date(2035, 1, 1)
    version.save(force_insert=True)
    ServiceSite.objects.filter(pk=site.pk).update(version=version)


def rows() -> list[tuple]:
    """Everything but when it was written down."""
    names = (
        "code",
        "site__name",
        "union__name",
        "severity",
        "began_on",
        "found_on",
        "ended_on",
        "inputs",
        "pack",
    )
    found = Finding.objects.order_by("code", "site__name", "began_on").values_list(*names)
    return [tuple(map(str, row)) for row in found]


def runs() -> list[tuple]:
    return list(
        CheckRun.objects.order_by("code", "day").values_list("code", "day", "opened", "closed", "error")
    )


def _undisturbed(office) -> tuple:
    """Night by night; on the sixth day an agreement is renewed that ended before the outage of the other run."""
    for number in range(DAYS):
        if number == 6:
            renew("协议站0", FIRST + timedelta(days=5))
        followed(FIRST + timedelta(days=number))
    found = rows(), runs()
    Finding.objects.all().delete()
    CheckRun.objects.all().delete()
    site = ServiceSite.objects.get(name="协议站0")
    first = site.versions.order_by("number").first()
    ServiceSite.objects.filter(pk=site.pk).update(version=first)
    return found


def test_nine_days_without_a_scheduler_end_as_if_there_had_been_one(office):
    expected, nights = _undisturbed(office)
    assert len(expected) > 10
    for number in range(5):
        followed(FIRST + timedelta(days=number))
    renew("协议站0", FIRST + timedelta(days=5))
    ran = followed(FIRST + timedelta(days=DAYS - 1), hour=9)
    assert ran.days == [FIRST + timedelta(days=number) for number in range(5, DAYS)]
    assert rows() == expected
    looking_back = [night for night in nights if CHECKS[night[0]].looks_back]
    made_up = [run for run in runs() if CHECKS[run[0]].looks_back]
    assert [run[:3] for run in made_up] == [night[:3] for night in looking_back]


def test_run_twice_run_late_and_run_by_hand_in_between_is_the_same(office):
    expected, _ = _undisturbed(office)
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        if number == 6:
            renew("协议站0", FIRST + timedelta(days=5))
        followed(day, hour=23 if number % 3 else 2)
        followed(day, hour=23)
        run_checks(clock=lambda day=day: at(day, 23))
    assert rows() == expected


def test_a_clock_set_back_an_hour_does_nothing_twice(office):
    followed(FIRST + timedelta(days=3), hour=0)
    before = rows(), runs(), AuditEntry.objects.count()
    back = follow_checks(clock=lambda: at(FIRST + timedelta(days=3), 0) - timedelta(hours=1))
    assert (back.days, back.opened, back.closed) == ([], 0, 0)
    by_hand = run_checks(clock=lambda: at(FIRST + timedelta(days=3), 0) - timedelta(hours=1))
    assert by_hand.days == []
    assert (rows(), runs(), AuditEntry.objects.count()) == before


def test_what_cannot_look_back_is_found_on_the_day_it_is_seen(office):
    office.keeper.is_active = False
    office.keeper.save()
    followed(FIRST)
    office.keeper.is_active = True
    office.keeper.save()
    followed(FIRST + timedelta(days=1))
    office.keeper.is_active = False
    office.keeper.save()
    followed(FIRST + timedelta(days=9))
    days = Finding.objects.filter(code="keeper_missing", ended_on=None).values_list("began_on", "found_on")
    assert set(days) == {(FIRST + timedelta(days=9), FIRST + timedelta(days=9))}
    assert CheckRun.objects.filter(code="keeper_missing").count() == 3


@pytest.fixture
def broken(office, monkeypatch):
    """One check divides by nothing for every site that it looks at."""
    check = CHECKS["map_missing"]

    def raising(day):
        return check.failing(day).annotate(broken=Value("no number")).extra(where=["1 / 0 = (SELECT x)"])

    monkeypatch.setitem(CHECKS._items, "map_missing", replace(check, failing=raising))
    return check


def test_a_check_that_raises_leaves_the_others_running_and_the_run_says_so(office, broken, capsys):
    ran = followed(FIRST)
    assert ran.broken == ["没有标注电子地图(2026年11月1日)"]
    assert CheckRun.objects.filter(ended_at=None).values_list("code", flat=True).get() == "map_missing"
    assert "没有完成" in CheckRun.objects.get(code="map_missing").error
    assert Finding.objects.exists()
    with pytest.raises(CommandError, match="1 项没有完成"):
        call_command("run_checks", only=["map_missing", "agreement_ended"])
    assert "没有标注电子地图" in capsys.readouterr().out


def test_a_broken_check_is_tried_three_times_a_day_and_goes_on_when_it_is_mended(office, broken, monkeypatch):
    for hour in range(2, 8):
        followed(FIRST, hour)
    assert CheckRun.objects.get(code="map_missing").attempts == 3
    assert followed(FIRST + timedelta(days=1)).broken == ["没有标注电子地图(2026年11月2日)"]
    monkeypatch.setitem(CHECKS._items, "map_missing", broken)
    assert followed(FIRST + timedelta(days=2)).broken == []
    assert CheckRun.objects.get(code="map_missing", day=FIRST + timedelta(days=2)).ended_at


def test_a_night_is_told_in_one_message_a_person_however_many_days_were_made_up(office):
    site = ServiceSite.objects.get(name="协议站1")
    SiteKeeper.objects.create(site=site, user=office.street, since=FIRST)
    followed(FIRST)
    tell_new_findings(now=at(FIRST))
    OwedMessage.objects.all().delete()
    followed(FIRST + timedelta(days=8))
    tell_new_findings(now=at(FIRST + timedelta(days=8)))
    tell_new_findings(now=at(FIRST + timedelta(days=8), 3))
    told = dict(OwedMessage.objects.values_list("recipient_id", "subject"))
    assert set(told) == {
        each.pk for each in (office.keeper, office.street, office.district, office.city, office.city2)
    }
    assert OwedMessage.objects.count() == len(told)
    assert told[office.street.pk] == "预警检查新发现 1 个问题,其中严重 1 个"
    assert told[office.district.pk] == "预警检查新发现 4 个问题,其中严重 4 个"


def test_the_scheduler_runs_and_tells(office):
    assert nightly() > 0
    assert OwedMessage.objects.exists()
    assert nightly() == 0
