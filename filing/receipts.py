"""What does a receipt say? Pure: everything it tells was read before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from filing.deadlines import TimeLeft

TITLE = "收件回执"

#: Who hands in, in the words of the paper.
SUBMITTED_AS = {
    "district": "由区(市)经办人直接申报",
    "street": "由街道(镇)工会经办人申报",
    "keeper": "由阵地填报人申报",
}


@dataclass(frozen=True)
class ReceivedPart:
    """One section as it was received: how many facts are given, how many stand as 未核实."""

    title: str
    given: int
    not_verified: int

    @property
    def words(self) -> str:
        rest = f",{self.not_verified} 项未核实" if self.not_verified else ""
        return f"已填 {self.given} 项{rest}"


@dataclass(frozen=True)
class Receipt:
    """The paper 《收件回执》. ``due_words`` is empty once the next office has acted."""

    number: str
    kind: str
    name: str
    type_label: str
    union: str
    district: str
    received_at: datetime
    submitted_by: str
    submitted_as: str
    parts: tuple[ReceivedPart, ...]
    photos: int | None
    digest: str
    measure: str
    is_sample: bool
    next_office: str
    due_words: str


#: Parts the number of a later receipt from the number of its case.
SECOND_AND_LATER = "_"


def receipt_number(case_number: str, submission: int) -> str:
    """The first receipt bears the number of the case, a later one its place as well."""
    return case_number if submission == 1 else f"{case_number}{SECOND_AND_LATER}{submission}"


def verify_path(number: str, token: str) -> str:
    """Where anybody who holds the receipt can check it."""
    return f"/verify/{number}/?k={token}"


def due_words(left: TimeLeft, *, has_moved_on: bool) -> str:
    """Until when the next office has to act, as long as the case is still with it; a day, since paper ages."""
    return "" if has_moved_on or not left.due else f"应在 {left.until}办理"
