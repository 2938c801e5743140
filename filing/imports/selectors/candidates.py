"""What is compared of a row of a list, and where it stands."""

from __future__ import annotations

from typing import NamedTuple

from sites.likeness.scoring import Looks


class Row(NamedTuple):
    """One row that would become a site."""

    sheet: str
    number: int
    union: int
    looks: Looks

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.number
