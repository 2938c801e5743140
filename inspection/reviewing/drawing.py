"""Which assessments does a seed draw? Pure: the same list, share and seed draw the same for ever, for anybody.

Each number gets the ticket HMAC-SHA256(seed, number); of each branch the lowest tickets are drawn, as many as the
share asks for, rounded up, and one at least.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any


def sample_size(count: int, percent: int) -> int:
    """How many of a branch are drawn: rounded up, one at least where there is any."""
    return -(-count * percent // 100)


def ticket(seed: str, number: str) -> str:
    """``seed`` is hexadecimal."""
    return hmac.new(bytes.fromhex(seed), number.encode(), hashlib.sha256).hexdigest()


def drawn_of(seed: str, numbers: Iterable[str], percent: int) -> list[str]:
    """The numbers drawn of one branch, in the order of their tickets."""
    ordered = sorted(numbers, key=lambda number: (ticket(seed, number), number))
    return ordered[: sample_size(len(ordered), percent)]


def draw_record(seed: str, pools: Mapping[str, Iterable[str]], percent: int) -> dict[str, Any]:
    """What is kept of a draw: everything by which it is drawn again, and what came out. ``pools`` by branch."""
    return {
        "v": 1,
        "seed": seed,
        "percent": percent,
        "pools": [
            {"branch": name, "numbers": sorted(numbers), "drawn": drawn_of(seed, numbers, percent)}
            for name, numbers in sorted(pools.items())
        ],
    }


def drawn_in(record: Mapping[str, Any]) -> set[str]:
    return {number for pool in record["pools"] for number in pool["drawn"]}


def is_as_drawn(record: Mapping[str, Any]) -> bool:
    """Does the kept seed draw again what was kept?"""
    pools = {pool["branch"]: pool["numbers"] for pool in record["pools"]}
    return draw_record(record["seed"], pools, record["percent"]) == dict(record)
