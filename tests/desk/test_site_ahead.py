"""The page says today what the night will find: the same checks, asked for a day to come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import start_of
from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.selectors import AHEAD, coming_findings
from inspection.watching.services import run_checks
from sites.models import ServiceSite
from tests.office import NOW, build_office
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


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
    assert f"{day.year}年{day.month}月{day.day}日</strong> 共建协议已到期" in page
    assert "续签后,用“变更备案”登记新的协议截止日期" in page and "逾期会进入处置措施" in page
    part = office.client("keeper").get(
        reverse("site-ahead", args=[site.code]), headers={"HX-Request": "true"}
    )
    assert "<html" not in part.content.decode() and "共建协议已到期" in part.content.decode()
    file = office.client("keeper").get(reverse("site-file", args=[site.code])).content.decode()
    assert f'hx-get="{reverse("site-ahead", args=[site.code])}"' in file


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
