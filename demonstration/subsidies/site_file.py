"""What does the file of a site say of the money it got? Only what was approved, to whoever may see its branch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from core.money import yuan
from demonstration.models import Subsidy
from demonstration.subsidies.selectors import lines_of_site
from demonstration.subsidies.words import LINE_TAGS
from sites.models import ServiceSite

#: Lines of the panel.
MOST_LINES = 5


def subsidy_lists(actor: Actor, site: ServiceSite, now: datetime) -> list[tuple[QuerySet[Subsidy], int]]:
    return [(lines_of_site(actor, site), MOST_LINES)]


def subsidies_panel(
    actor: Actor, site: ServiceSite, now: datetime, rows: list[Subsidy]
) -> Mapping[str, Any] | None:
    """The latest lines of a site, with their amounts."""
    told = [
        (row, f"{row.batch.pool.year}年度 {row.tier} {yuan(row.amount)}", LINE_TAGS[row.state])
        for row in rows
    ]
    return {"rows": told} if told else None
