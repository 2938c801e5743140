"""The case is decided and the register moves: by the city's last signature, or by the district for an ordinary change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.actor import SYSTEM, Actor
from core.workflow import Step
from filing.models import Filing, SignOff
from filing.numbers import draw_filing_number
from filing.particulars import particular_text
from filing.selectors import pinned_measure
from filing.services.ex_officio import note_not_cancelled
from filing.services.moving import note_move, tell_authors, tell_next_office
from filing.services.stopping import reopen_after
from filing.states import Route
from filing.transitions import FILING
from inspection.laddering.services import settle_consequences
from inspection.rectifying.services import drop_orders
from inspection.reporting.services import drop_reports
from rulebook.choices import LadderAction
from sites.codes import format_filing_number
from sites.services import open_site
from sites.services.succession import adopt_version, cancel_site, merge_newer


def sign_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """One level of the city's sign-off; the last level decides instead."""
    with FILING.step(filing_id, "sign", actor=actor, now=now, note=note, seen=seen, updated_at=now) as step:
        note_move(step, "sign", actor)
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
        opinion=note.strip(),
        at=now,
    )
    row.signed_levels += 1
    row.save(update_fields=["signed_levels"])
    step.details["level"] = name


def _decided(now: datetime) -> dict[str, Any]:
    return {"decided_at": now, "due_on": None, "updated_at": now}


def _office(actor: Actor, filing: Filing) -> str:
    return actor.office or filing.site.managing_union.name


def approve_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """同意备案: number and code are given and the site opens, in the same transaction."""

    def number_for(row: Filing) -> str:
        measure = pinned_measure(row)

        def written(serial: int) -> str:
            return format_filing_number(
                measure.number_pattern,
                district_code=row.version.district_id,
                type_code=row.version.kind.number_code,
                year=now.year,
                serial=serial,
            )

        return draw_filing_number(measure.issuer_id, now.year, written)

    fields = {"filing_number": number_for, **_decided(now)}
    with FILING.step(filing_id, "approve", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        number = step.row.filing_number or ""
        _sign(step, actor, now, note)
        step.details["filing_number"] = number
        open_site(
            step.row.version, number=number, confirmed_by=_office(actor, step.row), actor=actor, now=now
        )
        tell_authors(step.row, f"已同意备案,备案编号 {number}", actor, now)
    return step.row


def approve_change(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """同意备案 of an important change: the proposed version takes effect."""
    with FILING.step(
        filing_id, "approve_change", actor=actor, now=now, note=note, seen=seen, **_decided(now)
    ) as step:
        _sign(step, actor, now, note)
        _adopt(step.row, actor, now)
    return step.row


def decide_change(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """同意变更 of an ordinary change, by the managing branch."""
    with FILING.step(
        filing_id, "decide_change", actor=actor, now=now, note=note, seen=seen, **_decided(now)
    ) as step:
        _adopt(step.row, actor, now)
    return step.row


def _adopt(filing: Filing, actor: Actor, now: datetime) -> None:
    """What notices put right meanwhile stays right, unless the case itself changes it."""
    base, newer = filing.base_version, filing.site.version
    if base is not None and newer is not None and base.pk != newer.pk:
        merge_newer(filing.version, base, newer)
    looked_at = _office(actor, filing) if filing.route == Route.ON_SITE else ""
    adopt_version(filing.version, confirmed_by=looked_at, actor=actor, now=now)
    tell_authors(filing, "变更已生效", actor, now)


def approve_cancellation(
    filing_id: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """同意注销: the site is struck off and its public page closes."""
    with FILING.step(
        filing_id, "approve_cancel", actor=actor, now=now, note=note, seen=seen, **_decided(now)
    ) as step:
        _sign(step, actor, now, note)
        last_day = date.fromisoformat(step.row.particulars["last_day"])
        ground = particular_text(step.row, "ground")
        cancel_site(step.row.site, last_day=last_day, note=ground, actor=actor, now=now)
        drop_orders(step.row.site, actor=SYSTEM, now=now)
        drop_reports(step.row.site, actor=SYSTEM, now=now)
        settle_consequences([step.row.site_id], LadderAction.CANCEL, "注销备案已办结", now=now)
        tell_authors(step.row, "已同意注销,公众页面已关闭", actor, now)
    return step.row


def refuse_filing(
    filing_id: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Filing:
    """暂不备案, with reasons; the case ends and the register stays as it was."""
    fields = {"reasons": note.strip(), **_decided(now)}
    with FILING.step(filing_id, "refuse", actor=actor, now=now, note=note, seen=seen, **fields) as step:
        _sign(step, actor, now, note)
        reopen_after(step.row, now=now)
        note_not_cancelled(step.row, "未获同意", now=now)
        tell_authors(step.row, "暂不备案,请查看理由", actor, now)
    return step.row


def refuse_change(
    filing_id: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Filing:
    """不同意变更, with reasons, by the managing branch."""
    fields = {"reasons": note.strip(), **_decided(now)}
    with FILING.step(
        filing_id, "refuse_change", actor=actor, now=now, note=note, seen=seen, **fields
    ) as step:
        tell_authors(step.row, "变更未获同意,请查看理由", actor, now)
    return step.row
