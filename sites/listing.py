"""Does the public finder show a site, and if not, why? Pure: facts by name in, a reason out.

A page that leaves out where the door is, or who may come in, would mislead whoever reads it: until these are known the
site stays off the finder. Unknown hours mislead nobody, they are said to be 未核实.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from sites.sections import SECTIONS
from sites.vocabulary import Access, Extent, listed_by_default

#: Without these no public page tells the truth.
NEEDED = tuple(name for section in SECTIONS for name in section.fields if name in section.mandatory)


class Unlisted(models.TextChoices):
    """Why the finder does not show a site; empty when it does."""

    LACKS = "lacks", "资料不全,补全后才公开"
    CHOSEN = "chosen", "公开范围选择了不公开"
    STAFF = "staff", "只接待本单位职工"
    SEASON = "season", "只在一季开放,公开范围没有选择公开"


def lacking(fact: Callable[[str], Any]) -> tuple[str, ...]:
    """Names of the needed facts that nobody has given; ``fact`` gives a fact by its name."""
    return tuple(name for name in NEEDED if not fact(name))


def why_unlisted(fact: Callable[[str], Any], *, is_seasonal: bool) -> str:
    """An ``Unlisted``, or nothing when the finder shows the site."""
    if lacking(fact):
        return Unlisted.LACKS
    extent, access = fact("extent"), fact("access")
    if extent == Extent.UNLISTED:
        return Unlisted.CHOSEN
    if extent == Extent.LISTED or listed_by_default(access, is_seasonal=is_seasonal):
        return ""
    return Unlisted.STAFF if access == Access.OWN_STAFF else Unlisted.SEASON


def labels_of(names: Iterable[str], label: Callable[[str], str]) -> str:
    """Facts in the words of the pages."""
    return "、".join(label(name) for name in names)
