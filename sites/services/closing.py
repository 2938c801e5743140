"""A site is closed for a time and opened again: by notice, by decision, and by the system when the day has come.

The public page is worked out from the closures themselves, so it is right before the register follows.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.reach import manages
from accounts.roles import Role
from core.actor import SYSTEM, Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from sites.models import OperatingNotice, ServiceSite
from sites.policy import SITES
from sites.transitions import SITE
from sites.vocabulary import IN_USE, Basis, NoticeKind, SiteState

logger = logging.getLogger(__name__)

#: Between the begin and the end of a closure nothing else may be closed by another one.
_OVERLAP = "与已发布的停开时间重叠:{}。请改为不重叠的日期,或先恢复开放再重新发布。"


def told_by(site: ServiceSite, actor: Actor) -> dict[str, Any]:
    """Who tells it and for whom: a district that does a keeper's task stands as the district."""
    roles = (Role.KEEPER, Role.DISTRICT, Role.CITY)
    role = next((each for each in roles if manages(actor, site.place, [each])), "")
    own = site.managing_union.name
    return {
        "published_by_id": actor.id,
        "published_as": role,
        "office": own if role == Role.KEEPER else actor.office or own,
    }


def suspend_site(
    site_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    reason: str,
    actor: Actor,
    now: datetime,
    basis: str = Basis.DECISION,
) -> OperatingNotice:
    """A closure from one moment to another, or until further notice; the register follows when it begins.

    By decision as the consequence of a decided case or a signed step; ``NotAllowed``, ``TransitionRefused``.
    """
    with _locked(site_id, "suspend", basis, actor=actor, now=now) as site:
        if site.state not in IN_USE:
            raise TransitionRefused("只有正在使用的阵地才能暂停开放。")
        _refuse_overlap(site, starts_at, ends_at)
        closure = OperatingNotice.objects.create(
            site=site,
            kind=NoticeKind.CLOSURE,
            basis=basis,
            reason=reason,
            starts_at=starts_at,
            ends_at=ends_at,
            published_at=now,
            **told_by(site, actor),
        )
        if basis == Basis.DECISION:
            told = {"停开": ("", closure.span_words)}
            record(actor, "site.close", site, now=now, label="决定暂停开放", note=reason, changes=told)
        if starts_at <= now:
            _begin(site, closure, actor=actor, now=now)
    return closure


def reopen_site(
    site_id: int,
    *,
    at: datetime,
    actor: Actor,
    now: datetime,
    basis: str = Basis.DECISION,
    ended_by: OperatingNotice | None = None,
    only: int | None = None,
) -> list[OperatingNotice]:
    """End the closures that hold or lie ahead at ``at``, or ``only`` one; returns those it ended.

    A notice ends what notices closed; a decision ends whatever closes the site. Before it began, a closure is
    taken back as a whole.
    """
    with _locked(site_id, "reopen", basis, actor=actor, now=now) as site:
        found = _unsettled(site).filter(Q(ends_at=None) | Q(ends_at__gt=at))
        closures = list(found if only is None else found.filter(pk=only))
        if basis == Basis.NOTICE and any(each.basis == Basis.DECISION for each in closures):
            raise TransitionRefused(
                "本阵地是按工会决定暂停开放的,须由作出决定的工会恢复,不能用公告恢复开放。"
            )
        if not closures:
            raise TransitionRefused("本阵地没有停开公告,不需要恢复开放。请刷新页面查看当前情况。")
        if basis == Basis.DECISION:
            told = {"停开": (";".join(each.span_words for each in closures), "")}
            record(actor, "site.unclose", site, now=now, label="决定恢复开放", changes=told)
        for closure in closures:
            end_notice(closure, at, ended_by)
        for closure in (each for each in closures if at <= now or each.starts_at >= at):
            _finish(site, closure, actor=actor, now=now)
    return closures


def end_notice(notice: OperatingNotice, at: datetime, ended_by: OperatingNotice | None) -> None:
    """It holds no longer than until ``at``; what had not begun by then never holds."""
    notice.ends_at = max(at, notice.starts_at)
    notice.ended_by = ended_by
    notice.save(update_fields=["ends_at", "ended_by"])


