"""Which orders wait for this person, and which ended lately? Lines of the desk, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from core.actor import Actor
from core.addresses import address_of
from core.registry import Inbox, InboxItem, InboxList, Reader
from inspection.models import Rectification
from inspection.rectifying.next_steps import clock_of
from inspection.rectifying.selectors import as_lines, due_soon, ended_lately, to_look_at, to_mend
from inspection.rectifying.states import RectificationState
from rulebook.provisional import waits_for

#: More lines than this help nobody on a desk; the list of orders holds the rest.
MOST_WAITING = 50
MOST_DONE = 10


def orders_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """To mend for the keeper, to look at again for who ordered, to settle for the city; what ended. Read together."""
    return [
        InboxList(to_mend(actor), _to_mend, MOST_WAITING, as_lines),
        InboxList(to_look_at(actor), _to_look_at, MOST_WAITING, as_lines),
        InboxList(due_soon(actor, today), _due_soon, MOST_DONE, as_lines),
        InboxList(ended_lately(actor, today), _ended, MOST_DONE, as_lines),
    ]


def _to_mend(reader: Reader, orders: list[Rectification]) -> Inbox:
    return Inbox(waiting=[_line(order, reader.now, f"共 {_count(order)} 项待整改") for order in orders])


def _to_look_at(reader: Reader, orders: list[Rectification]) -> Inbox:
    return Inbox(waiting=[_line(order, reader.now, _reason(order)) for order in orders])


def _due_soon(reader: Reader, orders: list[Rectification]) -> Inbox:
    return Inbox(upcoming=[_line(order, reader.now, _soon(order)) for order in orders])


def _ended(reader: Reader, orders: list[Rectification]) -> Inbox:
    return Inbox(done=[_line(order, reader.now, f"限期整改:{order.state_label}") for order in orders])


def _soon(order: Rectification) -> str:
    if order.due_is_provisional:
        return f"整改期限暂定:{waits_for(order.due_on)};阵地还没有提交"
    return "整改即将到期,阵地还没有提交"


def _count(order: Rectification) -> int:
    """As the selector counted them."""
    return int(getattr(order, "item_count", 0))


def _reason(order: Rectification) -> str:
    if order.state == RectificationState.RECHECK:
        return f"整改已提交,共 {_count(order)} 项待复查"
    if order.state == RectificationState.UNMET:
        return "整改不到位,待核定"
    asks = "阵地申请延期,待答复" if getattr(order, "asks_longer", False) else "阵地还没有提交"
    return f"整改期限已过,{asks}" if order.lapsed_at else asks


def _line(order: Rectification, now: datetime, reason: str) -> InboxItem:
    clock = clock_of(order, now)
    return InboxItem(
        title=str(order.site),
        url=address_of("rectification", order.number),
        reason=reason,
        tag=f"{order.site.type_label} · {order.site.district.name}",
        due=clock.due,
        due_words=clock.words,
        at=order.ended_at or order.handed_in_at or order.ordered_at,
    )
