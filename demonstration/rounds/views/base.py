"""What do pages of one round have in common? Beyond reach there is none."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from demonstration.models import Round
from demonstration.rounds.selectors import round_within
from demonstration.rounds.services.reaching import note_out_of_reach


class RoundBase(OfficePage):
    """A page of one round."""

    @cached_property
    def round(self) -> Round:
        found = round_within(self.actor, self.kwargs["key"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["key"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def page_url(self) -> str:
        return reverse("round", args=[self.round.pk])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("示范评定", reverse("rounds"))]

    @property
    def crumbs_below(self) -> list[tuple[str, str]]:
        """For pages that lie below the page of the round."""
        return [*self.crumbs, (self.round.title, self.page_url)]

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)
