"""A reviewer's word is written item by item, handed in once and then stands; a conflict takes a case away at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.words import chinese_moment
from core.workflow import StaleEdit, TransitionRefused
from demonstration.blind.words import wants_comment
from demonstration.models import (
    Conflict,
    ConflictSource,
    NominationState,
    Review,
    ReviewAnswer,
    Reviewer,
    ReviewState,
)
from demonstration.reviewing.selectors.sheets import PURPOSE, Sheet, answer_in, sheet_of
from demonstration.reviewing.services.filling import holding_round_of, refill
from demonstration.reviewing.transitions import REVIEW, REVIEWER
from inspection.assessing.selectors import NOTHING, Facts
from inspection.assessing.services import BadAnswers, Given
from inspection.assessing.services.answering import checked_answers, said_in_trail
from inspection.assessing.stored import outcome_text
from rulebook.rubric import Rubric
from sites.text_guard import guarded_text

#: As long as the word on a whole case may be, and the reason of a recusal.
MOST_COMMENT, MOST_REASON = 500, 200


class LateWords(StaleEdit):
    """Another device answered meanwhile; ``present`` holds what stands now, by code. Nothing was saved."""

    def __init__(self, reason: str, present: Mapping[str, ReviewAnswer | None]) -> None:
        super().__init__(reason)
        self.present = present


def answer_items(
    review_id: int, given: Mapping[str, Given], *, actor: Actor, now: datetime
) -> dict[str, ReviewAnswer]:
    """Write answers, all or none; an empty one takes the old one away. ``Given.note`` is the comment on the item.

    Raises ``BadAnswers`` with every problem, ``LateWords`` when another device answered one of the items meanwhile.
    What stands already as it is given is left as it is, so that sending twice is harmless.
    """
    with REVIEW.step(review_id, "answer", actor=actor, now=now) as step:
        review = step.row
        _refuse_left(review, now)
        sheet = sheet_of(review)
        _refuse_automatic(sheet.rubric, given)
        facts = Facts(sheet.readings, sheet.facilities)
        clean = checked_answers(sheet.rubric, PURPOSE, facts, given)
        stand = {code: row for code, row in sheet.answers.items() if code in clean}
        _refuse_late(sheet.rubric, clean, stand)
        for code, each in clean.items():
            old = stand.get(code)
            if _same(old, each):
                continue
            told = f"{code} {sheet.rubric.title_of(code)}"
            before = said_in_trail(sheet.rubric, code, answer_in(old)) if old else ""
            step.changes[told] = (before, said_in_trail(sheet.rubric, code, each.answer))
            stand[code] = _write(review, code, each, old, now)
    return stand


def comment_on(
    review_id: int, comment: str, *, actor: Actor, now: datetime, seen: int | None = None
) -> Review:
    """The word on the whole case. Raises ``Refusal`` for what must not be stored."""
    clean = guarded_text("总评语", comment, keep_lines=True)[:MOST_COMMENT]
    with REVIEW.step(review_id, "answer", actor=actor, now=now, seen=seen, comment=clean) as step:
        _refuse_left(step.row, now)
    return step.row


def submit_reviews(duty_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> int:
    """Hand in every open case of one reviewer, all or none; gives how many. From then on nothing about them changes.

    Refused, naming cases and items, while one lacks an answer or a comment that is asked for.
    """
    with (
        holding_round_of(duty_id, "reviewer.hand_in", actor=actor, now=now),
        REVIEWER.step(duty_id, "hand_in", actor=actor, now=now, seen=seen) as step,
    ):
        open_reviews = Review.objects.filter(reviewer=step.row, state=ReviewState.OPEN).order_by("pk")
        keys = list(open_reviews.values_list("pk", flat=True))
        if not keys:
            raise TransitionRefused("没有待提交的评审。")
        lacks: list[str] = []
        for key in keys:
            lacks += _submit(key, actor, now)
        if lacks:
            raise TransitionRefused(f"还不能提交:{';'.join(lacks)}。请补全后再提交。")
        step.row.submitted_at = now
        step.row.save(update_fields=["submitted_at"])
        step.details["reviews"] = keys
    return len(keys)


def recuse_from(review_id: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None) -> Review:
    """The case leaves at once and counts as no score; its place is filled by the rule."""
    reason = guarded_text("回避理由", note)[:MOST_REASON]
    duty = Reviewer.objects.get(reviews=review_id)
    with (
        holding_round_of(duty.pk, "expert_review.recuse", actor=actor, now=now),
        REVIEW.step(
            review_id, "recuse", actor=actor, now=now, note=reason, seen=seen, recusal_reason=reason
        ) as step,
    ):
        review = step.row
        Conflict.objects.get_or_create(
            user_id=review.reviewer.user_id,
            nomination_id=review.nomination_id,
            source=ConflictSource.DECLARED,
            defaults={"reason": reason, "entered_by": actor.name, "entered_at": now},
        )
        refill(review.nomination, now=now, by=actor)
    return review


def _submit(key: int, actor: Actor, now: datetime) -> list[str]:
    """Hand in one case; what it lacks, where it lacks something."""
    made: dict[str, Sheet] = {}

    def sheet(review: Review) -> Sheet:
        """Worked out from the locked row."""
        if "sheet" not in made:
            made["sheet"] = sheet_of(review)
        return made["sheet"]

    fields: dict[str, Any] = {
        "total": lambda review: sheet(review).outcome.total,
        "outcome": lambda review: outcome_text(sheet(review).outcome),
        "submitted_at": now,
    }
    with REVIEW.step(key, "submit", actor=actor, now=now, **fields) as step:
        _refuse_left(step.row, now)
        step.details["total"] = step.row.total
    return list(lacks_of(made["sheet"]))


def lacks_of(sheet: Sheet) -> list[str]:
    """申报 S001 缺评分:A1 制度上墙; empty when it can be handed in."""
    name = f"申报 {sheet.review.nomination.code}"
    found = []
    if sheet.outcome.missing:
        titles = "、".join(f"{code} {sheet.rubric.title_of(code)}" for code in sheet.outcome.missing)
        found.append(f"{name} 缺评分:{titles}")
    far = uncommented(sheet)
    if far:
        titles = "、".join(f"{code} {sheet.rubric.title_of(code)}" for code in far)
        found.append(f"{name} 与自评相差较大,缺评语:{titles}")
    return found


def uncommented(sheet: Sheet) -> list[str]:
    """Items far from the self-assessment without a word on it."""
    least = sheet.review.nomination.round.comment_gap
    theirs = {item.criterion.code: item for item in sheet.own_outcome.items}
    return [
        item.criterion.code
        for item in sheet.outcome.items
        if wants_comment(least, item, theirs[item.criterion.code], sheet.answers.get(item.criterion.code))
    ]


def _refuse_left(review: Review, now: datetime) -> None:
    """The time is over, the nomination left the round, or a conflict came between; nothing is written any more."""
    barred = Conflict.objects.filter(user_id=review.reviewer.user_id, nomination_id=review.nomination_id)
    if review.nomination.state != NominationState.REVIEW or barred.exists():
        raise TransitionRefused("这份申报已不在您的评审名单中,没有保存。请返回“我的评审”查看。")
    until = review.nomination.round.review_until
    if now >= until:
        raise TransitionRefused(
            f"评审已于{chinese_moment(until.astimezone(LEGAL_ZONE))}截止,没有保存。需要延长的,请联系主办工会。"
        )


def _refuse_automatic(rubric: Rubric, given: Mapping[str, Given]) -> None:
    typed = {each.code for each in rubric.criteria() if each.is_automatic} & given.keys()
    if typed:
        raise BadAnswers({code: f"“{rubric.title_of(code)}”按登记资料计分,不用填写。" for code in typed})


def _refuse_late(rubric: Rubric, given: Mapping[str, Given], stand: Mapping[str, ReviewAnswer]) -> None:
    late = [
        code
        for code, each in given.items()
        if each.seen is not None
        and each.seen != (stand[code].revision if code in stand else 0)
        and not _same(stand.get(code), each)
    ]
    if late:
        names = "、".join(rubric.title_of(code) for code in late)
        reason = f"“{names}”已在另一处修改,您这次的评分没有保存。请核对现在的评分,需要修改的再改一次。"
        raise LateWords(reason, {code: stand.get(code) for code in late})


def _same(old: ReviewAnswer | None, each: Given) -> bool:
    if old is None:
        return each.answer == NOTHING and not each.note
    return answer_in(old) == each.answer and old.comment == each.note


def _write(review: Review, code: str, each: Given, old: ReviewAnswer | None, now: datetime) -> ReviewAnswer:
    """Taken away answers keep their row, so that their revision goes on counting."""
    row = old or ReviewAnswer(review=review, code=code)
    for name, value in vars(each.answer).items():
        setattr(row, name, value)
    row.comment, row.revision, row.answered_at = each.note, row.revision + 1, now
    row.save()
    return row
