"""How is a text put into a sheet so that no program runs it, and how is it read back as it was?"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TypeAlias

#: What a cell holds: a text, a number, a real date, or nothing.
Value: TypeAlias = str | int | Decimal | date | None

#: What a spreadsheet takes for the start of a formula, in half and full width, also behind blanks.
_RISKY = re.compile(r"'*\s*[=+\-@\t\r＝＋－﹢﹣＠﹦﹫]")
_CANNOT_STAND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: The longest text of one cell.
MOST_CHARACTERS = 32_767


def printable(text: str) -> str:
    """Without what no sheet can hold; line ends as one character."""
    if text.isprintable() and len(text) <= MOST_CHARACTERS:
        return text
    return _CANNOT_STAND.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:MOST_CHARACTERS]


def is_risky(text: str) -> bool:
    return bool(_RISKY.match(text))


def neutralised(text: str) -> str:
    """The text as it stands in a csv: one apostrophe before what could be run."""
    return f"'{text}" if is_risky(text) else text


def restored(text: str) -> str:
    """Back from a csv: without the apostrophe that ``neutralised`` put there, and no other."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text
