"""One batch: what was worked out, conflicts on top, and the actions of its panel."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.audit import history_about
from core.canonical import short_digest
from core.money import yuan
from demonstration.models import BatchState, Subsidy, SubsidyBatch, SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.files import note_of
from demonstration.subsidies.policy import BATCHES
from demonstration.subsidies.selectors import balance_of, counts_of, lines_of
from demonstration.subsidies.transitions import BATCH
from demonstration.subsidies.views.base import BatchBase
from demonstration.subsidies.words import LINE_TAGS, TAGS, left_words, next_step_of, said
from sites.views.judged import PanelAct

MOST_ENTRIES = 30
PAGE_SIZE = 100

COLUMNS = (
    {"label": "阵地"},
    {"label": "计算依据"},
    {"label": "收款工会"},
    {"label": "金额", "numeric": True},
    {"label": "状态", "keep": True},
)

ACTS = {
    "submit": services.submit_batch,
    "give_back": services.give_back_batch,
    "drop": services.drop_batch,
    "calculate": services.calculate,
}


class BatchPage(BatchBase):
    """``/desk/subsidies/<key>/``"""

    template_name = "demonstration/subsidy_batch.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    @cached_property
    def lines(self) -> list[Subsidy]:
        return list(lines_of(self.batch))

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        row, told = self.batch, counts_of(self.batch)
        waiting = sum(line.state == SubsidyState.APPROVED for line in self.lines)
        page = Paginator(self.lines, PAGE_SIZE).get_page(self.request.GET.get("page"))
        left = balance_of(self.actor, row)
        over = told["total"] - left if left is not None else 0
        return self.page(
            status,
            batch=row,
            tag=TAGS[row.state],
            lead=note_of(row),
            crumbs=self.crumbs,
            step=next_step_of(row, told, waiting),
            numbers=[
                {"value": f"{told['count']} 处", "label": "补助阵地"},
                {"value": yuan(told["total"]), "label": "合计"},
                {"value": left_words(left), "label": "经费余额"},
            ],
            over=yuan(over) if self.is_open and over > 0 else "",
            findings=self.findings,
            columns=COLUMNS,
            page=page,
            rows=[self.row(line) for line in page.object_list],
            total=yuan(told["total"]),
            facts=self.facts,
            actions=[each for each in BATCH.actions_for(self.actor, row) if each.decision],
            may_calculate=self.may("edit", BatchState.DRAFT),
            may_approve=self.may("approve", BatchState.SUBMITTED),
            why_not=self.why_not,
            may_export=self.may("export", BatchState.APPROVED),
            may_pay=bool(waiting) and self.may("pay", BatchState.APPROVED),
            entries=history_about(f"demonstration.subsidybatch:{row.pk}")[:MOST_ENTRIES],
            **more,
        )

    def may(self, action: str, state: str) -> bool:
        return self.batch.state == state and bool(BATCHES.decide(self.actor, action, self.batch))

    @property
    def is_open(self) -> bool:
        return self.batch.state in (BatchState.DRAFT, BatchState.SUBMITTED)

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Only until it is approved; then the reasons stand on each line."""
        return [self.finding(line) for line in self.lines if line.warnings] if self.is_open else []

    @property
    def why_not(self) -> str:
        """Said only to whoever could approve another batch."""
        if not self.may("give_back", BatchState.SUBMITTED):
            return ""
        return BATCHES.decide(self.actor, "approve", self.batch).reason

    @property
    def facts(self) -> list[dict[str, Any]]:
        row = self.batch
        found = [
            {"label": "经费", "value": f"{row.pool.name},{row.pool.year}年度,{row.pool.source}"},
            {
                "label": "补助对象",
                "value": f"《{row.round.title}》命名的阵地" if row.round else "所选类型在用阵地",
            },
            {"label": "计算依据", "value": f"《{row.pack.title}》第{row.pack.number}版"},
            {"label": "测算", "value": f"{row.made_by},{said(row.made_at)}"},
        ]
        if row.approved_at:
            found += [
                {"label": "批准", "value": f"{row.approved_by},{said(row.approved_at)}"},
                {"label": "会议", "value": str(row.meeting)},
                {"label": "明细摘要", "value": short_digest(row.digest)},
            ]
        return found

    def finding(self, line: Subsidy) -> dict[str, Any]:
        is_open = line.state == SubsidyState.PROPOSED and self.may("edit", BatchState.DRAFT)
        return {
            "name": str(line.site),
            "url": reverse("subsidy-edit" if is_open else "subsidy", args=[line.number]),
            "amount": yuan(line.amount),
            "words": [each["words"] for each in line.warnings],
            "reason": line.override_reason,
            "is_out": line.state == SubsidyState.DROPPED,
        }

    def row(self, line: Subsidy) -> dict[str, Any]:
        keeper = f"由{line.keeper.name}代管账户" if line.keeper else ""
        return {
            "cells": [
                {"text": str(line.site), "url": reverse("subsidy", args=[line.number]), "sub": line.number},
                {"text": line.rule},
                {"text": line.payee.name, "sub": keeper},
                {"text": yuan(line.amount)},
                {"text": line.state_label, "tag": LINE_TAGS[line.state]},
            ]
        }


class ActOnBatch(PanelAct, BatchPage):
    """One action of the panel."""

    machine = BATCH
    acts = ACTS
    rights = {"calculate": "edit"}
    said = {"calculate": "已重新测算"}

    @property
    def moved(self) -> SubsidyBatch:
        return self.batch
