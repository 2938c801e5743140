"""A site is closed for a time and opened again, by notice or by decision: the only ways in which that happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.reach import manages
from accounts.roles import Role
from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from sites.models import OperatingNotice, ServiceSite
from sites.policy import SITES
from sites.services.following import begin_closure, finish_notice, unsettled_closures
from sites.transitions import SITE
from sites.vocabulary import IN_USE, Basis, NoticeKind

#: What is told by notice is told once. Decisions stand beside each other: each is ended by what made it.
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
        if basis == Basis.NOTICE:
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
            begin_closure(site, closure, actor=actor, now=now)
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
        closures = _ending(site, at, basis, only)
        if basis == Basis.DECISION:
            told = {"停开": (";".join(each.span_words for each in closures), "")}
            record(actor, "site.unclose", site, now=now, label="决定恢复开放", changes=told)
        for closure in closures:
            end_notice(closure, at, ended_by)
        for closure in (each for each in closures if at <= now or each.starts_at >= at):
            finish_notice(site, closure, actor=actor, now=now)
    return closures


def _ending(site: ServiceSite, at: datetime, basis: str, only: int | None) -> list[OperatingNotice]:
    """The closures that such a reopening ends; ``TransitionRefused`` when it may end none."""
    found = unsettled_closures(site).filter(Q(ends_at=None) | Q(ends_at__gt=at))
    closures = list(found if only is None else found.filter(pk=only))
    if not closures:
        raise TransitionRefused("本阵地没有停开公告,不需要恢复开放。请刷新页面查看当前情况。")
    if basis == Basis.NOTICE and any(each.basis == Basis.DECISION for each in closures):
        raise TransitionRefused("本阵地是按工会决定暂停开放的,须由作出决定的工会恢复,不能用公告恢复开放。")
    return closures


def end_notice(notice: OperatingNotice, at: datetime, ended_by: OperatingNotice | None) -> None:
    """It holds no longer than until ``at``; what had not begun by then never holds."""
    notice.ends_at = max(at, notice.starts_at)
    notice.ended_by = ended_by
    notice.save(update_fields=["ends_at", "ended_by"])


def _refuse_overlap(site: ServiceSite, starts_at: datetime, ends_at: datetime | None) -> None:
    others = unsettled_closures(site).filter(Q(ends_at=None) | Q(ends_at__gt=starts_at))
    if ends_at is not None:
        others = others.filter(starts_at__lt=ends_at)
    other = others.first()
    if other is not None:
        raise TransitionRefused(_OVERLAP.format(other.span_words))


@contextmanager
def _locked(site_id: int, action: str, basis: str, *, actor: Actor, now: datetime) -> Iterator[ServiceSite]:
    """The site's row, held until the end; who may do it depends on whether it is told or decided."""
    about = ServiceSite.objects.get(pk=site_id)
    wanted = "notify" if basis == Basis.NOTICE else f"{action}_by_decision"
    with attempt(actor, f"site.{action}", about, now=now, label=SITE.edges[action].label):
        site = ServiceSite.objects.select_for_update(no_key=True).get(pk=site_id)
        SITES.require(actor, wanted, site)
        yield site
