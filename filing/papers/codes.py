"""What does the code on a paper say, and which case does a scanned code belong to? Texts in, texts out; no rows.

A paper's number is the number of its case and a suffix that names the paper; the receipt carries none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from filing.receipts import SECOND_AND_LATER, receipt_number, verify_path

FORM, ACCEPTANCE, CORRECTION = "SB", "YS", "BZ"

_NUMBER = re.compile(
    rf"(?P<case>BA\d{{4}}-\d{{6,12}})(?:{SECOND_AND_LATER}(?P<again>\d{{1,3}})|-(?P<kind>[A-Z]{{2}})(?P<serial>\d{{1,3}})?)?",
    re.ASCII,
)
_TOKEN = re.compile(r"[A-Za-z0-9]{8,40}", re.ASCII)
#: Longer texts are no codes of ours.
MOST_READ = 400


@dataclass(frozen=True)
class PaperNumber:
    """The parts of a paper's number; ``kind`` is empty for a receipt, whose second and later ones are counted."""

    case: str
    kind: str = ""
    serial: int = 0

    def __str__(self) -> str:
        if not self.kind:
            return receipt_number(self.case, self.serial or 1)
        return f"{self.case}-{self.kind}{self.serial or ''}"


@dataclass(frozen=True)
class ReadCode:
    """What a code on a scanned page holds."""

    number: PaperNumber
    token: str


def paper_number(text: str) -> PaperNumber | None:
    """The number as its parts; ``None`` for anything else."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    return PaperNumber(found["case"], found["kind"] or "", int(found["serial"] or found["again"] or 0))


def read_code(text: str) -> ReadCode | None:
    """The paper that a scanned text leads to. The host is not looked at: an office may have changed its name."""
    if len(text) > MOST_READ:
        return None
    try:
        address = urlsplit(text)
    except ValueError:
        return None
    parts = address.path.strip("/").split("/")
    token = parse_qs(address.query).get("k", [""])[0]
    number = paper_number(parts[1]) if len(parts) == 2 and parts[0] == "verify" else None
    return ReadCode(number, token) if number and _TOKEN.fullmatch(token) else None


def address_of(origin: str, number: str, token: str) -> str:
    """The address in the code; ``origin`` is scheme and host."""
    return f"{origin.rstrip('/')}{verify_path(number, token)}"
