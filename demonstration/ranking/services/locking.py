"""The list of a round is locked with its meeting: what every nomination came to is written once and digested."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from core.actor import SYSTEM, Actor
from core.canonical import canonical_json
from core.workflow import TransitionRefused
from demonstration.models import Meeting, NominationState, Round, RoundState
from demonstration.nominating.transitions import NOMINATION
from demonstration.ranking.overrides import overfull
from demonstration.ranking.selectors import (
    grade_names,
    ranked_nominations,
    tables_of,
    too_few,
)
from demonstration.ranking.tables import Table, kept, outcome_of, unsettled
from demonstration.rounds.hooks import follow
from demonstration.rounds.meetings import refuse_before_call
from demonstration.rounds.transitions import ROUND
from sites.types import site_type


def lock_list(
    key: int, meeting_id: int | None, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Round:
    """Fix the order for good. ``note``: why it is locked although some have fewer reviews than planned.

    Raises ``TransitionRefused`` without a meeting of the issuer that was held after the call, while reviews are open, for cases without any review, for ties that nobody decided and for grades with more than their places.
    """
    made: dict[str, dict[str, Table]] = {}

    def told(row: Round) -> str:
        _require_complete(row, note)
        made["tables"] = tables_of(row, list(row.grades.all()))
        _require_settled(row, made["tables"])
        return canonical_json(list_of(row, made["tables"]))

    with ROUND.step(
        key,
        "lock",
        actor=actor,
        now=now,
        note=note,
        seen=seen,
        meeting=lambda row: _meeting(row, meeting_id),
        list_text=told,
        list_digest=lambda row: hashlib.sha256(row.list_text.encode()).hexdigest(),
        locked_at=now,
    ) as step:
        row = step.row
        for table in made["tables"].values():
            _write(row, table, now)
        step.details.update(digest=row.list_digest, meeting=row.meeting_id)
        follow(row, step.before, actor=actor, now=now)
    return row


def list_of(round: Round, tables: dict[str, Table]) -> dict[str, Any]:
    """Everything that the list rests on and what it came to: what the digest seals and a replay works out again."""
    return {
        "round": round.pk,
        "title": round.title,
        "pack": round.pack.digest if round.pack else "",
        "meeting": round.meeting_id,
        "tables": {code: kept(table) for code, table in tables.items()},
        "outcome": {code: outcome_of(table.standings()) for code, table in tables.items()},
    }


def _meeting(row: Round, meeting_id: int | None) -> Meeting:
    found = Meeting.objects.filter(pk=meeting_id, issuer=row.issuer_id).first() if meeting_id else None
    if found is None:
        raise TransitionRefused("请先登记会议名称、日期和纪要编号,再确定名单。")
    refuse_before_call(row, found.held_on, "本名单")
    return found


def _require_complete(row: Round, note: str) -> None:
    short = too_few(row)
    unscored = [each.code for each in short if not each.__dict__["done"]]
    if unscored:
        raise TransitionRefused(f"代号 {'、'.join(unscored)} 还没有任何评分,请先补派专家评审。")
    if short and not note.strip():
        raise TransitionRefused(
            f"有 {len(short)} 份申报的评审少于 {row.reviewers_per_case} 份,请填写说明后再确定名单。"
        )


def _require_settled(row: Round, tables: dict[str, Table]) -> None:
    """Every line must be drawn by the rule or by a decision. Raises ``TransitionRefused``."""
    names = grade_names(row.grades.all())
    if not any(table.cases for table in tables.values()):
        raise TransitionRefused("没有可以确定名单的申报。")
    for code, table in tables.items():
        standings, label = table.standings(), site_type(code).label
        if open_ties := unsettled(standings):
            raise TransitionRefused(
                f"{label}有 {len(open_ties)} 份申报同分,正在名额线上,请先逐份确定等次并写明理由。"
            )
        for grade, more in overfull(standings, table.grades).items():
            raise TransitionRefused(f"{label}的“{names[grade]}”超出名额 {more} 个,请调整后再确定名单。")


def _write(row: Round, table: Table, now: datetime) -> None:
    reserves = {str(grade.pk) for grade in row.grades.all() if grade.is_reserve}
    for standing in table.standings():
        grade = standing.grades[0]
        edge = "leave_out" if not grade else "reserve" if grade in reserves else "select"
        with NOMINATION.step(
            int(standing.key),
            edge,
            actor=SYSTEM,
            now=now,
            score=standing.placed.entry.score,
            final_place=standing.placed.rank,
            grade_id=int(grade) if grade else None,
            updated_at=now,
        ):
            pass


def reopen_nominations(round: Round, before: str, actor: Actor, now: datetime) -> None:
    """The list is void: what stood on it is under review again, decisions of the department stay."""
    if not (before == RoundState.LOCKED and round.state == RoundState.REVIEW):
        return
    rows = ranked_nominations(round).exclude(state=NominationState.REVIEW).order_by("pk")
    for key, reason in list(rows.values_list("pk", "override_reason")):
        more: dict[str, Any] = {} if reason else {"grade_id": None}
        with NOMINATION.step(
            key, "reopen", actor=SYSTEM, now=now, score=None, final_place=None, updated_at=now, **more
        ):
            pass
