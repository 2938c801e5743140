"""May I go in now? The first line of a site for the public, from its state, its access class and its hours.

No database and no clock: one ``Doors`` answers for all sites of a page at one moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rulebook.workdays import WorkCalendar
from sites.hours import Hours, HoursInvalid, OpenStatus, Reason, from_json, status_at
from sites.vocabulary import Access, SiteState

OPEN, LIMITED, CLOSED = "open", "limited", "closed"

_WHO = {
    Access.PUBLIC: "面向公众,人人可以进",
    Access.MEMBERS: "工会会员可以进",
    Access.OWN_STAFF: "仅供本单位职工使用,不对外开放",
    Access.APPOINTMENT: "先预约,再进入",
}


@dataclass(frozen=True)
class Door:
    """``kind`` is the colour beside the words; ``is_open`` counts for the filter 现在开放."""

    kind: str
    line: str
    is_open: bool = False
    staff_line: str = ""


def hours_of(data: Any) -> Hours | None:
    """Stored hours; ``None`` when nobody gave any, or when they cannot be read any more."""
    try:
        return from_json(data) if data else None
    except HoursInvalid:
        return None


def who_may_enter(access: str) -> str:
    """In words; empty when nobody has said."""
    return _WHO[Access(access)] if access else ""


class Doors:
    """All doors at one moment; equal hours are worked out once."""

    def __init__(self, calendar: WorkCalendar, now: datetime) -> None:
        self._calendar = calendar
        self._now = now
        self._seen: dict[str, OpenStatus] = {}

    def _status(self, text: str) -> OpenStatus:
        if text not in self._seen:
            self._seen[text] = status_at(hours_of(json.loads(text)), self._now, self._calendar)
        return self._seen[text]

    def door(self, *, state: str, access: str, hours: Any, phone: str = "") -> Door:
        """The first line, honest before friendly: what is closed for good or to strangers says so first."""
        if state == SiteState.CANCELLED:
            return Door(CLOSED, "已注销,不再开放")
        if state == SiteState.SUSPENDED:
            return Door(CLOSED, "暂停开放")
        status = self._status(json.dumps(hours))
        if access == Access.OWN_STAFF:
            return Door(LIMITED, "仅供本单位职工使用", staff_line=status.words)
        if status.reason is Reason.UNKNOWN:
            advice = "先打电话问一下" if phone else "先向附近工会或物业问一下"
            return Door(LIMITED, f"开放时间还未核实,建议{advice}")
        if not status.is_open:
            return Door(CLOSED, status.words)
        kind = LIMITED if access == Access.APPOINTMENT else OPEN
        return Door(kind, status.words, is_open=True)

    def is_open(self, hours_text: str) -> bool:
        """Whether hours stored as this JSON text are open now; for sites that let the public in at all."""
        return self._status(hours_text).is_open
