"""One site whose facts no statement can read: all others are checked, the run says which it was, and the next run tries it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db.models import BigIntegerField, Case, Func, IntegerField, Value, When
from django.db.models.functions import Abs, Cast, Length
from django.urls import reverse

from core.checks import Check
from core.clock import start_of
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services import follow_checks, one_day, run_checks, setting_aside
from sites.models import ServiceSite
from tests.factories import build_office
from tests.office import build_office as build_portal
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 3)


def at(day: date, hour: int = 2) -> datetime:
    return start_of(day) + timedelta(hours=hour)


def over_the_edge(check: Check) -> Check:
    """No number of eight bytes holds what this check reckons for a site that is called 坏站."""

    def failing(day):
        reckoned = Case(When(name__startswith="坏站", then=Value(-(2**63))), default=Value(1))
        rows = check.failing(day).annotate(reckoned=Abs(Cast(reckoned, BigIntegerField())))
        return rows.filter(reckoned__gte=0)

    return replace(check, failing=failing)


@pytest.fixture
def watched(monkeypatch):
    """Two checks that find the same; the first will meet a row that it cannot read."""
    check = CHECKS["agreement_ended"]
    found = {check.code: check, "agreement_ending": replace(check, code="agreement_ending", title="另一项")}
    monkeypatch.setattr(CHECKS, "_items", found)
    return found


@pytest.fixture
def office(watched):
    office = build_office()
    for number in range(9):
        name = "坏站" if number == 4 else f"站{number}"
        opened_site(office.tree.primary, name, agreement_ends_on=DAY - timedelta(days=1))
    watched["agreement_ended"] = over_the_edge(watched["agreement_ended"])
    return office


def found_names(code: str = "agreement_ended") -> set[str]:
    return set(Finding.objects.filter(code=code, ended_on=None).values_list("site__name", flat=True))


def test_all_others_are_checked_and_the_run_says_which_was_not(office):
    ran = follow_checks(clock=lambda: at(DAY))
    assert found_names() == {f"站{number}" for number in range(9) if number != 4}
    assert found_names("agreement_ending") == found_names() | {"坏站"}
    run = CheckRun.objects.get(code="agreement_ended")
    assert (run.opened, run.attempts, run.ended_at is not None) == (8, 1, True)
    assert run.set_aside == [ServiceSite.objects.get(name="坏站").pk]
    assert "有 1 个阵地的资料无法检查,已跳过,其他阵地已检查完" in run.error
    assert (ran.broken, ran.partial) == ([], ["共建协议已到期(2026年11月3日)跳过 1 个"])
    assert "没有全部检查的预警项:共建协议已到期" in ran.words


def test_the_scheduler_leaves_the_day_alone_and_the_next_day_tries_again(office):
    follow_checks(clock=lambda: at(DAY))
    assert follow_checks(clock=lambda: at(DAY, 9)).days == []
    again = follow_checks(clock=lambda: at(DAY + timedelta(days=1)))
    assert len(again.partial) == 1
    ServiceSite.objects.filter(name="坏站").update(name="好站")
    mended = follow_checks(clock=lambda: at(DAY + timedelta(days=2)))
    assert (mended.partial, mended.opened) == ([], 1)
    last = CheckRun.objects.get(code="agreement_ended", day=DAY + timedelta(days=2))
    assert (last.error, last.set_aside) == ("", [])


def test_a_run_by_hand_on_the_same_day_takes_back_what_it_said(office):
    follow_checks(clock=lambda: at(DAY))
    ServiceSite.objects.filter(name="坏站").update(state="cancelled", name="好站")
    run_checks(clock=lambda: at(DAY, 9))
    run = CheckRun.objects.get(code="agreement_ended")
    assert (run.error, run.set_aside, run.attempts) == ("", [], 2)


def test_what_was_open_about_it_stays_open_and_what_is_over_elsewhere_ends(office):
    ServiceSite.objects.filter(name="坏站").update(name="好站")
    follow_checks(clock=lambda: at(DAY))
    ServiceSite.objects.filter(name="好站").update(name="坏站")
    ServiceSite.objects.filter(name="站1").update(state="cancelled")
    ran = follow_checks(clock=lambda: at(DAY + timedelta(days=1)))
    assert (len(ran.partial), ran.opened, ran.closed) == (1, 0, 2), "站1 ends for both"
    assert "坏站" in found_names() and "站1" not in found_names() and len(found_names()) == 8


def test_more_than_so_many_and_the_check_itself_did_not_end(office, monkeypatch):
    monkeypatch.setattr(setting_aside, "MOST_SET_ASIDE", 1)
    opened_site(office.tree.primary, "坏站二", agreement_ends_on=DAY - timedelta(days=1))
    ran = follow_checks(clock=lambda: at(DAY))
    assert ran.broken == ["共建协议已到期(2026年11月3日)"]
    assert not found_names()
    assert found_names("agreement_ending"), "the other check is done"


def test_one_row_among_many_costs_two_statements_for_each_halving(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(150):
        follow_checks(clock=lambda: at(DAY))


@pytest.mark.pg
def test_a_check_that_takes_too_long_is_stopped_and_the_others_are_done(office, watched, monkeypatch):
    monkeypatch.setattr(one_day, "MOST_TIME", timedelta(milliseconds=100))
    slow = watched["agreement_ending"]

    def endless(day):
        waits = Func(Value(600), function="pg_sleep", template="%(function)s(%(expressions)s)::text")
        return (
            slow.failing(day).annotate(waits=Length(waits, output_field=IntegerField())).filter(waits__gte=0)
        )

    watched["agreement_ending"] = replace(slow, failing=endless)
    ran = follow_checks(clock=lambda: at(DAY))
    assert ran.broken == ["另一项(2026年11月3日)"]
    assert "检查用时超过" in CheckRun.objects.get(code="agreement_ending").error
    assert found_names()


def test_the_board_names_it_to_those_who_may_see_it(watched, settings):
    settings.CLOCK_PIN = at(DAY, 9).isoformat()
    office = build_portal()
    opened_site(office.primary, "好站", agreement_ends_on=DAY - timedelta(days=1))
    opened_site(office.primary, "坏站", agreement_ends_on=DAY - timedelta(days=1))
    watched["agreement_ended"] = over_the_edge(watched["agreement_ended"])
    call_command("run_checks")
    code = ServiceSite.objects.get(name="坏站").code
    board = office.client("city").get(reverse("findings")).content.decode()
    assert "“共建协议已到期”2026年11月3日的检查没有全部完成。" in board
    assert f"跳过的有:坏站({code})。" in board
    assert "没有全部完成" not in office.client("keeper").get(reverse("findings")).content.decode()
