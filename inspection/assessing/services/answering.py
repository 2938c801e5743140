"""Answers are written item by item; what another device wrote meanwhile is never overwritten in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.actor import Actor
from core.workflow import StaleEdit, TransitionRefused
from inspection.assessing.frozen import facts_in
from inspection.assessing.led import opened_codes
from inspection.assessing.selectors import (
    NOTHING,
    Facts,
    answer_in,
    answers_in,
    board_of,
    column_label,
    facts_of,
    rubric_of,
    written_in,
)
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment, Column, ScoreAnswer, ScoreColumn
from rulebook.outcome import Answer, BadAnswer
from rulebook.rubric import Purpose, Rubric, points_text
from rulebook.scoring import outcome_of, refuse_known, refuse_strangers, vetoed_by_fact
from sites.refusals import Refusal
from sites.text_guard import guarded_text

MOST_NOTE = 300
MOST_REASON = 200


@dataclass(frozen=True)
class Given:
    """An answer as it was typed. ``seen`` is the revision of the item that the person looked at; 0: there was none.

    ``None``: written over whatever stands, for services that have just read it.
    """

    answer: Answer
    note: str = ""
    seen: int | None = None


class LateAnswers(StaleEdit):
    """Another device answered meanwhile; ``present`` holds what stands now, by code. Nothing was saved."""

    def __init__(self, reason: str, present: Mapping[str, ScoreAnswer | None]) -> None:
        super().__init__(reason)
        self.present = present


class BadAnswers(Exception):
    """Answers that cannot be taken; ``problems`` are sentences by code. Nothing was saved."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def answer_items(
    assessment_id: int, given: Mapping[str, Given], *, actor: Actor, now: datetime
) -> dict[str, ScoreAnswer]:
    """Write answers into the column that is open now, all or none. An empty answer takes the old one away.

    Raises ``BadAnswers`` with every problem, ``LateAnswers`` when another device answered one of the items meanwhile.
    What stands already as it is given is left as it is, so that sending twice is harmless.
    """
    with ASSESSMENT.step(assessment_id, "answer", actor=actor, now=now) as step:
        row = step.row
        rubric, facts = rubric_of(row), facts_of(row, now.date())
        clean = checked_answers(rubric, Purpose(row.purpose), facts, given)
        column, _ = ScoreColumn.objects.get_or_create(assessment=row, column=written_in(row))
        stand = {answer.code: answer for answer in column.answers.filter(code__in=clean)}
        _refuse_late(rubric, clean, stand)
        refuse_closed(row, rubric, [code for code in clean if not _same(stand.get(code), clean[code])])
        for code, each in clean.items():
            old = stand.get(code)
            if _same(old, each):
                continue
            told = f"{column_label(row.purpose, column.column)} {code} {rubric.title_of(code)}"
            step.changes[told] = (
                said_in_trail(rubric, code, answer_in(old)) if old else "",
                said_in_trail(rubric, code, each.answer),
            )
            stand[code] = _write(column, code, each, old, actor, now)
        step.details["column"] = column.column
    return stand


def refuse_closed(row: Assessment, rubric: Rubric, codes: Iterable[str]) -> None:
    """Raises ``TransitionRefused`` for items that whoever leads the assessment did not open."""
    opened = opened_codes(row)
    closed = [] if opened is None else [code for code in codes if code not in opened]
    if closed:
        names = "、".join(rubric.title_of(code) for code in closed)
        raise TransitionRefused(f"“{names}”没有列入补正通知单,自评分和佐证不能修改。")


