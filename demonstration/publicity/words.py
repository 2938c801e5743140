"""How are notices, objections and gaps said? Plain Chinese; no database."""

from __future__ import annotations

from datetime import datetime

from core.words import chinese_day
from demonstration.models import Objection, ObjectionState, Publicity, PublicityState
from demonstration.publicity.proof import Gap
from demonstration.rounds.words import said
from rulebook.provisional import doubt_words

TAGS = {"running": "limited", "ended": "open", "replaced": "closed"}
OBJECTION_TAGS = {"received": "limited", "examining": "info", "upheld": "closed", "rejected": "open"}

SIGNED, UNSIGNED = "有署名", "匿名"


def until_words(row: Publicity, now: datetime) -> str:
    """How long it hangs out still."""
    if row.state == PublicityState.REPLACED:
        return "本公示已由新的公示代替,不再有效。"
    if row.is_provisional:
        return f"公示中,截止日{chinese_day(row.ends_on)}({doubt_words(row.ends_on)}),不早于这一天。"
    if row.state == PublicityState.ENDED or now >= row.ends_at:
        return f"公示已于{chinese_day(row.ends_on)}24时期满。"
    return f"公示中,到{chinese_day(row.ends_on)}24时期满。"


def gap_words(gap: Gap) -> str:
    return f"{said(gap.since)}至{said(gap.until)}约 {gap.hours} 小时没有确认页面可以正常访问"


def sender_words(row: Objection) -> str:
    """For whoever may not know who it was."""
    return SIGNED if row.is_named else UNSIGNED


def objection_next(row: Objection) -> str:
    return {
        ObjectionState.RECEIVED: "等待受理。受理和答复的情况会显示在本页。",
        ObjectionState.EXAMINING: "正在核查。核查结束后答复会显示在本页。",
    }.get(ObjectionState(row.state), "")
