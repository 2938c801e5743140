"""Nominations are given to reviewers by the rule: seen before, then done.

The seed of the round is drawn once and its digest told before.
"""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.canonical import digest
from core.workflow import StaleEdit, TransitionRefused, attempt
from demonstration.models import AssignmentRun, Round, RoundState
from demonstration.reviewing.services.conflicts import note_conflicts
from demonstration.reviewing.services.filling import hold_round, keep_run, seed_of
from demonstration.reviewing.services.planning import Assignment, plan_assignment
from demonstration.reviewing.services.reaching import require_lead

CHANGED = "预览以后,评审专家、回避或评审进度有变化,没有分配。请核对新的预览后再确认。"


def digest_of_plan(made: Assignment) -> str:
    """What somebody looked at before he confirmed."""
    return digest([made.pool, made.result])


def assign_reviews(
    round_id: int, *, actor: Actor, now: datetime, seed: str = "", seen_plan: str = ""
) -> AssignmentRun:
    """One run: what was not begun is given anew, the rest stays. ``seed``: for a round that has none yet.

    ``seen_plan``: the digest of the preview; where something has changed since, nothing is done. Raises ``NotAllowed``,
    ``TransitionRefused``.
    """
    round = Round.objects.select_related("issuer").get(pk=round_id)
    require_lead(round, "assign", "分配评审", actor=actor, now=now)
    with attempt(actor, "reviewers.assign", round, now=now, label="分配评审"):
        round = hold_round(round_id)
        if round.state != RoundState.REVIEW:
            raise TransitionRefused(f"本次评定{round.state_label},评审阶段才能分配评审。")
        if not round.seed:
            round.seed = seed or seed_of(round)
            round.save(update_fields=["seed"])
        note_conflicts(round, now=now, by=actor)
        plan = plan_assignment(round, round.seed)
        if seen_plan and seen_plan != digest_of_plan(plan):
            raise StaleEdit(CHANGED)
        if not plan.cases:
            raise TransitionRefused("没有评审中的申报,不用分配。")
        run = keep_run(round, plan, actor, now)
        record(
            actor,
            "reviewers.assign",
            round,
            now=now,
            label="分配评审",
            details={"run": run.number},
        )
    return run
