"""限期整改 as a rung of the ladder: the signature gives an order that names every cause as an item."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse

from core.actor import Actor
from core.registry import CarriedOut, LadderHandler, Signed
from core.words import chinese_day
from inspection.rectifying.services import Wanted, give_order
from inspection.rectifying.states import Source
from sites.models import ServiceSite
from sites.vocabulary import IN_USE


def sites_in_use(keys: Collection[int], day: date) -> set[int]:
    return set(ServiceSite.objects.filter(pk__in=keys, state__in=IN_USE).values_list("pk", flat=True))


def order_mending(signed: Signed, actor: Actor, now: datetime) -> CarriedOut:
    """Raises ``NotAllowed``, ``TransitionRefused``."""
    wanted = Wanted(
        source=Source.FINDING,
        source_key=str(signed.key),
        items=signed.causes,
        grounds="系统提醒后,下列问题仍未解决。",
    )
    order = give_order(signed.site_id, wanted, actor=actor, now=now)
    words = f"已下达整改通知 {order.number},{chinese_day(order.due_on)}前完成。请打印盖章送达。"
    return CarriedOut(words, reverse("rectification", args=[order.number]), order.number)


RECTIFY = LadderHandler(
    concerns=sites_in_use,
    effect="下达限期整改通知,阵地状态变为“整改中”,阵地负责人和区(市)总工会收到提醒。",
    carry_out=order_mending,
)
