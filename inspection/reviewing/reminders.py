"""Which reminder of a review is due on a day, and what does it say? Pure; who gets it is not known here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from core.words import chinese_day
from inspection.models import YearlyReview

#: Days from the deadline on which somebody who is not done yet hears of it.
MARKS = (-15, -3, 3, 15)

#: The first word: the notice is out.
OPENED = "opened"


@dataclass(frozen=True)
class Due:
    """A reminder that goes out now: ``mark`` names it, ``covers`` all marks that it makes up for."""

    to_keepers: bool
    mark: str
    covers: tuple[str, ...]
    due_on: date


def due_reminders(review: YearlyReview, today: date) -> list[Due]:
    """At most one to the keepers and one to the districts. After an outage only the latest goes out."""
    sent = frozenset(review.reminded)
    found = []
    for to_keepers, due_on in ((True, review.own_due_on), (False, review.district_due_on)):
        part = "own" if to_keepers else "district"
        reached = [f"{part}:{mark}" for mark in MARKS if due_on + timedelta(days=mark) <= today]
        if to_keepers:
            reached.insert(0, f"{part}:{OPENED}")
        if _is_new(reached, sent):
            found.append(Due(to_keepers, reached[-1], tuple(reached), due_on))
    return found


def told_by_extension(review: YearlyReview, later: Collection[str], today: date) -> list[str]:
    """What counts as sent once people have heard of the new days: marks of a day that was put off come round again,
    but for those that the new day has reached already."""
    kept = set(review.reminded)
    for part, column in (("own", "own_due_on"), ("district", "district_due_on")):
        if column in later:
            due_on = getattr(review, column)
            reached = {f"{part}:{mark}" for mark in MARKS if due_on + timedelta(days=mark) <= today}
            kept = {each for each in kept if each == f"{part}:{OPENED}" or not each.startswith(f"{part}:")}
            kept |= reached
    return sorted(kept)


def _is_new(reached: list[str], sent: Collection[str]) -> bool:
    return bool(reached) and reached[-1] not in sent


def subject_of(review: YearlyReview, due: Due, count: int, today: date) -> str:
    """《2026年年度复核》:您负责的 3 处阵地还没有提交自评,截止 2026年11月30日,还有 15 天。"""
    what = "还没有提交自评" if due.to_keepers else "的自评等您复核"
    whose = "您负责的" if due.to_keepers else "有"
    return f"《{review.title}》:{whose} {count} 处阵地{what},截止日期 {chinese_day(due.due_on)}({_left(due.due_on, today)})"


def _left(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days > 0:
        return f"还有 {days} 天"
    return f"已过 {-days} 天" if days else "就是今天"
