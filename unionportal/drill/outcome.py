"""What did a drill see? Counts, and the first property that broke. Knows no drill and no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Say = Callable[[str], None]


class Broken(Exception):
    """A property that must always hold did not; the sentence says which, and where to find it again."""


def require(holds: bool, sentence: str) -> None:
    """Raises ``Broken`` unless it holds."""
    if not holds:
        raise Broken(sentence)


@dataclass
class Outcome:
    """``checked``: the properties, one sentence each. ``rows``: a table under ``heads``.

    ``broken``: which did not hold. ``cut``: how far it came, where it did not come to its end or did not see everything
    that it is to judge. Only when both are empty did all hold.
    """

    checked: tuple[str, ...]
    size: str = ""
    counted: Counter[str] = field(default_factory=Counter)
    heads: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    cut: str = ""
    #: Highest resident memory of any process that did the work, MiB.
    peak_mib: float = 0.0
