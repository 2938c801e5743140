"""The return loop: gaps are noted on parts, told in one letter, answered by the sender, closed by the checker."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import NoteMissing, Step, TransitionRefused
from demonstration.models import Nomination, NominationGap, NominationLetter
from demonstration.nominating.gaps import late_among, open_items, told, unsent
from demonstration.nominating.parts import REGISTER, parts_of, text_at
from demonstration.nominating.selectors.rows import board_at, gaps_of, papers_of
from demonstration.nominating.services.submitting import refuse_after
from demonstration.nominating.services.telling import tell_site
from demonstration.nominating.transitions import NOMINATION
from inspection.assessing.services import reopen_led
from inspection.models import AssessmentState
from sites.models import ServiceSite
from sites.text_guard import guarded_text


class NoSuchPart(Exception):
    """The form has no such part."""


def note_gap(key: int, code: str, problem: str, remedy: str, *, actor: Actor, now: datetime) -> NominationGap:
    """Note a gap on a part, unsent; noting it again rewrites it. Raises ``NoSuchPart``, ``NoteMissing``."""
    with NOMINATION.step(key, "mark", actor=actor, now=now, updated_at=now) as step:
        part = parts_of(board_at(step.row, now.date())).get(code)
        if part is None:
            raise NoSuchPart(code)
        told_words = (guarded_text("问题", problem), guarded_text("怎样算合格", remedy))
        if not all(told_words):
            raise NoteMissing("请写明问题和怎样算合格,再记下这一项。")
        gap = _noted(step.row, code, part.label, *told_words, actor, now)
        step.details["noted"] = f"{part.label}:{gap.problem}"
    return gap


def drop_gap(key: int, gap_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a gap that was not sent yet; a sent one stays for ever."""
    with NOMINATION.step(key, "mark", actor=actor, now=now, updated_at=now) as step:
        gap = _gap_at(step, gap_id)
        if gap.letter_id is not None:
            raise TransitionRefused("这一项已随补正通知单发出,不能删除,只能作出结论。")
        step.details["dropped"] = f"{gap.label}:{gap.problem}"
        gap.delete()


def return_nomination(
    key: int, *, actor: Actor, now: datetime, seen: int, note: str = "", late_reason: str = ""
) -> Nomination:
    """Send one letter with every gap noted; only those parts open. A part that no earlier letter named needs a reason."""
    with NOMINATION.step(key, "return", actor=actor, now=now, note=note, seen=seen, updated_at=now) as step:
        row = step.row
        refuse_after(row.round, now)
        gaps = gaps_of(row)
        letter = _issue(row, gaps, note, late_reason, actor, now)
        assessment = row.assessment
        if open_items(gaps_of(row)) and assessment and assessment.state != AssessmentState.OWN:
            reopen_led(assessment.pk, now=now)
        told_gaps = list(letter.gaps.all())
        step.details.update(letter=letter.number, gaps=[str(gap) for gap in told_gaps])
        tell_site(row, f"退回补正,共 {len(told_gaps)} 项", actor, now)
    return row


def answer_gap(key: int, gap_id: int, note: str = "", *, actor: Actor, now: datetime) -> NominationGap:
    """已补正, by one tap. Where nothing was changed there is nothing to see, so a word is asked."""
    with NOMINATION.step(key, "answer", actor=actor, now=now, updated_at=now) as step:
        gap = _gap_at(step, gap_id)
        if gap.letter_id is None or gap.verdict:
            raise TransitionRefused("这一项不需要答复,请刷新页面后再试。")
        word = guarded_text("情况说明", note)
        if not word and not is_mended(step.row, gap, now):
            raise NoteMissing(f"“{gap.label}”的内容还没有变化。请先修改;确实不用修改的,请写明情况。")
        gap.answer, gap.answered_at, gap.answered_by = word, now, actor.name
        gap.save(update_fields=["answer", "answered_at", "answered_by"])
        step.changes[gap.label] = ("待补正", f"已补正{':' + word if word else ''}")
    return gap


def is_mended(row: Nomination, gap: NominationGap, now: datetime) -> bool:
    """Does another value stand there than when the letter went out? The register moves by itself."""
    if gap.part == REGISTER:
        newest = ServiceSite.objects.values_list("version_id", flat=True).get(pk=row.site_id)
        return bool(newest != row.version_id)
    return text_at(row, board_at(row, now.date()), papers_of(row), gap.part) != gap.value_then


def judge_gap(key: int, gap_id: int, verdict: str, *, actor: Actor, now: datetime) -> NominationGap:
    """Close an answered gap (``settled``), or keep it (``kept``): then it stands in the next letter again."""
    with NOMINATION.step(key, "mark", actor=actor, now=now, updated_at=now) as step:
        gap = _gap_at(step, gap_id)
        if gap.answered_at is None:
            raise TransitionRefused("这一项还没有答复,不能作出结论。")
        if gap.verdict:
            raise TransitionRefused("这一项已作出结论,请刷新页面查看。")
        gap.verdict, gap.judged_at, gap.judged_by = verdict, now, actor.name
        gap.save(update_fields=["verdict", "judged_at", "judged_by"])
        step.changes[gap.label] = ("已答复", str(gap.get_verdict_display()))
        if verdict == "kept":
            _noted(step.row, gap.part, gap.label, gap.problem, gap.remedy, actor, now)
    return gap


def _gap_at(step: Step[Nomination], gap_id: int) -> NominationGap:
    gap = step.row.gaps.select_related("letter").filter(pk=gap_id).first()
    if gap is None:
        raise TransitionRefused("这一项补正已不在本申报中,请刷新页面后再试。")
    return gap


def _noted(
    row: Nomination, code: str, label: str, problem: str, remedy: str, actor: Actor, now: datetime
) -> NominationGap:
    gap, _ = NominationGap.objects.update_or_create(
        nomination=row,
        part=code,
        letter=None,
        defaults={
            "label": label,
            "problem": problem,
            "remedy": remedy,
            "noted_by_id": actor.key,
            "noted_by": actor.name,
            "noted_at": now,
        },
    )
    return gap


def _issue(
    row: Nomination,
    gaps: list[NominationGap],
    note: str,
    late_reason: str,
    actor: Actor,
    now: datetime,
) -> NominationLetter:
    noted = unsent(gaps)
    late = late_among(noted, gaps)
    reason = guarded_text("后补提出的原因", late_reason)
    if late and not reason:
        labels = "、".join(gap.label for gap in late)
        raise NoteMissing(f"“{labels}”在以前的补正通知中没有提出,请填写后补提出的原因。")
    letter = NominationLetter.objects.create(
        nomination=row,
        number=len({gap.letter_id for gap in told(gaps)}) + 1,
        issued_at=now,
        issued_by=actor.name,
        office=actor.office,
        opinion=guarded_text("总体说明", note),
        late_reason=reason if late else "",
    )
    board, papers = board_at(row, now.date()), papers_of(row)
    for position, gap in enumerate(noted, 1):
        gap.letter, gap.position, gap.is_late = letter, position, gap in late
        gap.value_then = text_at(row, board, papers, gap.part)
        gap.save(update_fields=["letter", "position", "is_late", "value_then"])
    return letter
