"""A draw on its pages: committed, drawn, recorded, given up."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from inspection.models import SpotCheck
from inspection.spot_checks.services import Plan, commit_draw, draw_sites
from inspection.spot_checks.weights import usual_weights
from sites.models import ServiceSite
from tests.factories import NOW, actor_of
from tests.inspection.visiting_pages import page_of, sent, visit_body
from tests.office import Office, build_office
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return opened_site(office.primary, hours=OFFICE_HOURS)


@pytest.fixture
def check(office: Office, site: ServiceSite) -> SpotCheck:
    for number in range(3):
        opened_site(office.licang_primary, f"李沧站{number}", district="370213", hours=OFFICE_HOURS)
    people = [office.people[name].pk for name in ("city", "city2", "district", "district2")]
    plan = Plan(union=office.city, title="抽查", size=2, weights=usual_weights(), inspectors=people)
    return commit_draw(plan, actor=actor_of(office.people["city"]), now=NOW)


def test_a_draw_hides_its_seed_until_it_is_drawn_and_its_record_can_be_taken(office, check):
    url = reverse("spot-check", args=[check.pk])
    record = reverse("spot-check-record", args=[check.pk])
    before = page_of(office, "city", url)
    assert check.seed_digest in before and check.seed not in before
    assert check.seed not in page_of(office, "city", record)
    sent(office, "city", url, {"action": "draw"}, action="/act/")
    assert check.seed in page_of(office, "city", url)
    assert check.seed in page_of(office, "city", record)
    assert office.client("keeper").get(url).status_code == 404


def test_a_drawn_site_is_recorded_or_skipped_on_its_pages(office, check):
    city = actor_of(office.people["city"])
    draw_sites(check.pk, actor=city, now=NOW)
    visit = reverse("drawn-visit", args=[check.pk, 1])
    assert sent(office, "city", visit, visit_body(), holding="held_on").status_code == 302
    skip = reverse("drawn-skip", args=[check.pk, 2])
    empty = sent(office, "city", skip, {"note": ""}, holding="note")
    assert (empty.status_code, "请填写未检查的原因" in empty.content.decode()) == (400, True)
    assert sent(office, "city", skip, {"note": "当日停电。"}, holding="note").status_code == 302
    assert SpotCheck.objects.get(pk=check.pk).state == "done"


def test_a_draw_is_committed_from_its_page(office, site):
    page = reverse("spot-check-new")
    people = [str(office.people[name].pk) for name in ("city", "city2")]
    body = {"title": "三季度抽查", "size": "1", "per_site": "2", "inspectors": people}
    bad = sent(office, "city", page, {**body, "size": "9"}, holding="title")
    assert (bad.status_code, "抽取处数应在 1 到 1 之间" in bad.content.decode()) == (400, True)
    assert (
        sent(office, "city", page, {**body, "union": str(office.city.pk)}, holding="title").status_code == 302
    )
    assert SpotCheck.objects.get().pool == 1
    assert office.client("keeper").get(page).status_code == 403


def test_a_draw_that_is_given_up_needs_its_reason(office, check):
    url = reverse("spot-check", args=[check.pk])
    empty = sent(office, "city", url, {"action": "give_up", "note": ""}, action="/act/")
    assert (empty.status_code, "请填写作废原因" in empty.content.decode()) == (400, True)
    sent(office, "city", url, {"action": "give_up", "note": "名单有误。"}, action="/act/")
    assert SpotCheck.objects.get(pk=check.pk).state == "void"
