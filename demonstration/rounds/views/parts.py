"""The parts of a draft: its call, grades, quotas and sights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.workflow import TransitionRefused
from demonstration.models import RoundState
from demonstration.rounds import services
from demonstration.rounds.forms import (
    CallForm,
    GradesForm,
    QuotasForm,
    SightsForm,
    initial_grades,
    initial_of,
    initial_quotas,
    initial_sights,
)
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import branches_of, types_led_by
from demonstration.rounds.services.reaching import require_right
from demonstration.rounds.views.base import RoundBase
from sites.views.judged import JudgedForm


class EditPart(RoundBase, JudgedForm):
    """A form of a draft: shown, judged, saved with the revision that the person saw."""

    template_name = "demonstration/round_form.html"
    title = ""
    lead = ""
    submit_label = "保存"

    form: Callable[..., forms.Form]
    #: What is typed becomes rows, for the revision that the person saw.
    save: Callable[[Any, int], None]

    @property
    def next_url(self) -> str:
        return self.page_url

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ROUNDS.require(self.actor, "edit", self.round)  # looking leaves nothing in the trail
        if self.round.state != RoundState.DRAFT:
            return HttpResponseRedirect(self.page_url)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, "edit", actor=self.actor, now=self.now)
        return self.judged(self.form(request.POST))

    def write(self, form: Any) -> str:
        self.save(form, self.seen)
        return self.next_url

    def not_now(self, form: forms.Form, refusal: TransitionRefused) -> HttpResponse:
        if self.round.state != RoundState.DRAFT or self.round.revision != self.seen:
            return self.refused(refusal)
        return self.again(form, refusal)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title=self.title,
            lead=self.lead,
            submit_label=self.submit_label,
            revision=self.round.revision,
            cancel_url=self.page_url,
            crumbs=self.crumbs_below,
        )


class EditRound(EditPart):
    """``…/<key>/edit/``"""

    title = "修改通知"

    def form(self, data: Any = None) -> CallForm:
        types = types_led_by(self.actor, self.round.issuer)
        return CallForm(data, issuers=[self.round.issuer], types=types, initial=initial_of(self.round))

    def save(self, form: CallForm, seen: int) -> None:
        services.edit_round(self.round.pk, form.told, actor=self.actor, now=self.now, seen=seen)


class EditGrades(EditPart):
    """``…/<key>/grades/``"""

    title = "等次"
    lead = "从高到低填写;只填最低分的,够分都入选;只填名额的,按名次入选;两项都填的,都要满足。"
    submit_label = "保存,分配名额"

    def form(self, data: Any = None) -> GradesForm:
        return GradesForm(data, types=self.round.site_types, initial=initial_grades(self.round))

    def save(self, form: GradesForm, seen: int) -> None:
        services.set_grades(self.round.pk, form.grades, actor=self.actor, now=self.now, seen=seen)

    @property
    def next_url(self) -> str:
        return reverse("round-quotas", args=[self.round.pk])


class EditQuotas(EditPart):
    """``…/<key>/quotas/``"""

    title = "推荐名额"
    lead = "每个推荐工会最多可以推荐几处。"

    def form(self, data: Any = None) -> QuotasForm:
        branches = branches_of(self.round.issuer)
        return QuotasForm(
            data, branches=branches, types=self.round.site_types, initial=initial_quotas(self.round)
        )

    def save(self, form: QuotasForm, seen: int) -> None:
        services.set_quotas(self.round.pk, form.places, actor=self.actor, now=self.now, seen=seen)


class EditSights(EditPart):
    """``…/<key>/sights/``"""

    title = "各阶段可见内容"
    lead = "没有勾选的,申报单位和推荐工会在该阶段看不到评审得分。"

    def form(self, data: Any = None) -> SightsForm:
        return SightsForm(data, initial=initial_sights(self.round))

    def save(self, form: SightsForm, seen: int) -> None:
        services.set_phases(self.round.pk, form.sights, actor=self.actor, now=self.now, seen=seen)
