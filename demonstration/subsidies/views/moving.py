"""The forms of one line: account and reason, payment, receipt, use, recall, what came back."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from demonstration.models import BatchState, SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.forms import (
    LineForm,
    PayForm,
    ReasonForm,
    RecallForm,
    ReceiptForm,
    RecoverForm,
    UseForm,
)
from demonstration.subsidies.money import yuan
from demonstration.subsidies.policy import SUBSIDIES
from demonstration.subsidies.selectors import came_back, chain, possible_keepers, spent
from demonstration.subsidies.services.reaching import require_line
from demonstration.subsidies.views.base import FormPage, LineBase
from filing.services import checked_paper
from sites.paper_files import BadPaper, CleanPaper
from sites.uploads import LARGEST, MEGABYTE, shown_name


class _OfLine(LineBase, FormPage):
    """A form about one line in some states."""

    action = ""
    stands_in: tuple[str, ...] = ()

    def require(self, *, leaves_trail: bool) -> None:
        if leaves_trail:
            require_line(self.line, self.action, actor=self.actor, now=self.now)
            return
        SUBSIDIES.require(self.actor, self.action, self.line)
        if self.line.state not in self.stands_in:
            raise Http404

    @property
    def crumbs(self) -> list[tuple[str, str]]:  # type: ignore[override]  # the way back to the line
        return [("补助", reverse("subsidies")), (f"{self.line.site} {self.line.number}", self.page_url)]

    @property
    def revision(self) -> int | None:
        return self.line.revision

    @property
    def about(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}

    @property
    def facts(self) -> list[dict[str, Any]]:
        return [
            {"label": "阵地", "value": str(self.line.site)},
            {"label": "金额", "value": yuan(self.line.amount)},
            {"label": "计算依据", "value": self.line.rule},
        ]


class EditLine(_OfLine):
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


class _WithReason(_OfLine):
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


class PayLine(_OfLine):
    """``…/<number>/pay/``: the next step of the chain."""

    action = "pay"
    stands_in = (SubsidyState.APPROVED, SubsidyState.PAID)
    title = "登记拨付"
    submit_label = "登记"
    done = "已登记拨付。"

    @property
    def step(self) -> int:
        """The next one; the last again where all is paid, so that the service says so."""
        return self.line.payments.count() + 1

    @property
    def facts(self) -> list[dict[str, Any]]:
        unions, step = chain(self.line), self.step
        way = f"{unions[step - 1].name} → {unions[step].name}" if step < len(unions) else "已拨到收款账户"
        return [*super().facts, {"label": f"第 {step} 步", "value": way}]

    def form(self, data: Any = None) -> PayForm:
        initial = {"budget_year": self.line.batch.pool.year, "paid_on": self.now.date()}
        return PayForm(data, initial=initial)

    def save(self, form: PayForm, seen: int | None) -> None:
        notice = services.Notice(**form.cleaned_data)
        services.pay_lines({self.line.pk: self.step}, notice, seen=seen, **self.about)


class EnterReceipt(_OfLine):
    """``…/<number>/receipt/``"""

    action = "receive"
    stands_in = (SubsidyState.PAID,)
    title = "登记回执"
    submit_label = "登记"
    done = "已登记回执。"

    def form(self, data: Any = None) -> ReceiptForm:
        return ReceiptForm(data, initial={"received_on": self.now.date()})

    def save(self, form: ReceiptForm, seen: int | None) -> None:
        services.enter_receipt(self.line, services.Receipt(**form.cleaned_data), seen=seen, **self.about)


class ReportUse(_OfLine):
    """``…/<number>/use/``"""

    action = "report_use"
    stands_in = (SubsidyState.RECEIVED,)
    title = "登记经费使用"
    lead = "一项支出登记一次,登记后不能修改;凭证原件由本单位保存。"
    submit_label = "登记"
    done = "已登记。"

    @property
    def facts(self) -> list[dict[str, Any]]:
        left = self.line.amount - spent(self.line)
        return [*super().facts, {"label": "尚未登记使用", "value": yuan(left)}]

    def form(self, data: Any = None) -> UseForm:
        return UseForm(data) if data is None else UseForm(data, self.request.FILES)

    def save(self, form: UseForm, seen: int | None) -> None:
        told = dict(form.cleaned_data)
        upload = told.pop("voucher")
        voucher = _checked(upload) if upload else None
        services.report_use(self.line, services.Spending(**told), voucher, seen=seen, **self.about)


def _checked(upload: UploadedFile) -> CleanPaper:
    """Raises ``Refusal`` for what is no paper, too large, or tells of a person."""
    if (upload.size or 0) > LARGEST:
        raise BadPaper(f"凭证扫描件超过 {LARGEST // MEGABYTE} MB,请压缩后重新上传。")
    return checked_paper(upload.read(), upload.name or "", shown_name(upload.name or ""))


class RecallLine(_OfLine):
    """``…/<number>/recall/``"""

    action = "recall"
    stands_in = (SubsidyState.PAID, SubsidyState.RECEIVED)
    title = "收回补助"
    lead = "登记应收回的金额和依据;钱收回后由财务登记收回款,退回经费余额。"
    submit_label = "收回"
    done = "已登记,等财务登记收回款。"

    def form(self, data: Any = None) -> RecallForm:
        return RecallForm(data, initial={"amount": self.line.amount})

    def save(self, form: RecallForm, seen: int | None) -> None:
        told = form.cleaned_data
        services.recall_line(self.line, told["amount"], ground=told["ground"], seen=seen, **self.about)


class Recover(_OfLine):
    """``…/<number>/recover/``"""

    action = "recover"
    stands_in = (SubsidyState.RECALLED,)
    title = "登记收回款"
    submit_label = "登记"
    done = "已登记收回款,金额已退回经费余额。"

    @property
    def facts(self) -> list[dict[str, Any]]:
        row = self.line
        told = [("应收回", row.recalled), ("已收回", came_back(row))]
        return [*super().facts, *({"label": label, "value": yuan(fen)} for label, fen in told)]

    def form(self, data: Any = None) -> RecoverForm:
        return RecoverForm(data, initial={"received_on": self.now.date()})

    def save(self, form: RecoverForm, seen: int | None) -> None:
        told = form.cleaned_data
        services.recover(
            self.line, told["amount"], told["number"], told["received_on"], seen=seen, **self.about
        )
