"""Money of one line on its way: payment, receipt, use, recall, what came back."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from core.money import yuan
from demonstration.models import SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.forms import (
    PayForm,
    RecallForm,
    ReceiptForm,
    RecoverForm,
    UseForm,
)
from demonstration.subsidies.selectors import came_back, chain, spent
from demonstration.subsidies.views.line_form import LineFormPage
from filing.services import checked_paper
from sites.paper_files import BadPaper, CleanPaper
from sites.uploads import LARGEST, MEGABYTE, shown_name


class PayLine(LineFormPage):
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


class EnterReceipt(LineFormPage):
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


class ReportUse(LineFormPage):
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


class RecallLine(LineFormPage):
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


class Recover(LineFormPage):
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