def take_over(assessment_id: int, *, actor: Actor, now: datetime) -> int:
    """Fill every item of the open column that has no answer with that of the column before it.

    Gives how many. Raises ``TransitionRefused`` in the first column, ``LateAnswers`` when another device answered one
    of the items meanwhile.
    """
    row = Assessment.objects.select_related("site", "version").get(pk=assessment_id)
    board = board_of(row, now.date())
    place = Column.values.index(board.writing) if board.writing else 0
    earlier = next(
        (board.answers[each] for each in reversed(Column.values[:place]) if board.answers.get(each)), {}
    )
    if not earlier:
        raise TransitionRefused("前面没有可以沿用的评分,请逐项评分。")
    own, known = board.answers.get(board.writing, {}), facts_in(board.facts.readings)
    done = answers_in(own).keys() | {
        veto.code for veto in board.rubric.vetoes if vetoed_by_fact(veto, known) is not None
    }
    given = {
        code: Given(answer, seen=own[code].revision if code in own else 0)
        for code, answer in answers_in(earlier).items()
        if code not in done
    }
    answer_items(assessment_id, given, actor=actor, now=now)
    return len(given)


def checked_answers(
    rubric: Rubric, purpose: Purpose, facts: Facts, given: Mapping[str, Given]
) -> dict[str, Given]:
    """The answers as they are stored. Raises ``BadAnswers`` with a sentence for each that cannot be."""
    problems: dict[str, str] = {}
    clean: dict[str, Given] = {}
    values = facts_in(facts.readings)
    for code, each in given.items():
        try:
            clean[code] = _guarded(each)
            # An empty answer is asked for its code alone.
            answers = {code: clean[code].answer} if each.answer != NOTHING else {}
            refuse_strangers(rubric, purpose, [code])
            if answers:
                refuse_known(rubric.veto(code), values)
            outcome_of(rubric, purpose, values, facts.facilities, answers)
        except BadAnswer as bad:
            problems[code] = str(bad)
        except Refusal as refused:
            problems[code] = refused.sentence
    if problems:
        raise BadAnswers(problems)
    return clean


def _guarded(each: Given) -> Given:
    reason = _short("不适用的理由", each.answer.not_applicable, MOST_REASON)
    return Given(replace(each.answer, not_applicable=reason), _short("说明", each.note, MOST_NOTE), each.seen)


def _short(label: str, text: str, most: int) -> str:
    clean = guarded_text(label, text)
    if len(clean) > most:
        raise Refusal(f"{label}最多 {most} 个字,现有 {len(clean)} 个字,请精简。")
    return clean


def _refuse_late(rubric: Rubric, given: Mapping[str, Given], stand: Mapping[str, ScoreAnswer]) -> None:
    late = [
        code
        for code, each in given.items()
        if each.seen is not None
        and each.seen != (stand[code].revision if code in stand else 0)
        and not _same(stand.get(code), each)
    ]
    if late:
        names = "、".join(rubric.title_of(code) for code in late)
        who = "、".join(sorted({stand[code].answered_by for code in late if code in stand}))
        by = f"由{who}在另一处修改" if who else "在另一处清除"
        reason = f"“{names}”已{by},您的评分没有保存。请核对现在的评分,需要修改的再改一次。"
        raise LateAnswers(reason, {code: stand.get(code) for code in late})


def _same(old: ScoreAnswer | None, each: Given) -> bool:
    if old is None:
        return each.answer == NOTHING and not each.note
    return answer_in(old) == each.answer and old.note == each.note


def _write(
    column: ScoreColumn, code: str, each: Given, old: ScoreAnswer | None, actor: Actor, now: datetime
) -> ScoreAnswer:
    """Taken away answers keep their row, so that their revision goes on counting."""
    row = old or ScoreAnswer(column=column, code=code)
    for name, value in vars(each.answer).items():
        setattr(row, name, value)
    row.note, row.revision = each.note, row.revision + 1
    row.answered_by, row.answered_at = actor.name, now
    row.save()
    return row


def said_in_trail(rubric: Rubric, code: str, answer: Answer) -> str:
    """For the trail: the words of the level, the points, 不适用, 有 or 没有."""
    if answer.not_applicable:
        return f"不适用:{answer.not_applicable}"
    if answer.is_met is not None:
        return "有" if answer.is_met else "没有"
    if answer.points is not None:
        return f"{points_text(answer.points)} 分"
    level = rubric.criterion(code).level(answer.level) if answer.level else None
    return level.label if level else answer.level
