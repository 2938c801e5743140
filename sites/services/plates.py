"""暂停挂牌: a signed step closes a site until the plate is given back. The union decides, so no notice ends it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from core.actor import Actor
from core.registry import CarriedOut, LadderHandler, Signed
from sites.models import ServiceSite
from sites.services.closing import reopen_site, suspend_site
from sites.services.following import unsettled_closures
from sites.vocabulary import IN_USE, Basis

REASON = "暂停挂牌,整改完成后恢复"
CLOSED_ALREADY = "阵地已按工会决定停开,统一标识牌一并暂停使用。"


def sites_with_plate(keys: Collection[int], day: date) -> set[int]:
    """Sites in use; whatever closes them already."""
    return set(ServiceSite.objects.filter(pk__in=keys, state__in=IN_USE).values_list("pk", flat=True))


def suspend_plate(signed: Signed, actor: Actor, now: datetime) -> CarriedOut:
    """The site closes until further notice; closures that it told itself end with that.

    One that another decision began goes on beside it, and may end before the plate is given back. Raises ``NotAllowed``.
    """
    with transaction.atomic():
        site = ServiceSite.objects.select_for_update(of=("self",), no_key=True).get(pk=signed.site_id)
        told = unsettled_closures(site).filter(basis=Basis.NOTICE)
        is_decided = unsettled_closures(site).filter(basis=Basis.DECISION).exists()
        for each in told:
            reopen_site(site.pk, at=now, actor=actor, now=now, only=each.pk)
        closure = suspend_site(site.pk, starts_at=now, ends_at=None, reason=REASON, actor=actor, now=now)
    words = CLOSED_ALREADY if is_decided else "统一标识牌暂停使用,公众页面显示“暂停开放”。"
    return CarriedOut(words, f"/desk/sites/{site.code}/", str(closure.pk))


def restore_plate(site_id: int, key: str, actor: Actor, now: datetime) -> None:
    """Ends the closure that the signature began; one that is over already needs nothing."""
    site = ServiceSite.objects.get(pk=site_id)
    if key.isdecimal() and unsettled_closures(site).filter(pk=int(key)).exists():
        reopen_site(site_id, at=now, actor=actor, now=now, only=int(key))


SUSPEND = LadderHandler(
    concerns=sites_with_plate,
    effect="阵地按工会决定暂停开放,统一标识牌停用,公众页面写明原因;整改完成后由签批工会恢复挂牌。",
    carry_out=suspend_plate,
    undo=restore_plate,
)
