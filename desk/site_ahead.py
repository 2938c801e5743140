"""What the days to come bring one site, from watch and ladder: a page of its own, and a part of the site's file that comes after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import NextStep
from core.views import OfficePage
from inspection.laddering.days import days_ahead
from inspection.watching.acting import Way, way_for
from inspection.watching.selectors import Coming, coming_findings
from inspection.watching.words import lead_in_advance, remedy_in_advance
from sites.models import ServiceSite
from sites.selectors import site_within


@dataclass
class Lines:
    """What falls due on one day for one reason and is answered in one way."""

    first: Coming
    titles: list[str] = field(default_factory=list)
    way: Way | None = None

    @property
    def day(self) -> date:
        return self.first.day

    @property
    def lead(self) -> str:
        return lead_in_advance(self.first.check)

    @property
    def remedy(self) -> str:
        return remedy_in_advance(self.first.check)


@dataclass
class Rung:
    """What the ladder does on a day, or allows to be done."""

    day: date
    step: NextStep


def together(coming: Iterable[Coming], actor: Actor, site: ServiceSite) -> list[Lines]:
    """In the order of their days; what is told in the same words is told once, under all of its titles."""
    found: dict[tuple[object, ...], Lines] = {}
    for each in coming:
        check = each.check
        words = (lead_in_advance(check), remedy_in_advance(check), check.who_acts, each.inputs)
        alike = (each.day, check.leads_on, *words)
        found.setdefault(alike, Lines(each, way=way_for(actor, check, site))).titles.append(check.title)
    return list(found.values())


def days_of(actor: Actor, site: ServiceSite, now: datetime) -> list[Lines | Rung]:
    """Both in the order of their days; of one day what leads further stands first."""
    today = now.astimezone(LEGAL_ZONE).date()
    lines: list[Lines | Rung] = [Rung(day, step) for day, step in days_ahead(site, now)]
    return sorted([*lines, *together(coming_findings(site, today), actor, site)], key=lambda line: line.day)


class SiteAhead(OfficePage):
    """For whoever may read the file."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        site = site_within(self.actor, code)
        if site is None:
            raise Http404
        within = "bare.html" if request.headers.get("HX-Request") else "base.html"
        context = {
            "site": site,
            "coming": days_of(self.actor, site, self.now),
            "within": within,
            "crumbs": [("阵地", reverse("sites")), (str(site), reverse("site-file", args=[site.code]))],
        }
        return render(request, "desk/site_ahead.html", context)
