"""Which reports wait for this person, and which were answered lately? Lines of the desk, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from core.actor import Actor
from core.registry import Inbox, InboxItem, InboxList, Reader
from inspection.models import PublicReport
from inspection.reporting.next_steps import clock_of
from inspection.reporting.selectors import answered_lately, as_lines, late_for_city, to_answer, to_explain
from inspection.reporting.states import ReportState

MOST_WAITING = 50
MOST_DONE = 10


def reports_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """To explain for the keeper, to answer for the district, late ones for the city; what was answered. Read together."""
    return [
        InboxList(to_explain(actor), _waiting, MOST_WAITING, as_lines),
        InboxList(to_answer(actor), _waiting, MOST_WAITING, as_lines),
        InboxList(late_for_city(actor, today), _late, MOST_WAITING, as_lines),
        InboxList(answered_lately(actor, today), _done, MOST_DONE, as_lines),
    ]


def _waiting(reader: Reader, rows: list[PublicReport]) -> Inbox:
    return Inbox(waiting=[_line(each, reader, _reason(each)) for each in rows if each.is_open])


def _late(reader: Reader, rows: list[PublicReport]) -> Inbox:
    told = [_line(each, reader, f"{each},超期未答复") for each in rows if each.is_open]
    return Inbox(waiting=told)


def _done(reader: Reader, rows: list[PublicReport]) -> Inbox:
    return Inbox(
        done=[_line(each, reader, f"{each}:{each.state_label}") for each in rows if not each.is_open]
    )


def _reason(report: PublicReport) -> str:
    """As the selector counted them."""
    told = int(getattr(report, "entry_count", 0))
    how = "阵地已说明,待答复" if report.state == ReportState.REPLIED else "待核实"
    return f"{report},{told} 次,{how}"


def _line(report: PublicReport, reader: Reader, reason: str) -> InboxItem:
    clock = clock_of(report, reader.today)
    return InboxItem(
        title=str(report.site),
        url=reverse("report", args=[report.pk]),
        reason=reason,
        tag=f"{report.site.type_label} · {report.site.district.name}",
        due=report.due_on if report.is_open else None,
        due_words=clock.words,
        at=report.answered_at or report.received_at,
    )
