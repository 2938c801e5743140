"""What do pages of one yearly review have in common? Beyond reach there is none."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.models import ReviewState, YearlyReview
from inspection.reviewing.selectors import lines_of, review_within
from inspection.reviewing.services.reaching import note_out_of_reach
from inspection.reviewing.summary import Line


class ReviewBase(OfficePage):
    """A page of one review."""

    @cached_property
    def review(self) -> YearlyReview:
        found = review_within(self.actor, self.kwargs["key"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["key"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """The counts within reach."""
        if self.review.state in (ReviewState.DRAFT, ReviewState.DROPPED):
            return []
        return lines_of(self.actor, self.review, self.now.date())

    @property
    def page_url(self) -> str:
        return reverse("review", args=[self.review.pk])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("评定", reverse("assessments")), ("年度复核", reverse("reviews"))]

    def told(self, lines: list[list[str]]) -> dict[str, Any]:
        """What an act on many did to each: number, name, and the reason where it was refused."""
        rows = [{"number": number, "name": name, "reason": reason} for number, name, reason in lines]
        return {
            "review": self.review,
            "done": [row for row in rows if not row["reason"]],
            "refused": [row for row in rows if row["reason"]],
            "crumbs": [*self.crumbs, (self.review.title, self.page_url)],
        }

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)
