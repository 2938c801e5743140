"""Which money waits for the reader: a batch to work on or approve, lines to pay, money to get back?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.money import yuan
from core.registry import Inbox, InboxItem, InboxList, Reader
from demonstration.models import BatchState, Subsidy, SubsidyBatch, SubsidyState
from demonstration.subsidies.policy import BATCHES, SUBSIDIES

_TO_PAY = (SubsidyState.APPROVED, SubsidyState.PAID, SubsidyState.RECALLED)


def subsidies_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """The city works batches out and approves them; finance pays and gets back."""
    if holds(actor, Role.CITY):
        rows = BATCHES.visible_to(actor).select_related("pool__issuer")
        waiting = rows.filter(state__in=[BatchState.DRAFT, BatchState.SUBMITTED]).order_by("pk")
        yield InboxList(waiting, _batches)
    if holds(actor, Role.FINANCE):
        lines = SUBSIDIES.visible_to(actor).select_related("site", "batch__pool__issuer")
        lines = lines.defer("site__search", "site__public_search")
        yield InboxList(lines.filter(state__in=_TO_PAY).order_by("pk"), _lines)


def _batches(reader: Reader, rows: list[SubsidyBatch]) -> Inbox:
    inbox = Inbox()
    for row in rows:
        action, reason = (
            ("submit", "补助测算待提交") if row.state == BatchState.DRAFT else ("approve", "补助待审批")
        )
        if BATCHES.decide(reader.actor, action, row):
            inbox.waiting.append(InboxItem(row.title, reverse("subsidy-batch", args=[row.pk]), reason))
    return inbox


def _lines(reader: Reader, rows: list[Subsidy]) -> Inbox:
    inbox = Inbox()
    for row in rows:
        action = "recover" if row.state == SubsidyState.RECALLED else "pay"
        if not SUBSIDIES.decide(reader.actor, action, row):
            continue
        url = reverse("subsidy", args=[row.number])
        item = InboxItem(f"{row.site} {yuan(row.amount)}", url, _reason(row))
        (inbox.upcoming if row.state == SubsidyState.PAID else inbox.waiting).append(item)
    return inbox


def _reason(row: Subsidy) -> str:
    return {
        SubsidyState.APPROVED: "补助待拨付",
        SubsidyState.PAID: "补助拨付中,等回执",
        SubsidyState.RECALLED: f"应收回 {yuan(row.recalled)}",
    }[SubsidyState(row.state)]
