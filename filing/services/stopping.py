"""A cancellation that was handed in closes the door at once; one that comes to nothing opens it again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from filing.models import Filing
from filing.services.moving import tell_authors
from filing.services.scoring import end_with_case
from filing.states import OPEN_CASES, FilingKind
from filing.transitions import FILING
from sites.models import OperatingNotice
from sites.services import reopen_site, suspend_site
from sites.services.following import unsettled_closures

REASON = "阵地停止服务,正在办理注销备案"


def closes_from(filing: Filing, now: datetime) -> datetime | None:
    """When the door would close if this case were handed in now: the day after the last one of service.

    Also beside another closure, which may end before the case does. ``None``: it is no cancellation, says no last day yet,
    or closes the door already, by this day; a last day that was put right after a return moves it.
    """
    last_day = filing.particulars.get("last_day") if filing.kind == FilingKind.CANCEL else None
    if not last_day:
        return None
    after_last = date.fromisoformat(last_day) + timedelta(days=1)
    starts_at = max(now, datetime.combine(after_last, time(), tzinfo=LEGAL_ZONE))
    own = _own_closure(filing)
    # What began before is not begun again: of two days that are past, neither can be told any more.
    return None if own is not None and max(now, own.starts_at) == starts_at else starts_at


def opens_first(filing: Filing, now: datetime) -> bool:
    """Whether the door, which this case has shut, opens when it is handed in now: the day it names was put off."""
    own = _own_closure(filing)
    return own is not None and own.starts_at <= now and closes_from(filing, now) is not None


def close_for_cancellation(filing: Filing, *, now: datetime) -> None:
    """暂停开放 until the case is decided; a closure of this case with another first day gives way to it."""
    starts_at = closes_from(filing, now)
    if starts_at is None:
        return
    reopen_after(filing, now=now)
    closure = suspend_site(
        filing.site_id, starts_at=starts_at, ends_at=None, reason=REASON, actor=SYSTEM, now=now
    )
    filing.closure = closure
    filing.save(update_fields=["closure"])


def reopen_after(filing: Filing, *, now: datetime) -> None:
    """The case ended without a cancellation, or names another day: what was closed for it opens again."""
    if _own_closure(filing) is not None:
        reopen_site(filing.site_id, at=now, actor=SYSTEM, now=now, only=filing.closure_id)


def _own_closure(filing: Filing) -> OperatingNotice | None:
    """The one that this case began, as long as it is not over."""
    if filing.closure_id is None:
        return None
    return unsettled_closures(filing.site).filter(pk=filing.closure_id).first()


def supersede_changes(filing: Filing, *, actor: Actor, now: datetime) -> None:
    """A cancellation by the district ends an open change of the same site; its writers read why."""
    note = f"{actor.office}提交注销备案({filing.number}),本案终止。"
    fields: dict[str, Any] = {"due_on": None, "updated_at": now}
    changes = Filing.objects.filter(site_id=filing.site_id, kind=FilingKind.CHANGE, state__in=OPEN_CASES)
    for change in changes:
        with FILING.step(change.pk, "supersede", actor=SYSTEM, now=now, note=note, **fields) as step:
            end_with_case(step.row, now=now)
            tell_authors(step.row, "因注销备案终止", actor, now)
