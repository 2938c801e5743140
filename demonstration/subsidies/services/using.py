"""What money was spent on, item by item, with its voucher, also as a file; equipment with its asset number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.actor import Actor
from core.money import yuan
from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import Subsidy, UseReport
from demonstration.subsidies.selectors import spent
from demonstration.subsidies.transitions import SUBSIDY
from filing.services.documents import files_taken_back
from sites.paper_files import CleanPaper
from sites.services import keep_paper
from sites.text_guard import guarded_text


@dataclass(frozen=True)
class Spending:
    """``amount`` in integer fen."""

    item: str
    amount: int
    spent_on: date
    voucher_number: str
    is_equipment: bool = False
    asset_number: str = ""


def report_use(
    row: Subsidy,
    spending: Spending,
    voucher: CleanPaper | None = None,
    *,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> UseReport:
    """Raises ``TransitionRefused`` for an amount below one fen or above what is left, or without an asset number."""
    with (
        files_taken_back() as kept,
        SUBSIDY.step(row.pk, "report_use", actor=actor, now=now, seen=seen, updated_at=now) as step,
    ):
        left = step.row.amount - spent(step.row)
        _refuse(spending, left, now)
        _refuse_before_arrival(step.row, spending)
        if voucher is not None:
            kept.append(keep_paper(voucher, owner_union=row.payee, uploader_id=actor.key, now=now))
        report = UseReport.objects.create(
            subsidy=step.row,
            item=guarded_text("用途", spending.item),
            amount=spending.amount,
            spent_on=spending.spent_on,
            voucher_number=guarded_text("凭证号", spending.voucher_number),
            is_equipment=spending.is_equipment,
            asset_number=guarded_text("资产编号", spending.asset_number),
            voucher=kept[0] if kept else None,
            entered_by=actor.name,
            entered_at=now,
        )
        scan = f",凭证校验码 {voucher.sha256[:8]}" if voucher is not None else ""
        step.changes[report.item] = ("", f"{yuan(report.amount)}{scan}")
    return report


def _refuse(spending: Spending, left: int, now: datetime) -> None:
    if spending.amount < 1:
        raise TransitionRefused("金额应大于 0 元,请核对。")
    if spending.amount > left:
        raise TransitionRefused(f"还没有登记使用的只有 {yuan(left)},请核对金额。")
    if spending.spent_on > now.date():
        raise TransitionRefused("支出日期晚于今天,请核对。")
    if not spending.voucher_number.strip():
        raise TransitionRefused("请填写凭证号。")
    if spending.is_equipment and not spending.asset_number.strip():
        raise TransitionRefused("购置设备请填写资产编号。")


def _refuse_before_arrival(row: Subsidy, spending: Spending) -> None:
    """Nothing was spent of money that was not there yet. The last step of the chain brought it."""
    last = row.payments.order_by("-step").first()
    if last is not None and last.received_on is not None and spending.spent_on < last.received_on:
        raise TransitionRefused(
            f"支出日期早于经费到账日期({chinese_day(last.received_on)}),请核对。先用其他经费垫付的,请填写归垫的日期。"
        )
