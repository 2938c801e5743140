"""Proper records of use as a keeper would type them, for tests of services, pages and sums."""

from __future__ import annotations

from datetime import date
from typing import Any

from sites.models import ServiceSite
from sites.models.entered import SiteRecord
from sites.services import Sender
from sites.use.kinds import ACTIVITY, FAULT, PAPER_RATING, SESSION, RecordKind
from sites.use.services import write_record
from tests.factories import NOW
from tests.factories.people import TODAY

PROPER: dict[str, dict[str, Any]] = {
    "activity": {
        "held_on": date(2026, 9, 10),
        "kind": "other",
        "title": "健康讲座",
        "sessions": 1,
        "visits": 30,
    },
    "session": {
        "holidays": "summer",
        "starts_on": date(2026, 7, 6),
        "ends_on": date(2026, 7, 31),
        "days": 20,
        "children": 25,
        "child_days": 400,
        "agreements": 25,
        "insured": 25,
        "staff": 3,
    },
    "fault": {"reported_on": date(2026, 9, 1), "what": "饮水机不出热水", "fixed_on": None},
    "rating": {
        "first_day": date(2026, 9, 1),
        "last_day": date(2026, 9, 30),
        "satisfied": 40,
        "mostly": 8,
        "dissatisfied": 2,
    },
}
KINDS: dict[str, RecordKind] = {kind.code: kind for kind in (ACTIVITY, SESSION, FAULT, PAPER_RATING)}


def proper(record: RecordKind, /, **changes: Any) -> dict[str, Any]:
    return {**PROPER[record.code], **changes}


def recorded(site: ServiceSite, record: RecordKind, by: Sender, /, **changes: Any) -> SiteRecord:
    """A record written by the service."""
    return write_record(site.pk, record, proper(record, **changes), by=by)


def seen(by: Sender, revision: int) -> Sender:
    """The same person, who looked at this revision."""
    return Sender(by.actor, by.now, revision)


__all__ = ["KINDS", "NOW", "PROPER", "TODAY", "proper", "recorded", "seen"]
