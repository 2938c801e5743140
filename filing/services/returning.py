"""The return loop of the checker: gaps are noted on parts, told in one letter, and closed by nobody else."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import NoteMissing, Step, TransitionRefused
from filing.clock import spent_until
from filing.history import DROPPED, NOTED
from filing.models import Deficiency, Filing, GapDocument, GapPhoto, ReturnNotice
from filing.parts import Part, documents_at, part_at, parts_of, photos_at, text_at
from filing.selectors import pinned_measure
from filing.services.moving import start_clock, tell_authors
from filing.transitions import FILING
from rulebook.selectors import load_calendar


class NoSuchPart(Exception):
    """The case has no such part."""


def _part(filing: Filing, code: str) -> Part:
    found = part_at(filing, code)
    if found is None:
        raise NoSuchPart(code)
    return found


def gap_at(step: Step[Filing], gap_id: int) -> Deficiency:
    """The gap of this case; refused where it is gone."""
    gap = step.row.deficiencies.select_related("notice").filter(pk=gap_id).first()
    if gap is None:
        raise TransitionRefused("这一项补正已不在本案中,请刷新页面后再试。")
    return gap


def note_gap(
    filing_id: int, code: str, problem: str, remedy: str, *, actor: Actor, now: datetime
) -> Deficiency:
    """Note a gap on a part, unsent; noting it again rewrites it. Raises ``NoSuchPart``, ``NoteMissing``."""
    with FILING.step(filing_id, "mark", actor=actor, now=now, updated_at=now) as step:
        part = _part(step.row, code)
        if not problem.strip() or not remedy.strip():
            raise NoteMissing("请写明问题和怎样算合格,再记下这一项。")
        gap, _ = Deficiency.objects.update_or_create(
            filing=step.row,
            part=part.code,
            notice=None,
            defaults={
                "label": part.label,
                "problem": problem.strip(),
                "remedy": remedy.strip(),
                "noted_by_id": actor.key,
                "noted_at": now,
            },
        )
        # Among the details and not the changes: the page's history tells it to the checkers alone until it is sent.
        step.details[NOTED] = f"{part.label}:{gap.problem}"
    return gap


def drop_gap(filing_id: int, gap_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a gap that was not sent yet; a sent one stays for ever."""
    with FILING.step(filing_id, "mark", actor=actor, now=now, updated_at=now) as step:
        gap = gap_at(step, gap_id)
        if gap.notice_id is not None:
            raise TransitionRefused("这一项已随补正通知单发出,不能删除,只能作出结论。")
        step.details[DROPPED] = f"{gap.label}:{gap.problem}"
        gap.delete()


def judge_gap(
    filing_id: int, gap_id: int, verdict: str, *, actor: Actor, now: datetime, problem: str = ""
) -> Deficiency:
    """Close an answered gap (``settled``), or keep it (``kept``): then it stands in the next letter again."""
    with FILING.step(filing_id, "mark", actor=actor, now=now, updated_at=now) as step:
        gap = gap_at(step, gap_id)
        if gap.answered_at is None:
            raise TransitionRefused("这一项还没有答复,不能作出结论。")
        if gap.verdict:
            raise TransitionRefused("这一项已作出结论,请刷新页面查看。")
        gap.verdict, gap.judged_at, gap.judged_by_id = verdict, now, actor.key
        gap.save(update_fields=["verdict", "judged_at", "judged_by"])
        step.changes[gap.label] = ("已答复", str(gap.get_verdict_display()))
        if verdict == "kept":
            _carry_over(gap, problem, actor, now)
    return gap


def _carry_over(gap: Deficiency, problem: str, actor: Actor, now: datetime) -> None:
    Deficiency.objects.update_or_create(
        filing_id=gap.filing_id,
        part=gap.part,
        notice=None,
        defaults={
            "label": gap.label,
            "problem": problem.strip() or gap.problem,
            "remedy": gap.remedy,
            "noted_by_id": actor.key,
            "noted_at": now,
        },
    )


def return_filing(
    filing_id: int,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    late_reason: str = "",
    seen: int | None = None,
) -> Filing:
    """Send one letter with every gap noted; only those parts open, the clock stops, signatures start anew.

    A part that no earlier letter named needs a reason and is counted on the case. Raises ``NoteMissing``.
    """
    calendar = load_calendar()
    fields = {
        "returned_from": lambda row: row.state,
        "workdays_spent": lambda row: spent_until(row, pinned_measure(row), calendar, now),
        "signed_levels": 0,
        "updated_at": now,
    }
    with FILING.step(filing_id, "return", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        row = step.row
        notice = _issue(step, note, late_reason, actor, now)
        start_clock(row, pinned_measure(row), now, spent=row.workdays_spent)
        row.sign_offs.all().delete()
        step.details["notice"] = notice.number
        step.details["gaps"] = [str(gap) for gap in notice.deficiencies.all()]
        tell_authors(row, f"备案被退回补正,共 {notice.deficiencies.count()} 项", actor, now)
    return row


def _issue(step: Step[Filing], note: str, late_reason: str, actor: Actor, now: datetime) -> ReturnNotice:
    row = step.row
    gaps = list(row.deficiencies.filter(notice=None).order_by("pk"))
    earlier = row.notices.count()
    named = set(row.deficiencies.exclude(notice=None).values_list("part", flat=True))
    late = [gap for gap in gaps if earlier and gap.part not in named]
    if late and not late_reason.strip():
        labels = "、".join(gap.label for gap in late)
        raise NoteMissing(f"“{labels}”在以前的补正通知中没有提出,请填写后补提出的原因。")
    notice = ReturnNotice.objects.create(
        filing=row,
        number=earlier + 1,
        from_state=step.before,
        issued_at=now,
        issued_by_id=actor.key,
        office=actor.office,
        opinion=note.strip(),
        late_reason=late_reason.strip() if late else "",
    )
    parts = parts_of(row)
    for position, gap in enumerate(gaps, 1):
        gap.notice, gap.position, gap.is_late = notice, position, gap in late
        _tell(row, gap, parts.get(gap.part))
    if late:
        row.late_gaps += len(late)
        row.save(update_fields=["late_gaps"])
    return notice


def _tell(filing: Filing, gap: Deficiency, part: Part | None) -> None:
    """Keep what stands there while it is told; a fact that the type of today does not ask is told all the same."""
    gap.value_then = text_at(filing, part) if part else ""
    gap.save(update_fields=["notice", "position", "is_late", "value_then"])
    kept = photos_at(filing, part) if part else []
    GapPhoto.objects.bulk_create(GapPhoto(gap=gap, attachment_id=key) for key in kept)
    GapDocument.objects.bulk_create(
        GapDocument(
            gap=gap,
            attachment_id=document.attachment_id,
            name=str(document),
            expires_on=document.expires_on,
        )
        for document in (documents_at(filing, part) if part else [])
    )
