"""What the records say of many sites over a cycle equals an honest count of them one by one, in few questions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain
from math import floor
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM
from core.many import insert_many
from rulebook.outcome import Known, NotApplicable
from rulebook.services import seed_packs
from sites.fact_values import Cycle, readings_of
from sites.facts import FACTS, RECORDS
from sites.models import (
    Activity,
    Fault,
    HolidaySession,
    MonthlyUse,
    RatingCount,
    RequestCount,
    ServicePlan,
    ServiceSite,
    SiteVersion,
)
from sites.services import Sender
from sites.use.kinds import FAULT
from sites.use.provider import recorded as provided
from sites.use.services import set_month
from tests.factories import NOW, Tree
from tests.sites.public_sites import opened_site
from tests.sites.use_records import recorded, seen

pytestmark = pytest.mark.django_db

YEAR = Cycle(date(2025, 10, 1), date(2026, 9, 30))
TODAY = NOW.date()
TYPES = ("nursing_room", "holiday_station", "comprehensive_centre", "outdoor_station")


def versions_of(sites: Sequence[ServiceSite]) -> list[SiteVersion]:
    return list(SiteVersion.objects.select_related("site").filter(pk__in=[site.version_id for site in sites]))


def values_of(site: ServiceSite, cycle: Cycle = YEAR) -> dict[str, Any]:
    (version,) = versions_of([site])
    return provided([version], cycle, TODAY)[version.pk]


def half_up(fraction: Fraction) -> int:
    return floor(fraction + Fraction(1, 2))


def some_day(chance: random.Random) -> date:
    return date(2025, 8, 1) + timedelta(days=chance.randrange(430))


@pytest.fixture
def sites(tree: Tree) -> list[ServiceSite]:
    seed_packs(tree.city, actor=SYSTEM, now=NOW)
    return [opened_site(tree.primary, f"第{n}处", site_type=TYPES[n % 4], number=f"F-{n}") for n in range(8)]


def scattered(sites: Sequence[ServiceSite], chance: random.Random) -> dict[type, list[Any]]:
    """Rows of every kind, many outside of the cycle, some removed, none for the last two sites."""
    told: dict[str, Any] = {"entered_at": NOW}
    rows: list[Any] = []
    for site in sites[:-2]:
        months = chance.sample([date(2025 + n // 12, n % 12 + 1, 1) for n in range(7, 22)], 9)
        rows += [MonthlyUse(site=site, month=m, visits=chance.randrange(500), **told) for m in months]
        rows += [
            ServicePlan(
                site=site,
                year=year,
                visits=chance.choice([None, 2400]),
                monthly_visits=chance.choice([None, 70]),
                **told,
            )
            for year in (2025, 2026)
            if chance.random() < 0.8
        ]
        for _ in range(chance.randrange(12)):
            gone = {**told, "removed_at": chance.choice([None, None, NOW])}
            day, start = some_day(chance), some_day(chance)
            end = start + timedelta(days=chance.randrange(30))
            children, days = chance.randrange(1, 40), chance.randrange(1, 21)
            fixed = chance.choice([None, day + timedelta(days=chance.randrange(15))])
            rows += [
                Activity(
                    site=site,
                    held_on=day,
                    kind="other",
                    title="活动",
                    sessions=chance.randrange(1, 4),
                    visits=chance.randrange(90),
                    **gone,
                ),
                Fault(
                    site=site,
                    reported_on=day,
                    due_on=day + timedelta(days=7),
                    what="灯",
                    fixed_on=fixed,
                    **gone,
                ),
                RatingCount(
                    site=site,
                    source="paper",
                    first_day=start,
                    last_day=end,
                    satisfied=chance.randrange(6),
                    mostly=chance.randrange(4),
                    dissatisfied=chance.randrange(3),
                    **gone,
                ),
                HolidaySession(
                    site=site,
                    holidays="summer",
                    starts_on=start,
                    ends_on=end,
                    days=days,
                    children=children,
                    child_days=chance.randrange(children * days + 1),
                    agreements=chance.randrange(children + 1),
                    insured=children,
                    staff=2,
                    **gone,
                ),
            ]
        for month in months[:4]:
            received = chance.randrange(9)
            closed = chance.randrange(received + 1)
            on_time = chance.randrange(closed + 1)
            rows.append(
                RequestCount(
                    site=site, month=month, received=received, closed=closed, on_time=on_time, **told
                )
            )
    found: dict[type, list[Any]] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    for each in found.values():
        insert_many(each)
    return found


def counted(site: ServiceSite, rows: dict[type, list[Any]], cycle: Cycle) -> dict[str, Any]:
    """The same worked out row by row, day by day where that is plainer."""

    def own(model: type) -> list[Any]:
        return [
            row for row in rows.get(model, ()) if row.site == site and not getattr(row, "removed_at", None)
        ]

    uses = [row for row in own(MonthlyUse) if cycle.first <= row.month <= cycle.last]
    held = [row for row in own(Activity) if cycle.first <= row.held_on <= cycle.last]
    open_faults = [
        row
        for row in own(Fault)
        if row.reported_on <= cycle.last and (row.fixed_on or cycle.last) >= cycle.first
    ]
    late = [row for row in open_faults if any(is_late(row, day) for day in days_of(cycle))]
    found: dict[str, Any] = {"recorded_months": len(uses)}
    if uses:
        found["uses_monthly"] = half_up(Fraction(sum(row.visits for row in uses), len(uses)))
    if uses or held:
        found["served"] = sum(row.visits for row in [*uses, *held])
    if uses or held or open_faults:
        found["activities"] = sum(row.sessions for row in held)
        found["faults_overdue"] = len(late)
    answers = [row for row in own(RatingCount) if cycle.first <= row.last_day <= cycle.last]
    sample = sum(row.satisfied + row.mostly + row.dissatisfied for row in answers)
    good = sum(row.satisfied + row.mostly for row in answers)
    found["satisfaction"] = half_up(Fraction(1000 * good, sample)) if sample >= 10 else None
    planned, done = Fraction(0), 0
    for plan in own(ServicePlan):
        a_month = plan.monthly_visits or (Fraction(plan.visits, 12) if plan.visits else None)
        if a_month is not None:
            planned += a_month * (3 if plan.year == 2025 else 9)
            done += sum(row.visits for row in uses if row.month.year == plan.year)
            if not plan.monthly_visits:
                done += sum(row.visits for row in held if row.held_on.year == plan.year)
    if planned:
        found["uses_of_plan"] = half_up(Fraction(1000 * done) / planned)
    return found | of_sessions(site, own(HolidaySession), cycle) | of_requests(site, own(RequestCount), cycle)


def days_of(cycle: Cycle) -> list[date]:
    return [cycle.first + timedelta(days=n) for n in range((cycle.last - cycle.first).days + 1)]


def is_late(fault: Fault, day: date) -> bool:
    """On this day it had been broken for more than seven days."""
    return day > fault.reported_on + timedelta(days=7) and (
        fault.fixed_on is None or (fault.fixed_on >= day and fault.fixed_on > fault.due_on)
    )


def of_sessions(site: ServiceSite, rows: list[Any], cycle: Cycle) -> dict[str, Any]:
    rows = [row for row in rows if cycle.first <= row.ends_on <= cycle.last]
    if site.site_type != "holiday_station" or not rows:
        return {}
    groups: list[list[Any]] = []
    for row in rows:
        touching = [
            group
            for group in groups
            if any(row.starts_on <= other.ends_on and other.starts_on <= row.ends_on for other in group)
        ]
        groups = [group for group in groups if group not in touching] + [[row, *chain(*touching)]]
    children = sum(row.children for row in rows)
    return {
        "session_days": sum(max(row.days for row in group) for group in groups),
        "session_children": children,
        "attendance": half_up(
            Fraction(1000 * sum(r.child_days for r in rows), sum(r.children * r.days for r in rows))
        ),
        "agreements_signed": 1000 * sum(row.agreements for row in rows) // children,
        "insured": 1000,
    }


def of_requests(site: ServiceSite, rows: list[Any], cycle: Cycle) -> dict[str, Any]:
    rows = [row for row in rows if cycle.first <= row.month <= cycle.last]
    if site.site_type != "comprehensive_centre" or not rows:
        return {}
    received = sum(row.received for row in rows)
    on_time = sum(row.on_time for row in rows)
    return {"requests_closed": half_up(Fraction(1000 * on_time, received)) if received else None}


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Known values as numbers, what does not apply as ``None``."""
    return {name: each.value if isinstance(each, Known) else None for name, each in values.items()}


