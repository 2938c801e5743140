"""Which rounds are there, and how is a call written, with its grades, quotas and sights?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import Union
from accounts.reach import holds
from accounts.roles import Role
from core.policy import NotAllowed
from core.views import OfficePage
from core.workflow import TransitionRefused
from demonstration.models import Round, RoundState
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
from demonstration.rounds.selectors import branches_of, issuers_led_by, rounds_within, types_led_by
from demonstration.rounds.services.reaching import require_right
from demonstration.rounds.views.base import RoundBase
from demonstration.rounds.words import TAGS, said
from sites.refusals import Refusal

PAGE_SIZE = 50

COLUMNS = (
    {"label": "评定"},
    {"label": "年度", "keep": True},
    {"label": "申报截止", "keep": True},
    {"label": "状态", "keep": True},
)

MAY_NOT_WRITE = "示范评定由市总工会经办人起草,您的账号没有这项权限。"


class RoundList(OfficePage):
    """``/desk/rounds/``"""

    template_name = "demonstration/rounds.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(rounds_within(self.actor), PAGE_SIZE).get_page(request.GET.get("page"))
        return self.page(
            page=page,
            columns=COLUMNS,
            rows=[self.row(each) for each in page.object_list],
            may_write=bool(issuers_led_by(self.actor)),
            sees_money=holds(self.actor, Role.CITY, Role.FINANCE, Role.AUDITOR),
        )

    def row(self, each: Round) -> dict[str, Any]:
        return {
            "cells": [
                {
                    "text": each.title,
                    "url": reverse("round", args=[each.pk]),
                    "sub": "、".join(each.type_labels),
                },
                {"text": f"{each.year}年", "sub": each.document_number},
                {"text": said(each.closes_at)},
                {"text": each.state_label, "tag": TAGS[each.state]},
            ],
        }


class NewRound(OfficePage):
    """``/desk/rounds/new/``"""

    template_name = "demonstration/round_form.html"

    @cached_property
    def issuers(self) -> list[Union]:
        found = issuers_led_by(self.actor)
        if not found:
            raise NotAllowed(MAY_NOT_WRITE)
        return found

    @property
    def types(self) -> list[str]:
        return sorted({code for issuer in self.issuers for code in types_led_by(self.actor, issuer)})

    def form(self, data: Any = None) -> CallForm:
        return CallForm(data, issuers=self.issuers, types=self.types, initial=self.usual())

    def usual(self) -> dict[str, Any]:
        """What a call usually says; dates that follow one another, for the officer to move."""
        first = (self.now + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        last = first.replace(hour=17, minute=30)
        terms = {
            name: Round._meta.get_field(name).get_default() for name in CallForm.base_fields if name in _USUAL
        }
        return {
            **terms,
            "year": self.now.year,
            "opens_at": first,
            "closes_at": last + timedelta(days=20),
            "recommend_until": last + timedelta(days=30),
            "review_until": last + timedelta(days=50),
        }

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)

    def write(self, form: CallForm) -> str:
        row = services.draft_round(form.chosen_issuer, form.told, actor=self.actor, now=self.now)
        return reverse("round-grades", args=[row.pk])

    def show(self, form: CallForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="新建示范评定",
            lead="先存为草稿,填好等次和名额以后再发布。",
            submit_label="保存,填写等次",
            cancel_url=reverse("rounds"),
            crumbs=[("示范评定", reverse("rounds"))],
        )


#: Terms whose usual value stands in the model.
_USUAL = frozenset(
    {
        *("level", "least_months", "reviewers_per_case", "most_cases", "visitors_per_case", "aggregation"),
        *("comment_gap", "publicity_days", "publicity_counted", "title_years"),
    }
)


class EditPart(RoundBase):
    """A form of a draft: shown, judged, saved with the revision that the person saw."""

    template_name = "demonstration/round_form.html"
    title = ""
    lead = ""
    submit_label = "保存"

    def form(self, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def save(self, form: Any, seen: int) -> None:
        raise NotImplementedError

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
        form, seen = self.form(request.POST), self.seen
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form, seen))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            if self.round.state != RoundState.DRAFT or self.round.revision != seen:
                return self.refused(refusal)
            form.add_error(None, refusal.reason)
            return self.show(form, 409)

    def write(self, form: Any, seen: int) -> str:
        self.save(form, seen)
        return self.next_url

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


class CopyRound(RoundBase):
    """``…/<key>/copy/``: the start of the next round."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, "write", actor=self.actor, now=self.now)
        try:
            return self.once(self.copy)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def copy(self) -> str:
        row = services.copy_round(self.round, actor=self.actor, now=self.now)
        messages.success(self.request, "已复制为草稿,日期顺延一年,请核对后修改。")
        return reverse("round", args=[row.pk])
