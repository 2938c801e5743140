"""How often was a site found closed without notice? The provider of the fact ``closed_visits``.

A site that nobody looked at was found closed no time. One query for any number of sites.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from inspection.visiting.selectors import closed_doors
from rulebook.outcome import Known
from sites.fact_values import Cycle, Values
from sites.models import SiteVersion

FACT = "closed_visits"


def closed_visits(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> Mapping[int, Values]:
    """The count of each version's site over the cycle, up to the day of reading."""
    found = closed_doors({version.site_id for version in versions}, cycle.first, min(cycle.last, on))
    return {version.pk: {FACT: Known(found[version.site_id])} for version in versions}