@pytest.mark.parametrize("seed", range(6))
def test_sums_equal_a_count_row_by_row(sites: list[ServiceSite], seed: int) -> None:
    rows = scattered(sites, random.Random(seed))
    versions = versions_of(sites)
    found = provided(versions, YEAR, TODAY)
    for version in versions:
        assert plain(found[version.pk]) == counted(version.site, rows, YEAR), version.site


def test_the_number_of_questions_does_not_grow_with_the_sites(sites: list[ServiceSite]) -> None:
    scattered(sites, random.Random(1))
    counts = []
    for some in (sites[1:2], sites):
        versions = versions_of(some)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            provided(versions, YEAR, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_every_fact_of_the_records_is_provided_or_belongs_to_another_app(sites: list[ServiceSite]) -> None:
    elsewhere = {"closed_visits", "reports_overdue"}
    wanted = {fact.name for fact in FACTS if fact.provider == RECORDS} - elsewhere
    found: set[str] = set()
    scattered(sites, random.Random(0))
    for values in provided(versions_of(sites), YEAR, TODAY).values():
        found |= set(values)
    assert found | {"supplies_expired"} == wanted


def test_a_site_that_recorded_nothing_is_not_judged_by_noughts(sites: list[ServiceSite]) -> None:
    values = values_of(sites[-1])
    assert values["recorded_months"] == Known(0)
    assert isinstance(values["satisfaction"], NotApplicable)
    assert set(values) == {"recorded_months", "satisfaction"}


def test_below_the_least_sample_nothing_is_said_of_satisfaction(sites: list[ServiceSite]) -> None:
    told = {"entered_at": NOW, "source": "paper", "mostly": 0, "dissatisfied": 1}
    days = {"first_day": date(2026, 9, 1), "last_day": date(2026, 9, 30)}
    insert_many([RatingCount(site=sites[0], satisfied=8, **told, **days)])
    assert values_of(sites[0])["satisfaction"] == NotApplicable("本周期有效评价 9 份,少于 10 份,不计此项。")
    RatingCount.objects.update(mostly=1)
    assert values_of(sites[0])["satisfaction"] == Known(900)


def test_a_month_that_only_began_does_not_pull_the_average_down(
    sites: list[ServiceSite], keeper: Sender
) -> None:
    site = sites[0]
    for month, visits in ((date(2026, 8, 1), 101), (date(2026, 9, 1), 100), (date(2026, 10, 1), 3)):
        set_month(site.pk, month, visits, by=seen(keeper, 0))
    until_today = Cycle(date(2025, 10, 13), TODAY)
    assert values_of(site, until_today)["uses_monthly"] == Known(101)
    assert values_of(site, until_today)["recorded_months"] == Known(2)


def test_a_plan_counts_from_the_month_in_which_the_site_opened(tree: Tree) -> None:
    site = opened_site(
        tree.primary, "新小屋", site_type="nursing_room", opened_on=date(2026, 7, 20), number="O-1"
    )
    told = {"site": site, "entered_at": NOW}
    insert_many([ServicePlan(year=2026, monthly_visits=50, **told)])
    insert_many([MonthlyUse(month=date(2026, 8, 1), visits=120, **told)])
    assert values_of(site)["uses_of_plan"] == Known(800)


def test_one_child_less_is_never_all(tree: Tree) -> None:
    site = opened_site(tree.primary, "托管驿站", site_type="holiday_station", number="O-2")
    insert_many(
        [
            HolidaySession(
                site=site,
                entered_at=NOW,
                holidays="summer",
                starts_on=date(2026, 7, 1),
                ends_on=date(2026, 7, 31),
                days=20,
                children=3000,
                child_days=59_999,
                agreements=2999,
                insured=3000,
                staff=9,
            )
        ]
    )
    values = values_of(site)
    assert (values["agreements_signed"], values["insured"]) == (Known(999), Known(1000))
    assert values["attendance"] == Known(1000)


def test_expired_supplies_are_those_last_told_of_by_the_day(tree: Tree) -> None:
    site = opened_site(tree.primary, "驿站", number="O-3")
    assert "supplies_expired" not in values_of(site)
    for supply, ends, over in (
        ("medicine", "2026-10-11", None),
        ("first_aid", "2026-10-12", None),
        ("wipes", "2026-01-01", NOW),
        ("nappies", "2026-01-01", None),
    ):
        site.notices.create(
            kind="supplies",
            supply=supply,
            supply_state="low",
            expires_on=date.fromisoformat(ends),
            starts_at=NOW,
            published_at=NOW,
            over_at=over,
        )
    assert values_of(site)["supplies_expired"] == Known(1)


@pytest.mark.parametrize(("reported", "overdue"), [(date(2026, 9, 22), 1), (date(2026, 9, 23), 0)])
def test_a_fault_is_late_on_the_day_after_its_seventh_and_only_inside_the_cycle(
    sites: list[ServiceSite], keeper: Sender, reported: date, overdue: int
) -> None:
    recorded(sites[0], FAULT, keeper, reported_on=reported)
    assert values_of(sites[0])["faults_overdue"] == Known(overdue)


def test_a_reading_says_its_source_and_its_cycle(sites: list[ServiceSite], keeper: Sender) -> None:
    recorded(sites[0], FAULT, keeper)
    (version,) = versions_of(sites[:1])
    reading = readings_of([version], YEAR, TODAY)[version.pk]["faults_overdue"]
    assert (reading.value, reading.source) == (Known(1), "报修记录")
    assert reading.dated == "2025年10月1日至2026年9月30日"
