"""How do scores and ranks come about? On one page, for everybody who signs in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.views import OfficePage
from demonstration.ranking.panels import Minimum


class MethodPage(OfficePage):
    """``/desk/rounds/method/``: how scores and ranks come about, on one page."""

    template_name = "demonstration/method_page.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(minimum=Minimum(), crumbs=[("示范评定", reverse("rounds"))])
