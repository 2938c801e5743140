"""What may fail about a row from day to day, and how is it asked? Plain values; ``inspection.watching`` compares and keeps.

An app that owns the facts puts its checks into ``CHECKS`` of ``core/registry.py`` from its ``dynamic_checks.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet, TextChoices


class Severity(TextChoices):
    HINT = "hint", "提示"
    CAUTION = "caution", "注意"
    SERIOUS = "serious", "严重"


#: What a finding hangs on: a site, or a union with what it manages.
Subject = Literal["site", "union"]


@dataclass(frozen=True)
class OneOf:
    """One of several checks that say the same of different things: what they say, with ``{}`` for the things, and its own thing."""

    said: str
    thing: str

    @property
    def title(self) -> str:
        return self.said.format(self.thing)


@dataclass(frozen=True)
class Act:
    """Where that is done which a remedy asks for: the words of the button there, and the name of its address.

    An address of a site takes its code; one with a ``query`` takes it there, in the place of ``{}``.
    """

    label: str
    name: str
    query: str = ""


@dataclass(frozen=True)
class InAdvance:
    """How a check is told of before its day, where the general words do not fit.

    ``lead``: who is found then; the title stands behind it. ``remedy``: what is done in time.
    """

    lead: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """One rule over many rows, in one statement.

    ``failing(day)`` gives all rows that fail on a day, annotated with ``subject`` (key of the site or union, each once
    and never empty), ``began_on`` (a date: the first day on which it failed; rows of later days are left out),
    ``pack_ref`` (key of the measure, or empty) and everything named in ``inputs``, which maps these names to labels (the value
    takes the place of ``{}`` in one, of ``{tenths}`` if it is kept in tenths; what has an empty one is not told).
    It must not be cut or ordered. ``term``: the code of the limit, or the column of the rule of a type, that it reads
    from the measure, ``else_term`` the one that counts where it is lacking; who governs no such term makes nothing fail.
    ``families``: codes of the families of measures that can rule the term; empty for all. ``touched(day)``: rows with
    ``subject`` and ``touched_on``, the day on which the facts behind were last changed, so that an ending bears its true date however
    late it is seen. ``looks_back``: whether it can say what failed on a past day; what cannot is not asked for days
    that are made up. ``climbs``: whether the site itself has to see to it, so that an order and more may follow; never of a hint.
    ``grows_out_of``: code of the milder check of the same matter; what was announced and taken because of that one goes
    on for this one, and it is asked before it. ``follows``: code of the reminder that ends where this one begins. ``turns(site, first,
    last)``: of a check whose rows end as days go by and that none takes the place of, the days on which it has to be asked about
    a site besides the last one of each measure, by whoever looks ahead. ``page``: name of an address and the input that it takes, where the matter is dealt
    with elsewhere than on the site. ``one_of``: what it has in common with others, so that a page can tell of them in one sentence.
    ``of_order``: whether it tells of an order, which leads to more by itself. ``in_advance``: its words before its day. ``act``: where it
    is mended, for a link beside the remedy.
    """

    code: str
    title: str
    meaning: str
    who_acts: str
    severity: Severity
    failing: Callable[[date], QuerySet[Any, Any]]
    remedy: str = ""
    term: str = ""
    else_term: str = ""
    families: frozenset[str] = frozenset()
    subject: Subject = "site"
    inputs: Mapping[str, str] = field(default_factory=dict)
    touched: Callable[[date], QuerySet[Any, Any]] | None = None
    looks_back: bool = True
    climbs: bool = False
    grows_out_of: str = ""
    follows: str = ""
    turns: Callable[[int, date, date], Collection[date]] | None = None
    page: tuple[str, str] | None = None
    one_of: OneOf | None = None
    of_order: bool = False
    in_advance: InAdvance = InAdvance()
    act: Act | None = None

    @property
    def leads_on(self) -> bool:
        """Whether more follows for the site when nobody sees to it."""
        return self.climbs or self.of_order

    @property
    def before(self) -> str:
        """Code of the check whose findings end where those of this one begin."""
        return self.grows_out_of or self.follows

    def concerns(self, family: str) -> bool:
        """Whether measures of this family can rule its term."""
        return not self.families or family in self.families

    def __post_init__(self) -> None:
        names = [self.code, *self.inputs]
        if not all(re.fullmatch(r"[a-z][a-z0-9_]{1,39}", name) for name in names):
            raise ValueError(f"{self.code}: code and inputs are short names of small letters")
        if self.climbs and self.severity == Severity.HINT:
            raise ValueError(f"{self.code}: a hint reminds and leads to nothing more")
