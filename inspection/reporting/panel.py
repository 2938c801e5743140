"""Parts of composed pages: what was found true, for the public; what is reported, on the file of a site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.actor import Actor
from core.registry import NextStep
from inspection.models import PublicReport
from inspection.reporting.door import closed_words
from inspection.reporting.next_steps import step_of, verified_step
from inspection.reporting.pages import public_line
from inspection.reporting.selectors import confirmed_lately, reports_about, verified_doors
from inspection.reporting.states import TAGS, ReportState
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

MOST_PUBLIC = 3
MOST_SHOWN = 5


def public_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Any], int]]:
    return [(confirmed_lately(site, now), MOST_PUBLIC)]


def public_panel(
    actor: Actor, site: Any, now: datetime, reports: list[PublicReport]
) -> Mapping[str, Any] | None:
    """The way to the three taps, and what came of them lately."""
    if closed_words(site):
        return None
    return {"code": site.code, "lines": [public_line(each, now) for each in reports]}


def file_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Any], int]]:
    return [(reports_about(actor, site), MOST_SHOWN)]


def file_panel(
    actor: Actor, site: Any, now: datetime, reports: list[PublicReport]
) -> Mapping[str, Any] | None:
    if not reports:
        return None
    return {"reports": [(each, TAGS[ReportState(each.state)]) for each in reports]}


def report_step(row: Any, now: datetime) -> NextStep | None:
    """Of a report; and of a site at whose door something was found that nobody answered yet."""
    if isinstance(row, ServiceSite):
        found = verified_doors([row.pk]) if row.state in IN_USE else {}
        return next((verified_step(each) for each in found.values()), None)
    return step_of(row, now.date()) if isinstance(row, PublicReport) else None


def pictures_of(site: ServiceSite) -> Q:
    """Pictures that the public sent of a site."""
    return Q(report_entries__report__site=site)
