"""The register follows what was announced: a closure begins, a notice is over. At once, or when the day has come.

The public page does not wait for it: it is worked out from the notices themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from core.actor import SYSTEM, Actor
from core.registry import Registry
from core.workflow import TransitionRefused
from sites.models import OperatingNotice, ServiceSite
from sites.transitions import SITE
from sites.vocabulary import IN_USE, Basis, NoticeKind, SiteState

logger = logging.getLogger(__name__)

#: Whether something else than a closure keeps a site from being simply open; whoever knows of it answers for one site.
HOLDS: Registry[Callable[[ServiceSite], bool]] = Registry("holds on sites")


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
                begin_closure(site, OperatingNotice.objects.get(pk=notice_id), actor=SYSTEM, now=now)
                return True
            if to_end(now).filter(pk=notice_id).exists():
                finish_notice(site, OperatingNotice.objects.get(pk=notice_id), actor=SYSTEM, now=now)
                return True
    except TransitionRefused:
        logger.warning("notice %s could not be followed", notice_id, exc_info=True)
    return False


def unsettled_closures(site: ServiceSite) -> QuerySet[OperatingNotice]:
    return site.notices.filter(kind=NoticeKind.CLOSURE, over_at=None).order_by("starts_at", "pk")


def begin_closure(site: ServiceSite, closure: OperatingNotice, *, actor: Actor, now: datetime) -> None:
    """The site closes. One that is being rectified stays so for a notice: it must not leave by reopening."""
    if closure.begun_at is None:
        closure.begun_at = now
        closure.save(update_fields=["begun_at"])
    closes = (SiteState.OPEN, SiteState.RECTIFYING) if closure.basis == Basis.DECISION else (SiteState.OPEN,)
    if site.state in closes:
        with SITE.step(site.pk, "suspend", actor=actor, now=now, note=closure.reason, updated_at=now) as step:
            step.details["notice"] = closure.pk
        site.refresh_from_db(fields=["state", "revision"])


def finish_notice(site: ServiceSite, notice: OperatingNotice, *, actor: Actor, now: datetime) -> None:
    """The notice is over; the site opens when no other closure holds it."""
    notice.over_at = now
    notice.save(update_fields=["over_at"])
    holding = unsettled_closures(site).filter(starts_at__lte=now)
    if notice.kind == NoticeKind.CLOSURE and site.state == SiteState.SUSPENDED and not holding.exists():
        with SITE.step(site.pk, "reopen", actor=actor, now=now, updated_at=now) as step:
            step.details["notice"] = notice.pk
        if any(holds(site) for holds in HOLDS):
            with SITE.step(site.pk, "rectify", actor=SYSTEM, now=now, updated_at=now):
                pass
        site.refresh_from_db(fields=["state", "revision"])


def begin_rectifying(site: ServiceSite, *, reason: str, actor: Actor, now: datetime) -> None:
    """An order was given: an open site is being rectified from now on, and one that only a notice closed.

    A site that a decision closed stays closed; it is rectified when it opens. Called with the site's row locked.
    """
    decided = unsettled_closures(site).filter(basis=Basis.DECISION, starts_at__lte=now)
    if site.state == SiteState.OPEN or (site.state == SiteState.SUSPENDED and not decided.exists()):
        with SITE.step(site.pk, "rectify", actor=actor, now=now, note=reason, updated_at=now):
            pass
        site.refresh_from_db(fields=["state", "revision"])


def end_rectifying(site: ServiceSite, *, actor: Actor, now: datetime) -> None:
    """No order stands any more: the site opens, unless a closure of its own holds. Called with its row locked."""
    if site.state != SiteState.RECTIFYING or any(holds(site) for holds in HOLDS):
        return
    with SITE.step(site.pk, "resume", actor=actor, now=now, updated_at=now):
        pass
    site.refresh_from_db(fields=["state", "revision"])
    for closure in to_begin(now).filter(site=site):
        begin_closure(site, closure, actor=SYSTEM, now=now)
