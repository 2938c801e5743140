"""A notice that hangs is lengthened, or posted anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from demonstration.publicity import services
from demonstration.publicity.forms import ExtendForm, RestartForm
from demonstration.publicity.selectors import (
    vacancies,
)
from demonstration.publicity.views.base import WritePage
from demonstration.publicity.words import until_words


class ExtendNotice(WritePage):
    """``…/publicity/extend/``"""

    action = "extend"
    told_beside = "why"

    def form(self, *data: Any) -> ExtendForm:
        return ExtendForm(*data)

    def write(self, form: ExtendForm) -> str:
        told = form.cleaned_data
        services.extend_notice(
            self.row.pk, told["until"], why=told["why"], actor=self.actor, now=self.now, seen=self.seen
        )
        messages.success(self.request, "公示已延长,公示页已更新。")
        return self.own_url

    def show(self, form: ExtendForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="延长公示",
            lead=f"{until_words(self.row, self.now)}只能延长,不能提前。",
            submit_label="延长公示",
            revision=self.row.revision,
            cancel_url=self.own_url,
            crumbs=self.inner_crumbs,
        )


class RestartNotice(WritePage):
    """``…/publicity/restart/``"""

    action = "replace"

    def form(self, *data: Any) -> RestartForm:
        row = self.row
        usual = {"title": row.title, "body": row.body, "office": row.contact_office}
        usual |= {"phone": row.contact_phone, "address": row.contact_address}
        entries = [each for each in row.entries.all() if not each.removed_at]
        free = () if row.is_further else vacancies(self.round)
        return RestartForm(*data, initial=usual, entries=entries, vacancies=free)

    def write(self, form: RestartForm) -> str:
        services.restart_notice(
            self.row.pk,
            form.notice,
            why=form.cleaned_data["why"],
            names=form.names,
            risen=form.chosen,
            actor=self.actor,
            now=self.now,
            seen=self.seen,
        )
        messages.success(self.request, "已重新公示,公示期从今天重新计算。")
        return self.own_url

    def show(self, form: RestartForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="重新公示",
            lead="增加阵地、更改名称或者公示有误的,须重新公示,公示期从头计算。异议成立后撤下阵地的,不用重新公示。",
            submit_label="重新公示",
            revision=self.row.revision,
            cancel_url=self.own_url,
            crumbs=self.inner_crumbs,
        )
