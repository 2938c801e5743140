"""What the nightly watch will find about one site: a page of its own, and a part of the site's file that comes after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.clock import LEGAL_ZONE
from core.views import OfficePage
from inspection.watching.selectors import Coming, coming_findings
from sites.selectors import site_within


@dataclass
class Lines:
    """What falls due on one day for one reason and is answered in one way."""

    first: Coming
    titles: list[str] = field(default_factory=list)


def together(coming: Iterable[Coming]) -> list[Lines]:
    """In the order of their days; what is told in the same words is told once, under all of its titles."""
    found: dict[tuple[object, ...], Lines] = {}
    for each in coming:
        check = each.check
        alike = (each.day, check.meaning, check.remedy, check.who_acts, check.climbs, each.inputs)
        found.setdefault(alike, Lines(each)).titles.append(check.title)
    return list(found.values())


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
            "coming": together(coming_findings(site, self.now.astimezone(LEGAL_ZONE).date())),
            "within": within,
            "crumbs": [("阵地", reverse("sites")), (str(site), reverse("site-file", args=[site.code]))],
        }
        return render(request, "desk/site_ahead.html", context)
