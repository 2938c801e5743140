"""May a site be nominated? Answers from what the register knows, each with its words; knows no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from demonstration.models import Round
from inspection.models import ReviewResult
from rulebook.workdays import DueDate
from sites.vocabulary import SiteState

#: Code of the period in a measure, between a title that was taken away and the next nomination.
COOLING_OFF = "cooling_off"


@dataclass(frozen=True)
class Known:
    """What the register knows of one site. ``score``: tenths, of the last concluded yearly review."""

    state: str
    filed_on: date | None
    score: int | None = None
    conclusion: str = ""
    concluded_on: date | None = None
    orders: int = 0
    is_on_map: bool = False
    title_until: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True)
class Answer:
    """One question of the call and its answer for one site."""

    code: str
    label: str
    is_met: bool
    words: str

    @property
    def kept(self) -> dict[str, str | bool]:
        """As it is stored with a nomination."""
        return {"code": self.code, "label": self.label, "is_met": self.is_met, "words": self.words}


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - date(year, month + 1, 1)).days))


def _no_cooling(revoked_on: date) -> DueDate | None:
    return None


def answers_of(
    round: Round, known: Known, closes_on: date, cooling: Callable[[date], DueDate | None] = _no_cooling
) -> list[Answer]:
    """All answers in the order of the call. ``closes_on``: the last day of the window, to which time in use counts.

    ``cooling``: until when a site stays out after a title was taken on a day; ``None``: the measure does not say.
    """
    found = [
        _is_open(known),
        _long_enough(round, known, closes_on),
        _last_review(round, known),
        _orders(known),
    ]
    if round.needs_map:
        words = "已标注" if known.is_on_map else "高德、百度、腾讯地图都没有标注,请先上图并在阵地页更新"
        found.append(Answer("map", "电子地图标注", known.is_on_map, words))
    found.append(_title(round, known, closes_on))
    if known.revoked_on is not None:
        found.append(_cooling(known.revoked_on, cooling(known.revoked_on), closes_on))
    return found


def is_eligible(answers: list[Answer]) -> bool:
    return all(answer.is_met for answer in answers)


def _is_open(known: Known) -> Answer:
    is_met = known.state == SiteState.OPEN
    return Answer("open", "已备案并正常开放", is_met, str(SiteState(known.state).label))


def _long_enough(round: Round, known: Known, closes_on: date) -> Answer:
    label = f"备案满 {round.least_months} 个月" if round.least_months else "申报截止前已备案"
    if known.filed_on is None:
        return Answer("months", label, False, "没有备案日期")
    is_met = known.filed_on <= months_before(closes_on, round.least_months)
    return Answer("months", label, is_met, f"{chinese_day(known.filed_on)}备案")


def _last_review(round: Round, known: Known) -> Answer:
    floor = round.least_score
    label = f"最近一次年度复核 {floor / 10:g} 分以上" if floor else "最近一次年度复核没有不合格"
    if known.score is None or known.concluded_on is None:
        return Answer("score", label, not floor, "还没有年度复核结果")
    words = f"{chinese_day(known.concluded_on)}评定,{known.score / 10:g} 分"
    if known.conclusion == ReviewResult.FAILED:
        return Answer("score", label, False, f"{words},不合格")
    return Answer("score", label, not floor or known.score >= floor, words)


def _orders(known: Known) -> Answer:
    words = f"有 {known.orders} 件整改没有办结" if known.orders else "没有未办结的整改"
    return Answer("orders", "没有未办结的整改", not known.orders, words)


def _title(round: Round, known: Known, closes_on: date) -> Answer:
    label = f"没有在有效期内的“{round.title_name}”称号"
    if known.title_until is not None and known.title_until >= closes_on:
        return Answer("title", label, False, f"已有同一称号,有效期至{chinese_day(known.title_until)}")
    return Answer("title", label, True, "没有")


def _cooling(revoked_on: date, until: DueDate | None, closes_on: date) -> Answer:
    """A site whose title was taken away waits as long as the measure says; a provisional day keeps nobody out."""
    label = "取消资格后已满间隔期"
    taken = f"{chinese_day(revoked_on)}取消示范阵地资格"
    if until is None:
        return Answer("cooling", label, True, f"{taken},管理办法没有规定间隔期")
    is_met = until.date <= closes_on or until.provisional
    return Answer("cooling", label, is_met, f"{taken},间隔期至{chinese_day(until.date)}")
