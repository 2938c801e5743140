"""How are rates and averages of the records rounded? Integers in, integers out; no database, no clock."""

from __future__ import annotations

#: All of it, in tenths of a percent.
WHOLE = 1000


def half_up(count: int, parts: int) -> int:
    """The average as a whole number, half up. ``parts`` is not nought."""
    return (2 * count + parts) // (2 * parts)


def rate(count: int, whole: int) -> int:
    """``count`` of ``whole`` in tenths of a percent, half up. ``whole`` is not nought."""
    return half_up(count * WHOLE, whole)


def cut_rate(count: int, whole: int) -> int:
    """The same cut off and never rounded up: where all is asked, 1999 of 2000 are not 100 %."""
    return count * WHOLE // whole


def rate_words(tenths: int) -> str:
    """93.5%"""
    return f"{tenths // 10}.{tenths % 10}%"
