"""The page says today what the night will find: the same checks, asked for a day to come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actor import SYSTEM
from core.clock import start_of
from core.registry import CHECKS
from core.words import chinese_day
from inspection.laddering import services
from inspection.laddering.days import days_ahead
from inspection.models import Finding
from inspection.rectifying import next_steps as rectifying
from inspection.watching.selectors import AHEAD, coming_findings
from inspection.watching.services import run_checks
from inspection.watching.words import lead_in_advance, remedy_in_advance
from rulebook.services import seed_calendars
from sites.models import ServiceSite
from tests.factories import build_office as factory_office
from tests.factories.orders import order_on
from tests.inspection.ladders import after, found_on, known_check, nights, the
from tests.inspection.watching.planted import PLANTS, self_check
from tests.office import NOW, build_office
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
#: The measures in force on its day, and the rows of the check.
PER_ROW = 3


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def site(office):
    ends = TODAY + timedelta(days=100)
    facts = {"agreement_ends_on": ends, "listed_amap": True}
    made = opened_site(office.primary, "到期站", **facts)
    ServiceSite.objects.filter(pk=made.pk).update(confirmed_on=TODAY, filed_on=TODAY - timedelta(days=20))
    made.refresh_from_db()
    return made


def told(site, today=TODAY):
    return {each.check.code: each.day for each in coming_findings(site, today)}


def test_each_day_that_is_told_is_the_day_on_which_the_night_finds_it(site):
    """For every check that says something, on the day before and on the day itself."""
    coming = told(site)
    assert coming["agreement_ended"] == TODAY + timedelta(days=101)
    assert len(coming) >= 3
    for code, day in sorted(coming.items(), key=lambda pair: pair[1]):
        for number, expected in ((-1, 0), (0, 1)):
            on = day + timedelta(days=number)
            run_checks(clock=lambda on=on: start_of(on) + timedelta(hours=2), only=[code])
            found = Finding.objects.filter(site=site, code=code, ended_on=None, began_on=day)
            assert found.count() == expected, (code, on)


#: Checks of facts that have happened already on the day on which they are found: nobody can foresee them.
HAPPENED = {"code_away", "code_old", "title_undeserved"}
FORESEEN = sorted(
    code
    for code in PLANTS
    if CHECKS[code].subject == "site" and CHECKS[code].looks_back and code not in HAPPENED
)


@pytest.mark.parametrize("code", FORESEEN)
def test_every_check_tells_its_first_day_half_a_year_ahead_also_when_it_is_over_before_the_year(code):
    """Reminders end with their day, a graver grade takes the place of a milder one, a season is over: all are told."""
    site, first = PLANTS[code](factory_office())
    assert told(site, first - timedelta(days=180))[code] == first


def test_what_comes_every_year_is_told_for_its_next_day_also_on_the_eve():
    site, first = PLANTS["activities_few"](factory_office())
    assert told(site, first - timedelta(days=1))["activities_few"] == first


def test_a_matter_is_told_with_all_its_grades_and_asked_for_no_more_than_that():
    site, due = self_check(0)(factory_office())
    today = due - timedelta(days=150)
    grades = {"self_check_due": -30, "self_check_overdue": 1, "self_check_very_late": 61}
    days = told(site, today)
    assert {code: (days[code] - due).days for code in grades} == grades
    with CaptureQueriesContext(connection) as with_grades:
        told(site, today)
    Finding.objects.create(
        site=site, code="self_check_overdue", severity="caution", began_on=today, found_on=today, found_at=NOW
    )
    with CaptureQueriesContext(connection) as without:
        assert "self_check_due" not in told(site, today)
    own_question = 1
    assert len(with_grades) <= len(without) + (own_question + 2) * PER_ROW


def test_the_checks_that_one_follows_are_known_and_no_check_follows_itself():
    for code in dict(CHECKS.items()):
        line = [code]
        while before := CHECKS[line[-1]].before:
            assert before in dict(CHECKS.items()) and before not in line, (code, before)
            line.append(before)


def test_what_is_open_already_or_gone_or_far_away_is_not_told(office, site):
    Finding.objects.create(
        site=site, code="agreement_ended", severity="serious", began_on=TODAY, found_on=TODAY, found_at=NOW
    )
    assert "agreement_ended" not in told(site)
    last = TODAY + AHEAD
    far = opened_site(office.primary, "远期站", agreement_ends_on=last)
    assert "agreement_ended" not in told(far)
    near = opened_site(office.primary, "近期站", agreement_ends_on=last - timedelta(days=1))
    assert told(near)["agreement_ended"] == last
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    assert told(site) == {}


def test_checks_that_cannot_look_at_another_day_are_not_asked(site):
    assert not {code for code in told(site) if not CHECKS[code].looks_back}


def test_the_page_says_day_cause_and_what_stops_it(office, site):
    page = office.client("keeper").get(reverse("site-ahead", args=[site.code])).content.decode()
    day = TODAY + timedelta(days=101)
    lead = "到这一天还没有登记新的到期日的,列为:"
    assert f"{day.year}年{day.month}月{day.day}日</strong> {lead}共建协议已到期" in page
    assert CHECKS["agreement_ended"].meaning not in page, "what is not yet so is not told as if it were"
    assert "今后一年" in page
    assert "续签后,用“变更备案”登记新的协议截止日期" in page and "逾期会进入处置措施" in page
    part = office.client("keeper").get(
        reverse("site-ahead", args=[site.code]), headers={"HX-Request": "true"}
    )
    assert "<html" not in part.content.decode() and "共建协议已到期" in part.content.decode()
    file = office.client("keeper").get(reverse("site-file", args=[site.code])).content.decode()
    assert f'hx-get="{reverse("site-ahead", args=[site.code])}"' in file


def page_of(office, site) -> str:
    return office.client("keeper").get(reverse("site-ahead", args=[site.code])).content.decode()


def test_the_days_of_the_ladder_stand_among_the_others(office, site):
    """The dates of the site's file: what is told to it, and from when on it may be signed."""
    seed_calendars(actor=SYSTEM, now=NOW)
    with known_check():
        found_on(site)
        nights(NOW, 1)
        page = page_of(office, site)
        (told_on, step), (_, signed) = days_ahead(site, NOW)
        assert step.what.startswith("仍未解决的,告知拟限期整改") and told_on == TODAY + timedelta(days=15)
        lines = [f"<strong>{step.when}</strong> {step.what}", f"<strong>{signed.when}</strong> {signed.what}"]
        assert signed.when.removeprefix("最早") in step.lapse and "可以签批限期整改" in signed.what
        places = [page.index(line) for line in [*lines, "共建协议已到期"]]
        assert places == sorted(places)
        nights(after(15), 1)
        ((day, waiting),) = days_ahead(site, after(15))
        row = the("rectify", site)
        assert (day, waiting.when) == (row.earliest_on, f"最早{chinese_day(row.earliest_on)}可以签批")
        services.object_to(row.pk, note="已经补登。", actor=office.actor("keeper"), now=after(16))
        ((day, answer),) = days_ahead(site, after(16))
        assert answer.when.startswith(f"{chinese_day(day)}前") and "答复" in answer.what


