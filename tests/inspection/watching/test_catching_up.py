"""An outage, a double run, a clock set back and a check that raises end where an undisturbed run ends, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Value

from accounts.models import RoleGrant
from core.actor import SYSTEM
from core.clock import start_of
from core.models import AuditEntry, OwedMessage
from core.registry import CHECKS
from inspection.laddering.services import follow_ladder
from inspection.models import CheckRun, ConsequenceCause, Finding
from inspection.tasks import follow_checks as nightly
from inspection.watching.services import follow_checks, run_checks, tell_new_findings, try_again
from sites.models import OperatingNotice, ServiceSite, SiteKeeper, SiteVersion
from sites.transitions import SITE
from tests.factories import build_office
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

#: Taken before the tests narrow what is watched.
SUPPLIES, HOURS = CHECKS["supplies_ended"], CHECKS["unconfirmed_hours"]
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


def renew(name: str, on: date, ends: date = date(2035, 1, 1)) -> None:
    """A change with a new agreement is decided."""
    site = ServiceSite.objects.get(name=name)
    version = SiteVersion.objects.get(pk=site.version_id)
    version.pk, version.number, version.decided_at = None, site.versions.count() + 1, at(on, 15)
    version.agreement_ends_on = ends
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


#: What happens while the scheduler is away, by the number of the day: after its night, in the afternoon.
def _life(office) -> dict[int, list]:
    def on(number: int) -> date:
        return FIRST + timedelta(days=number)

    def corrected(name: str, number: int, ends: date):
        return lambda: renew(name, on(number), ends)

    def told(name: str, number: int, ends: date):
        return lambda: supplies_told(name, at(on(number), 15), ends)

    def step(name: str, number: int, action: str):
        site = ServiceSite.objects.get(name=name)
        return lambda: SITE.step(
            site.pk, action, actor=SYSTEM, now=at(on(number), 15), note="停电", updated_at=at(on(number), 15)
        )

    return {
        # found on the eighth, renewed on the ninth
        8: [corrected("协议站3", 8, date(2035, 1, 1)), corrected("协议站5", 8, on(1))],
        # an agreement that was to end is prolonged before it does
        6: [corrected("协议站4", 6, date(2035, 1, 1)), told("协议站1", 6, date(2030, 1, 1))],
        7: [told("协议站2", 7, on(5)), step("协议站0", 7, "cancel")],
        10: [told("协议站2", 10, date(2030, 1, 1))],
    }


def supplies_told(name: str, moment: datetime, ends: date) -> None:
    """As a notice of supplies does: the one before is over."""
    site = ServiceSite.objects.get(name=name)
    of_site = OperatingNotice.objects.filter(site=site, kind="supplies", supply="medicine", over_at=None)
    of_site.update(over_at=moment)
    OperatingNotice.objects.create(
        site=site,
        kind="supplies",
        supply="medicine",
        supply_state="enough",
        expires_on=ends,
        starts_at=moment,
        published_at=moment,
    )


def lived(office, nights) -> tuple:
    """All days with what happens on them; the watch and the ladder run in these nights. Taken back afterwards."""
    with transaction.atomic():
        supplies_told("协议站1", at(FIRST, -30), FIRST + timedelta(days=2))
        life = _life(office)
        for number in range(DAYS):
            if number in nights:
                followed(FIRST + timedelta(days=number))
                follow_ladder(now=at(FIRST + timedelta(days=number), 3))
            for happens in life.get(number, []):
                done = happens()
                if done is not None:
                    with done:
                        pass
        found = rows(), causes()
        transaction.set_rollback(True)
    return found


def causes() -> list[tuple]:
    """What was told to whom about what, and on which day."""
    names = ("consequence__site__name", "consequence__action", "title", "consequence__announced_on")
    return list(ConsequenceCause.objects.order_by(*names).values_list(*names))


def test_nine_days_in_which_life_went_on_end_as_if_there_had_been_a_scheduler(office, monkeypatch):
    monkeypatch.setitem(CHECKS._items, "supplies_ended", SUPPLIES)
    expected, told = lived(office, range(DAYS))
    made_up, told_late = lived(office, [0, 1, 2, 3, DAYS - 1])
    assert made_up == expected
    names = {(row[1], row[0], row[6] != "None") for row in made_up}
    assert {("协议站3", "agreement_ended", True), ("协议站2", "supplies_ended", True)} <= names
    last = FIRST + timedelta(days=DAYS - 1)
    before = [row for row in told if row[-1] < FIRST + timedelta(days=4)]
    assert before and [row for row in told_late if row[-1] != last] == before, (
        "nothing is dated into the outage"
    )
    still = {row[1] for row in expected if row[0] == "agreement_ended" and row[6] == "None"}
    late = {row[:-1] for row in told_late}
    assert {row[:-1] for row in told if row[0] in still and "协议" in row[2]} <= late, (
        "who still fails is told"
    )
    assert late < {row[:-1] for row in told}, "what was over by then is not told"


def test_what_nobody_could_have_known_is_not_dated_into_the_outage(office):
    """On the ninth day an agreement is corrected to one that ended on the second."""
    followed(FIRST)
    renew("协议站5", FIRST + timedelta(days=8), FIRST + timedelta(days=1))
    followed(FIRST + timedelta(days=DAYS - 1))
    finding = Finding.objects.get(code="agreement_ended", site__name="协议站5")
    assert (finding.began_on, finding.found_on) == (FIRST + timedelta(days=2), FIRST + timedelta(days=9))


def test_what_is_overwritten_is_judged_from_the_day_on_which_it_was_known(office, monkeypatch):
    """A confirmation leaves no trace of the one before: what was open ends on its day, and nothing begins before it."""
    code = "unconfirmed_hours"
    monkeypatch.setattr(CHECKS, "_items", {code: HOURS})
    ServiceSite.objects.update(confirmed_on=FIRST - timedelta(days=90))
    followed(FIRST + timedelta(days=1))
    assert Finding.objects.filter(code=code, ended_on=None).count() == 6
    site = ServiceSite.objects.get(name="协议站1")
    site.confirmed_on = FIRST + timedelta(days=6)
    site.save(update_fields=["confirmed_on"])
    followed(FIRST + timedelta(days=DAYS - 1))
    finding = Finding.objects.get(code=code, site=site)
    assert (finding.found_on, finding.ended_on) == (FIRST + timedelta(days=1), FIRST + timedelta(days=6))
    assert CheckRun.objects.get(code=code, day=FIRST + timedelta(days=7)).closed == 1


@pytest.mark.parametrize("code", [code for code, check in CHECKS.items() if check.looks_back])
def test_every_check_answers_for_a_past_day(code, monkeypatch):
    build_office()
    monkeypatch.setattr(CHECKS, "_items", {code: CHECKS[code]})
    followed(FIRST)
    ran = followed(FIRST + timedelta(days=2))
    assert (ran.broken, ran.partial, len(ran.days)) == ([], [], 2)


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


def told_subjects(office) -> list[str]:
    return list(
        OwedMessage.objects.filter(recipient_id=office.district.pk)
        .order_by("-pk")
        .values_list("subject", flat=True)
    )


def test_what_a_day_finds_when_it_is_asked_for_again_is_told_and_nothing_twice(office):
    """A site that could not be read at night is put right, and the day is run once more: by the office or by the scheduler."""
    late = ServiceSite.objects.get(name="协议站5")
    ServiceSite.objects.filter(pk=late.pk).update(state="cancelled")
    followed(FIRST)
    tell_new_findings(now=at(FIRST))
    before = told_subjects(office)
    run = CheckRun.objects.get(code="agreement_ending")
    CheckRun.objects.filter(pk=run.pk).update(error="跳过 1 个阵地", set_aside=[late.pk])
    ServiceSite.objects.filter(pk=late.pk).update(state=late.state)
    try_again(run.pk, actor=SYSTEM, now=at(FIRST, 9))
    assert followed(FIRST, 9).opened == 1
    assert tell_new_findings(now=at(FIRST, 9)) > 0
    assert told_subjects(office) == ["预警检查新发现 1 个问题", *before]
    assert tell_new_findings(now=at(FIRST, 10)) == 0
    run_checks(clock=lambda: at(FIRST, 11), only=["agreement_ending"])
    assert tell_new_findings(now=at(FIRST, 11)) == 0, "a second run that finds nothing says nothing"


def test_a_grant_that_ended_hears_nothing_of_findings(office):
    grants = RoleGrant.objects.filter(user=office.district)
    grants.update(valid_until=FIRST)
    followed(FIRST)
    tell_new_findings(now=at(FIRST))
    assert told_subjects(office) != [], "the last day counts still"
    OwedMessage.objects.all().delete()
    followed(FIRST + timedelta(days=8))
    tell_new_findings(now=at(FIRST + timedelta(days=8)))
    assert OwedMessage.objects.filter(recipient_id=office.city.pk).exists()
    assert told_subjects(office) == []


def test_the_scheduler_runs_and_tells(office):
    assert nightly() > 0
    assert OwedMessage.objects.exists()
    assert nightly() == 0
