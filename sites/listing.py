"""Does the public finder show a site, and if not, why? Pure: facts by name in, a reason out.

A page that leaves out where the door is, or who may come in, would mislead whoever reads it: until these are known the
site stays off the finder. Unknown hours mislead nobody, they are said to be 未核实.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from sites.sections import SECTIONS
from sites.vocabulary import Access, Extent

#: Without these no public page tells the truth.
NEEDED = tuple(name for section in SECTIONS for name in section.fields if name in section.mandatory)


class Unlisted(models.TextChoices):
    """Why the finder does not show a site; empty when it does."""

    LACKS = "lacks", "资料不全,补全后才公开"
    CHOSEN = "chosen", "公开范围选择了不公开"
    STAFF = "staff", "只接待本单位职工"
    SEASON = "season", "假期开班还没有确认,确认后才公开"


def lacking(fact: Callable[[str], Any]) -> tuple[str, ...]:
    """Names of the needed facts that nobody has given; ``fact`` gives a fact by its name."""
    return tuple(name for name in NEEDED if not fact(name))


def why_unlisted(fact: Callable[[str], Any], *, is_seasonal: bool, in_season: bool = False) -> str:
    """An ``Unlisted``, or nothing when the finder shows the site. ``in_season``: a season is confirmed and not over."""
    if lacking(fact):
        return Unlisted.LACKS
    extent, access = fact("extent"), fact("access")
    if extent == Extent.UNLISTED:
        return Unlisted.CHOSEN
    if access == Access.OWN_STAFF and extent != Extent.LISTED:
        return Unlisted.STAFF
    return Unlisted.SEASON if is_seasonal and not in_season else ""


def labels_of(names: Iterable[str], label: Callable[[str], str]) -> str:
    """Facts in the words of the pages."""
    return "、".join(label(name) for name in names)
