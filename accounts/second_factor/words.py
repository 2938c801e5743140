"""How are codes and waits written for people?"""

from __future__ import annotations

import math


def in_groups(text: str, between: str = " ") -> str:
    """By fours, as they are read aloud and typed."""
    return between.join(text[start : start + 4] for start in range(0, len(text), 4))


def chinese_wait(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < 60 else f"{math.ceil(seconds / 60)} 分钟"
