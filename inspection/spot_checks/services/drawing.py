"""The seed is revealed and draws: the list is held against its digest first, so that a changed one draws nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.outbox import owe
from core.workflow import TransitionRefused
from inspection.models import DrawnSite, SpotCheck
from inspection.spot_checks.drawing import draw, seed_digest
from inspection.spot_checks.selectors import list_of
from inspection.spot_checks.transitions import SPOT_CHECK


def draw_sites(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> SpotCheck:
    """Raises ``NotAllowed``, ``TransitionRefused`` when the list or the seed is not the one that was committed."""
    fields: dict[str, Any] = {"drawn_at": now, "drawn_by_id": actor.key, "updated_at": now}
    with SPOT_CHECK.step(key, "draw", actor=actor, now=now, seen=seen, **fields) as step:
        check = step.row
        given = list_of(check)
        if given.digest != check.list_digest or seed_digest(check.seed) != check.seed_digest:
            raise TransitionRefused("名单或种子与公布的摘要不一致,本次抽查不能抽取,请作废后重新公布。")
        sites = dict(check.entries.values_list("code", "site_id"))
        names = dict(check.inspectors.values_list("user_id", "name"))
        drawn = draw(given, check.seed)
        DrawnSite.objects.bulk_create(
            DrawnSite(
                spot_check=check,
                site_id=sites[each.code],
                position=position,
                inspectors=[[person, names[person]] for person in each.inspectors],
            )
            for position, each in enumerate(drawn, 1)
        )
        step.details.update(seed=check.seed, drawn=[[each.code, list(each.inspectors)] for each in drawn])
        _tell(check, {person for each in drawn for person in each.inspectors}, actor, now)
    return check


def _tell(check: SpotCheck, people: set[int], actor: Actor, now: datetime) -> None:
    for row in check.inspectors.select_related("user").filter(user_id__in=people):
        if row.user_id != actor.id:
            owe(
                row.user_id,
                f"{check.title}:您被抽为检查人员,请查看要检查的阵地",
                key=f"spot_check:{check.pk}:{row.user_id}",
                now=now,
                url=reverse("spot-check", args=[check.pk]),
                address=row.user.email,
                urgent=True,
            )


def give_up_draw(key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None) -> SpotCheck:
    """Nothing is drawn; the list, its digests and the reason stay."""
    fields: dict[str, Any] = {"ended_at": now, "updated_at": now}
    with SPOT_CHECK.step(key, "give_up", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        pass
    return step.row
