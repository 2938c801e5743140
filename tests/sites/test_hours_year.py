"""The status at the door against a second calculator that paints minutes: every minute of a year, 30 patterns."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import LEGAL_ZONE
from sites.hours import (
    DatedSeason,
    DayException,
    HolidayRule,
    Hours,
    Interval,
    MakeupRule,
    MonthDay,
    OpenStatus,
    YearlySeason,
    status_at,
)

YEAR = 2026
FIRST = date(YEAR - 1, 12, 25)
LAST = date(YEAR + 1, 3, 15)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
START_OF_YEAR = (date(YEAR, 1, 1) - FIRST).days


class NoticeCalendar:
    """The notice of 2026, with a few days of the years around it."""

    free = frozenset(
        date(y, m, d)
        for y, m, days in [
            (2026, 1, [1, 2, 3]),
            (2026, 2, [15, 16, 17, 18, 19, 20, 21, 22, 23]),
            (2026, 4, [4, 5, 6]),
            (2026, 5, [1, 2, 3, 4, 5]),
            (2026, 6, [19, 20, 21]),
            (2026, 9, [25, 26, 27]),
            (2026, 10, [1, 2, 3, 4, 5, 6, 7]),
            (2027, 1, [1, 2, 3]),
        ]
        for d in days
    )
    worked = frozenset(date(2026, m, d) for m, d in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])

    def is_known(self, day: date) -> bool:
        return True

    def is_holiday(self, day: date) -> bool:
        return day in self.free

    def is_makeup(self, day: date) -> bool:
        return day in self.worked


CALENDAR = NoticeCalendar()


def random_day(rng: random.Random) -> tuple[Interval, ...]:
    """Up to three intervals, in quarters of an hour and odd minutes, some touching, some into the night."""
    marks = sorted(rng.sample(range(1440), rng.choice([0, 2, 2, 4, 6])))
    spans = [Interval(a, b) for a, b in zip(marks[::2], marks[1::2], strict=True)]
    if spans and rng.random() < 0.4:
        spans[-1] = Interval(spans[-1].start, 1440 + rng.randrange(0, min(360, spans[-1].start) + 1))
    if spans and rng.random() < 0.2:
        spans.append(Interval(spans[0].end, spans[0].end + 1) if spans[0].end < 1440 else spans[0])
    return tuple(spans) if rng.random() < 0.9 else (Interval(0, 1440),)


def random_hours(rng: random.Random) -> Hours:
    seasons = []
    if rng.random() < 0.4:
        first, last = (MonthDay(rng.randint(1, 12), rng.randint(1, 28)) for _ in range(2))
        seasons.append(YearlySeason(first, last))
    if rng.random() < 0.2:
        day = rng.choice(DAYS)
        seasons.append(DatedSeason(day, day + timedelta(days=rng.randint(0, 200))))
    exceptions = []
    for _ in range(rng.choice([0, 0, 1, 4])):
        day = rng.choice(DAYS)
        spans = random_day(rng) if rng.random() < 0.5 else ()
        exceptions.append(DayException(day, day + timedelta(days=rng.choice([0, 1, 12])), spans, "装修"))
    return Hours(
        week=tuple(random_day(rng) for _ in range(7)),
        holiday=rng.choice(list(HolidayRule)),
        holiday_intervals=random_day(rng),
        makeup=rng.choice(list(MakeupRule)),
        makeup_weekday=rng.randrange(7),
        seasons=tuple(seasons),
        exceptions=tuple(exceptions),
    )


def season_days(season: YearlySeason | DatedSeason) -> set[tuple[int, ...]]:
    """The days of a season walked one by one: (year, month, day), or (month, day) for every year."""
    if isinstance(season, DatedSeason):
        length = (season.last - season.first).days
        walked = [season.first + timedelta(days=n) for n in range(length + 1)]
        return {(day.year, day.month, day.day) for day in walked}
    found, walker = set(), date(2024, *season.first)
    while (walker.month, walker.day) != tuple(season.last):
        found.add((walker.month, walker.day))
        walker += timedelta(days=1)
    return found | {tuple(season.last)}


def rule_for(hours: Hours, day: date) -> tuple[Interval, ...]:
    """The second reading of the rules: the weakest first, each stronger one overwrites it."""
    chosen = hours.week[day.weekday()]
    if day in CALENDAR.worked:
        chosen = {"as_workday": hours.week[hours.makeup_weekday], "closed": ()}.get(
            hours.makeup.value, chosen
        )
    if day in CALENDAR.free:
        own = {"closed": (), "as_sunday": hours.week[6], "own": hours.holiday_intervals}
        chosen = own.get(hours.holiday.value, chosen)
    allowed = set().union(*map(season_days, hours.seasons))
    if hours.seasons and not allowed & {(day.month, day.day), (day.year, day.month, day.day)}:
        chosen = ()
    for exception in hours.exceptions:
        length = (exception.last - exception.first).days
        if any(exception.first + timedelta(days=n) == day for n in range(length + 1)):
            chosen = exception.intervals
    return chosen


def painted(hours: Hours) -> bytearray:
    """One byte a minute from the first day on: 1 where it is open."""
    minutes = bytearray((len(DAYS) + 1) * 1440)
    for number, day in enumerate(DAYS):
        for start, end in rule_for(hours, day):
            minutes[number * 1440 + start : number * 1440 + end] = b"\x01" * (end - start)
    return minutes


def moment_of(minute: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=LEGAL_ZONE) + timedelta(minutes=minute)


class WatchedMinute(int):
    """A minute of the day that writes down where a comparison with it would turn out otherwise.

    It can be compared and nothing else, so all minutes up to the next such place take the same way through the
    code and get the same answer: one question speaks for each minute of the stretch.
    """

    turns: set[int]

    def __lt__(self, other: int) -> bool:
        self.turns.add(int(other))
        return int(self) < other

    def __ge__(self, other: int) -> bool:
        return not self < other

    def __le__(self, other: int) -> bool:
        return self < other + 1

    def __gt__(self, other: int) -> bool:
        return not self <= other

    def __radd__(self, other: int) -> WatchedMinute:
        assert other == 0
        return self

    def __eq__(self, other: object) -> bool:
        raise AssertionError("the answer depends on a minute other than by its order")

    __add__ = __sub__ = __rsub__ = __mul__ = __mod__ = __divmod__ = __floordiv__ = __eq__  # type: ignore[assignment]
    __hash__ = __index__ = __eq__  # type: ignore[assignment]


class WatchedMoment(datetime):
    """Legal time whose minutes since midnight are watched."""

    watched: WatchedMinute

    @property
    def hour(self) -> int:  # type: ignore[override]
        return 0

    @property
    def minute(self) -> int:  # type: ignore[override]
        return self.watched


def asked_at(hours: Hours, day: date, minute: int) -> tuple[OpenStatus, int]:
    """The real answer at a minute, and the minute of the day up to which it is the same."""
    moment = WatchedMoment(day.year, day.month, day.day, tzinfo=LEGAL_ZONE)
    moment.watched = WatchedMinute(minute)
    moment.watched.turns = set()
    status = status_at(hours, moment, CALENDAR)
    return status, min((turn for turn in moment.watched.turns if turn > minute), default=1440)


def agrees(status: OpenStatus, minutes: bytearray, first: int, last: int) -> bool:
    """Is the answer right for each minute from ``first`` to ``last``, by what was painted?"""
    if minutes[first : last + 1] != bytes([status.is_open]) * (last + 1 - first) or status.provisional:
        return False
    if not status.is_open:
        start = minutes.find(1, last, (last // 1440 + 61) * 1440)
        return status.until is None and status.opens_at == (moment_of(start) if start >= 0 else None)
    end = minutes.find(0, last)
    lasts = end - last > 7 * 1440 if status.until is None else status.until == moment_of(end)
    return lasts and status.opens_at is None


@pytest.mark.parametrize("seed", range(30))
def test_the_status_at_every_minute_of_the_year_agrees_with_the_painted_one(seed: int) -> None:
    hours = random_hours(random.Random(seed))
    minutes = painted(hours)
    for number in range(START_OF_YEAR, START_OF_YEAR + 365):
        midnight, minute = number * 1440, 0
        while minute < 1440:
            status, same_until = asked_at(hours, DAYS[number], minute)
            last = min(same_until, 1440) - 1
            assert agrees(status, minutes, midnight + minute, midnight + last), (DAYS[number], minute, last)
            minute = last + 1


@pytest.mark.parametrize("seed", [3, 17])
def test_one_question_really_speaks_for_its_whole_stretch(seed: int) -> None:
    """The watch itself is judged: each minute of some days asked plainly, seconds and another zone included."""
    hours, rng = random_hours(random.Random(seed)), random.Random(seed)
    for day in rng.sample(DAYS[START_OF_YEAR : START_OF_YEAR + 365], 3):
        same_until = 0
        for minute in range(1440):
            if minute >= same_until:
                status, same_until = asked_at(hours, day, minute)
            plain = datetime(day.year, day.month, day.day, minute // 60, minute % 60, 59, tzinfo=LEGAL_ZONE)
            assert status_at(hours, plain.astimezone(UTC), CALENDAR) == status, (day, minute)


def test_the_patterns_cover_what_they_are_there_for() -> None:
    made = [random_hours(random.Random(seed)) for seed in range(30)]
    assert {hours.holiday for hours in made} == set(HolidayRule)
    assert {hours.makeup for hours in made} == set(MakeupRule)
    assert sum(hours.has_nights for hours in made) >= 10
    assert sum(bool(hours.seasons) for hours in made) >= 8
    assert sum(bool(hours.exceptions) for hours in made) >= 8
