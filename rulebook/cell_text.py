"""How are answers, anchors and lists of facilities written in one cell? ``独立房间=8;合用=0``. Pure, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rulebook.rubric import Level, points_text
from rulebook.scale_text import PARTS, BadScale, pairs_in, points_of


def read_levels(text: str, codes: Mapping[str, str] | None = None) -> tuple[Level, ...]:
    """Answers and what each is worth. ``codes``: label → code, where the register gives the answers; others are
    numbered. Raises ``BadScale``.
    """
    levels = []
    for number, (label, points) in enumerate(pairs_in(text), 1):
        code = codes.get(label) if codes is not None else str(number)
        if code is None:
            known = "、".join(codes or ())
            raise BadScale(f"登记资料中没有“{label}”这个选项,可填的有:{known}。")
        levels.append(Level(code=code, label=label, points=points))
    return tuple(levels)


def levels_text(levels: Iterable[Level]) -> str:
    return ";".join(f"{level.label}={points_text(level.points)}" for level in levels)


def read_anchors(text: str) -> tuple[Level, ...]:
    """``4分=全部做到;2分=部分做到``: what so many points look like."""
    anchors = []
    for part in filter(str.strip, PARTS.split(text)):
        points, sign, words = part.partition("=")
        if not sign or not words.strip():
            raise BadScale(f"“{part.strip()}”看不懂,请按“3分=应当是这样”的样子填写。")
        tenths = points_of(points)
        anchors.append(Level(code=str(tenths), label=words.strip(), points=tenths))
    return tuple(anchors)


def anchors_text(levels: Iterable[Level]) -> str:
    return ";".join(f"{points_text(level.points)}分={level.label}" for level in levels)


def read_items(text: str, codes: Mapping[str, str]) -> tuple[str, ...]:
    """``桌子、座椅或沙发、洗手台|热水``: facility codes, alternatives parted by ``|``. Raises ``BadScale``."""
    found = []
    for part in filter(str.strip, re.split(r"[、,,\n]", text)):
        ways = [way.strip() for way in part.split("|")]
        strange = [way for way in ways if way not in codes]
        if strange:
            raise BadScale(f"设施清单中没有“{'、'.join(strange)}”,请按备案表中的名称填写。")
        found.append("|".join(codes[way] for way in ways))
    return tuple(found)


def items_text(items: Iterable[str], labels: Mapping[str, str]) -> str:
    return "、".join("|".join(labels.get(way, way) for way in each.split("|")) for each in items)
