"""Before the holidays, whoever keeps a station is asked whether it opens: by the notice of the measure, once a season."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.clock import LEGAL_ZONE
from core.outbox import owe
from sites.models import ServiceSite
from sites.watched.seasons import unconfirmed

MOST_A_RUN = 5_000

_BODY = "请核对上一次的安排,确认这次开班;不开班的也请登记。确认以前,公众查不到本阵地。"


def remind_of_seasons(*, now: datetime) -> int:
    """How many stations are asked today. Safe to run twice: the same season is told once."""
    today = now.astimezone(LEGAL_ZONE).date()
    rows = unconfirmed(today).filter(began_on__lte=today).values_list("pk", "began_on").order_by("pk")
    began: dict[int, date] = dict(rows[:MOST_A_RUN])
    sites = ServiceSite.objects.filter(pk__in=began).select_related("managing_union").order_by("pk")
    for site in sites:
        _remind(site, began[site.pk], now)
    return len(began)


def _remind(site: ServiceSite, began_on: date, now: datetime) -> None:
    single = list(User.objects.filter(is_active=True, pk__in=site.keepers.values("user")))
    holders = people_with_role(site.union_path, Role.KEEPER, site_types=[site.site_type], on=now.date())
    for person in {each.pk: each for each in (*single, *holders)}.values():
        owe(
            person.pk,
            f"{site}:请确认假期是否开班",
            key=f"season:{site.pk}:{began_on.isoformat()}:{person.pk}",
            now=now,
            body=_BODY,
            url=reverse("site-season", args=[site.code]),
            address=person.email,
        )
