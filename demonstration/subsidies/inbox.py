"""Which money waits for the reader: a batch to work on or approve, lines to pay, money to get back? What was paid lately?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.clock import start_of
from core.money import yuan
from core.registry import Inbox, InboxItem, InboxList, Reader
from demonstration.models import BatchState, Payment, Recovery, Subsidy, SubsidyBatch, SubsidyState
from demonstration.subsidies.policy import BATCHES, SUBSIDIES

#: What was paid or came back stays on the desk for so long.
RECENT = timedelta(days=30)
MOST_DONE = 10

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
        for moved, told in ((Payment, _paid), (Recovery, _recovered)):
            lately = moved.objects.filter(
                subsidy__in=SUBSIDIES.visible_to(actor), entered_at__gte=start_of(today) - RECENT
            )
            lately = lately.select_related("subsidy__site").defer(
                "subsidy__site__search", "subsidy__site__public_search"
            )
            yield InboxList(lately.order_by("-entered_at", "-pk"), told, MOST_DONE)


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


def _paid(reader: Reader, rows: list[Payment]) -> Inbox:
    """Each step that was entered, with what became of it."""

    def result(row: Payment) -> str:
        return f"已到账,回执 {row.receipt_number}" if row.receipt_number else "已拨付,等回执"

    return Inbox(done=[_moved(row, row.notice_number, result(row)) for row in rows])


def _recovered(reader: Reader, rows: list[Recovery]) -> Inbox:
    return Inbox(done=[_moved(row, row.document_number, "已收回") for row in rows])


def _moved(row: Payment | Recovery, document: str, result: str) -> InboxItem:
    line = row.subsidy
    return InboxItem(
        f"{line.site} {yuan(row.amount)}",
        reverse("subsidy", args=[line.number]),
        result,
        tag=document,
        at=row.entered_at,
    )


def _reason(row: Subsidy) -> str:
    return {
        SubsidyState.APPROVED: "补助待拨付",
        SubsidyState.PAID: "补助拨付中,等回执",
        SubsidyState.RECALLED: f"应收回 {yuan(row.recalled)}",
    }[SubsidyState(row.state)]
