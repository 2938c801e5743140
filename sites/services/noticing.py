"""Closures and other hours are told of a site at once, by who keeps it or by the district for him."""

from __future__ import annotations

from datetime import datetime

from core.workflow import TransitionRefused
from rulebook.selectors import load_calendar
from sites.announced import Closure
from sites.door import hours_of
from sites.hours import Interval, intervals_words
from sites.models import OperatingNotice, ServiceSite
from sites.one_off import refusal_of
from sites.refusals import Refusal
from sites.selectors import announced_on
from sites.services.closing import end_notice, reopen_site, suspend_site
from sites.services.telling import TOLD, Sender, tell_hearers, telling, write_notice
from sites.vocabulary import Basis, NoticeKind


def announce_closure(
    site_id: int, *, starts_at: datetime, ends_at: datetime | None, reason: str, by: Sender
) -> OperatingNotice:
    """临时停开: from a moment until another, or until further notice."""
    with telling(site_id, NoticeKind.CLOSURE, by, reason) as step:
        notice = suspend_site(
            site_id,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            actor=by.actor,
            now=by.now,
            basis=Basis.NOTICE,
        )
        step.changes[TOLD] = ("", f"临时停开:{notice.span_words}")
        tell_hearers(step.row, notice, notice.span_words, by)
    return notice


def announce_reopening(site_id: int, closure_id: int, *, at: datetime, by: Sender) -> OperatingNotice:
    """恢复开放 at once or from a day on; a closure that has not begun is taken back."""
    with telling(site_id, NoticeKind.REOPENING, by) as step:
        notice = write_notice(step.row, NoticeKind.REOPENING, by, starts_at=at)
        before = step.row.notices.filter(pk=closure_id).first()
        said = before.span_words if before else ""
        reopen_site(
            site_id,
            at=at,
            actor=by.actor,
            now=by.now,
            basis=Basis.NOTICE,
            ended_by=notice,
            only=closure_id,
        )
        after = OperatingNotice.objects.get(pk=closure_id)
        was_taken_back = after.ends_at == after.starts_at
        words = "取消停开" if was_taken_back else "恢复开放"
        step.changes[TOLD] = (said, words if was_taken_back else f"{words}:停开{after.span_words}")
        tell_hearers(step.row, notice, words, by)
    return notice


def announce_hours(
    site_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    intervals: tuple[Interval, ...],
    reason: str,
    by: Sender,
) -> OperatingNotice:
    """临时调整开放时间 for some days; closed on them without intervals. Raises ``Refusal`` for longer hours."""
    with telling(site_id, NoticeKind.HOURS, by, reason) as step:
        _refuse_longer(step.row, Closure(starts_at, ends_at, reason), intervals)
        spans = [list(span) for span in intervals]
        notice = write_notice(
            step.row,
            NoticeKind.HOURS,
            by,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            hours=spans,
            over_at=None,
        )
        said = f"{notice.span_words} {intervals_words(intervals)}"
        step.changes[TOLD] = ("", f"临时调整开放时间:{said}")
        tell_hearers(step.row, notice, said, by)
    return notice


def _refuse_longer(site: ServiceSite, span: Closure, intervals: tuple[Interval, ...]) -> None:
    last = span.last_day or span.first_day
    registered = hours_of(site.version.hours) if site.version else None
    hours = announced_on(site).hours_over(registered, span.first_day)
    said = refusal_of(hours, span.first_day, last, intervals, load_calendar())
    if said:
        raise Refusal(said)


def recall_hours(site_id: int, notice_id: int, *, by: Sender) -> OperatingNotice:
    """取消临时时间: from now on the ordinary hours count again."""
    with telling(site_id, NoticeKind.RECALL, by) as step:
        standing = step.row.notices.filter(pk=notice_id, kind=NoticeKind.HOURS, over_at=None).first()
        if standing is None or (standing.ends_at and standing.ends_at <= by.now):
            raise TransitionRefused("这条临时时间已经结束或已取消。请刷新页面查看当前情况。")
        said = standing.span_words
        notice = write_notice(step.row, NoticeKind.RECALL, by)
        end_notice(standing, by.now, notice)
        standing.over_at = by.now
        standing.save(update_fields=["over_at"])
        step.changes[TOLD] = (f"临时时间:{said}", "取消")
        tell_hearers(step.row, notice, f"取消{said}的临时时间", by)
    return notice
