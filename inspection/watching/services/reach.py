"""Over which sites or unions does a check run, and what did it write? Values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reconciled:
    opened: int = 0
    closed: int = 0

    def __add__(self, other: Reconciled) -> Reconciled:
        return Reconciled(self.opened + other.opened, self.closed + other.closed)


@dataclass(frozen=True)
class Keys:
    """Sites or unions from the first to the last key, both included."""

    first: int
    last: int

    @property
    def halves(self) -> tuple[Keys, Keys]:
        middle = (self.first + self.last) // 2
        return Keys(self.first, middle), Keys(middle + 1, self.last)
