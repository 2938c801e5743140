"""What the nightly watch will find about one site: a page of its own, and a part of the site's file that comes after it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.clock import LEGAL_ZONE
from core.views import OfficePage
from inspection.watching.selectors import coming_findings
from sites.selectors import site_within


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
            "coming": coming_findings(site, self.now.astimezone(LEGAL_ZONE).date()),
            "within": within,
        }
        return render(request, "desk/site_ahead.html", context)
