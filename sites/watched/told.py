"""Which sites are on no map, and whose facts has nobody confirmed for longer than the measure allows?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from core.sql_days import DaysAfter
from sites.confirming import WHOLE_FILE_TERM
from sites.models import ServiceSite
from sites.watched.ruled import Ruling, watched_sites

#: Limits of the measure: so many days after its filing a site is on a map; so long a confirmation holds.
LISTING, CONFIRMATION = "map_listing", WHOLE_FILE_TERM


def off_maps(day: date) -> QuerySet[Any]:
    """Public sites that are marked on none of the maps."""
    ruling = Ruling.on(day)
    rows = watched_sites(ruling).filter(is_listed=True)
    for name in ("listed_amap", "listed_baidu", "listed_tencent"):
        told = f"version__{name}"
        rows = rows.filter(Q(**{told: False}) | Q(**{f"{told}__isnull": True}))
    rows = rows.annotate(filed=F("filed_on"), span=ruling.limit(LISTING))
    return rows.annotate(began_on=DaysAfter(F("filed"), F("span") + 1))


def unconfirmed(day: date) -> QuerySet[Any]:
    """Sites whose facts were last confirmed longer ago than a confirmation holds."""
    ruling = Ruling.on(day)
    rows = watched_sites(ruling).annotate(last=F("confirmed_on"), span=ruling.limit(CONFIRMATION))
    return rows.annotate(began_on=DaysAfter(F("last"), F("span") + 1))


def confirmed(day: date) -> QuerySet[Any]:
    """When the facts of each site were last confirmed."""
    return ServiceSite.objects.annotate(subject=F("pk"), touched_on=F("confirmed_on"))
