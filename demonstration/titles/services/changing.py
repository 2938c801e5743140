"""What follows when a title is lowered, taken away, kept after its yearly review, or when its term is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused
from demonstration.models import Designation, Meeting, TitleEvent, TitleEventKind
from demonstration.titles.certificate import certificate_digest
from demonstration.titles.hooks import follow_end, follow_return
from demonstration.titles.next_steps import ends_on
from demonstration.titles.selectors import appealable_event, lower_grades, valid_titles_of
from demonstration.titles.services.honouring import note_honour, take_honour
from demonstration.titles.services.meeting import Told, meeting_of
from demonstration.titles.services.telling import tell_of_title
from demonstration.titles.transitions import TITLE
from demonstration.titles.words import NOT_NEEDED, SITE_IS_GONE, TAKEN_AWAY, TERM_OVER
from inspection.laddering.selectors import led_to
from inspection.laddering.services import fall_through, overturn_consequences, settle_consequences
from rulebook.choices import LadderAction
from sites.models import ServiceSite
from sites.text_guard import guarded_text

COUNTED_ANEW = "问题仍未解决的,重新起算天数"


@dataclass(frozen=True)
class Change:
    """Why, since when and on which meeting. ``is_public``: the ground was signed for publication."""

    ground: str
    on: date
    meeting: Told
    document_number: str = ""
    is_public: bool = False


def lower_title(
    key: int, grade: str, told: Change, *, actor: Actor, now: datetime, seen: int | None = None
) -> Designation:
    """降低等次 to one of the lower grades of its round. Raises ``TransitionRefused``, ``NoteMissing``."""
    with TITLE.step(key, "downgrade", actor=actor, now=now, note=told.ground, seen=seen) as step:
        row = step.row
        if grade not in {each.name for each in lower_grades(row)}:
            raise TransitionRefused("请选择比现在低的等次;没有更低的等次时,只能取消资格。")
        meeting = _meeting(row, told, actor, now)
        before = row.grade
        row.grade = grade
        row.digest = certificate_digest(row)
        row.save(update_fields=["grade", "digest"])
        step.changes["等次"] = (before, grade)
        _event(row, TitleEventKind.DOWNGRADED, told, meeting, actor, now, before=before)
        take_honour(row, before, actor=actor, now=now)
        note_honour(row, actor=actor, now=now)
        tell_of_title(row, f"等次由“{before}”降低为“{grade}”。", actor, now)
        _not_revoked(row, f"经研究降低等次为“{grade}”", now)
    return row


def revoke_title(
    key: int, told: Change, *, actor: Actor, now: datetime, seen: int | None = None
) -> Designation:
    """取消资格并摘牌. Raises ``TransitionRefused`` without a meeting and for a title that is over, ``NoteMissing``."""
    with TITLE.step(
        key,
        "revoke",
        actor=actor,
        now=now,
        note=told.ground,
        seen=seen,
        ended_on=told.on,
        ground=guarded_text("依据", told.ground) or "—",
        ground_is_public=told.is_public,
    ) as step:
        row = step.row
        meeting = _meeting(row, told, actor, now)
        _event(row, TitleEventKind.REVOKED, told, meeting, actor, now, before=row.grade, after="")
        take_honour(row, row.grade, actor=actor, now=now)
        tell_of_title(row, "称号已取消,请交回或摘除示范牌匾。", actor, now)
        follow_end(row, now)
        settle_consequences([row.site_id], LadderAction.REVOKE, TAKEN_AWAY, now=now, key=row.number)
    return row


def keep_title(key: int, why: str, *, actor: Actor, now: datetime, seen: int | None = None) -> Designation:
    """Although the yearly review speaks against it. Raises ``NoteMissing``."""
    with TITLE.step(key, "keep", actor=actor, now=now, note=why, seen=seen) as step:
        row = step.row
        told = Change(why, now.astimezone(LEGAL_ZONE).date(), Told())
        _event(row, TitleEventKind.KEPT, told, None, actor, now, before=row.grade)
        _not_revoked(row, "经研究保留示范称号", now)
    return row


def lapse_titles(keys: Iterable[int], *, now: datetime) -> int:
    """Ends those whose last day is over; who comes second finds nothing to do."""
    ended = 0
    for key in keys:
        try:
            lapse_title(key, now=now)
        except TransitionRefused:
            continue
        ended += 1
    return ended


def lapse_title(key: int, *, now: datetime) -> Designation:
    def last_day(row: Designation) -> date:
        end = ends_on(row)
        if end is None or now.astimezone(LEGAL_ZONE).date() < end:
            raise TransitionRefused("称号还在有效期内。")
        return row.valid_until

    return _end(key, last_day, TERM_OVER, "称号已到期。", now)


def end_titles_of(site: ServiceSite, now: datetime) -> None:
    """A title does not outlive its site. One whose term is over by then ends by that, as was written when it was given."""
    today = now.astimezone(LEGAL_ZONE).date()
    for row in valid_titles_of(site.pk, today):
        _end(row.pk, today, SITE_IS_GONE, "阵地已注销,称号同时终止,请交回或摘除示范牌匾。", now)


def _end(
    key: int, last_day: date | Callable[[Designation], date], ground: str, told: str, now: datetime
) -> Designation:
    with TITLE.step(key, "lapse", actor=SYSTEM, now=now, ended_on=last_day, ground=ground) as step:
        row = step.row
        why = Change(ground, row.ended_on or row.valid_until, Told())
        _event(row, TitleEventKind.LAPSED, why, None, SYSTEM, now, before=row.grade, after="")
        tell_of_title(row, told, SYSTEM, now)
        fall_through(_proposals_over(row), NOT_NEEDED.format(ground), now=now)
    return row


def restore_title(event: TitleEvent, reply: str, *, actor: Actor, now: datetime) -> Designation:
    """What the event took is given back. Raises ``TransitionRefused`` where the title moved on since."""
    last = appealable_event(event.designation)
    if last is None or last.pk != event.pk:
        raise TransitionRefused("称号在此之后又有变动,不能恢复到原来的等次。请核对称号的变动记录。")
    revoked = event.kind == TitleEventKind.REVOKED
    edge = "restore" if revoked else "restore_grade"
    more: dict[str, Any] = {"ended_on": None, "ground": "", "ground_is_public": False} if revoked else {}
    _refuse_second(event.designation)
    with TITLE.step(event.designation_id, edge, actor=SYSTEM, now=now, **more) as step:
        row = step.row
        lowered = row.grade
        row.grade = event.grade_before
        row.digest = certificate_digest(row)
        row.save(update_fields=["grade", "digest"])
        told = Change(reply, now.astimezone(LEGAL_ZONE).date(), Told())
        _event(row, TitleEventKind.RESTORED, told, None, actor, now, before="" if revoked else lowered)
        if not revoked:
            take_honour(row, lowered, actor=actor, now=now)
        note_honour(row, actor=actor, now=now)
        tell_of_title(row, "经复核,称号已恢复。", actor, now)
        if revoked:
            follow_return(row, event.ground, now)
            overturn_consequences(
                row.site_id, LadderAction.REVOKE, row.number, f"经复核恢复称号;{COUNTED_ANEW}", now=now
            )
    return row


def _not_revoked(row: Designation, decided: str, now: datetime) -> None:
    """The meeting decided otherwise than what was signed proposed: that rung is not taken."""
    fall_through(_proposals_over(row), f"{decided},没有取消;{COUNTED_ANEW}", now=now)


def _proposals_over(row: Designation) -> list[int]:
    """What was signed to take this very title."""
    return list(led_to(row.site_id, LadderAction.REVOKE, row.number).values_list("pk", flat=True))


def _refuse_second(row: Designation) -> None:
    others = Designation.objects.filter(site=row.site_id, name=row.name, level=row.level, state="valid")
    if others.exclude(pk=row.pk).exists():
        raise TransitionRefused("该阵地已重新获得同一称号,不需要恢复。请维持原决定或者联系申请单位。")


def _meeting(row: Designation, told: Change, actor: Actor, now: datetime) -> Meeting:
    if told.on > now.astimezone(LEGAL_ZONE).date():
        raise TransitionRefused("决定日期晚于今天,请核对。")
    if told.on < row.valid_from:
        raise TransitionRefused("决定日期早于命名日期,请核对。")
    return meeting_of(row.issuer_id, told.meeting, decided_on=told.on, actor=actor, now=now)


def _event(
    row: Designation,
    kind: str,
    told: Change,
    meeting: Meeting | None,
    actor: Actor,
    now: datetime,
    *,
    before: str = "",
    after: str | None = None,
) -> TitleEvent:
    return TitleEvent.objects.create(
        designation=row,
        kind=kind,
        on=told.on,
        grade_before=before,
        grade_after=row.grade if after is None else after,
        ground=guarded_text("依据", told.ground)[:300],
        document_number=guarded_text("文号", told.document_number),
        meeting=meeting,
        by=actor.name,
        by_id=actor.id,
        at=now,
    )
