"""What do the office's pages of a notice share? The notice that counts; whoever must not see the order sees none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from demonstration.models import Publicity
from demonstration.publicity.selectors import latest_of
from demonstration.publicity.services.reaching import require_right
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.views.base import RoundBase
from sites.views.judged import JudgedForm


class PublicityBase(RoundBase):
    """A page of the notice of one round."""

    def require_sight(self) -> None:
        """Raises ``NotAllowed`` with the reason."""
        ROUNDS.require(self.actor, "see_ranking", self.round)

    @cached_property
    def row(self) -> Publicity:
        found = latest_of(self.round)
        if found is None:
            raise Http404
        return found

    @property
    def own_url(self) -> str:
        return reverse("round-publicity", args=[self.round.pk])

    @property
    def inner_crumbs(self) -> list[tuple[str, str]]:
        return [*self.crumbs_below, ("公示", self.own_url)]


class WritePage(PublicityBase, JudgedForm):
    """A form of one act on the notice."""

    template_name = "demonstration/round_form.html"
    action = ""

    form: Callable[..., forms.Form]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        require_right(self.row, self.action, actor=self.actor, now=self.now)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.row, self.action, actor=self.actor, now=self.now)
        return self.judged(self.form(request.POST))

    def not_now(self, form: forms.Form, refusal: TransitionRefused) -> HttpResponse:
        if "seen" in self.request.POST and self.row.revision != self.seen:
            return self.too_late(refusal, self.own_url)
        return self.again(form, refusal)
