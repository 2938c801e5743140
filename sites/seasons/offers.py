"""What is offered in a season, is it possible, and how does the last one become the next? Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from core.words import chinese_day
from rulebook.workdays import add_months
from sites.announced import SeasonTold
from sites.hours import DatedSeason, Interval
from sites.hours.model import WEEK_DAYS
from sites.listing import Unlisted
from sites.use.vocabulary import HOLIDAY_MONTHS, Holidays

#: Days of the week on which there is a class.
WEEKDAYS = {"five": "周一至周五", "six": "周一至周六", "all": "每天"}
_DAYS = {"five": 5, "six": 6, "all": 7}

MOST_CLASSES = 6
MOST_PLACES = 2_000
#: Children of a holiday station: from the kindergarten to the middle school.
LEAST_AGE, MOST_AGE = 3, 16
#: No class lasts longer than the holidays.
LONGEST = timedelta(days=70)
#: Nor does a season with all its classes last longer than this.
LONGEST_SEASON = 2 * LONGEST
#: A season is confirmed within the year before it.
MOST_AHEAD = timedelta(days=366)
_A_YEAR = 12
#: First and last month and day of the holidays, about.
_NEARLY_OVER = timedelta(days=14)
USUAL = {Holidays.WINTER: ((1, 20), (2, 20)), Holidays.SUMMER: ((7, 10), (8, 31))}


@dataclass(frozen=True)
class Class:
    """One class (期): its days and how many children it takes."""

    starts_on: date
    ends_on: date
    places: int

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @property
    def words(self) -> str:
        """7月6日至7月31日,名额 40 人"""
        return f"{_short(self.starts_on)}至{_short(self.ends_on)},名额 {self.places} 人"


@dataclass(frozen=True)
class Offer:
    """A whole season. ``holidays`` is a code of ``Holidays``."""

    holidays: str
    classes: tuple[Class, ...]
    ages_from: int
    ages_until: int
    weekdays: str
    opens_at: time
    closes_at: time
    remark: str = ""

    @property
    def starts_on(self) -> date:
        return min(each.starts_on for each in self.classes)

    @property
    def ends_on(self) -> date:
        return max(each.ends_on for each in self.classes)

    @property
    def name(self) -> str:
        return name_of(self.holidays, self.ends_on)

    @property
    def lines(self) -> tuple[str, ...]:
        """What the public reads."""
        days = f"{WEEKDAYS[self.weekdays]} {_clock(self.opens_at)}–{_clock(self.closes_at)}"
        classes = tuple(f"第 {number} 期 {each.words}" for number, each in enumerate(self.classes, 1))
        remark = (self.remark,) if self.remark else ()
        return (*classes, f"招收 {self.ages_from}–{self.ages_until} 岁", days, *remark)

    @property
    def in_short(self) -> str:
        """2026年暑假 7月6日至8月21日,共 2 期,名额 70 人"""
        count = f",共 {len(self.classes)} 期" if len(self.classes) > 1 else ""
        places = sum(each.places for each in self.classes)
        return f"{self.name} {_short(self.starts_on)}至{_short(self.ends_on)}{count},名额 {places} 人"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _clock(at: time) -> str:
    """8:30, as opening hours are written."""
    return f"{at.hour}:{at.minute:02d}"


def told(offer: Offer) -> SeasonTold:
    """What of it decides when the door is open."""
    day = (Interval(_minute(offer.opens_at), _minute(offer.closes_at)),)
    week = tuple(day if number < _DAYS[offer.weekdays] else () for number in range(WEEK_DAYS))
    return SeasonTold(
        offer.in_short, week, tuple(DatedSeason(each.starts_on, each.ends_on) for each in offer.classes)
    )


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def name_of(holidays: str, ends_on: date) -> str:
    """2026年暑假"""
    return f"{ends_on.year}年{Holidays(holidays).label}"


def years_later(day: date, years: int) -> date:
    """The same day of a later year; of 29 February the 28th where there is none."""
    return add_months(day, years * _A_YEAR)


def copied(offer: Offer, today: date) -> Offer:
    """The last season moved to the next year in which it is not over yet; everything else stays."""
    years = 0
    while years_later(offer.ends_on, years) < today:
        years += 1
    moved = (
        replace(each, starts_on=years_later(each.starts_on, years), ends_on=years_later(each.ends_on, years))
        for each in offer.classes
    )
    return replace(offer, classes=tuple(moved))


def usual_span(holidays: str, today: date) -> tuple[date, date]:
    """The school holidays, about, that are not over on a day: for a station that never had a season."""
    (first_month, first_day), (last_month, last_day) = USUAL[Holidays(holidays)]
    year = today.year if today <= date(today.year, last_month, last_day) else today.year + 1
    return date(year, first_month, first_day), date(year, last_month, last_day)


def next_named(today: date) -> str:
    """2027年寒假: the holidays that are under way or come next. Who opens in their last days has opened before."""
    spans = [(code, usual_span(code, today + _NEARLY_OVER)) for code in Holidays.values]
    code, (_, last) = min(spans, key=lambda each: each[1])
    return name_of(code, last)


def problems_of(offer: Offer, today: date, at_once: int | None = None) -> list[str]:
    """Every problem at once, each saying what to do; empty when the season can be confirmed.

    ``at_once``: how many children the register says that it takes at the same time; a confirmation never raises that.
    """
    found = [*_of_classes(offer.classes), *_of_the_rest(offer)]
    if not found:
        found += [*_of_days(offer, today), *_of_places(offer.classes, at_once)]
    return found


def _of_places(classes: Sequence[Class], at_once: int | None) -> list[str]:
    """On no day more children than fit: classes that run side by side are added up."""
    if at_once is None:
        return []
    sums = (
        (sum(other.places for other in classes if other.covers(each.starts_on)), each.starts_on)
        for each in classes
    )
    most, day = max(sums)
    if most <= at_once:
        return []
    return [
        f"{_short(day)}在班的名额共 {most} 人,多于登记的“同时托管儿童数”{at_once} 人,请减少名额;"
        "确实能接待更多的,请先办理变更备案。"
    ]


def doubts_about(offer: Offer, insured_until: date | None) -> list[str]:
    """What is not in order yet and need not be today: a policy is bought for the children who have signed up."""
    if insured_until is None or insured_until >= offer.ends_on:
        return []
    return [
        f"登记的儿童意外伤害保险到{chinese_day(insured_until)}为止,早于结束日期{chinese_day(offer.ends_on)}。"
        "没有保险不能开班,请在开班前续保,并办理变更备案更新到期日。"
    ]


def shown_words(why_hidden: str, ends_on: date) -> str:
    """Until when the public finds it in the list; or why not at all, by an ``Unlisted``."""
    if why_hidden:
        return f"{Unlisted(why_hidden).label},不在公众列表中显示;扫门口的二维码可以看到。"
    return f"从现在起在公众列表中显示,到{chinese_day(ends_on)}为止。"


def _of_classes(classes: Sequence[Class]) -> list[str]:
    if not 1 <= len(classes) <= MOST_CLASSES:
        return [f"请填写 1 至 {MOST_CLASSES} 期,至少填写第 1 期的开班日期、结束日期和名额。"]
    found = []
    for number, each in enumerate(classes, 1):
        if each.ends_on < each.starts_on:
            found.append(
                f"第 {number} 期的结束日期({chinese_day(each.ends_on)})早于开班日期({chinese_day(each.starts_on)}),请改正。"
            )
        elif each.ends_on - each.starts_on > LONGEST:
            found.append(f"第 {number} 期超过 {LONGEST.days} 天,请核对日期。")
        if not 1 <= each.places <= MOST_PLACES:
            found.append(f"第 {number} 期的名额应在 1 至 {MOST_PLACES:,} 人之间,请核对。")
    return found


def _of_the_rest(offer: Offer) -> list[str]:
    found = []
    if not LEAST_AGE <= offer.ages_from <= offer.ages_until <= MOST_AGE:
        found.append(f"年龄应在 {LEAST_AGE} 至 {MOST_AGE} 岁之间,最小年龄不能大于最大年龄,请改正。")
    if offer.closes_at <= offer.opens_at:
        found.append("每天的结束时间应晚于开始时间,请改正。")
    if offer.weekdays not in WEEKDAYS:
        found.append("请选择每周开班的日子。")
    return found


def _of_days(offer: Offer, today: date) -> list[str]:
    label = Holidays(offer.holidays).label
    if offer.ends_on < today:
        return [f"这次开班到{chinese_day(offer.ends_on)}已经结束,不用再确认。请填写下一次的日期。"]
    if offer.starts_on > today + MOST_AHEAD:
        return ["开班日期在一年以后,请核对年份。"]
    months = HOLIDAY_MONTHS[Holidays(offer.holidays)]
    if any(each.starts_on.month not in months or each.ends_on.month not in months for each in offer.classes):
        return [f"日期不在{label}里,请核对月份,或者改选另一个假期。"]
    if offer.ends_on - offer.starts_on > LONGEST_SEASON:
        return ["各期的日期不在同一个假期里,请核对年份。"]
    return []
