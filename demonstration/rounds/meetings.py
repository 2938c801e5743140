"""From which day on can a meeting decide about a round? From its call on; what is refused is said in words."""

from __future__ import annotations

from datetime import date

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import Round


def refuse_before_call(round: Round, held_on: date, what: str) -> None:
    """``what``: that which is to rest on the meeting, such as 本名单. Raises ``TransitionRefused``."""
    called = (round.published_at or round.drafted_at).astimezone(LEGAL_ZONE).date()
    if held_on < called:
        raise TransitionRefused(
            f"会议早于评定通知的发布日期({chinese_day(called)}),不能作为{what}的依据。请选择或登记研究{what}的会议。"
        )
