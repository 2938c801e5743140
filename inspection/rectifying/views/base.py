"""What do all pages of one order have in common? The order within reach, and the way back to it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.clock import LEGAL_ZONE
from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.models import Rectification
from inspection.rectifying.deadlines import why_not_until
from inspection.rectifying.pages import order_url
from inspection.rectifying.selectors import order_within
from inspection.rectifying.services.reaching import note_out_of_reach

LONG_TEXTS = {
    "note": "说明",
    "answer": "整改情况",
    "words": "复查意见",
    "reason": "延期理由",
    "grounds": "情况说明",
}

CRUMB = ("检查", "/desk/inspections/")


class OneOrder(OfficePage):
    """A page of one order; beyond reach there is none."""

    long_texts = LONG_TEXTS

    @cached_property
    def order(self) -> Rectification:
        found = order_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def order_url(self) -> str:
        return order_url(self.order)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [CRUMB, (self.order.number, self.order_url)]

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.order_url)

    def why_not_until(self, day: date) -> str:
        """Why this order is not lengthened to that day."""
        return why_not_until(self.order.due_on, day, self.now.astimezone(LEGAL_ZONE).date())

    @property
    def site_url(self) -> str:
        return reverse("site-file", args=[self.order.site.code])
