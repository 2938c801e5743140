"""One worked line: the rule, what was found, the chain of payments, what it was used for, what comes back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.audit import history_about
from core.money import yuan
from core.words import chinese_day
from demonstration.models import BatchState, Payment, SubsidyState, UseReport
from demonstration.subsidies.policy import SUBSIDIES
from demonstration.subsidies.selectors import came_back, chain, payments_of, stands_again, uses_of, voucher_of
from demonstration.subsidies.views.base import LineBase
from demonstration.subsidies.words import LINE_TAGS, line_step_of, payment_words
from filing.views.document_files import paper_download

MOST_ENTRIES = 30

USE_COLUMNS = (
    {"label": "用途"},
    {"label": "金额", "numeric": True},
    {"label": "支出日期", "keep": True},
    {"label": "凭证号"},
    {"label": "资产编号"},
    {"label": "凭证"},
)


class LinePage(LineBase):
    """``/desk/subsidies/lines/<number>/``"""

    template_name = "demonstration/subsidy.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.line
        return self.page(
            row=row,
            tag=LINE_TAGS[row.state],
            crumbs=self.crumbs,
            lead=row.batch.title,
            step=line_step_of(row, self.payments, stands_again=stands_again(row)),
            amount=yuan(row.amount),
            facts=self.facts,
            warnings=[each["words"] for each in row.warnings]
            if row.batch.state != BatchState.DROPPED
            else [],
            payments=[payment_words(each) for each in self.payments],
            use_columns=USE_COLUMNS,
            uses=self.uses,
            recall=self.recall,
            links=self.links,
            entries=history_about(f"subsidy:{row.pk}")[:MOST_ENTRIES],
        )

    @cached_property
    def payments(self) -> list[Payment]:
        return payments_of(self.line)

    @property
    def facts(self) -> list[dict[str, Any]]:
        row = self.line
        way = " → ".join(union.name for union in chain(row))
        found = [
            {"label": "阵地", "value": str(row.site)},
            {"label": "档次", "value": row.tier},
            {"label": "计算依据", "value": row.rule},
            {"label": "收款工会", "value": row.payee.name},
            {"label": "收款账户", "value": f"{row.keeper.name}代管" if row.keeper else "本工会账户"},
            {"label": "拨付路线", "value": way},
        ]
        if row.override_reason:
            found.append({"label": "仍予补助的理由", "value": row.override_reason})
        return found

    @property
    def uses(self) -> list[dict[str, Any]]:
        return [
            {
                "cells": [
                    {"text": each.item},
                    {"text": yuan(each.amount)},
                    {"text": chinese_day(each.spent_on)},
                    {"text": each.voucher_number},
                    {"text": each.asset_number or "—"},
                    self.voucher_cell(each),
                ]
            }
            for each in uses_of(self.line)
        ]

    def voucher_cell(self, row: UseReport) -> dict[str, Any]:
        if row.voucher is None:
            return {"text": "—"}
        if row.voucher.erased_at is not None:
            return {"text": "已删除"}
        return {"text": "下载", "url": reverse("subsidy-voucher", args=[self.line.number, row.pk])}

    @property
    def recall(self) -> list[dict[str, Any]]:
        row = self.line
        if not row.recalled:
            return []
        found = [
            {"label": "应收回", "value": yuan(row.recalled)},
            {"label": "已收回", "value": yuan(came_back(row))},
            {"label": "依据", "value": row.recall_ground},
        ]
        told = [
            f"{chinese_day(each.received_on)} {yuan(each.amount)},{each.document_number}"
            for each in row.recoveries.all()
        ]
        return [*found, {"label": "收回记录", "lines": told}] if told else found

    @property
    def links(self) -> list[tuple[str, str]]:
        """What can be done now by this person."""
        row, last = self.line, self.payments[-1] if self.payments else None
        is_under_way = row.state == SubsidyState.PAID and last is not None
        waits = is_under_way and last is not None and not last.receipt_number
        is_draft = row.batch.state == BatchState.DRAFT and row.state == SubsidyState.PROPOSED
        known = (
            ("edit", "subsidy-edit", "收款账户和理由", is_draft),
            ("leave_out", "subsidy-leave-out", "不予补助", is_draft),
            (
                "pay",
                "subsidy-pay-line",
                "登记拨付",
                row.state == SubsidyState.APPROVED or (is_under_way and not waits),
            ),
            ("receive", "subsidy-receipt", "登记回执", waits),
            ("release", "subsidy-release", "取消补助", row.state == SubsidyState.APPROVED),
            ("report_use", "subsidy-use", "登记经费使用", row.state == SubsidyState.RECEIVED),
            (
                "recall",
                "subsidy-recall",
                "收回补助",
                row.state in (SubsidyState.PAID, SubsidyState.RECEIVED),
            ),
            ("recover", "subsidy-recover", "登记收回款", row.state == SubsidyState.RECALLED),
        )
        return [
            (label, reverse(name, args=[row.number]))
            for action, name, label, stands in known
            if stands and SUBSIDIES.decide(self.actor, action, row)
        ]


class Voucher(LineBase):
    """``…/<number>/uses/<key>/``: the file of one spending, as a download, for whoever sees the line."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = voucher_of(self.line, self.kwargs["key"])
        if found is None or found.voucher is None:
            raise Http404
        name = f"凭证 {found.voucher_number} {self.line.number}"
        return paper_download(found.voucher, name)


class UsePaper(LinePage):
    """``…/<number>/print/``: 补助经费使用情况表"""

    template_name = "demonstration/subsidy_use_paper.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, uses = self.line, uses_of(self.line)
        used = sum(each.amount for each in uses)
        return self.page(
            row=row,
            amount=yuan(row.amount),
            facts=self.facts,
            payments=[payment_words(each) for each in self.payments],
            uses=[(each, yuan(each.amount)) for each in uses],
            used=yuan(used),
            left=yuan(row.amount - used),
            page_url=self.page_url,
        )
