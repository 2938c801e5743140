"""What have pages of reviewers, and of those who lead them, in common? Beyond reach there is none."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from demonstration.blind.shapes import Case
from demonstration.models import Review, Reviewer, Round
from demonstration.reviewing.selectors.cases import case_behind, duties_of, review_to_score
from demonstration.reviewing.selectors.office import reviewer_within, round_within
from demonstration.reviewing.services.reaching import note_unassigned

SIGNED_OUT = "登录已过期,还没有保存。请重新登录。"


def wants_json(request: HttpRequest) -> bool:
    """Is it the page that saves by itself?"""
    return request.headers.get("Accept", "") == "application/json"


class ReviewBase(OfficePage):
    """A page of one own review. What was not given to this person, or is barred, does not exist."""

    def handle_no_permission(self) -> HttpResponse:
        """A page that saves by itself keeps what was typed and says where to sign in."""
        if not wants_json(self.request):
            return super().handle_no_permission()
        address = redirect_to_login(reverse("review-case", args=[self.kwargs["key"]])).url
        return JsonResponse({"reason": SIGNED_OUT, "login": address}, status=401)

    @cached_property
    def review(self) -> Review:
        """For services; pages are drawn from ``case`` alone."""
        found = review_to_score(self.actor, self.kwargs["key"])
        if found is None:
            if self.request.method == "POST":
                note_unassigned(self.kwargs["key"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @cached_property
    def case(self) -> Case:
        return case_behind(self.review)

    def look_again(self) -> None:
        """After something was written: the next question reads anew."""
        for name in ("review", "case"):
            self.__dict__.pop(name, None)

    @property
    def page_url(self) -> str:
        return reverse("review-case", args=[self.kwargs["key"]])

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, reverse("reviews-mine"))


class DutyBase(OfficePage):
    """A page of one round that this person reviews in."""

    @cached_property
    def duty(self) -> Reviewer:
        found = duties_of(self.actor).filter(pk=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("我的评审", reverse("reviews-mine"))]

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, reverse("reviews-mine"))


class RoundBase(OfficePage):
    """A page of the officer who leads the reviewers of one round."""

    @cached_property
    def round(self) -> Round:
        found = round_within(self.actor, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def board_url(self) -> str:
        return reverse("round-reviewers", args=[self.round.pk])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("示范评定", "/desk/rounds/"), (self.round.title, f"/desk/rounds/{self.round.pk}/")]

    @property
    def deep_crumbs(self) -> list[tuple[str, str]]:
        return [*self.crumbs, ("评审专家", self.board_url)]

    def reviewer(self, key: int) -> Reviewer:
        """One of this round."""
        found = reviewer_within(self.actor, key)
        if found is None or found.round_id != self.round.pk:
            raise Http404
        return found

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.board_url)

    def shown(self, status: int = 200, **context: Any) -> HttpResponse:
        return self.page(status, round=self.round, **context)
