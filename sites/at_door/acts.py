"""What can this person do at this site, now that he stands at its door? Apps above add what is theirs (``DOOR_ACTS``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.registry import DOOR_ACTS, DoorAct
from sites.policy import SITES
from sites.vocabulary import IN_USE, Basis, NoticeKind


def acts_at(site: Any, actor: Actor, now: datetime) -> list[DoorAct]:
    """In the order in which they are offered; none for whoever only reads."""
    found = [act for tell in DOOR_ACTS for act in tell(actor, site, now)]
    return sorted(found, key=lambda act: act.order)


def own_acts(actor: Actor, site: Any, now: datetime) -> Iterable[DoorAct]:
    """Of the register: what is told at once, and what is recorded."""
    if not site.code or site.state not in IN_USE:
        return
    notices = reverse("site-notices", args=[site.code])
    if SITES.decide(actor, "notify", site):
        if site.kind.is_seasonal:
            yield DoorAct(
                "假期开班", reverse("site-season", args=[site.code]), "确认下一次开班,公众才能查到", 12
            )
        yield from _opening_and_closing(site, notices, now)
        yield DoorAct("登记物资", f"{notices}?kind={NoticeKind.SUPPLIES}#form", "缺货、补货和到期日", 30)
    if SITES.decide(actor, "keep_records", site):
        yield DoorAct("登记使用人次", reverse("site-use", args=[site.code]), "来一位点一下", 20)
        yield DoorAct("报修", f"{reverse('site-use-faults', args=[site.code])}#form", "设施坏了登记一条", 35)


def _opening_and_closing(site: Any, notices: str, now: datetime) -> Iterable[DoorAct]:
    """What a notice closed opens again by one; beside one that has begun and has no end there is no other one to tell."""
    told = [each for each in site.standing_notices if each.kind == NoticeKind.CLOSURE]
    closures = [each for each in told if not each.spell.has_ended(now)]
    if any(each.basis == Basis.NOTICE for each in closures):
        yield DoorAct("恢复开放", f"{notices}?kind={NoticeKind.REOPENING}#form", "停开提前结束,或取消停开", 3)
    if not any(each.ends_at is None and each.starts_at <= now for each in closures):
        yield DoorAct("临时停开", f"{notices}?kind={NoticeKind.CLOSURE}#form", "公众页面马上更新", 40)
