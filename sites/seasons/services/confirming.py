"""A season is confirmed, and the public finds the station; it is over, and the public finds it no more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core.actor import SYSTEM
from core.audit import record_each
from core.clock import LEGAL_ZONE
from core.many import insert_many
from core.workflow import TransitionRefused
from sites.models import HolidaySeason, ServiceSite
from sites.refusals import Refusal
from sites.seasons.offers import Offer, problems_of
from sites.seasons.selectors import (
    class_rows,
    ended_by,
    has_season,
    places_at_once,
    refused_of,
    sites_without_season,
    standing_of,
    why_hidden_in_season,
)
from sites.services.closing import told_by
from sites.services.telling import TOLD, Sender, telling
from sites.text_guard import guarded_text

KIND = "season"
NOT_SEASONAL = "这一类型全年开放,不用确认假期开班。"


def confirm_season(site_id: int, offer: Offer, *, by: Sender, changed: int | None = None) -> HolidaySeason:
    """One step: what stood for the same season is replaced, and the one that is ``changed``, whichever days it had.

    Raises ``Refusal``, ``NotAllowed``, ``TransitionRefused``.
    """
    today = by.now.astimezone(LEGAL_ZONE).date()
    remark = guarded_text("说明", offer.remark, mobiles=True)
    with telling(site_id, KIND, by) as step:
        site = step.row
        if not site.kind.is_seasonal:
            raise TransitionRefused(NOT_SEASONAL)
        problems = problems_of(offer, today, places_at_once(site))
        if problems:
            raise Refusal("".join(problems))
        # The same holidays of the same year, on whichever days: next year's summer leaves this one as it is.
        same = Q(holidays=offer.holidays, ends_on__year=offer.ends_on.year)
        before = standing_of(site).filter(same | Q(pk=changed))
        names = "、".join(each.words for each in before)
        before.update(replaced_at=by.now)
        refused_of(site, today).filter(same).update(replaced_at=by.now)
        season = _write(site, offer, remark, by)
        follow_season(site)
        step.changes[TOLD] = (names, f"确认{offer.name}开班:{';'.join(offer.lines)}")
    return season


def _write(site: ServiceSite, offer: Offer, remark: str, by: Sender) -> HolidaySeason:
    told = told_by(site, by.actor)
    season = HolidaySeason.objects.create(
        site=site,
        holidays=offer.holidays,
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
        ages_from=offer.ages_from,
        ages_until=offer.ages_until,
        weekdays=offer.weekdays,
        opens_at=offer.opens_at,
        closes_at=offer.closes_at,
        remark=remark,
        confirmed_on=by.now.astimezone(LEGAL_ZONE).date(),
        entered_by_id=by.actor.id,
        entered_as=told["published_as"],
        office=told["office"],
        entered_at=by.now,
    )
    insert_many(class_rows(season, offer))
    return season


def follow_season(site: ServiceSite) -> None:
    """The finder shows the site exactly while a season stands, and nothing else hides it."""
    if site.version is not None:
        site.is_listed = has_season(site.pk) and not why_hidden_in_season(site)
        site.save(update_fields=["is_listed"])


def end_seasons(*, now: datetime) -> int:
    """Seasons whose last day is past leave the finder; how many. Safe to run twice, late, or on two machines."""
    today = now.astimezone(LEGAL_ZONE).date()
    with transaction.atomic():
        rows = ended_by(today).select_related("site").select_for_update(of=("self",), skip_locked=True)
        over = list(rows.order_by("pk"))
        HolidaySeason.objects.filter(pk__in=[each.pk for each in over]).update(over_at=now)
        sites = ServiceSite.objects.filter(pk__in=[each.site_id for each in over])
        sites.filter(pk__in=sites_without_season().values("pk")).update(is_listed=False)
        record_each(SYSTEM, "season.end", over, now=now, label="假期开班结束,公众列表不再显示")
    return len(over)
