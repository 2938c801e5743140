"""How many clicks and typed values a journey may cost, and the table that says what was counted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

TABLE = Path(__file__).parents[2] / "docs" / "measurements" / "journeys.md"

CHINA = ZoneInfo("Asia/Shanghai")

#: Set to 1 to write what was counted into the table; a plain run writes nothing.
SWITCH = "PORTAL_WRITE_JOURNEYS"

HEAD = """# Counted journeys

A click is a click, tap, choice or file pick; a typed value is one field filled by hand. Signing in is not counted, nor what is
done in another program. Counted by `test_filing_journeys.py`, `test_counted_journeys.py` and `test_self_inspection.py` in `tests/browser`,
which fail above a target; this table is written by `{switch}=1 python manage.py test -n 0` with these three behind it.

| journey | clicks, at most | clicks | typed, at most | typed | counted on |
| --- | ---: | ---: | ---: | ---: | --- |
"""


@dataclass(frozen=True)
class Target:
    """``typed`` is ``None`` where only clicks are limited."""

    journey: str
    clicks: int
    typed: int | None = None

    def row(self, clicks: int, typed: int, on: date) -> str:
        most = "" if self.typed is None else self.typed
        return f"| {self.journey} | {self.clicks} | {clicks} | {most} | {typed} | {on.isoformat()} |"


FILED = Target("a site is filed by a district officer, photographs by phone", 29, 9)
COPIED = Target("the same, beginning with a similar site", 22, 9)
WHOLE = Target("the whole way from the desk to the receipt, self-check by points included", 38, 10)
RETURNED = Target("a returned case of three gaps, by its keeper on a phone", 11)
LISTED = Target("forty rows by spreadsheet: new, changed and known sites, one mending, the undo", 9)
CANCELLED = Target("a site is cancelled", 9)
LEAVING = Target("a keeper leaves, a colleague confirms on a phone", 6)
SELF_INSPECTED = Target("a self-inspection on a phone, the line cut in between", 30, 0)
INVITED = Target("an expert accepts the invitation: password twice, second factor, recovery codes", 4, 3)
CASE_REVIEWED = Target("one case of a demonstration round, scored by an expert", 14, 0)
ROUND_LED = Target("a whole round of forty nominations, from the copied call to approved money", 45)

ALL = (
    FILED,
    COPIED,
    WHOLE,
    RETURNED,
    LISTED,
    CANCELLED,
    LEAVING,
    SELF_INSPECTED,
    INVITED,
    CASE_REVIEWED,
    ROUND_LED,
)


def keep_to(target: Target, *visitors: Any) -> None:
    """The counts of everybody who took part stay within the target; written down when asked to."""
    clicks = sum(visitor.clicks for visitor in visitors)
    typed = sum(visitor.typed for visitor in visitors)
    if os.environ.get(SWITCH) == "1":
        write(target, target.row(clicks, typed, datetime.now(CHINA).date()))
    assert clicks <= target.clicks, f"{target.journey}: {clicks} clicks"
    assert target.typed is None or typed <= target.typed, f"{target.journey}: {typed} typed values"


def write(target: Target, row: str, table: Path = TABLE) -> None:
    """Put one row into the table; the others stay as they are."""
    lines = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    rows = {each.journey: line for each in ALL for line in lines if line.startswith(f"| {each.journey} |")}
    rows[target.journey] = row
    ordered = [rows[each.journey] for each in ALL if each.journey in rows]
    table.write_text(HEAD.format(switch=SWITCH) + "\n".join(ordered) + "\n", encoding="utf-8")
