"""Which decisions are to be looked at again, and how is a request answered or taken back?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.addresses import address_of
from core.audit import history_on
from core.clock import LEGAL_ZONE
from core.words import chinese_day, chinese_moment
from core.workflow import TransitionRefused
from demonstration.models import Appeal, AppealState, NominationState
from demonstration.titles import services
from demonstration.titles.forms import AnswerForm
from demonstration.titles.policy import APPEALS
from demonstration.titles.selectors import appeals_within, grades_for
from demonstration.titles.services.reaching import require_right_over_appeal
from demonstration.titles.transitions import APPEAL
from demonstration.titles.views.base import AppealBase, TitlesBase
from demonstration.titles.words import APPEAL_TAGS, event_words
from sites.views.judged import JudgedForm

PAGE_SIZE = 50
MOST_ENTRIES = 30


def what_about(row: Appeal) -> str:
    """What is asked about, in words."""
    if row.event is not None:
        words = event_words(row.event.kind, row.event.grade_before, row.event.grade_after)
        return f"{row.event.designation.name} {words}"
    if row.nomination is None:
        return ""
    is_off = getattr(row, "is_about_exclusion", row.nomination.state == NominationState.EXCLUDED)
    return f"{row.nomination.round.title} {'不予命名' if is_off else '未入选'}"


class AppealList(TitlesBase):
    """``/desk/titles/appeals/``"""

    template_name = "demonstration/appeals.html"

    columns = (
        {"label": "阵地"},
        {"label": "事项"},
        {"label": "申请时间", "keep": True},
        {"label": "状态", "keep": True},
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = Paginator(appeals_within(self.actor), PAGE_SIZE).get_page(request.GET.get("page"))
        rows = [
            {
                "cells": [
                    {"text": str(each.site), "url": address_of("appeal", each.number), "sub": each.number},
                    {"text": what_about(each)},
                    {"text": chinese_day(each.asked_at.astimezone(LEGAL_ZONE))},
                    {"text": each.state_label, "tag": APPEAL_TAGS[each.state]},
                ]
            }
            for each in page.object_list
        ]
        return self.page(page=page, columns=self.columns, rows=rows, crumbs=self.crumbs)


class AppealPage(AppealBase, JudgedForm):
    """``/desk/titles/appeals/<number>/``"""

    template_name = "demonstration/appeal.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def form(self, data: Any = None) -> AnswerForm:
        row = self.appeal
        return AnswerForm(data, grades=grades_for(row.nomination) if row.nomination else [])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right_over_appeal(self.appeal, "keep", actor=self.actor, now=self.now)
        return self.judged(self.form(request.POST))

    def write(self, form: AnswerForm) -> str:
        told = form.cleaned_data
        services.answer_appeal(
            self.appeal.pk,
            told["reply"],
            changes=told["verdict"] == "change",
            grade_id=form.grade_id,
            actor=self.actor,
            now=self.now,
            seen=self.seen,
        )
        messages.success(self.request, "已答复,申请单位会收到通知。")
        return self.page_url

    def show(self, form: AnswerForm, status: int = 200) -> HttpResponse:
        row = self.appeal
        waits = row.state == AppealState.ASKED
        answers = APPEALS.decide(self.actor, "keep", row)
        return self.page(
            status,
            row=row,
            tag=APPEAL_TAGS[row.state],
            facts=self.facts(),
            form=form if waits and answers else None,
            why_not=answers.reason if waits and not answers and self.leads else "",
            actions=[each for each in APPEAL.actions_for(self.actor, row) if each.decision],
            act_url=reverse("appeal-act", args=[row.number]),
            revision=row.revision,
            submit_label="答复",
            entries=history_on(row)[:MOST_ENTRIES],
            crumbs=[*self.crumbs, ("申请复核", reverse("appeals"))],
        )

    @property
    def leads(self) -> bool:
        """Would this person answer, had nobody else to do it?"""
        return self.actor.id in self.appeal.deciders

    def facts(self) -> list[dict[str, Any]]:
        row = self.appeal
        found: list[dict[str, Any]] = [
            {"label": "阵地", "value": str(row.site), "note": row.site.managing_union.name},
            {"label": "事项", "value": what_about(row)},
            {"label": "申请理由", "value": "", "lines": row.reason.split("\n")},
            {"label": "申请", "value": f"{row.asked_by},{said(row.asked_at)}"},
            {"label": "答复期限", "value": chinese_day(row.due_on) if row.due_on else ""},
        ]
        if row.answered_at:
            found.append({"label": "复核意见", "value": "", "lines": row.reply.split("\n")})
            found.append({"label": "复核人", "value": f"{row.answered_by},{said(row.answered_at)}"})
        return found


def said(moment: Any) -> str:
    return chinese_moment(moment.astimezone(LEGAL_ZONE))


class WithdrawAppeal(AppealBase):
    """The one act of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, seen = self.appeal, self.seen
        if request.POST.get("action") != "withdraw":
            raise BadRequest("an unknown action")
        require_right_over_appeal(row, "withdraw", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.write(seen))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def write(self, seen: int) -> str:
        services.withdraw_appeal(self.appeal.pk, actor=self.actor, now=self.now, seen=seen)
        messages.success(self.request, "已撤回复核申请。")
        return self.page_url
