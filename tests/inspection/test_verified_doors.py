"""What an office found at a door stands on top of the public page until somebody says how the door is now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from inspection.models import DoorFound, PublicReport, Verdict, Visit, VisitKind
from inspection.reporting import services
from inspection.reporting.panel import report_step
from sites.models import ServiceSite, SiteVersion
from sites.refusals import Refusal
from sites.services import (
    Sender,
    announce_closure,
    announce_reopening,
    confirm_facts,
    confirm_group,
    correct_facts,
)
from tests.factories import NOW, Office, build_office
from tests.factories.packs import seed_calendars
from tests.inspection.reported import report_on
from tests.office import form_at
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


def answered(
    office: Office, site: ServiceSite, kind: str, verdict: str = "confirmed", *, is_mended: bool = False
) -> PublicReport:
    district, key = office.actor("district"), report_on(site, kind).pk
    return services.answer_report(key, verdict, WORDS, actor=district, now=NOW, is_mended=is_mended)


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
        (_closure, "keeper", False),
        (_closure, "district", True),
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


def test_the_keeper_of_a_locked_door_opens_no_page_by_a_closure_that_he_takes_back(
    client: Client, office: Office, site: ServiceSite
) -> None:
    answered(office, site, "locked")
    first, keeper = NOW + timedelta(days=60), office.actor("keeper")
    notice = announce_closure(
        site.pk, starts_at=first, ends_at=first + timedelta(hours=1), reason="检修", by=Sender(keeper, NOW)
    )
    a_minute_later = NOW + timedelta(minutes=1)
    announce_reopening(site.pk, notice.pk, at=a_minute_later, by=Sender(keeper, a_minute_later))
    assert "已核实:门锁着" in top_of(client, site), "nobody looked"


def test_what_an_office_saw_since_is_put_right_on_the_page_of_the_report_too(
    client: Client, office: Office, site: ServiceSite
) -> None:
    report = answered(office, site, "locked")
    confirm_facts(site.pk, by=Sender(office.actor("district"), NOW + timedelta(minutes=1)))
    assert _is_mended(client, site)
    client.force_login(office.district)
    page = client.get(f"/desk/inspections/reports/{report.pk}/").content.decode()
    assert "已核实改正,没有后续事项" in page and "核实了全部资料" in page
    assert "公众页面即恢复平常的显示" not in page and "马上告知公众" not in page


def test_the_officer_is_led_to_the_cancellation(client: Client, office: Office, site: ServiceSite) -> None:
    report = answered(office, site, "gone")
    client.force_login(office.district)
    page = client.get(f"/desk/inspections/reports/{report.pk}/").content.decode()
    assert f"kind=cancel&amp;site={site.code}" in page
    assert "办理变更、注销备案" in client.get(f"/desk/sites/{site.code}/").content.decode()


MENDED = "2026年10月12日曾核实门锁着,已改正"


def _is_mended(client: Client, site: ServiceSite) -> bool:
    """The page opens with the ordinary line, and says below what was found and that it is over."""
    page, top = client.get(f"/s/{site.code}/").content.decode(), top_of(client, site)
    assert (MENDED in page) is ("door--open" in top) is ("已核实:门锁着" not in page)
    return MENDED in page


def test_what_was_verified_has_its_day(client: Client, office: Office, site: ServiceSite) -> None:
    answered(office, site, "locked")
    assert "已核实:门锁着(2026年10月12日)" in top_of(client, site)
    assert not _is_mended(client, site)


def test_an_answer_that_says_that_it_is_put_right_leaves_a_quiet_line(
    client: Client, office: Office, site: ServiceSite
) -> None:
    answered(office, site, "locked", is_mended=True)
    assert _is_mended(client, site)
    assert report_step(site, NOW) is None
    with pytest.raises(Refusal, match="请选择核实结果"):
        answered(office, site, "gone", "refuted", is_mended=True)


def test_the_form_of_the_answer_asks_whether_it_is_put_right(
    client: Client, office: Office, site: ServiceSite
) -> None:
    page = f"/desk/inspections/reports/{report_on(site, 'locked').pk}/"
    client.force_login(office.district)
    form = form_at(client, page, action="/answer/")
    sent = {**form.fields, "verdict": "mended", "words": "已安排双人值守。"}
    assert client.post(form.action, sent).status_code == 302
    assert PublicReport.objects.get().state == "confirmed"
    assert _is_mended(Client(), site)
    told = client.get(page).content.decode()
    assert "已核实改正,没有后续事项" in told
    assert "马上告知公众" not in told and "是否已经改正" not in told


def test_the_district_says_later_that_it_is_put_right_and_the_keeper_reads_who_can(
    client: Client, office: Office, site: ServiceSite
) -> None:
    report = answered(office, site, "locked")
    page, how = f"/desk/inspections/reports/{report.pk}/", "改正以后,由区(市)总工会到场或电话核实"
    keeper = Client()
    keeper.force_login(office.keeper)
    for address in (page, f"/desk/sites/{site.code}/door/", f"/desk/sites/{site.code}/"):
        assert how in keeper.get(address).content.decode(), address
    assert "确认已改正</button>" not in keeper.get(page).content.decode()
    assert "正常开放" not in keeper.get(f"/desk/sites/{site.code}/door/").content.decode()
    confirm_group(site.pk, "hours", "on_site", by=Sender(office.actor("keeper"), NOW + timedelta(days=2)))
    assert not _is_mended(Client(), site)
    client.force_login(office.district)
    form = form_at(client, page, action="/mended/")
    assert client.post(form.action, form.fields).status_code == 302
    assert _is_mended(Client(), site)
    assert how not in client.get(page).content.decode()
    with pytest.raises(TransitionRefused, match="已经确认改正"):
        services.confirm_mended(report.pk, actor=office.actor("district"), now=NOW)


def _visited(site: ServiceSite, door: str, days: int) -> None:
    at = NOW + timedelta(days=days)
    Visit.objects.create(
        site=site,
        kind=VisitKind.UNANNOUNCED,
        held_on=at.date(),
        door=door,
        verdict=Verdict.PASS,
        recorded_at=at + timedelta(days=1),
    )


@pytest.mark.parametrize(
    ("door", "days", "answers"),
    [(DoorFound.AS_ANNOUNCED, 1, True), (DoorFound.AS_ANNOUNCED, 0, False), (DoorFound.CLOSED, 1, False)],
)
def test_a_visit_that_finds_the_door_open_answers_it(
    client: Client, office: Office, site: ServiceSite, door: str, days: int, answers: bool
) -> None:
    answered(office, site, "locked")
    _visited(site, door, days)
    assert _is_mended(client, site) is answers


def test_the_confirmation_of_the_office_leaves_the_quiet_line_as_well(
    client: Client, office: Office, site: ServiceSite
) -> None:
    answered(office, site, "locked")
    _all(site, Sender(office.actor("district"), NOW + timedelta(minutes=1)))
    assert _is_mended(client, site)


def test_who_told_of_it_reads_that_it_was_put_right(
    client: Client, office: Office, site: ServiceSite
) -> None:
    report = answered(office, site, "broken")
    entry = report.entries.get()
    own = f"/reports/{entry.number}/?k={entry.token}"
    assert "已修好" not in client.get(own).content.decode()
    services.confirm_mended(report.pk, actor=office.actor("district"), now=NOW + timedelta(days=1))
    assert "已修好" in client.get(f"/s/{site.code}/").content.decode()
    assert "已修好" in client.get(own).content.decode()
    locked = answered(office, site, "locked")
    entry = locked.entries.get()
    confirm_facts(site.pk, by=Sender(office.actor("district"), NOW + timedelta(minutes=1)))
    assert "已改正" in client.get(f"/reports/{entry.number}/?k={entry.token}").content.decode()


@pytest.mark.parametrize("who", ["keeper", "district"])
@pytest.mark.parametrize("kind", ["hours", "closure", "reopening"])
def test_the_preview_of_a_notice_says_what_the_page_will_say(
    client: Client, office: Office, site: ServiceSite, who: str, kind: str
) -> None:
    first = NOW + timedelta(days=3)
    if kind == "reopening":
        by = Sender(office.actor("district"), NOW - timedelta(hours=1))
        announce_closure(site.pk, starts_at=first, ends_at=first + timedelta(days=1), reason="检修", by=by)
    answered(office, site, "locked")
    client.force_login(getattr(office, who))
    page, day = f"/desk/sites/{site.code}/notices/", first.date().isoformat()
    form = form_at(client, f"{page}?kind={kind}", holding="kind").fields
    typed = {
        "hours": {"first_on": day, "hours": "9:00-11:00"},
        "closure": {"starts_on": day, "ends_on": day, "why": "设备检修"},
        "reopening": {},
    }[kind]
    shown = client.post(page, {**form, **typed, "preview": "1"})
    assert shown.status_code == 200
    was_foretold = any("已核实:门锁着" in line for line in shown.context["form"].preview())
    with override_settings(CLOCK_PIN=(NOW + timedelta(minutes=1)).isoformat()):
        assert client.post(page, {**form, **typed}).status_code == 302
        assert ("已核实:门锁着" in top_of(Client(), site)) is was_foretold is (who == "keeper")
