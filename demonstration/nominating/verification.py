"""Is this form or letter of a nomination genuine? Answers to anybody who holds its number and token, and tells no more."""

from __future__ import annotations

from datetime import date, datetime

from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.registry import Verified
from demonstration.models import Nomination
from demonstration.nominating.papers import FORM_TITLE, LETTER_MARK, letter_digest, letter_number
from demonstration.nominating.selectors.rows import board_at, content_digest, nomination_numbered, papers_of
from demonstration.nominating.words import told_state
from sites.codes import is_same_token

#: Longer texts are no numbers of ours.
MOST_TYPED = 40


def verified_nomination(number: str, token: str) -> Verified | None:
    """The form, once it was handed in; a letter with the suffix of its place."""
    base, mark, serial = number[:MOST_TYPED].partition(LETTER_MARK)
    row = nomination_numbered(base)
    if row is None or row.submitted_at is None or not is_same_token(token[:MOST_TYPED], row.verify_token):
        return None
    if mark:
        return _letter(row, int(serial)) if serial.isascii() and serial.isdecimal() else None
    board = board_at(row, _legal_day(row.submitted_at))
    return Verified(
        kind=f"《{FORM_TITLE}》",
        number=row.number,
        state=str(told_state(row).label),
        digest=short_digest(content_digest(row, board, papers_of(row))),
        issued_on=_legal_day(row.submitted_at),
    )


def _letter(row: Nomination, serial: int) -> Verified | None:
    letter = row.letters.filter(number=serial).first()
    if letter is None:
        return None
    waits = letter.gaps.exclude(verdict="settled").exists()
    return Verified(
        kind="《补正通知单》",
        number=letter_number(row, letter),
        state="待补正" if waits else "已补正",
        digest=short_digest(letter_digest(letter)),
        issued_on=_legal_day(letter.issued_at),
    )


def _legal_day(moment: datetime) -> date:
    return moment.astimezone(LEGAL_ZONE).date()
