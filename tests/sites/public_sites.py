"""Sites in use for tests of public pages and the register, opened by the services as a decided case opens them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accounts.models import District, Union
from core.actor import SYSTEM
from sites.models import ServiceSite
from sites.services import add_photo, open_site, plan_site, suspend_site, update_facts
from tests.factories import NOW, person
from tests.office import picture
from tests.remembered import remembered

#: Monday to Friday 8:30–18:00, closed on holidays, make-up workdays like a Monday.
OFFICE_HOURS: dict[str, Any] = {
    "v": 1,
    "week": [[[510, 1080]]] * 5 + [[], []],
    "holiday": {"rule": "closed", "intervals": []},
    "makeup": {"rule": "as_workday", "weekday": 0},
    "seasons": [],
    "exceptions": [],
}

#: Near the middle of 市南区, as WGS-84.
PIN = {"lat": Decimal("36.067100"), "lng": Decimal("120.382600"), "pin_datum": "wgs84"}


@remembered
def opened_site(
    managing: Union,
    name: str = "中山公园户外劳动者驿站",
    *,
    site_type: str = "outdoor_station",
    district: str = "370202",
    number: str = "",
    is_sample: bool = False,
    photos: int = 0,
    **facts: Any,
) -> ServiceSite:
    """A filed site that is open; ``facts`` are columns of its version, ``photos`` how many pictures it has."""
    version = plan_site(
        site_type=site_type,
        union=managing,
        district=District.objects.get(code=district),
        actor=SYSTEM,
        now=NOW,
        is_sample=is_sample,
    )
    wanted = {"name": name, "address": "文登路28号", "access": "public", **facts}
    update_facts(version, wanted, actor=SYSTEM, now=NOW)
    for shade in range(photos):
        uploader = person(f"uploader{version.site_id}-{shade}", "district", managing)
        add_photo(
            version, "overview", picture(shade=shade), owner_union=managing, uploader_id=uploader.pk, now=NOW
        )
    number = number or f"{district}-HWYZ-2026-{version.site_id:04d}"
    return open_site(version, number=number, confirmed_by="市南区总工会", actor=SYSTEM, now=NOW)


def closed_site(site: ServiceSite, reason: str = "内部装修") -> ServiceSite:
    """Suspended by decision until further notice."""
    suspend_site(site.pk, starts_at=NOW, ends_at=None, reason=reason, actor=SYSTEM, now=NOW)
    return ServiceSite.objects.get(pk=site.pk)
