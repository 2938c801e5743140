"""A draft goes over to a newer table: an explicit step that says what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from inspection.assessing.selectors import rubric_of
from inspection.assessing.services.opening import measure_with_table
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment, ScoreAnswer
from rulebook.outcome import BadAnswer
from rulebook.rubric import Criterion, Purpose, Rubric
from rulebook.scoring import refuse_strangers
from rulebook.selectors import Measure


@dataclass(frozen=True)
class Renewal:
    """What another table asks: titles of items that came, went or are asked differently."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def words(self) -> str:
        parts = (("新增", self.came), ("取消", self.went), ("标准或分值有变化", self.differs))
        return ";".join(f"{word}:{'、'.join(titles)}" for word, titles in parts if titles)


def renewal_between(old: Rubric, new: Rubric, purpose: Purpose) -> Renewal:
    """The difference that a person has to know before he goes over; empty where both ask the same."""
    before, after = _asked(old, purpose), _asked(new, purpose)
    return Renewal(
        came=tuple(after[code].title for code in after if code not in before),
        went=tuple(before[code].title for code in before if code not in after),
        differs=tuple(after[code].title for code in after if code in before and after[code] != before[code]),
    )


def newer_measure(assessment: Assessment, now: datetime) -> Measure | None:
    """The measure in force that has replaced the pinned one; ``None`` while it has not."""
    measure = measure_with_table(assessment.site.union_path, assessment.site_type, now.date())
    return None if measure.pk == assessment.pack_id else measure


def renew_assessment(assessment_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Renewal:
    """Go over to the table in force. Answers that it still allows stay; the others are to be given anew."""
    with ASSESSMENT.step(assessment_id, "renew", actor=actor, now=now, seen=seen) as step:
        row = step.row
        measure = newer_measure(row, now)
        if measure is None:
            raise TransitionRefused("已经是现行的评分表,不需要更新。")
        old = rubric_of(row)
        row.pack_id = measure.pk
        row.save(update_fields=["pack_id"])
        new = rubric_of(row)
        told = renewal_between(old, new, Purpose(row.purpose))
        for column in row.columns.all():
            for answer in column.answers.all():
                if not _still_fits(new, Purpose(row.purpose), told, answer):
                    answer.delete()
        step.details.update(pack=measure.pk, renewal=told.words)
    return told


def _asked(rubric: Rubric, purpose: Purpose) -> dict[str, Criterion]:
    return {each.code: each for each in rubric.criteria() if purpose in each.purposes}


def _still_fits(new: Rubric, purpose: Purpose, told: Renewal, answer: ScoreAnswer) -> bool:
    """An item that is asked differently is to be answered anew: the same points may mean something else."""
    try:
        refuse_strangers(new, purpose, [answer.code])
    except BadAnswer:
        return False
    return all(answer.code != each.code or each.title not in told.differs for each in new.criteria())
