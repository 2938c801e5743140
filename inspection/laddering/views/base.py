"""What do pages of one consequence have in common? Beyond reach there is none."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.laddering.selectors import consequence_within
from inspection.laddering.services.reaching import note_out_of_reach
from inspection.models import Consequence

CRUMB = ("检查", "/desk/inspections/")


class OneConsequence(OfficePage):
    """A page of one consequence."""

    long_texts = {"note": "说明"}

    @cached_property
    def row(self) -> Consequence:
        found = consequence_within(self.actor, self.kwargs["key"])
        if found is None or found.earliest_on is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["key"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def page_url(self) -> str:
        return reverse("consequence", args=[self.row.pk])

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)