def follow_notices(*, now: datetime) -> int:
    """The register follows what was announced: closures begin, closures and one-off hours end.

    Found set-based, walked one by one as the system; what fails is logged and found again at the next run.
    """
    due = [*to_begin(now).values_list("pk", "site_id"), *to_end(now).values_list("pk", "site_id")]
    return sum(_follow(notice, site, now) for notice, site in due)


def to_begin(now: datetime) -> QuerySet[OperatingNotice]:
    """Closures in force that the register has not followed, or that it forgot over something else."""
    rows = OperatingNotice.objects.filter(kind=NoticeKind.CLOSURE, over_at=None, starts_at__lte=now)
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=now), site__state__in=IN_USE)
    return rows.filter(Q(begun_at=None) | Q(site__state=SiteState.OPEN)).order_by("starts_at", "pk")


def to_end(now: datetime) -> QuerySet[OperatingNotice]:
    """Notices that no longer hold and are not settled."""
    return OperatingNotice.objects.filter(over_at=None, ends_at__lte=now).order_by(F("ends_at"), "pk")


def _follow(notice_id: int, site_id: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            site = ServiceSite.objects.select_for_update().get(pk=site_id)
            if to_begin(now).filter(pk=notice_id).exists():
                _begin(site, OperatingNotice.objects.get(pk=notice_id), actor=SYSTEM, now=now)
                return True
            if to_end(now).filter(pk=notice_id).exists():
                _finish(site, OperatingNotice.objects.get(pk=notice_id), actor=SYSTEM, now=now)
                return True
    except TransitionRefused:
        logger.warning("notice %s could not be followed", notice_id, exc_info=True)
    return False


def _unsettled(site: ServiceSite) -> QuerySet[OperatingNotice]:
    return site.notices.filter(kind=NoticeKind.CLOSURE, over_at=None).order_by("starts_at", "pk")


def _refuse_overlap(site: ServiceSite, starts_at: datetime, ends_at: datetime | None) -> None:
    others = _unsettled(site).filter(Q(ends_at=None) | Q(ends_at__gt=starts_at))
    if ends_at is not None:
        others = others.filter(starts_at__lt=ends_at)
    other = others.first()
    if other is not None:
        raise TransitionRefused(_OVERLAP.format(other.span_words))


def _begin(site: ServiceSite, closure: OperatingNotice, *, actor: Actor, now: datetime) -> None:
    """The site closes. One that is being rectified stays so for a notice: it must not leave by reopening."""
    if closure.begun_at is None:
        closure.begun_at = now
        closure.save(update_fields=["begun_at"])
    closes = (SiteState.OPEN, SiteState.RECTIFYING) if closure.basis == Basis.DECISION else (SiteState.OPEN,)
    if site.state in closes:
        with SITE.step(site.pk, "suspend", actor=actor, now=now, note=closure.reason, updated_at=now) as step:
            step.details["notice"] = closure.pk
        site.refresh_from_db(fields=["state", "revision"])


def _finish(site: ServiceSite, notice: OperatingNotice, *, actor: Actor, now: datetime) -> None:
    """The notice is over; the site opens when no other closure holds it."""
    notice.over_at = now
    notice.save(update_fields=["over_at"])
    holding = _unsettled(site).filter(starts_at__lte=now)
    if notice.kind == NoticeKind.CLOSURE and site.state == SiteState.SUSPENDED and not holding.exists():
        with SITE.step(site.pk, "reopen", actor=actor, now=now, updated_at=now) as step:
            step.details["notice"] = notice.pk
        site.refresh_from_db(fields=["state", "revision"])


@contextmanager
def _locked(site_id: int, action: str, basis: str, *, actor: Actor, now: datetime) -> Iterator[ServiceSite]:
    """The site's row, held until the end; who may do it depends on whether it is told or decided."""
    about = ServiceSite.objects.get(pk=site_id)
    wanted = "notify" if basis == Basis.NOTICE else f"{action}_by_decision"
    with attempt(actor, f"site.{action}", about, now=now, label=SITE.edges[action].label):
        site = ServiceSite.objects.select_for_update().get(pk=site_id)
        SITES.require(actor, wanted, site)
        yield site
