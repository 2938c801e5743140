"""The forms of one line before its money moves: account and reason, left out, given up."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from demonstration.models import BatchState, SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.forms import (
    LineForm,
    ReasonForm,
)
from demonstration.subsidies.selectors import possible_keepers
from demonstration.subsidies.views.line_form import LineFormPage


class EditLine(LineFormPage):
    """``…/<number>/edit/``"""

    action = "edit"
    stands_in = (SubsidyState.PROPOSED,)
    title = "收款账户和理由"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.line.batch.state != BatchState.DRAFT:
            raise Http404
        return super().get(request, **kwargs)

    @property
    def facts(self) -> list[dict[str, Any]]:
        found = [each["words"] for each in self.line.warnings]
        return [*super().facts, *([{"label": "提示", "lines": found}] if found else [])]

    @property
    def next_url(self) -> str:
        return reverse("subsidy-batch", args=[self.line.batch_id])

    @property
    def more(self) -> list[tuple[str, str]]:
        return [("不予补助", reverse("subsidy-leave-out", args=[self.line.number]))]

    def form(self, data: Any = None) -> LineForm:
        row = self.line
        return LineForm(
            data,
            payee=row.payee.name,
            keepers=possible_keepers(row),
            asks=bool(row.warnings),
            initial={"keeper": str(row.keeper_id or ""), "reason": row.override_reason},
        )

    def save(self, form: LineForm, seen: int | None) -> None:
        told = form.cleaned_data
        keeper = int(told["keeper"]) if told["keeper"] else None
        services.edit_line(self.line, keeper, told.get("reason", ""), seen=seen, **self.about)


class _WithReason(LineFormPage):
    label = "原因"

    def form(self, data: Any = None) -> ReasonForm:
        return ReasonForm(data, label=self.label)

    @property
    def next_url(self) -> str:
        return reverse("subsidy-batch", args=[self.line.batch_id])


class LeaveOut(_WithReason):
    """``…/<number>/leave-out/``"""

    action = "leave_out"
    stands_in = (SubsidyState.PROPOSED,)
    title = "不予补助"
    lead = "这一处从本批次去掉,重新测算也不再列入;原因保留备查。"
    submit_label = "不予补助"
    done = "已去掉。"

    def save(self, form: ReasonForm, seen: int | None) -> None:
        services.leave_out(self.line, note=form.cleaned_data["note"], seen=seen, **self.about)


class ReleaseLine(_WithReason):
    """``…/<number>/release/``"""

    action = "release"
    stands_in = (SubsidyState.APPROVED,)
    title = "取消补助"
    lead = "还没有拨付的补助取消后,金额退回经费余额。"
    label = "取消原因"
    submit_label = "取消补助"
    done = "已取消,金额已退回经费余额。"

    def save(self, form: ReasonForm, seen: int | None) -> None:
        services.release_line(self.line, note=form.cleaned_data["note"], seen=seen, **self.about)
