"""One batch: what was worked out, conflicts on top, approval with the meeting, the file for finance, the payment."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.audit import history_about
from core.canonical import short_digest
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import BatchState, Subsidy, SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.files import counted, csv_of, note_of, xlsx_of
from demonstration.subsidies.forms import ApproveForm, PayForm
from demonstration.subsidies.money import yuan
from demonstration.subsidies.policy import BATCHES
from demonstration.subsidies.selectors import balance_of, counts_of, lines_of, meetings_of
from demonstration.subsidies.services.reaching import require_batch
from demonstration.subsidies.transitions import BATCH
from demonstration.subsidies.views.base import BatchBase, FormPage
from demonstration.subsidies.words import LINE_TAGS, TAGS, next_step_of, said

MOST_ENTRIES = 30
MOST_MEETINGS = 5
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
#: Which right an act asks for, where it is not its own.
_RIGHTS = {"calculate": "edit"}
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def left_words(fen: int | None) -> str:
    return "因回避不显示" if fen is None else yuan(fen)


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


class ActOnBatch(BatchPage):
    """One action of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        action, seen = request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        require_batch(self.batch, _RIGHTS.get(action, action), actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:300]
        word = {"note": note} if action in BATCH.edges and BATCH.edges[action].needs_note else {}
        try:
            return self.once(lambda: self.act(action, seen, word))
        except NoteMissing as missing:
            return self.show(400, failed=action, error=missing.reason, note=note)
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason)

    def act(self, action: str, seen: int, word: dict[str, str]) -> str:
        ACTS[action](self.batch.pk, actor=self.actor, now=self.now, seen=seen, **word)
        label = BATCH.edges[action].label if action in BATCH.edges else "已重新测算"
        messages.success(self.request, f"{label}。")
        return self.page_url


class _OfBatch(BatchBase, FormPage):
    """A form about one batch in one state."""

    action = ""
    stands_in = BatchState.SUBMITTED

    @property
    def crumbs(self) -> list[tuple[str, str]]:  # type: ignore[override]  # the way back to the batch
        return [("补助", reverse("subsidies")), (self.batch.title, self.page_url)]

    @property
    def revision(self) -> int | None:
        return self.batch.revision

    def require(self, *, leaves_trail: bool) -> None:
        if leaves_trail:
            require_batch(self.batch, self.action, actor=self.actor, now=self.now)
        else:
            BATCHES.require(self.actor, self.action, self.batch)
        if not leaves_trail and self.batch.state != self.stands_in:
            raise Http404

    @property
    def facts(self) -> list[dict[str, Any]]:
        told = counts_of(self.batch)
        return [
            {"label": "阵地", "value": f"{told['count']} 处"},
            {"label": "合计", "value": yuan(told["total"])},
            {"label": "经费余额", "value": left_words(balance_of(self.actor, self.batch))},
        ]


class ApprovePage(_OfBatch):
    """``…/<key>/approve/``"""

    action = "approve"
    title = "批准补助"
    lead = "批准后从经费中安排这笔钱,明细不能再修改。"
    submit_label = "批准"
    done = "已批准,可以导出拨付清单。"

    def form(self, data: Any = None) -> ApproveForm:
        return ApproveForm(data, meetings=meetings_of(self.batch.pool.issuer_id)[:MOST_MEETINGS])

    def save(self, form: ApproveForm, seen: int | None) -> None:
        told = form.cleaned_data
        about = {"actor": self.actor, "now": self.now}
        if form.is_new:
            meeting = services.enter_meeting(
                self.batch, told["name"], told["held_on"], told["minutes_number"], **about
            ).pk
        else:
            meeting = int(told["meeting"])
        services.approve_batch(self.batch.pk, meeting, seen=seen, **about)


class PayBatch(_OfBatch):
    """``…/<key>/pay/``: the first step of every line that waits, with one notice."""

    action = "pay"
    stands_in = BatchState.APPROVED
    title = "登记拨付"
    lead = "为本批次所有待拨付的补助登记第一步拨付;以后各步在每一笔补助的页面登记。"
    submit_label = "登记"
    done = "已登记拨付。"

    def form(self, data: Any = None) -> PayForm:
        return PayForm(data, initial={"budget_year": self.batch.pool.year, "paid_on": self.now.date()})

    @property
    def revision(self) -> int | None:
        return None

    def save(self, form: PayForm, seen: int | None) -> None:
        rows = self.batch.lines.filter(state=SubsidyState.APPROVED)
        steps = dict.fromkeys(rows.values_list("pk", flat=True), 1)
        if not steps:
            raise TransitionRefused("本批次没有待拨付的补助,没有重复登记。")
        services.pay_lines(steps, services.Notice(**form.cleaned_data), actor=self.actor, now=self.now)


class BatchPaper(BatchBase):
    """``…/<key>/print/``"""

    template_name = "demonstration/subsidy_paper.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        lines = counted(list(lines_of(self.batch)))
        return self.page(
            batch=self.batch,
            note=note_of(self.batch),
            lines=[(line, yuan(line.amount)) for line in lines],
            total=yuan(sum(line.amount for line in lines)),
            page_url=self.page_url,
        )


class BatchFile(BatchBase):
    """``…/<key>/list.xlsx`` and ``list.csv``: only for whoever may let data out; the trail keeps it."""

    http_method_names = ("post", "options")
    form = "xlsx"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.export_batch(self.batch, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.page_url)
        lines = list(lines_of(self.batch))
        data = csv_of(lines) if self.form == "csv" else xlsx_of(self.batch, lines)
        response = HttpResponse(data, content_type=_TYPES[self.form])
        name = quote(f"{self.batch.title}拨付清单.{self.form}")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        response["Cache-Control"] = "private, no-store"
        return response
