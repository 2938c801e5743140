"""取消示范阵地资格并摘牌 as a rung of the ladder: the signature proposes it, a meeting decides over each title."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import CarriedOut, Decided, LadderHandler, Signed
from core.workflow import TransitionRefused
from demonstration.models import DesignationState
from demonstration.titles.policy import TITLES
from demonstration.titles.selectors import holders_among, titles_over, valid_titles_of
from demonstration.titles.words import LEGAL_DUTY, NOT_NEEDED, TAKEN_AWAY

NO_TITLE = "阵地已没有在有效期内的示范称号,不需要取消。"


def propose_revoking(signed: Signed, actor: Actor, now: datetime) -> CarriedOut:
    """Nothing is taken yet: whoever signs may revoke, and the act wants its meeting.

    Raises ``NotAllowed``, ``TransitionRefused`` where no title is left.
    """
    title = valid_titles_of(signed.site_id, now.astimezone(LEGAL_ZONE).date()).first()
    if title is None:
        raise TransitionRefused(NO_TITLE)
    TITLES.require(actor, "revoke", title)
    return CarriedOut(
        f"拟取消“{title.name}”资格已签批,请提交会议研究,登记会议名称、日期和纪要编号后办理取消资格并摘牌。",
        reverse("title-revoke", args=[title.number]),
        title.number,
    )


def decided(numbers: Collection[str]) -> dict[str, Decided]:
    """Titles that ended. Whoever ends one in the moment of the signature does not see the signature yet."""
    return {
        row.number: Decided(True, TAKEN_AWAY)
        if row.state == DesignationState.REVOKED
        else Decided(False, NOT_NEEDED.format(row.ground))
        for row in titles_over(numbers)
    }


def duty(site: Any) -> str:
    return LEGAL_DUTY


REVOKE = LadderHandler(
    concerns=holders_among,
    effect="提出取消示范阵地资格并摘牌的建议;称号仍然有效,经会议研究并登记会议依据后才取消。",
    carry_out=propose_revoking,
    duty=duty,
    decided=decided,
)
