"""May I go in now? The first line of a site for the public, from its state, its notices, its access and its hours.

No database and no clock: one ``Doors`` answers for all sites of a page at one moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from rulebook.workdays import WorkCalendar
from sites.announced import FURTHER, NOTHING, Announced, ahead_words, closed_words, state_now
from sites.hours import OFF_SEASON, SEASON_OVER, Hours, HoursInvalid, OpenStatus, Reason, from_json, status_at
from sites.seasons.offers import next_named
from sites.vocabulary import Access, SiteState

OPEN, LIMITED, CLOSED = "open", "limited", "closed"

_WHO = {
    Access.PUBLIC: "面向公众,人人可以进",
    Access.MEMBERS: "工会会员可以进",
    Access.OWN_STAFF: "仅供本单位职工使用,不对外开放",
    Access.APPOINTMENT: "先预约,再进入",
}


#: Nobody has said when the door is open.
_UNSURE = (Reason.UNKNOWN, Reason.UNCONFIRMED)
_NO_HOURS = "开放时间还未核实"


def of_classes(words: str) -> str:
    """The same of a holiday station, where it is classes that are held or not."""
    said = {
        SEASON_OVER: "这次开班已结束",
        OFF_SEASON: "不在开班期间",
        "起开放": "起开班",
        "开放季": "开班日期",
    }
    for usual, here in said.items():
        words = words.replace(usual, here)
    return words


def advice_by(phone: str) -> str:
    """How a visitor finds out what no page knows; to ring only where there is a number."""
    return "先打电话问一下" if phone else "先向附近工会或物业问一下"


@dataclass(frozen=True)
class Door:
    """``kind`` is the colour beside the words; ``is_open`` counts for the filter 现在开放.

    ``reason``: why it is closed for a time. ``ahead``: closures that are announced. ``said``: what else was found.
    """

    kind: str
    line: str
    is_open: bool = False
    staff_line: str = ""
    reason: str = ""
    ahead: tuple[str, ...] = ()
    said: str = ""


def text_of(hours: Any) -> str:
    """Stored hours as the text that ``Doors`` reads; no hours are ``null``."""
    return json.dumps(hours)


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
        self._seen: dict[tuple[str, Announced], OpenStatus] = {}

    @property
    def today(self) -> date:
        return self._now.date()

    def _status(self, text: str, announced: Announced = NOTHING) -> OpenStatus:
        key = (text, announced)
        if key not in self._seen:
            self._seen[key] = self._status_with(text, announced)
        return self._seen[key]

    def _status_with(self, text: str, announced: Announced) -> OpenStatus:
        """The hours that count, with what was announced on top."""
        off = announced.off_words(self.today, next_named(self.today))
        if off:
            return OpenStatus(False, None, None, Reason.SEASON_OFF, False, off)
        if announced.is_unconfirmed:
            words = f"{next_named(self.today)}是否开班还没有确认"
            return OpenStatus(False, None, None, Reason.UNCONFIRMED, False, words)
        hours = announced.hours_over(hours_of(json.loads(text)), self.today)
        if hours is not None:
            hours = hours.with_exceptions(*announced.exceptions(self._now))
        status = self._cut(status_at(hours, self._now, self._calendar), announced)
        return status if announced.seasons is None else replace(status, words=of_classes(status.words))

    def _cut(self, status: OpenStatus, announced: Announced) -> OpenStatus:
        """By closures whose end nobody knows, and by one that begins within the opening."""
        through = status.closed_through
        if through and any(each.last_day is None and each.first_day <= through for each in announced.spells):
            return replace(status, words=f"暂停开放,{FURTHER}")
        cut = next((each.starts_at for each in announced.ahead(self._now)), None)
        if status.until and cut and cut < status.until:
            return replace(status, words=f"现在开放,到 {self._clock(cut)}")
        return status

    def _clock(self, moment: datetime) -> str:
        """Of today; the midnight that ends it is 24:00."""
        local = moment.astimezone(self._now.tzinfo)
        return f"{local.hour}:{local.minute:02d}" if local.date() == self._now.date() else "24:00"

    def door(
        self, *, state: str, access: str, hours_text: str, phone: str = "", announced: Announced = NOTHING
    ) -> Door:
        """The first line, honest before friendly: what is closed for good or to strangers says so first.

        ``hours_text``: the hours as JSON text (``text_of``), so that a list need not read equal hours twice.
        """
        if state == SiteState.CANCELLED:
            return Door(CLOSED, "已注销,不再开放")
        today = self._now.date()
        ahead = tuple(_told(ahead_words(each, today), each.reason) for each in announced.ahead(self._now))
        closure = announced.closure_at(self._now)
        if closure is not None:
            return Door(CLOSED, closed_words(closure, today), reason=closure.reason, ahead=ahead)
        if state_now(state, announced, self._now) == SiteState.SUSPENDED:
            return Door(CLOSED, "暂停开放", ahead=ahead)
        if announced.verified is not None:
            return Door(CLOSED, announced.verified.line, ahead=ahead, said=announced.verified.said)
        door = self._by_hours(access, self._status(hours_text, announced), phone)
        return replace(door, ahead=ahead) if ahead else door

    def _by_hours(self, access: str, status: OpenStatus, phone: str) -> Door:
        if access == Access.OWN_STAFF:
            return Door(LIMITED, "仅供本单位职工使用", staff_line=status.words)
        if status.reason in _UNSURE:
            what = _NO_HOURS if status.reason is Reason.UNKNOWN else status.words
            return Door(LIMITED, f"{what},建议{advice_by(phone)}")
        if not status.is_open:
            return Door(CLOSED, status.words, reason=status.note)
        kind = LIMITED if access == Access.APPOINTMENT else OPEN
        return Door(kind, status.words, is_open=True)

    def is_open(self, hours_text: str, announced: Announced = NOTHING) -> bool:
        """Whether hours stored as this JSON text are open now; for sites that let the public in at all."""
        if announced.closure_at(self._now) is not None or announced.verified is not None:
            return False
        return self._status(hours_text, announced).is_open

    def opens_at(self, hours_text: str, announced: Announced = NOTHING) -> datetime | None:
        """The next opening of a door that is shut by its hours; nothing while nobody gets in whatever the hours say."""
        return None if announced.verified is not None else self._status(hours_text, announced).opens_at


def _told(words: str, reason: str) -> str:
    return f"{words}:{reason}" if reason else words
