"""Orders to mend, given and answered by the right people through the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.actor import Actor
from inspection.models import Rectification
from inspection.rectifying import services
from inspection.rectifying.services import Wanted
from sites.models import ServiceSite
from tests.factories.people import NOW

ITEMS = (("饮水机未通电", "通电并可正常饮水"), ("急救箱药品过期", "更换药品并登记有效期"))


def order_on(
    site: ServiceSite, by: Actor, *, now: datetime = NOW, items: Any = ITEMS, **more: Any
) -> Rectification:
    """An order with two items."""
    wanted = Wanted(source=more.pop("source", "other"), items=items, **more)
    return services.give_order(site.pk, wanted, actor=by, now=now)


def answered(order: Rectification, by: Actor, *, now: datetime = NOW) -> Rectification:
    """Every item that is open is answered in words."""
    for item in order.items.exclude(verdict="ok"):
        services.answer_item(order.pk, item.number, "已处理完毕。", actor=by, now=now)
    return Rectification.objects.get(pk=order.pk)


def handed_in(order: Rectification, by: Actor, *, now: datetime = NOW) -> Rectification:
    return services.hand_in(answered(order, by, now=now).pk, actor=by, now=now)


def judged(order: Rectification, by: Actor, *verdicts: str, now: datetime = NOW) -> Rectification:
    """The items in their order get these verdicts."""
    for number, verdict in enumerate(verdicts, 1):
        words = "仍未更换。" if verdict == "not_ok" else ""
        services.judge_item(order.pk, number, verdict, words, actor=by, now=now)
    return Rectification.objects.get(pk=order.pk)
