"""What was approved, line by line, as one digest; pure over rows."""

from __future__ import annotations

from collections.abc import Iterable

from core.canonical import digest
from demonstration.models import Subsidy


def digest_of_lines(lines: Iterable[Subsidy]) -> str:
    """SHA-256 over number, site, tier, amount and accounts of these lines, in the order of their numbers."""
    return digest(
        [
            [line.number, line.site_id, line.tier, line.amount, line.payee_id, line.keeper_id]
            for line in sorted(lines, key=lambda line: line.number)
        ]
    )
