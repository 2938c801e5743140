"""Which public sites are on no map?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from core.sql_days import DaysAfter
from sites.watched.ruled import Ruling, watched_sites

#: The limit of the measure: so many days after its filing a site is on a map.
LISTING = "map_listing"


def off_maps(day: date) -> QuerySet[Any]:
    """Public sites that are marked on none of the maps."""
    ruling = Ruling.on(day)
    rows = watched_sites(ruling).filter(ruling.passed("filed_on", LISTING), is_listed=True)
    for name in ("listed_amap", "listed_baidu", "listed_tencent"):
        told = f"version__{name}"
        rows = rows.filter(Q(**{told: False}) | Q(**{f"{told}__isnull": True}))
    rows = rows.annotate(filed=F("filed_on"), span=ruling.limit(LISTING))
    return rows.annotate(began_on=DaysAfter(F("filed"), F("span") + 1))
