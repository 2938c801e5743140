"""Is this a proper record of a visit to a site in use? Pure rules over what was typed; no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.clock import LEGAL_ZONE
from core.words import chinese_moment
from inspection.visits import one_name

#: A visit is written down while people remember it.
LATEST_RECORD = timedelta(days=60)
MIN_INSPECTORS = 2

CLOSED, OTHERWISE = "closed", "otherwise"


@dataclass(frozen=True)
class Sighting:
    """What the inspectors saw. ``door`` is one of the codes of ``DoorFound``, ``verdict`` pass or fix."""

    held_on: date
    held_at: time
    inspectors: tuple[str, ...]
    organisation: str
    door: str
    verdict: str
    met_on_site: str = ""
    findings: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.held_on, self.held_at, tzinfo=LEGAL_ZONE)


def problems_of(seen: Sighting, *, now: datetime, in_use_since: date | None) -> dict[str, str]:
    """Every problem at once, by field, each saying what to do. Empty when the record stands."""
    found = {
        "held_on": _day_problem(seen, now, in_use_since),
        "held_at": _time_problem(seen, now),
        "inspectors": _people_problem(seen),
        "met_on_site": _met_problem(seen),
        "findings": _findings_problem(seen),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _day_problem(seen: Sighting, now: datetime, in_use_since: date | None) -> str:
    today = now.astimezone(LEGAL_ZONE).date()
    if seen.held_on > today:
        return "到访日期不能晚于今天,请填写实际到场的日期。"
    if seen.held_on < today - LATEST_RECORD:
        return f"只能补登 {LATEST_RECORD.days} 天以内的查访,请核对日期。"
    if in_use_since is not None and seen.held_on < in_use_since:
        return "到访日期早于阵地备案的日期,请核对。"
    return ""


def _time_problem(seen: Sighting, now: datetime) -> str:
    is_today = seen.held_on == now.astimezone(LEGAL_ZONE).date()
    return "到访时刻还没有到,请核对。" if is_today and seen.moment > now else ""


def _people_problem(seen: Sighting) -> str:
    few = len(seen.inspectors) < MIN_INSPECTORS
    return f"检查人员至少 {MIN_INSPECTORS} 人,请写全姓名,用顿号隔开。" if few else ""


def _met_problem(seen: Sighting) -> str:
    both = one_name(seen.met_on_site).casefold() in {name.casefold() for name in seen.inspectors}
    return "现场人员不能同时是检查人员,请填写阵地一方在场的人,没有遇到人的留空。" if both else ""


def _findings_problem(seen: Sighting) -> str:
    needs_words = seen.verdict == "fix" or seen.door in (CLOSED, OTHERWISE)
    return "请写明看到的具体情况。" if needs_words and not seen.findings.strip() else ""


def door_problem(seen: Sighting, *, has_hours: bool, was_due_open: bool) -> str:
    """Nobody is held to hours that he never told, nor to a door that was announced to be closed."""
    if seen.door != CLOSED or was_due_open:
        return ""
    if not has_hours:
        return "该阵地没有公示开放时间,不能认定为没有公告就不开放;请选“与公示的不一样”,并写明情况。"
    when = chinese_moment(seen.moment)
    return f"按公示,{when}本来就不开放。请核对到访时刻,或改选“没有开放,事先已公告”。"
