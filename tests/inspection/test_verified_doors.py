"""What an office found at a door stands on top of the public page until somebody says how the door is now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core.actor import SYSTEM
from inspection.models import PublicReport
from inspection.reporting import services
from inspection.reporting.panel import report_step
from sites.models import ServiceSite, SiteVersion
from sites.services import Sender, announce_closure, confirm_facts, confirm_group, correct_facts
from tests.factories import NOW, Office, build_office
from tests.factories.packs import seed_calendars
from tests.inspection.reported import report_on
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

WORDS = "已迁走,将办理注销。"


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def office() -> Office:
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return opened_site(office.tree.primary, hours=OFFICE_HOURS)


def answered(office: Office, site: ServiceSite, kind: str, verdict: str = "confirmed") -> PublicReport:
    district = office.actor("district")
    return services.answer_report(report_on(site, kind).pk, verdict, WORDS, actor=district, now=NOW)


def top_of(client: Client, site: ServiceSite) -> str:
    """The page down to the facts."""
    return client.get(f"/s/{site.code}/").content.decode().split("怎么找到门")[0]


def test_what_was_verified_stands_in_the_place_of_the_green_line(
    client: Client, office: Office, site: ServiceSite
) -> None:
    other = opened_site(office.tree.primary, "开着的驿站", hours=OFFICE_HOURS)
    assert "door--open" in top_of(client, site)
    answered(office, site, "gone")
    top = top_of(client, site)
    assert "door--closed" in top and "现在开放" not in top
    assert top.index("已核实:这里没有了") < top.index(WORDS)
    found = client.get("/?open=now").content.decode()
    assert str(other) in found and str(site) not in found
    assert "已核实:这里没有了" in client.get("/").content.decode()
    assert ServiceSite.objects.get(pk=site.pk).state == "open", "no report closes a site"
    step = report_step(site, NOW)
    assert step is not None and "注销备案" in step.what
    assert report_step(other, NOW) is None


@pytest.mark.parametrize(
    ("kind", "verdict"), [("wrong", "confirmed"), ("broken", "confirmed"), ("gone", "refuted")]
)
def test_other_reports_leave_the_door_alone(
    client: Client, office: Office, site: ServiceSite, kind: str, verdict: str
) -> None:
    answered(office, site, kind, verdict)
    assert "door--open" in top_of(client, site)


def _phone(site: ServiceSite, by: Sender) -> Any:
    return correct_facts(site.pk, "phone", {"public_phone": "0532-85911299"}, by=by)


def _group(site: ServiceSite, by: Sender) -> Any:
    return confirm_group(site.pk, "place", "on_site", by=by)


def _all(site: ServiceSite, by: Sender) -> Any:
    return confirm_facts(site.pk, by=by)


def _closure(site: ServiceSite, by: Sender) -> Any:
    first = NOW + timedelta(days=3)
    return announce_closure(site.pk, starts_at=first, ends_at=first + timedelta(days=1), reason="检修", by=by)


def _change(site: ServiceSite, by: Sender) -> Any:
    at = NOW + timedelta(hours=1)
    return SiteVersion.objects.create(
        site=site, number=9, created_at=at, decided_at=at, district=site.district
    )


@pytest.mark.parametrize(
    ("tell", "who", "answers"),
    [
        (_phone, "district", False),
        (_group, "district", False),
        (_all, "keeper", False),
        (_all, "district", True),
        (_closure, "keeper", True),
        (_change, "district", True),
    ],
)
def test_what_answers_it(
    client: Client,
    office: Office,
    site: ServiceSite,
    tell: Callable[[ServiceSite, Sender], Any],
    who: str,
    answers: bool,
) -> None:
    answered(office, site, "locked")
    assert "已核实:门锁着" in top_of(client, site)
    tell(site, Sender(office.actor(who), NOW + timedelta(minutes=1)))
    assert ("已核实:门锁着" not in top_of(client, site)) is answers


def test_the_officer_is_led_to_the_cancellation(client: Client, office: Office, site: ServiceSite) -> None:
    report = answered(office, site, "gone")
    client.force_login(office.district)
    page = client.get(f"/desk/inspections/reports/{report.pk}/").content.decode()
    assert f"kind=cancel&amp;site={site.code}" in page
    assert "办理变更、注销备案" in client.get(f"/desk/sites/{site.code}/").content.decode()
