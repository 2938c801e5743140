"""A draft goes over to a newer table: an explicit step that says what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from inspection.assessing.selectors import answers_in, facts_of, outcome_under, rubric_of
from inspection.assessing.services.opening import measure_with_table
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment, ScoreAnswer
from rulebook.outcome import BadAnswer
from rulebook.rubric import Criterion, Purpose, Rubric, Veto, points_text
from rulebook.selectors import Measure


@dataclass(frozen=True)
class Renewal:
    """What another table asks: titles of items that came, went or are asked differently; its unit where it is new."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    differs: tuple[str, ...]
    unit: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        parts = (
            ("新增", self.came),
            ("取消", self.went),
            ("标准或分值有变化", self.differs),
            ("评分单位改为", self.unit),
        )
        return ";".join(f"{word}:{'、'.join(titles)}" for word, titles in parts if titles)


def renewal_between(old: Rubric, new: Rubric, purpose: Purpose) -> Renewal:
    """The difference that a person has to know before he goes over; empty where both ask the same."""
    before, after = _asked(old, purpose), _asked(new, purpose)
    return Renewal(
        came=tuple(after[code].title for code in after if code not in before),
        went=tuple(before[code].title for code in before if code not in after),
        differs=tuple(after[code].title for code in after if code in before and after[code] != before[code]),
        unit=() if new.unit == old.unit else (f"{points_text(new.unit)} 分",),
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
                if not _still_fits(row, old, new, answer, now):
                    answer.delete()
        step.details.update(pack=measure.pk, renewal=told.words)
    return told


def _asked(rubric: Rubric, purpose: Purpose) -> dict[str, Criterion | Veto]:
    """Items first, then the cases of 一票否决."""
    items = {each.code: each for each in rubric.criteria() if purpose in each.purposes}
    return {**items, **{veto.code: veto for veto in rubric.vetoes_for(purpose)}}


def _still_fits(row: Assessment, old: Rubric, new: Rubric, answer: ScoreAnswer, now: datetime) -> bool:
    """An item that is asked differently is to be answered anew: the same answer may mean something else."""
    purpose = Purpose(row.purpose)
    if _asked(old, purpose).get(answer.code) != _asked(new, purpose).get(answer.code):
        return False
    try:
        outcome_under(new, purpose, facts_of(row, now.date()), answers_in({answer.code: answer}))
    except BadAnswer:  # of a table that counts in other units
        return False
    return True
