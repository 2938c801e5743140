"""A notice ends by itself, and never early: lengthened with a reason, settled when its year's calendar is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse

from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import SYSTEM, Actor
from core.outbox import owe
from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import Publicity, PublicityText
from demonstration.publicity.ending import ending_of, midnight_after
from demonstration.publicity.selectors import due_to_end, told_of, unsettled_notices
from demonstration.publicity.told import digest_of
from demonstration.publicity.transitions import PUBLICITY
from demonstration.rounds.words import said
from rulebook.selectors import load_calendar
from sites.text_guard import guarded_text

#: A notice cannot be shortened again: a year that was mistyped would keep the round for decades.
MOST_EXTENSION = timedelta(days=90)


def extend_notice(
    key: int, until: date, *, why: str, actor: Actor, now: datetime, seen: int | None = None
) -> Publicity:
    """Only to a later day. Raises ``NotAllowed``, ``TransitionRefused``, ``Refusal``."""
    reason = guarded_text("延长的原因", why)
    with PUBLICITY.step(
        key, "extend", actor=actor, now=now, note=reason, seen=seen, extended_why=reason[:200]
    ) as step:
        row = step.row
        if not row.is_provisional and now >= row.ends_at:
            raise TransitionRefused(f"公示已于{said(row.ends_at)}期满,不能再延长。")
        if until <= row.ends_on:
            raise TransitionRefused(f"公示只能延长,请填写{chinese_day(row.ends_on)}以后的日期。")
        if until > row.ends_on + MOST_EXTENSION:
            raise TransitionRefused(f"一次最多延长 {MOST_EXTENSION.days} 天,请核对年份和日期。")
        step.changes["公示截止日"] = (chinese_day(row.ends_on), chinese_day(until))
        row.ends_on, row.ends_at = until, midnight_after(until)
        _tell_anew(row, reason[:200], now)
        step.details["digest"] = row.digest
    return row


def settle_notices(*, now: datetime) -> int:
    """Those whose years are all known by now get their end; never an earlier one than was told. How many."""
    calendar, count = load_calendar(), 0
    for key in unsettled_notices():
        row = Publicity.objects.get(pk=key)
        end = ending_of(
            row.posted_at, row.days, row.counted, calendar, counts_posting_day=row.counts_posting_day
        )
        if end.provisional:
            continue
        try:
            with PUBLICITY.step(key, "settle", actor=SYSTEM, now=now, is_provisional=False) as step:
                row = step.row
                last = max(row.ends_on, end.on)
                step.changes["公示截止日"] = (f"{chinese_day(row.ends_on)}(暂定)", chinese_day(last))
                row.ends_on, row.ends_at, row.calendar_version = last, midnight_after(last), calendar.label
                _tell_anew(row, "放假安排公布,截止日确定", now)
            count += 1
        except TransitionRefused:  # replaced meanwhile
            continue
    return count


def _tell_anew(row: Publicity, why: str, now: datetime) -> None:
    """The page says other words from now on: the text is kept beside those before it."""
    row.content = told_of(row, row.entries.order_by("position")).content
    row.digest = digest_of(row.content.split("\n"))
    row.save(update_fields=["ends_on", "ends_at", "calendar_version", "is_provisional", "content", "digest"])
    PublicityText.objects.create(
        publicity=row,
        number=row.texts.count() + 1,
        since=now,
        why=why,
        content=row.content,
        digest=row.digest,
    )


def end_notice(key: int, *, actor: Actor, now: datetime) -> Publicity:
    """From the stated moment on; before it nobody ends it, and not while the end is provisional."""
    with PUBLICITY.step(
        key, "end", actor=actor, now=now, ended_at=lambda row: _only_when_over(row, now)
    ) as step:
        _tell_city(step.row, now)
    return step.row


def _only_when_over(row: Publicity, now: datetime) -> datetime:
    if row.is_provisional:
        raise TransitionRefused("公示截止日还是暂定的,有关年度的放假安排录入以后才能确定。")
    if now < row.ends_at:
        raise TransitionRefused(f"公示到{said(row.ends_at)}期满,不能提前结束。")
    return now


def end_notices(*, now: datetime) -> int:
    """Those whose moment has come; gives how many. A second run finds none, a late one finds them all."""
    count = 0
    for key in due_to_end(now):
        try:
            end_notice(key, actor=SYSTEM, now=now)
            count += 1
        except TransitionRefused:  # lengthened or replaced meanwhile
            continue
    return count


def _tell_city(row: Publicity, now: datetime) -> None:
    round = row.round
    people = people_with_role(round.issuer.path or "", Role.CITY, site_types=round.site_types, on=now.date())
    for person in people:
        owe(
            person.pk,
            f"《{row.title}》公示期满,请办理命名",
            key=f"publicity:{row.pk}:ended:{person.pk}",
            now=now,
            url=reverse("round", args=[round.pk]),
            address=person.email,
        )
