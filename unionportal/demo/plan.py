"""Which cases does the demo city have, and when did each step happen? Decided beforehand, by seeded chance.

Steps lie on real working days; the last step of an open case lies days ago, that of a filed one anywhere since the
measures took effect.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from accounts.models import Union
from core.actor import Actor
from core.clock import LEGAL_ZONE
from filing.models import Filing
from rulebook.workdays import WorkCalendar
from unionportal.demo.facts import WEIGHTS, Setting
from unionportal.demo.tables import DISTRICTS
from unionportal.demo.unions import Office

Centre: TypeAlias = tuple[Decimal, Decimal]

#: Where a case stands → the steps that led there, and how many of a hundred and twenty stand so.
STAGES: dict[str, tuple[str, int]] = {
    "begun": ("start", 3),
    "draft": ("start fill", 9),
    "district_check": ("start fill submit", 9),
    "returned": ("start fill submit return", 4),
    "acceptance": ("start fill submit pass", 9),
    "reacceptance": ("start fill submit pass visit_fix", 4),
    "first_level": ("start fill submit pass visit_pass", 6),
    "last_level": ("start fill submit pass visit_pass sign", 4),
    "filed": ("start fill submit pass visit_pass sign approve", 57),
    "filed_in_two": ("start fill submit pass visit_fix visit_pass sign approve", 6),
    "filed_after_return": ("start fill submit return mend pass visit_pass sign approve", 3),
    "refused": ("start fill submit pass visit_fail sign refuse", 3),
    "withdrawn": ("start fill submit withdraw", 3),
}
DEFAULT_SITES = sum(share for _, share in STAGES.values())
ENDED = ("filed", "filed_in_two", "filed_after_return", "refused", "withdrawn")
#: Checks by the district make sense only where a keeper filed.
BY_KEEPER = ("district_check", "returned", "filed_after_return", "withdrawn")

#: Working days that a step takes, least and most.
TAKES = {"start": (0, 0), "fill": (0, 2), "submit": (0, 1), "visit_pass": (2, 8), "visit_fix": (2, 8)}
USUALLY = (1, 4)


@dataclass
class Case:
    """One case to be walked; ``filing`` once it was started."""

    number: int
    stage: str
    setting: Setting
    office: Office
    union: Union
    by_keeper: bool
    is_home: bool = False
    parts: list[dict[str, object]] = field(default_factory=list)
    filing: Filing | None = None

    @property
    def writer(self) -> Actor:
        return self.office.keepers[self.union.pk] if self.by_keeper else self.office.officer

    @property
    def steps(self) -> list[str]:
        steps = STAGES[self.stage][0].split()
        return steps if self.by_keeper else [step for step in steps if step != "pass"]


@dataclass(frozen=True, order=True)
class Event:
    """One step of one case at its moment; sorted, so that numbers and the trail follow the calendar."""

    moment: datetime
    number: int
    at: int
    step: str = field(compare=False)
    case: Case = field(compare=False)


#: The first filed sites stand where people with a login look after them, one of each type in turn, and long enough to have a story.
HOME_TYPES = ("outdoor_station", "nursing_room", "holiday_station")
#: Offices with a login come first, so that every desk has something of each kind waiting.
FIRST_OFFICES = ("370202", "370213", "370211", "3702DT")


class Planner:
    """Draws cases and dates from one seeded source."""

    def __init__(
        self,
        offices: Sequence[Office],
        centres: dict[str, Centre],
        days: Sequence[date],
        chance: random.Random,
    ) -> None:
        first = [office for code in FIRST_OFFICES for office in offices if office.union.code == code]
        self.offices = [*first, *(office for office in offices if office not in first)]
        self.waiting: Counter[str] = Counter()
        self.at_home = 0
        self.centres = centres
        self.days = days
        self.chance = chance

    def events(self, sites: int) -> list[Event]:
        """Every step of every case, in the order of time."""
        cases = [self._case(number, stage) for number, stage in enumerate(self._stages(sites), 1)]
        return sorted(event for case in cases for event in self._events_of(case))

    def _stages(self, sites: int) -> list[str]:
        """Every stage by its share, each at least once while there is room; mixed."""
        shares = [(share * sites / DEFAULT_SITES, stage) for stage, (_, share) in STAGES.items()]
        stages = [stage for share, stage in shares for _ in range(max(1, int(share)))][:sites]
        stages += ["filed"] * (sites - len(stages))
        self.chance.shuffle(stages)
        return stages

    def _case(self, number: int, stage: str) -> Case:
        home = self._home(stage)
        turn = self._turn(stage) if home is None else home % len(FIRST_OFFICES)
        kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        office = self.offices[turn % len(self.offices)]
        district_id = office.district_id or self.chance.choice(sorted(DISTRICTS))
        setting = Setting(
            site_type=kind if home is None else HOME_TYPES[home // len(FIRST_OFFICES)],
            district_id=district_id,
            centre=self.centres[district_id],
            on_metro=office.union.kind == "enterprise",
            number=number,
        )
        by_keeper = stage in BY_KEEPER or self.chance.random() < 0.4
        union = office.primaries[turn // len(self.offices) % len(office.primaries)]
        return Case(number, stage, setting, office, union, by_keeper, is_home=home is not None)

    def _home(self, stage: str) -> int | None:
        """The place of a case among those at home; none after them."""
        if stage != "filed" or self.at_home == len(HOME_TYPES) * len(FIRST_OFFICES):
            return None
        self.at_home += 1
        return self.at_home - 1

    def _turn(self, stage: str) -> int:
        """Open cases go round the offices, those with a login first; ended ones fall by chance."""
        if stage in ENDED:
            return self.chance.randrange(len(self.offices) * 6)
        self.waiting[stage] += 1
        return self.waiting[stage] - 1

    def _events_of(self, case: Case) -> list[Event]:
        steps = case.steps
        gaps = [self.chance.randint(*TAKES.get(step, USUALLY)) for step in steps]
        at = max(0, self._last_day(case) - sum(gaps[1:]))
        events = []
        for order, (step, gap) in enumerate(zip(steps, gaps, strict=True)):
            at += gap if order else 0
            day = self.days[min(at, len(self.days) - 1)]
            events.append(Event(self._moment(day, order), case.number, order, step, case))
        return events

    def _last_day(self, case: Case) -> int:
        latest, stage = len(self.days) - 1, case.stage
        if case.is_home:
            return self.chance.randint(latest // 2, latest * 4 // 5)
        if stage in ENDED:
            return latest - int((latest - 20) * self.chance.random() ** 1.5) if latest > 20 else latest
        waiting = self.chance.randint(8, 25) if self.chance.random() < 0.15 else self.chance.randint(0, 4)
        return max(0, latest - waiting)

    def _moment(self, day: date, order: int) -> datetime:
        minutes = 8 * 60 + 40 + order * 40 + self.chance.randint(0, 35)
        return datetime.combine(day, time(minutes // 60, minutes % 60), LEGAL_ZONE)


def working_days(first: date, before: date, calendar: WorkCalendar) -> list[date]:
    """Working days from ``first`` up to the day before ``before``; at least the first itself."""
    span = (first + timedelta(days=n) for n in range((before - first).days))
    return [day for day in span if calendar.is_workday(day)] or [first]
