"""Sites and unions of which each fails one check from a known day on, made in as few rows as that takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from core.actor import SYSTEM
from demonstration.models import Designation
from filing.models import CaseDocument, Filing
from inspection.models import Assessment
from rulebook.selectors import terms_of
from rulebook.services import seed_calendars
from sites.at_door.odd import SWAP, OddScan
from sites.confirming import GROUPS
from sites.models import (
    Activity,
    Attachment,
    DoorCode,
    Fault,
    HolidaySession,
    OddScanCount,
    OperatingNotice,
    ServiceSite,
)
from tests.factories import NOW, Office, filing_in, pack_now, succeed
from tests.factories.orders import order_on
from tests.inspection.reported import report_on
from tests.sites.public_sites import opened_site

#: What is found, and the first day on which it is.
Planted = tuple[ServiceSite, date]
FILED = NOW.date()
ENDS = FILED + timedelta(days=60)


def _site(office: Office, **facts: Any) -> ServiceSite:
    return opened_site(office.tree.primary, "预警站", **facts)


def _ending(planted: Planted) -> Planted:
    """The same paper is asked for from the notice of the sample measures on."""
    return planted[0], planted[1] - timedelta(days=31)


def agreement(office: Office) -> Planted:
    return _site(office, agreement_ends_on=ENDS), ENDS + timedelta(days=1)


def fact(name: str, site_type: str) -> Callable[[Office], Planted]:
    def plant(office: Office) -> Planted:
        site = _site(office, site_type=site_type, type_facts={name: ENDS.isoformat()})
        return site, ENDS + timedelta(days=1)

    return plant


def supplies(office: Office) -> Planted:
    site = _site(office)
    for days in (60, 90):
        OperatingNotice.objects.create(
            site=site,
            kind="supplies",
            supply="first_aid" if days == 60 else "medicine",
            supply_state="enough",
            expires_on=FILED + timedelta(days=days),
            starts_at=NOW,
            published_at=NOW,
        )
    return site, ENDS + timedelta(days=1)


def unused(office: Office) -> Planted:
    """The last activity is younger than the filing; one that was taken away does not count."""
    site = _site(office)
    held = FILED + timedelta(days=20)
    told = {"site": site, "kind": "care", "title": "慰问", "sessions": 1, "visits": 5, "entered_at": NOW}
    Activity.objects.create(held_on=held, **told)
    Activity.objects.create(held_on=held + timedelta(days=30), removed_at=NOW, removal_reason="重复", **told)
    return site, held + timedelta(days=91)


def few_activities(office: Office) -> Planted:
    pack = pack_now("outdoor", office.tree.city)
    rules = tuple(replace(rule, activities_per_year=2) for rule in terms_of(pack).type_rules)
    succeed(pack, FILED, type_rules=rules)
    site = _site(office)
    ServiceSite.objects.filter(pk=site.pk).update(filed_on=date(2025, 12, 31))
    _sessions(site, "care", 1)
    return site, date(2027, 1, 1)


def few_of_union(office: Office) -> Any:
    """One talk at two stations together; what else was held there does not count."""
    site = _site(office, site_type="mind_station")
    ServiceSite.objects.filter(pk=site.pk).update(filed_on=date(2025, 6, 1))
    _sessions(site, "talk", 1)
    _sessions(site, "family", 9)
    return office.tree.primary, date(2027, 1, 1)


def _sessions(site: ServiceSite, kind: str, sessions: int) -> None:
    told = {"kind": kind, "title": "活动", "sessions": sessions, "visits": 5, "entered_at": NOW}
    Activity.objects.create(site=site, held_on=date(2026, 5, 4), **told)


def off_maps(office: Office) -> Planted:
    return _site(office, listed_amap=False), FILED + timedelta(days=61)


#: One fact of each group; where nobody gave any there is nothing to confirm.
ONE_FACT: dict[str, dict[str, Any]] = {
    "hours": {"access": "public"},
    "place": {"address": "文登路28号"},
    "facilities": {"facilities": ["water"]},
    "phone": {"public_phone": "0532-12351"},
    "people": {"manager_name": "刘洋"},
    "maps": {"listed_baidu": False},
}


def unconfirmed(group: str) -> Callable[[Office], Planted]:
    def plant(office: Office) -> Planted:
        days = 90 if group in ("hours", "phone") else 180
        return _site(office, **ONE_FACT[group]), FILED + timedelta(days=days + 1)

    return plant


def fault(office: Office) -> Planted:
    site, due = _site(office), FILED + timedelta(days=7)
    Fault.objects.create(site=site, what="饮水机", reported_on=FILED, due_on=due, entered_at=NOW)
    return site, due + timedelta(days=1)


def unruled_fault(office: Office) -> Planted:
    """The same under a measure that says nothing of repairs."""
    pack = pack_now("outdoor", office.tree.city)
    limits = tuple(each for each in terms_of(pack).limits if each.code != "fault_repair")
    succeed(pack, FILED - timedelta(days=1), limits=limits)
    return fault(office)


def old_code(office: Office) -> Planted:
    """Renewed on the day of filing, opened on the day after its sticker should be gone."""
    site, first = _site(office), FILED + timedelta(days=SWAP + 1)
    told = {"mark": "OLD", "number": 1, "issued_at": NOW, "ended_at": NOW}
    _scanned(DoorCode.objects.create(site=site, **told), first, OddScan.OLD, 1)
    return site, first


def code_away(office: Office) -> Planted:
    site, first = _site(office), FILED + timedelta(days=9)
    code = DoorCode.objects.create(site=site, mark="AWAY", number=1, issued_at=NOW)
    _scanned(code, first, OddScan.SHUT, 3)
    return site, first


def _scanned(code: DoorCode, day: date, kind: OddScan, times: int) -> None:
    OddScanCount.objects.create(code=code, day=day, kind=kind, times=times)


def report(office: Office) -> Planted:
    seed_calendars(actor=SYSTEM, now=NOW)
    site = _site(office)
    due = report_on(site).due_on
    assert due is not None
    return site, due + timedelta(days=1)


def season(office: Office) -> Planted:
    """A month before the classes of last summer come again."""
    site = _site(office, site_type="holiday_station")
    HolidaySession.objects.create(
        site=site,
        holidays="summer",
        starts_on=date(2026, 7, 6),
        ends_on=date(2026, 8, 21),
        entered_at=NOW,
        **dict.fromkeys(("staff", "agreements", "insured"), 1),
        **dict.fromkeys(("children", "days", "child_days"), 10),
    )
    return site, date(2027, 6, 6)


def order(office: Office) -> Planted:
    seed_calendars(actor=SYSTEM, now=NOW)
    site = _site(office)
    given = order_on(site, office.actor("district"))
    return site, given.due_on + timedelta(days=1)


def self_check(days: int) -> Callable[[Office], Planted]:
    """A year after the filing, and so many days from then."""

    def plant(office: Office) -> Planted:
        return _site(office), FILED.replace(year=FILED.year + 1) + timedelta(days=days)

    return plant


def case(office: Office) -> Planted:
    seed_calendars(actor=SYSTEM, now=NOW)
    filing = filing_in("district_check", office)
    return filing.site, filing.due_on + timedelta(days=1)


def scan(office: Office) -> Planted:
    """Ten working days after the decision of 12 October 2026: the 26th."""
    seed_calendars(actor=SYSTEM, now=NOW)
    return filing_in("filed", office).site, date(2026, 10, 27)


def document(kind: str) -> Callable[[Office], Planted]:
    def plant(office: Office) -> Planted:
        filing: Filing = filing_in("filed", office)
        for days in (-100, 60):
            paper = Attachment.objects.create(
                owner_union=office.tree.primary,
                uploader=office.keeper,
                sha256="0" * 64,
                size=1,
                width=1,
                height=1,
                created_at=NOW,
            )
            CaseDocument.objects.create(
                filing=filing,
                attachment=paper,
                kind=kind,
                expires_on=FILED + timedelta(days=days),
                uploaded_by=office.keeper,
                uploaded_at=NOW,
            )
        return filing.site, ENDS + timedelta(days=1)

    return plant


def _title(site: ServiceSite, office: Office) -> Designation:
    return Designation.objects.create(
        number=f"SF{site.pk}",
        verify_token="token",
        site=site,
        issuer=office.tree.city,
        site_type=site.site_type,
        name="示范阵地",
        site_name=str(site),
        level="city",
        document_number="青工发〔2026〕1号",
        plate_number=f"P{site.pk}",
        valid_from=FILED,
        valid_until=FILED + timedelta(days=700),
        digest="0" * 64,
        created_at=NOW,
        state="valid",
    )


def title(office: Office) -> Planted:
    site = _site(office)
    return site, _title(site, office).valid_until - timedelta(days=60)


def undeserved(office: Office) -> Planted:
    site = _site(office)
    _title(site, office)
    concluded = NOW + timedelta(days=30)
    Assessment.objects.create(
        number="PD1",
        verify_token="token",
        site=site,
        version=site.version,
        site_type=site.site_type,
        purpose="yearly",
        cycle_first=FILED,
        cycle_last=FILED,
        pack=pack_now("outdoor", office.tree.city),
        opened_at=NOW,
        opened_by="李娜",
        frozen_at=NOW,
        state="concluded",
        total=100,
        conclusion="failed",
        concluded_at=concluded,
    )
    return site, concluded.date()


def nobody_keeps(office: Office) -> Planted:
    User.objects.filter(pk=office.keeper.pk).update(is_active=False)
    return _site(office), FILED


def nobody_works(office: Office) -> Any:
    opened_site(office.tree.north_primary, "北站", district="370203")
    return office.tree.north, FILED


def no_calendar(office: Office) -> Any:
    seed_calendars(actor=SYSTEM, now=NOW)
    return office.tree.city, date(2026, 11, 1)


FACTS = {
    "papers_end": "childcare_centre",
    "carer_papers_end": "childcare_centre",
    "health_papers_end": "holiday_station",
    "insurance_ends": "holiday_station",
    "certificates_end": "mind_station",
    "medicine_ends": "outdoor_station",
}
PAPERS: dict[str, Callable[[Office], Planted]] = {
    "agreement": agreement,
    "supplies": supplies,
    **{name: fact(name, kind) for name, kind in FACTS.items()},
    **{f"document_{kind}": document(kind) for kind in ("fire", "house", "food", "childcare")},
}
PLANTS: dict[str, Callable[[Office], Any]] = {
    **{f"{code}_ended": plant for code, plant in PAPERS.items()},
    **{
        f"{code}_ending": lambda office, plant=plant: _ending(plant(office)) for code, plant in PAPERS.items()
    },
    "use_silent": unused,
    "activities_few": few_activities,
    "activities_few_union": few_of_union,
    "map_missing": off_maps,
    **{f"unconfirmed_{group.code}": unconfirmed(group.code) for group in GROUPS},
    "fault_unmended": fault,
    "fault_waiting": unruled_fault,
    "code_old": old_code,
    "code_away": code_away,
    "report_unanswered": report,
    "season_not_confirmed": season,
    "order_overdue": order,
    "self_check_due": self_check(-30),
    "self_check_overdue": self_check(1),
    "self_check_very_late": self_check(61),
    "case_overdue": case,
    "scan_overdue": scan,
    "title_ending": title,
    "title_undeserved": undeserved,
    "keeper_missing": nobody_keeps,
    "officer_missing": nobody_works,
    "calendar_missing": no_calendar,
}
