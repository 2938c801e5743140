"""How is the result of an assessment printed, and what does its code lead to?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.qr import qr_svg
from inspection.assessing.views.frame import AssessmentBase


class SheetCode(AssessmentBase):
    """The QR picture of the sheet: number and token, read back by the page that verifies papers."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        address = reverse("verify", args=[row.number])
        picture = qr_svg(request.build_absolute_uri(f"{address}?k={row.verify_token}"))
        response = HttpResponse(picture, content_type="image/svg+xml")
        response["Cache-Control"] = "private, no-store"
        return response


class ResultSheet(AssessmentBase):
    """``…/sheet/``: rule, fact or evidence, points; vetoes first; to be printed."""

    template_name = "inspection/sheet.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(**self.frame())
