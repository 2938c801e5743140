"""What the file of a site shows of its findings: what is open, with what to do, and what was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.roles import Role
from core.actor import Actor
from core.checks import Check
from core.clock import LEGAL_ZONE
from inspection.models import Finding
from inspection.watching.acting import way_for
from inspection.watching.selectors import findings_about, oldest_of
from inspection.watching.words import TAGS, inputs_words, since_words, title_words, told_together
from sites.at_door.selectors import confirmed_publicly
from sites.door import advice_by
from sites.watched.people import unkept

#: As many of a site as one page shows; the board has the rest.
MOST_SHOWN = 20


def finding_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Any], int]]:
    day = now.astimezone(LEGAL_ZONE).date()
    return [(findings_about(actor, site), MOST_SHOWN), (unkept(site, day), 1)]


def findings_panel(
    actor: Actor, site: Any, now: datetime, findings: list[Finding], left: list[Any]
) -> Mapping[str, Any] | None:
    if not findings:
        return None
    today = now.astimezone(LEGAL_ZONE).date()
    alike = told_together(row for row in findings if row.is_open)
    return {
        "is_urgent": bool(alike),
        "open": [_line(actor, each, now_on=today, is_left=bool(left)) for each in alike],
        "past": [_line(actor, [row], now_on=today) for row in findings if not row.is_open],
    }


def _line(actor: Actor, alike: list[Finding], *, now_on: Any, is_left: bool = False) -> dict[str, Any]:
    row = alike[0]
    return {
        "row": row,
        "title": title_words(alike),
        "check": row.check_of,
        "who": _who(row.check_of, is_left=is_left),
        "way": way_for(actor, row.check_of, row.site) if row.is_open else None,
        "tag": TAGS.get(row.severity, "plain"),
        "since": since_words(row, now_on),
        "inputs": inputs_words(row),
    }


def _who(check: Check | None, *, is_left: bool) -> str:
    """Where nobody keeps the site, the union that manages it sees to what a keeper would."""
    if check is None:
        return ""
    is_keepers = check.who_acts == Role.KEEPER.label
    return f"主管工会(没有{check.who_acts})" if is_left and is_keepers else check.who_acts


#: Facts without which nobody should set out: the checks that tell when they were last confirmed, group and short word.
_DOOR_CHECKS = {"unconfirmed_hours": ("hours", "开放时间"), "unconfirmed_place": ("place", "地址")}


def stale_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Finding], int]]:
    return [(oldest_of(site, _DOOR_CHECKS), len(_DOOR_CHECKS))]


def stale_line(actor: Actor, site: Any, now: datetime, findings: list[Finding]) -> Mapping[str, Any] | None:
    """For the public, beside the line of the door: since when nobody confirmed when it opens, or where it is.

    What was confirmed since the night is told no more.
    """
    known = {each.group.code: each for each in confirmed_publicly(site)} if findings else {}
    for finding in findings:
        group, what = _DOOR_CHECKS[finding.code]
        standing, last = known.get(group), finding.inputs.get("last")
        if standing is None or not last or (standing.last.on and standing.last.on > date.fromisoformat(last)):
            continue
        month = "{}年{}月".format(*map(int, last.split("-")[:2]))
        advice = advice_by(site.version.public_phone)
        return {"is_at_door": True, "line": f"{what}{month}后没有核实,去前请{advice}"}
    return None
