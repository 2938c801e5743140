"""The return loop of the sender: what was told is answered, gap by gap or a page at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.workflow import NoteMissing, TransitionRefused
from filing.gaps import is_mended, open_gaps
from filing.models import Deficiency, Filing
from filing.parts import parts_of
from filing.services.moving import note_author
from filing.services.returning import gap_at
from filing.transitions import FILING


def answer_gap(filing_id: int, gap_id: int, note: str = "", *, actor: Actor, now: datetime) -> Deficiency:
    """已补正, by one tap. Where nothing was changed there is nothing to see, so a word of explanation is asked."""
    with FILING.step(filing_id, "answer", actor=actor, now=now, updated_at=now) as step:
        gap = gap_at(step, gap_id)
        if gap.notice_id is None or gap.verdict:
            raise TransitionRefused("这一项不需要答复,请刷新页面后再试。")
        if not note.strip() and not is_mended(step.row, gap):
            raise NoteMissing(f"“{gap.label}”的内容还没有变化。请先修改;确实不用修改的,请写明情况。")
        gap.answer, gap.answered_at, gap.answered_by_id = note.strip(), now, actor.key
        gap.save(update_fields=["answer", "answered_at", "answered_by"])
        step.changes[gap.label] = ("待补正", f"已补正{':' + gap.answer if gap.answer else ''}")
        note_author(step.row, actor, now)
    return gap


@dataclass(frozen=True)
class Answered:
    """What one tap did with the open gaps of a section, in labels: ``given`` an answer, or ``unchanged`` and left."""

    given: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def answer_mended(filing_id: int, section: str, *, actor: Actor, now: datetime) -> Answered:
    """已补正 for every gap of a section where another value stands now; the others stay open."""
    filing = Filing.objects.select_related("site", "version").get(pk=filing_id)
    parts = parts_of(filing)
    own = [gap for gap in open_gaps(filing) if gap.part in parts and parts[gap.part].section == section]
    mended = {gap.pk for gap in own if is_mended(filing, gap)}
    for gap in own:
        if gap.pk in mended:
            answer_gap(filing_id, gap.pk, actor=actor, now=now)
    return Answered(
        given=tuple(gap.label for gap in own if gap.pk in mended),
        unchanged=tuple(gap.label for gap in own if gap.pk not in mended),
    )
