"""The city signs by levels; the last signature decides and moves the register."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import Step
from filing.models import Filing, SignOff
from filing.numbers import draw_serial
from filing.selectors import pinned_measure
from filing.services.moving import tell_authors, tell_next_office
from filing.transitions import FILING
from sites.codes import format_filing_number
from sites.services import open_site


def sign_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """One level of the city's sign-off; the last level decides instead."""
    with FILING.step(filing_id, "sign", actor=actor, now=now, note=note, seen=seen, updated_at=now) as step:
        _sign(step, actor, now, note)
        tell_next_office(step.row, actor, now)
    return step.row


def _sign(step: Step[Filing], actor: Actor, now: datetime, note: str) -> None:
    row = step.row
    name = pinned_measure(row).sign_off_levels[row.signed_levels]
    SignOff.objects.create(
        filing=row,
        level=row.signed_levels + 1,
        level_name=name,
        user_id=actor.key,
        opinion=note[:200],
        at=now,
    )
    row.signed_levels += 1
    row.save(update_fields=["signed_levels"])
    step.details["level"] = name


def approve_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """同意备案: number and code are given and the site opens, in the same transaction."""

    def number_for(row: Filing) -> str:
        measure = pinned_measure(row)
        return format_filing_number(
            measure.number_pattern,
            district_code=row.version.district_id,
            type_code=row.site.kind.number_code,
            year=now.year,
            serial=draw_serial(measure.issuer_id, "filing", now.year),
        )

    fields = {"filing_number": number_for, "decided_at": now, "due_on": None, "updated_at": now}
    with FILING.step(filing_id, "approve", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        number = step.row.filing_number or ""
        _sign(step, actor, now, note)
        step.details["filing_number"] = number
        office = actor.office or step.row.site.managing_union.name
        open_site(step.row.version, number=number, confirmed_by=office, actor=actor, now=now)
        tell_authors(step.row, f"已同意备案,备案编号 {number}", actor, now)
    return step.row


def refuse_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Filing:
    """暂不备案, with reasons; the case ends and the register stays as it was."""
    fields = {"decided_at": now, "reasons": note.strip(), "due_on": None, "updated_at": now}
    with FILING.step(filing_id, "refuse", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        _sign(step, actor, now, note)
        tell_authors(step.row, "暂不备案,请查看理由", actor, now)
    return step.row
