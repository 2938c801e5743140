"""The union that gave the order looks again, item by item, and ends it, sends it back or reports it upwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from core.actor import Actor
from core.workflow import NoteMissing, Step, TransitionRefused, attempt
from inspection.models import Rectification, RectificationItem
from inspection.rectifying.services.extending import refuse_as_reported
from inspection.rectifying.services.telling import tell_city, tell_menders, tell_orderers
from inspection.rectifying.states import SAY_WHAT_IS_LEFT, ItemVerdict
from inspection.rectifying.transitions import ORDER
from sites.models import ServiceSite
from sites.services.following import end_rectifying


def judge_item(
    order_id: int,
    number: int,
    verdict: str,
    words: str = "",
    *,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> RectificationItem:
    """What the second look found of one item; what is left wanting needs words."""
    with ORDER.step(order_id, "judge", actor=actor, now=now, seen=seen, updated_at=now) as step:
        item = step.row.items.filter(number=number).first()
        if item is None:
            raise TransitionRefused("通知中没有这一项,请刷新页面后再试。")
        if verdict == ItemVerdict.NOT_OK and not words:
            raise NoteMissing(SAY_WHAT_IS_LEFT)
        label = f"第 {number} 项复查结论"
        step.changes[label] = (item.get_verdict_display(), str(ItemVerdict(verdict).label))
        if words:
            step.changes[f"第 {number} 项复查意见"] = (item.verdict_words, words)
        item.verdict, item.verdict_words, item.judged_at = verdict, words, now
        item.save(update_fields=["verdict", "verdict_words", "judged_at"])
    return item


def send_back(
    order_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Rectification:
    """What is left goes back to the site; its day stands."""
    with ORDER.step(
        order_id, "send_back", actor=actor, now=now, note=note, seen=seen, updated_at=now
    ) as step:
        tell_menders(step.row, "复查未通过,请按复查意见继续整改", actor, now)
    return step.row


def report_up(
    order_id: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Rectification:
    """It was not mended: the city is told and goes on by hand. The site stays as it is, and gets no more time.

    Who mends is told too, once: with the answer to his request where he waited for one.
    """
    with ORDER.step(
        order_id, "report_up", actor=actor, now=now, note=note, seen=seen, updated_at=now
    ) as step:
        tell_city(step.row, "整改不到位,已上报,请核定", actor, now)
        refuse_as_reported(step, actor, now)
        tell_menders(step.row, "整改不到位,已上报市总工会核定,请继续整改", actor, now)
    return step.row


def close_order(
    order_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Rectification:
    """Everything was mended."""
    with _ending(order_id, "close", actor=actor, now=now, note=note, seen=seen) as step:
        tell_menders(step.row, "整改已办结", actor, now)
    return step.row


def settle_order(
    order_id: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Rectification:
    """The city found it mended after all."""
    with _ending(order_id, "settle", actor=actor, now=now, note=note, seen=seen) as step:
        tell_menders(step.row, "整改已由市总工会核定办结", actor, now)
    return step.row


def withdraw_order(
    order_id: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Rectification:
    """The order was a mistake, or there is nothing left to mend."""
    with _ending(order_id, "withdraw", actor=actor, now=now, note=note, seen=seen) as step:
        tell_menders(step.row, "整改通知已撤销", actor, now)
        tell_orderers(step.row, "整改通知已撤销", actor, now)
    return step.row


@contextmanager
def _ending(
    order_id: int, action: str, *, actor: Actor, now: datetime, note: str, seen: int | None
) -> Iterator[Step[Rectification]]:
    """The order is over, and the site is what it is without it.

    The site is held before the order, as whoever orders or signs holds them: so neither waits for the other.
    """
    fields = {"ended_at": now, "ending": note, "updated_at": now}
    about = Rectification.objects.select_related("site").get(pk=order_id)
    with attempt(actor, f"rectification.{action}", about, now=now, label=ORDER.edges[action].label):
        site = ServiceSite.objects.select_for_update(of=("self",), no_key=True).get(pk=about.site_id)
        with ORDER.step(order_id, action, actor=actor, now=now, note=note, seen=seen, **fields) as step:
            yield step
            end_rectifying(site, actor=actor, now=now)
