"""拨付 step by step from union account to union account, each with its notice and its receipt; no step is paid twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Union
from accounts.reach import Place, manages
from accounts.roles import Role
from core.actor import Actor
from core.money import yuan
from core.policy import NotAllowed
from core.words import chinese_day
from core.workflow import TransitionRefused, attempt
from demonstration.models import Payment, Subsidy
from demonstration.subsidies.selectors import chain, has_arrived
from demonstration.subsidies.transitions import SUBSIDY
from sites.text_guard import guarded_text
from sites.vocabulary import IN_USE


@dataclass(frozen=True)
class Notice:
    """The paper that a payment goes out with."""

    number: str
    budget_year: int
    paid_on: date


@dataclass(frozen=True)
class Receipt:
    number: str
    received_on: date


def pay_lines(
    steps: Mapping[int, int], notice: Notice, *, actor: Actor, now: datetime, seen: int | None = None
) -> list[Payment]:
    """Pays this step of each of these lines, by the key of the line; all of them or none.

    Lines are locked in the order of their keys, so that two such acts never wait for each other in a ring. Raises
    ``NotAllowed``, ``TransitionRefused`` for a step that was paid meanwhile or whose money has not arrived.
    """
    number = guarded_text("通知文号", notice.number)
    with attempt(actor, "subsidy.pay", lambda: _first(steps), now=now, label="登记拨付"):
        _refuse_day(notice.paid_on, now, "拨付日期")
        return [
            _pay(key, steps[key], number, notice, actor=actor, now=now, seen=seen) for key in sorted(steps)
        ]


def _first(steps: Mapping[int, int]) -> Subsidy:
    return Subsidy.objects.filter(pk=min(steps, default=0)).first() or Subsidy()


def _pay(
    key: int, wanted: int, number: str, notice: Notice, *, actor: Actor, now: datetime, seen: int | None
) -> Payment:
    with SUBSIDY.step(key, "pay", actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        unions, paid = chain(row), list(row.payments.select_related("payee").order_by("step"))
        _refuse_step(row, unions, paid, wanted)
        _refuse_early(row, paid, notice.paid_on)
        payer, payee = unions[wanted - 1], unions[wanted]
        if not manages(actor, Place(payer.path or ""), (Role.FINANCE,)):
            raise NotAllowed(f"这一步由{payer.name}的财务登记,您的账号没有这项权限。")
        payment = Payment.objects.create(
            subsidy=row,
            step=wanted,
            payer=payer,
            payee=payee,
            amount=row.amount,
            notice_number=number,
            budget_year=notice.budget_year,
            paid_on=notice.paid_on,
            entered_by=actor.name,
            entered_at=now,
        )
        step.changes[f"第 {wanted} 步"] = ("", f"{payer.name}拨{payee.name} {yuan(row.amount)},{number}")
    return payment


def _refuse_step(row: Subsidy, unions: Sequence[Union], paid: Sequence[Payment], wanted: int) -> None:
    if wanted != len(paid) + 1:
        raise TransitionRefused(f"{row.number} 第 {wanted} 步已经登记过拨付,没有重复登记。请刷新页面查看。")
    if [each.payee_id for each in paid] != [union.pk for union in unions[1:wanted]]:
        raise TransitionRefused(
            f"{row.number} 上一步拨到{paid[-1].payee.name},此后工会的上下级关系有调整,不能再按原来的路线往下拨。"
            "请收回这笔补助,再列入新的补助批次。"
        )
    if not paid and row.site.state not in IN_USE:
        raise TransitionRefused(f"{row.number} 的阵地已不在用,没有登记拨付。请取消这笔补助。")
    if wanted >= len(unions):
        raise TransitionRefused(f"{row.number} 已经拨到收款账户,不需要再拨付。")
    if paid and not paid[-1].receipt_number:
        raise TransitionRefused(f"{row.number} 上一步还没有登记回执,请先登记回执。")


def _refuse_early(row: Subsidy, paid: Sequence[Payment], day: date) -> None:
    """Money goes out after the meeting that approved it, and from the next account after it came there."""
    meeting = row.batch.meeting
    if meeting is not None and day < meeting.held_on:
        raise TransitionRefused(f"拨付日期早于批准补助的会议日期({chinese_day(meeting.held_on)}),请核对。")
    if paid and paid[-1].received_on is not None and day < paid[-1].received_on:
        raise TransitionRefused(
            f"{row.number} 上一步{chinese_day(paid[-1].received_on)}到账,拨付日期不能早于这一天,请核对。"
        )


def enter_receipt(
    row: Subsidy, receipt: Receipt, *, actor: Actor, now: datetime, seen: int | None = None
) -> Subsidy:
    """回执 of the last payment; when it was the last step of the chain, the money has arrived."""
    number = guarded_text("回执编号", receipt.number)
    with attempt(actor, "subsidy.receive", row, now=now, label="登记回执"):
        _refuse_day(receipt.received_on, now, "到账日期")
        locked = (
            Subsidy.objects.select_for_update(of=("self",))
            .select_related("batch__pool__issuer", "payee", "keeper")
            .get(pk=row.pk)
        )
        last = locked.payments.order_by("-step").first()
        action = "arrive" if has_arrived(locked, last) else "receive"
        with SUBSIDY.step(row.pk, action, actor=actor, now=now, seen=seen, updated_at=now) as step:
            if last is None or last.receipt_number:
                raise TransitionRefused("这一步的回执已经登记过,没有重复登记。请刷新页面查看。")
            if receipt.received_on < last.paid_on:
                raise TransitionRefused("到账日期早于拨付日期,请核对。")
            last.receipt_number, last.received_on = number, receipt.received_on
            last.receipt_by = actor.name
            last.save(update_fields=["receipt_number", "received_on", "receipt_by"])
            step.changes[f"第 {last.step} 步回执"] = ("", number)
    return step.row


def _refuse_day(day: date, now: datetime, label: str) -> None:
    if day > now.date():
        raise TransitionRefused(f"{label}晚于今天,请核对。")
