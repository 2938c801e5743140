"""The site that a check must leave alone is the one that it finds, but for one fact; and what looks like that fact and is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import RoleGrant, Union, User
from core.actor import SYSTEM
from core.clock import start_of
from core.registry import CHECKS, LADDER_HANDLERS, Signed
from demonstration.models import Designation, TitleEvent
from filing.models import CaseDocument, Filing
from inspection.laddering.selectors import ahead_of
from inspection.models import (
    Assessment,
    AssessmentState,
    Finding,
    PublicReport,
    Rectification,
    ScoreColumn,
)
from inspection.watching.services import reconcile
from rulebook.services import seed_calendars
from sites.models import (
    Activity,
    Attachment,
    CheckInCount,
    DoorCode,
    Fault,
    HolidaySession,
    MonthlyUse,
    OddScanCount,
    OperatingNotice,
    ServiceSite,
    SiteKeeper,
)
from sites.services import reopen_site, suspend_site
from tests.factories import NOW, Office, build_office, pack_now, person
from tests.inspection.reported import report_on
from tests.inspection.watching import planted as plants
from tests.inspection.watching.planted import FILED, PLANTS, Planted
from tests.inspection.watching.test_checks import found_on
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

#: What is done to the site (or union) that was found.
Change = Callable[[Any, Office], Any]


@pytest.fixture
def office() -> Office:
    return build_office()


def the_site(**columns: Any) -> Change:
    return lambda site, office: ServiceSite.objects.filter(pk=site.pk).update(**columns)


def every(model: Any, **columns: Any) -> Change:
    return lambda site, office: model._default_manager.update(**columns)


def assessed(
    purpose: str, state: str, column: str = "own", *, handed: bool = True, after: int = 330
) -> Change:
    """Good points of a site so many days after its filing, else a month before its next self-inspection was due."""

    def change(site: ServiceSite, office: Office) -> None:
        moment = NOW + timedelta(days=after)
        is_over = state == AssessmentState.CONCLUDED
        row = Assessment.objects.create(
            number="PD9",
            verify_token="token",
            site=site,
            version=site.version,
            site_type=site.site_type,
            purpose=purpose,
            cycle_first=FILED,
            cycle_last=FILED,
            pack=pack_now("outdoor", office.tree.city),
            opened_at=moment,
            opened_by="李娜",
            frozen_at=moment,
            state=state,
            total=900 if is_over else None,
            conclusion="met" if is_over else "",
            concluded_at=moment if is_over else None,
        )
        ScoreColumn.objects.create(assessment=row, column=column, handed_in_at=moment if handed else None)

    return change


def used(**more: Any) -> Change:
    """One more month of use, or one more activity, on the last day that still counts."""

    def change(site: ServiceSite, office: Office) -> None:
        told = {"site": site, "entered_at": NOW}
        if "month" in more:
            MonthlyUse.objects.create(**told, **more)
        else:
            Activity.objects.create(**told, title="活动", visits=5, **more)

    return change


def closed(first: int, until: int, **longer: int) -> Change:
    """Closed by notice from one day after the filing to another, on which it opens again."""

    def change(site: ServiceSite, office: Office) -> None:
        starts, ends = NOW + timedelta(days=first), NOW + timedelta(days=until, **longer)
        suspend_site(site.pk, starts_at=starts, ends_at=None, reason="内部装修", actor=SYSTEM, now=starts)
        reopen_site(site.pk, at=ends, actor=SYSTEM, now=ends)

    return change


def at_other_station(**columns: Any) -> Change:
    """A second talk of the year, at another station of the same union."""

    def change(union: Union, office: Office) -> None:
        other = opened_site(union, "新站", site_type="mind_station", address="文登路99号")
        ServiceSite.objects.filter(pk=other.pk).update(**columns)
        plants._sessions(other, "talk", 1)

    return change


def came(after: int) -> Change:
    """Somebody told at the door that he came, so many days after the filing."""

    def change(site: ServiceSite, office: Office) -> None:
        CheckInCount.objects.create(site=site, day=FILED + timedelta(days=after), band=4, visits=1)

    return change


def kept_by(**more: Any) -> Change:
    def change(site: ServiceSite, office: Office) -> None:
        user = person("keeper9")
        User.objects.filter(pk=user.pk).update(**more)
        SiteKeeper.objects.create(site=site, user=user, since=FILED)

    return change


def granted(role: str, over: str = "primary", **more: Any) -> Change:
    """Somebody holds the role over a union of the tree; ``is_active`` is the person's, the rest the grant's."""

    def change(found: Any, office: Office) -> None:
        user = person("holder9", role, getattr(office.tree, over))
        User.objects.filter(pk=user.pk).update(is_active=more.pop("is_active", True))
        if more:
            RoleGrant.objects.filter(user=user).update(**more)

    return change


def replaced_supply(site: ServiceSite, office: Office) -> None:
    """Told anew with a later day, as the page does it."""
    OperatingNotice.objects.filter(site=site, supply="first_aid").update(over_at=NOW)


def scan_brought(site: ServiceSite, office: Office) -> None:
    paper = Attachment.objects.create(
        owner_union=office.tree.primary,
        uploader=office.keeper,
        sha256="1" * 64,
        created_at=NOW,
        **dict.fromkeys(("size", "width", "height"), 1),
    )
    CaseDocument.objects.create(
        filing=Filing.objects.get(site=site),
        attachment=paper,
        kind="scan",
        uploaded_by=office.keeper,
        uploaded_at=NOW,
    )


def title_event(kind: str, days: int) -> Change:
    def change(site: ServiceSite, office: Office) -> None:
        moment = NOW + timedelta(days=days)
        TitleEvent.objects.create(
            designation=site.designations.get(), kind=kind, on=moment.date(), by="赵强", at=moment
        )

    return change


def revoked(site: ServiceSite, office: Office) -> None:
    site.designations.update(state="revoked", ended_on=FILED, ground="经会议研究")


def city_without_officer(office: Office) -> Any:
    User.objects.filter(pk__in=[office.city.pk, office.city2.pk]).update(is_active=False)
    opened_site(office.tree.primary, "站")
    return office.tree.city, FILED


MONTH_OF_USE = date(2026, 11, 1)

#: The check, who fails it, and the one fact by which he does not.
LEFT_ALONE: list[tuple[str, Any, Change]] = [
    ("use_silent", plants.unused, the_site(site_type="holiday_station")),
    ("use_silent", plants.unused, the_site(state="suspended")),
    ("use_silent", plants.unused, used(month=MONTH_OF_USE, visits=1)),
    ("use_silent", plants.unused, used(kind="care", sessions=1, held_on=FILED + timedelta(days=21))),
    ("use_silent", plants.unused, came(21)),
    ("use_silent", plants.unused, closed(5, 21)),
    ("use_silent", plants.unused, closed(40, 110)),
    ("map_missing", plants.off_maps, the_site(is_listed=False)),
    ("map_missing", plants.off_maps, the_site(filed_on=FILED + timedelta(days=1))),
    ("order_overdue", plants.order, every(Rectification, due_is_provisional=True)),
    ("order_overdue", plants.order, every(Rectification, state="recheck")),
    ("order_overdue", plants.order, every(Rectification, due_on=FILED + timedelta(days=99))),
    ("title_ending", plants.title, revoked),
    ("title_undeserved", plants.undeserved, revoked),
    ("title_undeserved", plants.undeserved, title_event("kept", 30)),
    ("title_undeserved", plants.undeserved, assessed("yearly", "concluded", after=30)),
    ("document_fire_ended", plants.document("fire"), every(Filing, state="city_filing")),
    ("document_fire_ended", plants.document("fire"), every(CaseDocument, kind="house")),
    ("document_fire_ending", PLANTS["document_fire_ending"], every(Filing, state="city_filing")),
    ("supplies_ended", plants.supplies, replaced_supply),
    ("self_check_overdue", plants.self_check(1), assessed("yearly", "district")),
    ("self_check_overdue", plants.self_check(1), assessed("yearly", "concluded")),
    ("self_check_very_late", plants.self_check(61), assessed("yearly", "district")),
    ("fault_unmended", plants.fault, every(Fault, removed_at=NOW)),
    ("fault_unmended", plants.fault, every(Fault, fixed_on=FILED + timedelta(days=8))),
    ("fault_unmended", plants.fault, the_site(state="cancelled")),
    ("code_old", plants.old_code, every(OddScanCount, kind="shut")),
    ("code_old", plants.old_code, the_site(state="cancelled")),
    ("code_away", plants.code_away, every(OddScanCount, times=2)),
    ("code_away", plants.code_away, every(OddScanCount, kind="old")),
    ("code_away", plants.code_away, every(DoorCode, ended_at=NOW)),
    ("fault_waiting", plants.unruled_fault, every(Fault, fixed_on=FILED + timedelta(days=8))),
    ("code_old", plants.old_code, every(OddScanCount, kind="shut")),
    ("code_old", plants.old_code, every(OddScanCount, day=FILED)),
    ("code_away", plants.code_away, every(OddScanCount, times=2)),
    ("code_away", plants.code_away, every(DoorCode, ended_at=NOW)),
    ("activities_few", plants.few_activities, the_site(filed_on=date(2026, 1, 1))),
    ("activities_few", plants.few_activities, used(kind="care", sessions=1, held_on=date(2026, 12, 31))),
    ("activities_few_union", plants.few_of_union, at_other_station(filed_on=date(2026, 2, 1))),
    ("activities_few_union", plants.few_of_union, at_other_station(filed_on=date(2025, 2, 1))),
    ("activities_few_union", plants.few_of_union, at_other_station(state="cancelled")),
    ("season_not_confirmed", plants.season, the_site(state="suspended")),
    ("season_not_confirmed", plants.season, the_site(site_type="childcare_centre")),
    ("keeper_missing", plants.nobody_keeps, kept_by()),
    ("keeper_missing", plants.nobody_keeps, granted("keeper")),
    ("keeper_missing", plants.nobody_keeps, granted("keeper", "south")),
    ("keeper_missing", plants.nobody_keeps, granted("keeper", site_types=["outdoor_station"])),
    ("officer_missing", plants.nobody_works, granted("district", "north")),
    ("officer_missing", city_without_officer, granted("city", "city", valid_until=FILED)),
    ("calendar_missing", plants.no_calendar, every(Union, is_issuer=False)),
    ("report_unanswered", plants.report, every(PublicReport, due_on=FILED + timedelta(days=99))),
    ("scan_overdue", plants.scan, scan_brought),
    ("case_overdue", plants.case, every(Filing, due_is_provisional=True)),
    ("case_overdue", plants.case, every(Filing, state="draft")),
]

#: What looks like an answer and is none: found all the same.
STILL_FOUND: list[tuple[str, Any, Change]] = [
    ("use_silent", plants.unused, used(month=MONTH_OF_USE, visits=0)),
    ("use_silent", plants.unused, came(20)),
    ("use_silent", plants.unused, came(500)),
    ("use_silent", plants.unused, closed(5, 20)),
    ("use_silent", plants.unused, closed(60, 60, hours=9)),
    ("self_check_overdue", plants.self_check(1), assessed("acceptance", "concluded")),
    ("self_check_overdue", plants.self_check(1), assessed("demonstration", "district")),
    ("self_check_overdue", plants.self_check(1), assessed("yearly", "void")),
    ("self_check_overdue", plants.self_check(1), assessed("yearly", "own", handed=False)),
    ("self_check_overdue", plants.self_check(1), assessed("yearly", "city", "district")),
    ("keeper_missing", plants.nobody_keeps, kept_by(is_active=False)),
    ("keeper_missing", plants.nobody_keeps, granted("keeper", is_active=False)),
    ("keeper_missing", plants.nobody_keeps, granted("keeper", valid_until=FILED - timedelta(days=1))),
    ("keeper_missing", plants.nobody_keeps, granted("keeper", can_data=False)),
    ("keeper_missing", plants.nobody_keeps, granted("keeper", "metro_primary")),
    ("keeper_missing", plants.nobody_keeps, granted("keeper", site_types=["nursing_room"])),
    ("keeper_missing", plants.nobody_keeps, granted("district", "south")),
    ("officer_missing", plants.nobody_works, granted("city", "north")),
    ("officer_missing", plants.nobody_works, granted("district", "north_primary")),
    ("officer_missing", city_without_officer, granted("city", "south")),
    (
        "officer_missing",
        city_without_officer,
        granted("city", "city", valid_until=FILED - timedelta(days=1)),
    ),
    ("title_undeserved", plants.undeserved, assessed("yearly", "concluded", after=29)),
    ("title_undeserved", plants.undeserved, assessed("demonstration", "concluded", after=30)),
    ("title_undeserved", plants.undeserved, assessed("yearly", "district", after=30)),
    ("title_undeserved", plants.undeserved, title_event("kept", 29)),
    ("title_undeserved", plants.undeserved, title_event("named", 31)),
    ("activities_few_union", plants.few_of_union, at_other_station(site_type="outdoor_station")),
    ("map_missing", plants.off_maps, the_site(state="suspended")),
    ("season_not_confirmed", plants.season, every(HolidaySession, removed_at=NOW)),
]


def named(rows: list[tuple[str, Any, Change]]) -> list[Any]:
    return [pytest.param(*row, id=f"{number}-{row[0]}") for number, row in enumerate(rows)]


def about(code: str, subject: Any, day: date) -> bool:
    return subject in [row.site or row.union for row in found_on(code, day)]


@pytest.mark.parametrize(("code", "plant", "change"), named(LEFT_ALONE))
def test_the_same_site_with_one_other_fact_is_left_alone(
    office: Office, code: str, plant: Callable[[Office], Planted], change: Change
) -> None:
    subject, first = plant(office)
    assert about(code, subject, first)
    change(subject, office)
    assert not about(code, subject, first)


@pytest.mark.parametrize(("code", "plant", "change"), named(STILL_FOUND))
def test_what_is_no_answer_changes_nothing(
    office: Office, code: str, plant: Callable[[Office], Planted], change: Change
) -> None:
    subject, first = plant(office)
    change(subject, office)
    assert about(code, subject, first)


def test_a_plate_that_is_suspended_puts_the_title_in_doubt_until_it_is_given_back(office: Office) -> None:
    site = plants._site(office)
    title = plants._title(site, office)
    day, by = FILED + timedelta(days=40), office.actor("district")
    assert found_on("title_undeserved", day) == []
    handler, signed_at = LADDER_HANDLERS["suspend"], start_of(day) + timedelta(hours=9)
    done = handler.carry_out(Signed(site.pk, 1, "逾期", ()), by, signed_at)
    assert found_on("title_undeserved", day - timedelta(days=1)) == []
    (finding,) = found_on("title_undeserved", day)
    assert (finding.began_on, finding.site) == (day, site)
    told = {"title": title.number, "reviewed": None, "total": None, "suspended": day.isoformat()}
    assert finding.inputs == told
    assert finding.check_of and finding.check_of.page == ("title", "title")
    later = day + timedelta(days=3)
    assert handler.undo is not None
    handler.undo(site.pk, done.key, by, start_of(later) + timedelta(hours=9))
    assert found_on("title_undeserved", later) == []
    check = CHECKS["title_undeserved"]
    assert check.touched is not None
    assert set(check.touched(later).values_list("subject", "touched_on")) == {(site.pk, later)}


def test_a_closure_for_another_reason_speaks_against_no_title(office: Office) -> None:
    site = plants._site(office)
    plants._title(site, office)
    suspend_site(site.pk, starts_at=NOW, ends_at=None, reason="内部装修", actor=SYSTEM, now=NOW)
    assert found_on("title_undeserved", FILED + timedelta(days=40)) == []


def test_silence_counts_from_the_day_on_which_a_site_opened_again(office: Office) -> None:
    site, _ = plants.unused(office)
    closed(30, 230)(site, office)
    opened = FILED + timedelta(days=230)
    assert not about("use_silent", site, opened)
    assert not about("use_silent", site, opened + timedelta(days=90))
    (finding,) = found_on("use_silent", opened + timedelta(days=91))
    assert (finding.began_on, finding.inputs["last_use"]) == (finding.found_on, opened.isoformat())


def test_of_two_titles_the_one_that_ends_first_is_told(office: Office) -> None:
    site = plants._site(office)
    first = plants._title(site, office)
    second = Designation.objects.get(pk=first.pk)
    second.pk, second.number, second.plate_number = None, "SF-later", "P-later"
    second.level, second.valid_until = "province", first.valid_until + timedelta(days=900)
    second.save(force_insert=True)
    for ends in (first.valid_until, second.valid_until):
        asked = ends - timedelta(days=60)
        assert found_on("title_ending", asked - timedelta(days=1)) == []
        (finding,) = found_on("title_ending", asked)
        assert (finding.began_on, finding.inputs["ends_on"]) == (asked, ends.isoformat())


def test_of_two_reports_the_one_that_waits_longest_is_told_and_led_to(office: Office) -> None:
    seed_calendars(actor=SYSTEM, now=NOW)
    site = plants._site(office)
    early, late = report_on(site, "locked"), report_on(site, "broken")
    PublicReport.objects.filter(pk=early.pk).update(due_on=date(2026, 11, 20))
    PublicReport.objects.filter(pk=late.pk).update(due_on=date(2026, 11, 2))
    for day, waiting in ((date(2026, 11, 10), 1), (date(2026, 11, 25), 2)):
        (finding,) = found_on("report_unanswered", day)
        told = {"due": "2026-11-02", "report": late.pk, "reports": waiting}
        assert (finding.inputs, finding.began_on) == (told, date(2026, 11, 3))


def test_of_two_forms_the_one_that_is_longest_overdue_is_told(office: Office) -> None:
    site, _ = plants.scan(office)
    first = Filing.objects.get(site=site)
    second = Filing.objects.get(pk=first.pk)
    second.pk, second.number, second.filing_number = None, "A-before-all", "A-2"
    second.decided_at, second.verify_token = NOW + timedelta(days=20), "another"
    second.save(force_insert=True)
    (finding,) = found_on("scan_overdue", FILED + timedelta(days=90))
    assert (finding.inputs, finding.began_on) == (
        {"case": first.number, "due": "2026-10-26"},
        date(2026, 10, 27),
    )


def test_a_fault_climbs_by_the_limit_of_its_measure_and_reminds_alone_without_it(office: Office) -> None:
    site, first = plants.fault(office)
    (finding,) = found_on("fault_unmended", first)
    assert finding.pack == pack_now("outdoor", office.tree.city)
    assert [each.action for each in ahead_of([site.pk], first)[site.pk]] == ["remind"]
    Finding.objects.all().delete()
    Fault.objects.all().delete()
    site, first = plants.unruled_fault(office)
    assert found_on("fault_unmended", first + timedelta(days=300)) == []
    reconcile(CHECKS["fault_waiting"], first, now=start_of(first))
    assert Finding.objects.filter(code="fault_waiting", site=site).exists()
    assert ahead_of([site.pk], first)[site.pk] == ()


def test_every_check_of_a_site_has_a_counter_example() -> None:
    """Papers and groups of facts are made by one rule each: one of them stands for all."""
    by_rule = ("document_", "unconfirmed_", "agreement_", *plants.FACTS)
    own = {code for code in PLANTS if not code.startswith(by_rule)}
    reached = {code.removesuffix("_ending").removesuffix("_ended") for code, _, _ in LEFT_ALONE}
    wanted = {code.removesuffix("_ending").removesuffix("_ended") for code in own}
    assert wanted <= reached | {"self_check_due"}, "what is asked for before its day ends with that day"
