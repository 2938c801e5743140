"""Which findings are for this person to see to? Lines of the desk; each goes by itself when what it tells of is mended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.checks import Severity
from core.registry import CHECKS, Inbox, InboxItem, InboxList, Reader
from inspection.models import Finding
from inspection.watching.handing import Next, next_of
from inspection.watching.selectors import as_lines, findings_to_administer, findings_to_mend
from inspection.watching.words import (
    act_address,
    inputs_words,
    page_of_finding,
    since_words,
    subject_words,
    title_words,
    told_together,
)

#: More lines than this help nobody on a desk; the board holds the rest.
MOST_LINES = 20

#: Matters that have lines of their own on the desk.
TOLD_ELSEWHERE = frozenset({"order_overdue", "case_overdue", "scan_overdue", "report_unanswered"})


def findings_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """By the role that each check names as the one who acts."""
    for role in (Role.KEEPER, Role.DISTRICT, Role.CITY):
        codes = [
            check.code
            for check in CHECKS
            if check.who_acts == role.label and check.subject == "site" and check.code not in TOLD_ELSEWHERE
        ]
        if codes and holds(actor, role):
            yield InboxList(findings_to_mend(actor, role, codes), _lines, MOST_LINES, as_lines)
    if holds(actor, Role.ADMINISTRATOR):
        yield InboxList(findings_to_administer(actor), _lines, MOST_LINES, as_lines)


def _lines(reader: Reader, rows: list[Finding]) -> Inbox:
    alike = told_together(row for row in rows if row.is_open)
    climbing = [each[0] for each in alike if each[0].check_of and each[0].check_of.climbs]
    coming = next_of(climbing, reader.today) if climbing else {}
    return Inbox(waiting=[_line(each, reader.today, coming.get(each[0].pk)) for each in alike])


def _line(alike: list[Finding], today: date, coming: Next | None) -> InboxItem:
    row, site = alike[0], alike[0].site
    told = inputs_words(row) if site is None else ""
    title = f"{title_words(alike)}({told})" if told else title_words(alike)
    return InboxItem(
        title=subject_words(row),
        url=page_of_finding(row) or _where(row),
        reason=f"{row.get_severity_display()}:{title},{since_words(row, today)}",
        tag=f"{site.type_label} · {site.district.name}" if site else "",
        due=coming.on if coming else None,
        due_words=coming.words if coming else "",
        is_hint=row.severity == Severity.HINT,
    )


def _where(row: Finding) -> str:
    """What is no matter of a site is mended in the back office."""
    check = row.check_of
    return act_address(check.act) if check and check.act else ""
