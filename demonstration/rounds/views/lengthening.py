"""A phase of a round is given more time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.workflow import TransitionRefused
from demonstration.models import RoundState
from demonstration.rounds import services
from demonstration.rounds.forms import LengthenForm
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.services.leading import DATES
from demonstration.rounds.services.reaching import require_right
from demonstration.rounds.views.base import RoundBase
from demonstration.rounds.words import said
from sites.views.judged import JudgedForm


class LengthenRound(RoundBase, JudgedForm):
    """``…/<key>/lengthen/``"""

    template_name = "demonstration/round_form.html"

    @property
    def label(self) -> str:
        """Raises ``TransitionRefused`` where nothing can be moved."""
        if RoundState(self.round.state) not in DATES:
            raise TransitionRefused(f"本次评定是“{self.round.state_label}”,没有可以延长的时间。")
        return DATES[RoundState(self.round.state)][1]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ROUNDS.require(self.actor, "lengthen", self.round)
        try:
            return self.show(LengthenForm(label=self.label))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, "lengthen", actor=self.actor, now=self.now)
        try:
            form = LengthenForm(request.POST, label=self.label)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        return self.judged(form)

    def not_now(self, form: forms.BaseForm, refusal: TransitionRefused) -> HttpResponse:
        return self.refused(refusal) if self.round.revision != self.seen else self.again(form, refusal)

    def write(self, form: LengthenForm) -> str:
        told = form.cleaned_data
        services.lengthen_round(
            self.round.pk, told["until"], note=told["note"], actor=self.actor, now=self.now, seen=self.seen
        )
        messages.success(self.request, "已延长。")
        return self.page_url

    def show(self, form: LengthenForm, status: int = 200) -> HttpResponse:
        now_ends = getattr(self.round, DATES[RoundState(self.round.state)][0])
        return self.page(
            status,
            form=form,
            title=f"延长{self.label}",
            lead=f"原定{said(now_ends)}。以后各阶段的截止时间早于新时间的,一并顺延。",
            submit_label="延长",
            revision=self.round.revision,
            cancel_url=self.page_url,
            crumbs=self.crumbs_below,
        )
