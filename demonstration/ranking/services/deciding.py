"""The department puts a nomination into another grade than the rule, with its reason; or takes that back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from demonstration.models import Nomination
from demonstration.nominating.transitions import NOMINATION
from sites.text_guard import guarded_text

MOST_REASON = 300
NOT_NAMED = "未入选"


def decide_grade(
    key: int, grade_id: int | None, *, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Nomination:
    """``grade_id`` empty: not named. Raises ``TransitionRefused`` for a grade of another round or type."""
    words = guarded_text("调整的理由", reason)
    if len(words) > MOST_REASON:
        raise TransitionRefused(f"调整的理由最多 {MOST_REASON} 个字,请缩短。")
    with NOMINATION.step(
        key,
        "decide_grade",
        actor=actor,
        now=now,
        note=words,
        seen=seen,
        override_reason=words,
        updated_at=now,
    ) as step:
        row = step.row
        before = row.grade.name if row.grade else ""
        grade = (
            row.round.grades.filter(pk=grade_id, site_type__in=["", row.site_type]).first()
            if grade_id
            else None
        )
        if grade_id and grade is None:
            raise TransitionRefused("本次评定没有这个等次,请刷新页面后重新选择。")
        row.grade = grade
        row.save(update_fields=["grade"])
        step.changes["等次"] = (before or "按规则", grade.name if grade else NOT_NAMED)
    return row


def undo_grade(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Nomination:
    """The rule decides again."""
    with NOMINATION.step(
        key, "undo_grade", actor=actor, now=now, seen=seen, override_reason="", grade=None, updated_at=now
    ) as step:
        step.changes["等次"] = ("调整", "按规则")
    return step.row
