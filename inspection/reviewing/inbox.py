"""Which yearly reviews wait for the city's next act? Single assessments have lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.registry import Inbox, InboxItem, InboxList, Reader
from core.words import chinese_day
from inspection.models import RUNNING, ReviewState, YearlyReview
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.selectors import reviews_within, waiting_in


def reviews_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """What can be done now waits; what waits for others is said with its day."""
    if holds(actor, Role.CITY):
        rows = reviews_within(actor).filter(state__in=[ReviewState.DRAFT, *RUNNING])
        yield InboxList(rows, _lines)


def _lines(reader: Reader, rows: list[YearlyReview]) -> Inbox:
    led = [row for row in rows if REVIEWS.decide(reader.actor, "publish", row)]
    waiting = waiting_in(led) if led else {}
    inbox = Inbox()
    for row in led:
        reason = reason_of(row, waiting[row.pk], reader.now.date())
        item = InboxItem(
            row.title, reverse("review", args=[row.pk]), reason or running_words(row), due=due_of(row)
        )
        (inbox.waiting if reason else inbox.upcoming).append(item)
    return inbox


def reason_of(row: YearlyReview, waiting: Mapping[str, int], today: date) -> str:
    """Why it is the city's turn; empty while it is not."""
    own, district, city = (waiting.get(name, 0) for name in ("own", "district", "city"))
    drawn = waiting.get("drawn_open", 0)
    match row.state:
        case ReviewState.DRAFT:
            return "通知待公布"
        case ReviewState.OWN if today > row.own_due_on or not own:
            return f"自查期满,还有 {own} 处没有提交,请结束自查" if own else "自评都已提交,可以结束自查"
        case ReviewState.DISTRICT if today > row.district_due_on or not own + district:
            return "复核期满,可以抽取市总抽查阵地" if own + district else "复核都已完成,可以抽取市总抽查阵地"
        case ReviewState.CITY if drawn + city:
            return f"抽查待评分 {drawn} 处,可成批评定 {city} 处"
        case ReviewState.CITY if not district:
            return "已提交的都已评定,可以通报结果"
    return ""


def running_words(row: YearlyReview) -> str:
    if row.state == ReviewState.OWN:
        return f"自查中,{chinese_day(row.own_due_on)}截止"
    return f"区(市)复核中,{chinese_day(row.district_due_on)}截止"


def due_of(row: YearlyReview) -> date | None:
    return {ReviewState.OWN: row.own_due_on, ReviewState.DISTRICT: row.district_due_on}.get(
        ReviewState(row.state)
    )
