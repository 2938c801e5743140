"""How a value is written when it must give the same digest years later."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Keys sorted, no spaces, Chinese as itself; floats are refused because they do not come back to the digit."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def short_digest(digest: str) -> str:
    """The first sixteen hexadecimal digits in groups of four, as people compare them."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4)).upper()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical text: store integer tenths, fen or a decimal string")
    if isinstance(value, dict):
        for each in value.values():
            _refuse_floats(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_floats(each)