def test_an_order_that_runs_out_says_before_its_day_what_to_do_and_that_more_follows(office, site):
    seed_calendars(actor=SYSTEM, now=NOW)
    order = order_on(site, office.actor("district"))
    page = page_of(office, site)
    (line,) = [each for each in page.split("<li>") if "限期整改逾期" in each]
    assert "到这一天还没有提交复查的,列为:" in line and "逾期会进入处置措施" in line
    assert rectifying.IN_TIME in line
    assert rectifying.step_of(order, NOW).avoid == rectifying.IN_TIME
    assert CHECKS["order_overdue"].remedy == f"{rectifying.LATE}。"


def test_no_check_says_before_its_day_that_it_has_passed_or_that_one_must_hurry():
    for code in FORESEEN:
        words = lead_in_advance(CHECKS[code]) + remedy_in_advance(CHECKS[code])
        assert not [late for late in ("已过", "超过", "立即", "尽快", "补登") if late in words], code


def test_what_is_told_in_the_same_words_is_told_once(office, site):
    page = office.client("keeper").get(reverse("site-ahead", args=[site.code])).content.decode()
    each = [line.check for line in coming_findings(site, TODAY) if line.check.title.endswith("没有按期核实")]
    assert len(each) >= 3
    for check in each:
        assert page.count(check.title) == 1
    assert "、".join(check.title for check in each[-2:]) in page
    assert page.count(each[-1].remedy) < len(each)


def test_a_site_without_anything_ahead_says_so(office, site):
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    page = office.client("keeper").get(reverse("site-ahead", args=[site.code])).content.decode()
    assert "今后一年内没有会到期的事项" in page
