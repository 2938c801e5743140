"""What is told of a site at once, by who keeps it or by the district for him: dated, audited, the district told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.audit import Change
from core.outbox import owe
from core.workflow import Step, TransitionRefused
from rulebook.selectors import load_calendar
from sites.announced import Closure
from sites.door import hours_of
from sites.hours import Interval, intervals_words
from sites.models import OperatingNotice, ServiceSite, SiteKeeper
from sites.one_off import refusal_of
from sites.refusals import Refusal
from sites.services.closing import end_notice, reopen_site, suspend_site, told_by
from sites.services.versions import correct_version
from sites.transitions import SITE
from sites.vocabulary import Basis, NoticeKind, Origin

#: Facts that each correction may touch, and nothing else.
CORRECTED = {
    NoticeKind.PHONE: ("public_phone",),
    NoticeKind.MANAGER: ("manager_name", "manager_post", "manager_phone", "daily_keeper"),
    NoticeKind.MAPS: ("listed_amap", "listed_baidu", "listed_tencent"),
}


@dataclass(frozen=True)
class Sender:
    """Who tells it, when, and which revision of the site he looked at."""

    actor: Actor
    now: datetime
    seen: int | None = None


def announce_closure(
    site_id: int, *, starts_at: datetime, ends_at: datetime | None, reason: str, by: Sender
) -> OperatingNotice:
    """临时停开: from a moment until another, or until further notice."""
    with _told(site_id, NoticeKind.CLOSURE, by, reason) as step:
        notice = suspend_site(
            site_id,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            actor=by.actor,
            now=by.now,
            basis=Basis.NOTICE,
        )
        step.changes[_KIND] = ("", f"临时停开:{notice.span_words}")
        _tell(step.row, notice, notice.span_words, by)
    return notice


def announce_reopening(site_id: int, closure_id: int, *, at: datetime, by: Sender) -> OperatingNotice:
    """恢复开放 at once or from a day on; a closure that has not begun is taken back."""
    with _told(site_id, NoticeKind.REOPENING, by) as step:
        notice = _write(step.row, NoticeKind.REOPENING, by, starts_at=at)
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
        step.changes[_KIND] = (said, words if was_taken_back else f"{words}:停开{after.span_words}")
        _tell(step.row, notice, words, by)
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
    with _told(site_id, NoticeKind.HOURS, by, reason) as step:
        _refuse_longer(step.row, Closure(starts_at, ends_at, reason), intervals)
        spans = [list(span) for span in intervals]
        notice = _write(
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
        step.changes[_KIND] = ("", f"临时调整开放时间:{said}")
        _tell(step.row, notice, said, by)
    return notice


def _refuse_longer(site: ServiceSite, span: Closure, intervals: tuple[Interval, ...]) -> None:
    last = span.last_day or span.first_day
    hours = hours_of(site.version.hours) if site.version else None
    said = refusal_of(hours, span.first_day, last, intervals, load_calendar())
    if said:
        raise Refusal(said)


def recall_hours(site_id: int, notice_id: int, *, by: Sender) -> OperatingNotice:
    """取消临时时间: from now on the ordinary hours count again."""
    with _told(site_id, NoticeKind.RECALL, by) as step:
        standing = step.row.notices.filter(pk=notice_id, kind=NoticeKind.HOURS, over_at=None).first()
        if standing is None or (standing.ends_at and standing.ends_at <= by.now):
            raise TransitionRefused("这条临时时间已经结束或已取消。请刷新页面查看当前情况。")
        said = standing.span_words
        notice = _write(step.row, NoticeKind.RECALL, by)
        end_notice(standing, by.now, notice)
        standing.over_at = by.now
        standing.save(update_fields=["over_at"])
        step.changes[_KIND] = (f"临时时间:{said}", "取消")
        _tell(step.row, notice, f"取消{said}的临时时间", by)
    return notice


def correct_facts(
    site_id: int, kind: str, facts: Mapping[str, Any], *, by: Sender, successor: User | None = None
) -> OperatingNotice:
    """A named contact or listing fact is put right: a decided version of its own, and nothing else in it.

    With a ``successor`` for the manager his row as keeper of the site moves in the same act.
    """
    if not set(facts) <= set(CORRECTED[NoticeKind(kind)]):
        raise ValueError(f"{kind} may not touch {sorted(facts)}")
    with _told(site_id, kind, by) as step:
        base = step.row.version
        if base is None:
            raise TransitionRefused("本阵地还没有备案资料,不能更正。")
        version = None
        if successor is None or any(getattr(base, name) != value for name, value in facts.items()):
            version, changes = correct_version(step.row, facts, origin=Origin.NOTICE, now=by.now)
            step.changes.update(changes)
        if successor is not None:
            step.changes.update(_succeed(step.row, base.manager_name, successor, by.now))
        notice = _write(step.row, kind, by, version=version)
        _tell(step.row, notice, "、".join(step.changes), by)
    return notice


def confirm_facts(site_id: int, *, by: Sender) -> OperatingNotice:
    """资料核实无误: nothing changes but the day and the union that confirmed."""
    with _told(site_id, NoticeKind.CONFIRMATION, by) as step:
        notice = _write(step.row, NoticeKind.CONFIRMATION, by)
        columns = {"confirmed_on": by.now.date(), "confirmed_by": notice.office, "updated_at": by.now}
        for name, value in columns.items():
            setattr(step.row, name, value)
        step.row.save(update_fields=list(columns))
        step.changes[_KIND] = ("", "资料核实无误")
    return notice


_KIND = "公告"


@contextmanager
def _told(site_id: int, kind: str, by: Sender, note: str = "") -> Iterator[Step[ServiceSite]]:
    """The step around every notice: right, state, freshness; the trail says which notice it was."""
    with SITE.step(
        site_id, "notify", actor=by.actor, now=by.now, seen=by.seen, note=note, updated_at=by.now
    ) as step:
        step.details["kind"] = str(kind)
        yield step


def _write(site: ServiceSite, kind: str, by: Sender, **columns: Any) -> OperatingNotice:
    """The row of a notice; one that does not last is over when it is told."""
    usual = {"starts_at": by.now, "over_at": by.now, "published_at": by.now}
    return OperatingNotice.objects.create(
        site=site, kind=kind, **{**usual, **told_by(site, by.actor), **columns}
    )


def _succeed(site: ServiceSite, former: str, successor: User, now: datetime) -> dict[str, Change]:
    """The keeper's row moves from the former manager, or from the only keeper, to the new one."""
    rows = list(site.keepers.select_related("user"))
    leaving = [row for row in rows if row.user.name == former] or (rows if len(rows) == 1 else [])
    for row in leaving:
        row.delete()
    SiteKeeper.objects.get_or_create(site=site, user=successor, defaults={"since": now.date()})
    return {"负责人账号": ("、".join(row.user.name for row in leaving), successor.name)}


def _tell(site: ServiceSite, notice: OperatingNotice, what: str, by: Sender) -> None:
    """The district learns of every notice, the keepers of what the district told for them."""
    kind = NoticeKind(notice.kind).label
    for person in _hearers(site, by.now):
        if person.pk != by.actor.id:
            owe(
                person.pk,
                f"{site}:{kind}",
                key=f"notice:{notice.pk}:{person.pk}",
                now=by.now,
                body=f"{notice.office}发布公告:{kind},{what}。",
                url=reverse("site-notices", args=[site.code]),
                address=person.email,
            )


def _hearers(site: ServiceSite, now: datetime) -> QuerySet[User]:
    district = people_with_role(site.union_path, Role.DISTRICT, site_type=site.site_type, on=now.date())
    keepers = User.objects.filter(is_active=True, kept_sites__site=site)
    return User.objects.filter(
        pk__in={*district.values_list("pk", flat=True), *keepers.values_list("pk", flat=True)}
    )
