"""What do pages of one title, or of one request, have in common? Beyond reach there is none."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.clock import LEGAL_ZONE
from core.views import OfficePage
from core.workflow import TransitionRefused
from demonstration.models import Appeal, Designation
from demonstration.titles.selectors import appeal_within, title_within
from demonstration.titles.services.reaching import note_out_of_reach
from demonstration.titles.words import PUBLIC_TAGS, PUBLIC_WORDS, public_state


class TitlesBase(OfficePage):
    """A page about titles."""

    long_texts = {
        "ground": "依据",
        "why": "保留的理由",
        "reason": "申请理由",
        "reply": "复核意见",
        "body": "决定正文",
    }

    @property
    def today(self) -> Any:
        return self.now.astimezone(LEGAL_ZONE).date()

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("示范评定", reverse("rounds")), ("示范称号", reverse("titles"))]


class TitleBase(TitlesBase):
    """A page of one title."""

    @cached_property
    def title(self) -> Designation:
        found = title_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def page_url(self) -> str:
        return reverse("title", args=[self.title.number])

    @property
    def crumbs_below(self) -> list[tuple[str, str]]:
        return [*self.crumbs, (self.title.number, self.page_url)]

    @property
    def state(self) -> dict[str, str]:
        state = public_state(self.title, self.today)
        return {"label": PUBLIC_WORDS[state], "tag": PUBLIC_TAGS[state]}

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)


class AppealBase(TitlesBase):
    """A page of one request to look again."""

    @cached_property
    def appeal(self) -> Appeal:
        found = appeal_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def page_url(self) -> str:
        return reverse("appeal", args=[self.appeal.number])

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)
