"""How is an outcome written down so that a later replay is compared byte for byte, and read back? No database."""

from __future__ import annotations

import json
from typing import Any

from core.canonical import canonical_json
from rulebook.outcome import Item, Outcome, Share, VetoLine


def outcome_text(outcome: Outcome) -> str:
    """Every line, the heads and the conclusion, in integer tenths."""
    return canonical_json(
        {
            "v": 1,
            "purpose": outcome.purpose.value,
            "items": [_item(item) for item in outcome.items],
            "vetoes": [_veto(line) for line in outcome.vetoes],
            "shares": [_share(share) for share in outcome.shares],
            "earned": outcome.earned,
            "possible": outcome.possible,
            "total": outcome.total,
            "conclusion": outcome.conclusion.value,
        }
    )


def _item(item: Item) -> list[Any]:
    return [item.criterion.code, item.standing.value, item.points, item.measured, item.reason]


def _veto(line: VetoLine) -> list[Any]:
    return [line.veto.code, line.is_met, line.by_fact]


def _share(share: Share) -> list[Any]:
    return [share.dimension.code, share.earned, share.possible]


def shares_in(text: str) -> dict[str, tuple[int, int]]:
    """Points earned and possible by head, as ``outcome_text`` wrote them."""
    return {code: (earned, possible) for code, earned, possible in json.loads(text)["shares"]}
