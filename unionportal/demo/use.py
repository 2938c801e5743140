"""A year of records of use for the demo city: believable, the same every time, written at once."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from core.actor import Actor
from core.clock import LEGAL_ZONE
from sites.at_door.counted import BANDS, TRADES
from sites.models import (
    Activity,
    CheckInCount,
    DoorCode,
    Fault,
    HolidaySession,
    MonthlyUse,
    RatingCount,
    RequestCount,
    ServicePlan,
    ServiceSite,
)
from sites.models.entered import Entered
from sites.use.checks import due_on
from sites.use.months import last_day_of, month_of, months_on
from sites.use.services import enter_samples
from sites.use.vocabulary import ACTIVITY_KINDS
from sites.vocabulary import IN_USE
from unionportal.demo.unions import People

#: Months of records; of every sixth site nobody has entered the last one yet.
MONTHS = 12
FORGETFUL = 6
#: Days of check-ins at the doors.
SCANNED_DAYS = 55

#: Visits in an ordinary month by type, and how many more or fewer come in each month of the year.
VISITS = {
    "nursing_room": 60,
    "holiday_station": 20,
    "childcare_centre": 120,
    "comprehensive_centre": 260,
    "outdoor_station": 340,
    "mind_station": 30,
}
SEASONS = (95, 70, 90, 95, 100, 110, 130, 135, 105, 90, 85, 95)
FAULTS = ("饮水机不出热水", "空调不制冷", "门锁打不开", "微波炉不加热", "照明灯不亮", "充电插座没有电")
TOPICS = ("冬季", "春季", "夏季", "秋季")
#: Kinds that belong to some months of the year only.
IN_SEASON = {"cooling": (6, 7, 8, 9), "warming": (11, 12, 1, 2)}


class Recorder:
    """Makes the rows of one site after the other; keeps the people, the source of chance and the day."""

    def __init__(self, keepers: Mapping[int, Actor], chance: random.Random, today: date) -> None:
        self.keepers = keepers
        self.chance = chance
        self.today = today

    def rows_of(self, site: ServiceSite, number: int) -> Iterator[Entered | CheckInCount]:
        first = self._first_day(site)
        months = [each for each in self._months() if each >= month_of(first)]
        known = months if number % FORGETFUL else months[:-1]
        yield from self._uses(site, known)
        yield from self._activities(site, months, first)
        yield from self._ratings(site, known, first)
        yield from self._faults(site, first)
        yield from self._scans(site, number)
        if site.kind.use.requests:
            yield from self._requests(site, known)
        if site.kind.use.sessions:
            yield from self._sessions(site, first)
        if site.kind.use.plan:
            yield from self._plans(site)

    def _first_day(self, site: ServiceSite) -> date:
        opened = site.version.opened_on if site.version else None
        return max(opened or site.filed_on or self.today, self._months()[0])

    def _months(self) -> list[date]:
        """The last whole months, the oldest first."""
        return [months_on(month_of(self.today), -back) for back in range(MONTHS, 0, -1)]

    def _entered(self, site: ServiceSite, on: date) -> dict[str, Any]:
        """By the keeper where the union has one, some days after."""
        keeper = self.keepers.get(site.managing_union_id)
        day = min(on + timedelta(days=self.chance.randint(1, 4)), self.today - timedelta(days=1))
        return {
            "site": site,
            "entered_by_id": keeper.id if keeper else None,
            "entered_as": "keeper" if keeper else "district",
            "office": keeper.office if keeper else site.managing_union.name,
            "entered_at": datetime.combine(day, time(9, self.chance.randrange(60)), LEGAL_ZONE),
            "revision": 1,
        }

    def _uses(self, site: ServiceSite, months: Sequence[date]) -> Iterator[Entered]:
        usual = VISITS[site.site_type] * self.chance.uniform(0.4, 1.5)
        for month in months:
            visits = usual * SEASONS[month.month - 1] / 100 * self.chance.uniform(0.8, 1.2)
            yield MonthlyUse(month=month, visits=round(visits), **self._entered(site, last_day_of(month)))

    def _activities(self, site: ServiceSite, months: Sequence[date], first: date) -> Iterator[Entered]:
        for month in sorted(self.chance.sample(list(months), min(len(months), self.chance.randint(2, 6)))):
            day = max(first, month + timedelta(days=self.chance.randrange(28)))
            fitting = [
                kind for kind in site.kind.use.activities if day.month in IN_SEASON.get(kind, (day.month,))
            ]
            kind = self.chance.choice(fitting)
            topic = "" if kind in IN_SEASON else TOPICS[day.month % 12 // 3]
            name = ACTIVITY_KINDS[kind].partition("、")[0]
            more = {name: self.chance.randrange(1, 12) for name in site.kind.use.counts}
            yield Activity(
                held_on=day,
                kind=kind,
                title=f"{topic}便民服务" if kind == "other" else f"{topic}{name}",
                sessions=self.chance.choice((1, 1, 1, 2)),
                visits=self.chance.randrange(12, 90),
                **more,
                **self._entered(site, day),
            )

    def _ratings(self, site: ServiceSite, months: Sequence[date], first: date) -> Iterator[Entered]:
        for month in months:
            day = max(first, month + timedelta(days=self.chance.randrange(28)))
            yield RatingCount(
                source="online",
                first_day=day,
                last_day=day,
                satisfied=self.chance.randrange(1, 6),
                mostly=self.chance.randrange(3),
                dissatisfied=self.chance.choice((0, 0, 0, 1)),
                site=site,
                entered_at=datetime.combine(day, time(17), LEGAL_ZONE),
            )

    def _faults(self, site: ServiceSite, first: date) -> Iterator[Entered]:
        span = (self.today - first).days - 20
        for what in self.chance.sample(FAULTS, self.chance.choice((0, 0, 1, 1, 2)) if span > 0 else 0):
            day = first + timedelta(days=self.chance.randrange(span))
            took = self.chance.choice((1, 2, 3, 5, 9))
            told = {"reported_on": day, "due_on": due_on(day), "fixed_on": day + timedelta(days=took)}
            yield Fault(what=what, **told, **self._entered(site, day))

    def _scans(self, site: ServiceSite, number: int) -> Iterator[CheckInCount]:
        """The last two months by the code at the door, where one hangs; of some nobody scans it."""
        if not site.is_coded or number % FORGETFUL == 0:
            return
        usual = max(1, VISITS[site.site_type] // 60)
        for back in range(SCANNED_DAYS, 0, -1):
            for band in self.chance.sample(BANDS[1:6], 2):
                trade = self.chance.choice(("", "", *TRADES))
                visits = self.chance.randrange(usual + 1)
                if visits:
                    day = self.today - timedelta(days=back)
                    yield CheckInCount(site=site, day=day, band=band, trade=trade, visits=visits)

    def _requests(self, site: ServiceSite, months: Sequence[date]) -> Iterator[Entered]:
        for month in months:
            received = self.chance.randrange(2, 12)
            closed = max(0, received - self.chance.choice((0, 0, 0, 1)))
            on_time = max(0, closed - self.chance.choice((0, 0, 1)))
            counts = {"received": received, "closed": closed, "on_time": on_time}
            yield RequestCount(month=month, **counts, **self._entered(site, last_day_of(month)))

    def _sessions(self, site: ServiceSite, first: date) -> Iterator[Entered]:
        """The last winter and the last summer that are over."""
        for holidays, month, day, length, days in (("winter", 1, 19, 26, 15), ("summer", 7, 6, 33, 25)):
            year = (
                self.today.year if date(self.today.year, month + 1, 20) < self.today else self.today.year - 1
            )
            start = date(year, month, day)
            if start < first:
                continue
            children = self.chance.randrange(12, 40)
            end = start + timedelta(days=length)
            yield HolidaySession(
                holidays=holidays,
                starts_on=start,
                ends_on=end,
                days=days,
                children=children,
                child_days=round(children * days * self.chance.uniform(0.66, 0.97)),
                agreements=children,
                insured=children,
                staff=self.chance.randrange(3, 7),
                **self._entered(site, end),
            )

    def _plans(self, site: ServiceSite) -> Iterator[Entered]:
        usual = VISITS[site.site_type]
        values = {"activities": 12, "visits": 12 * usual, "monthly_visits": usual}
        asked = {name: values[name] for name in site.kind.use.plan}
        for year in {self.today.year, self._months()[0].year}:
            yield ServicePlan(year=year, **asked, **self._entered(site, date(year, 1, 8)))


def record_use(people: People, chance: random.Random, *, now: datetime) -> None:
    """For every site in use, up to last month."""
    keepers = {union: keeper for office in people.offices for union, keeper in office.keepers.items()}
    recorder = Recorder(keepers, chance, now.date())
    sites = ServiceSite.objects.filter(state__in=IN_USE, is_sample=True)
    coded = DoorCode.objects.filter(site=OuterRef("pk"))
    found = sites.select_related("version", "managing_union").annotate(is_coded=Exists(coded)).order_by("pk")
    rows = [row for number, site in enumerate(found) for row in recorder.rows_of(site, number)]
    enter_samples(rows, now=now)
