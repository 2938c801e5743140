"""How are batches, lines and what happens next said? Plain Chinese; no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.clock import LEGAL_ZONE
from core.money import yuan
from core.registry import NextStep
from core.words import chinese_day, chinese_moment
from demonstration.models import BatchState, Payment, Subsidy, SubsidyBatch, SubsidyState

#: Which state tag colours which.
TAGS = {"draft": "plain", "submitted": "info", "approved": "open", "dropped": "closed"}
LINE_TAGS = {
    "proposed": "plain",
    "approved": "info",
    "paid": "info",
    "received": "open",
    "recalled": "limited",
    "returned": "closed",
    "dropped": "closed",
}


def said(moment: datetime) -> str:
    return chinese_moment(moment.astimezone(LEGAL_ZONE))


def next_step_of(row: SubsidyBatch, told: Mapping[str, Any], waiting: int) -> NextStep:
    """``told``: counts of its lines; ``waiting``: approved lines that are not paid yet."""
    match row.state:
        case BatchState.DRAFT if told["open"]:
            return NextStep(
                f"逐处处理 {told['open']} 处提示:填写仍予补助的理由,或不予补助", who="市总工会经办人"
            )
        case BatchState.DRAFT:
            return NextStep("核对测算结果,提交审批", who="市总工会经办人")
        case BatchState.SUBMITTED:
            return NextStep(
                "核对明细,登记会议后批准",
                who="市总工会另一位有签批权限的经办人",
                lapse="不会自动批准。",
            )
        case BatchState.APPROVED if waiting:
            return NextStep(f"导出拨付清单,逐级拨付;还有 {waiting} 处没有拨付", who="财务")
        case BatchState.APPROVED:
            return NextStep("已全部登记拨付,等各级登记回执和经费使用", who="财务、阵地主管工会")
    return NextStep("已撤销,记录保留备查")


def line_step_of(row: Subsidy, payments: list[Payment], *, stands_again: bool = False) -> NextStep:
    """``stands_again``: the title that had taken this money along was restored."""
    match row.state:
        case SubsidyState.PROPOSED:
            return NextStep("核对金额和收款账户", who="市总工会经办人")
        case SubsidyState.APPROVED:
            return NextStep("登记拨付", who="财务")
        case SubsidyState.PAID if payments and not payments[-1].receipt_number:
            return NextStep("登记回执", who=f"{payments[-1].payee.name}")
        case SubsidyState.PAID:
            return NextStep("登记下一步拨付", who="财务")
        case SubsidyState.RECEIVED:
            return NextStep("登记经费使用情况,购置设备的登记资产编号", who="阵地主管工会")
        case SubsidyState.RECALLED if stands_again:
            return NextStep(
                f"称号已经恢复,但已有一部分钱收回。请把应收回的 {yuan(row.recalled)} 收回完毕,再把该阵地列入新的补助批次",
                who="财务、市总工会经办人",
            )
        case SubsidyState.RECALLED:
            return NextStep(f"收回 {yuan(row.recalled)},登记收回款", who="财务")
        case SubsidyState.RETURNED | SubsidyState.DROPPED if stands_again:
            return NextStep(
                "称号已经恢复,这笔补助已收回或者取消,不能再用。请把该阵地列入新的补助批次",
                who="市总工会经办人",
            )
    return NextStep("已办结")


def left_words(fen: int | None) -> str:
    return "因回避不显示" if fen is None else yuan(fen)


def payment_words(row: Payment) -> dict[str, Any]:
    """One step of the chain as a line of facts."""
    told = [
        f"{row.payer.name} → {row.payee.name} {yuan(row.amount)}",
        f"{chinese_day(row.paid_on)},{row.notice_number},{row.budget_year}年度预算",
    ]
    if row.receipt_number and row.received_on:
        told.append(f"{chinese_day(row.received_on)}到账,回执 {row.receipt_number}")
    else:
        told.append("还没有登记回执")
    return {"label": f"第 {row.step} 步", "lines": told}
