"""What lower apps contribute to pages and jobs above them, found by autodiscovery of ``<app>/contributions.py``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypedDict, TypeVar

from django.db.models import QuerySet

from core.actor import Actor
from core.at_once import rows_at_once
from core.checks import Check
from core.clock import LEGAL_ZONE

T = TypeVar("T")


class Registry(Generic[T]):
    """Named contributions of one kind, in the order of their keys; a name is taken once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}

    def register(self, key: str, item: T) -> T:
        if self._items.get(key, item) is not item:
            raise ValueError(f"{self.name}: {key} is registered twice")
        self._items[key] = item
        return item

    @contextmanager
    def known(self, key: str, item: T) -> Iterator[T]:
        """Registered until the block ends: for a drill or a test with an entry of its own."""
        try:
            yield self.register(key, item)
        finally:
            self._items.pop(key, None)

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def get(self, key: str) -> T | None:
        return self._items.get(key)

    def __iter__(self) -> Iterator[T]:
        return (self._items[key] for key in sorted(self._items))

    def items(self) -> list[tuple[str, T]]:
        return sorted(self._items.items())


@dataclass(frozen=True)
class InboxItem:
    """One line of the desk: what, why it is here, until when. ``is_hint``: nothing follows when it is left undone."""

    title: str
    url: str
    reason: str
    tag: str = ""
    due: date | None = None
    due_words: str = ""
    at: datetime | None = None
    is_hint: bool = False


@dataclass
class Inbox:
    """The three lists of the desk, in this order."""

    waiting: list[InboxItem] = field(default_factory=list)
    upcoming: list[InboxItem] = field(default_factory=list)
    done: list[InboxItem] = field(default_factory=list)


class Reader:
    """Who opens the desk, and at which moment; what several lists need is loaded once for all of them."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self._loaded: dict[Callable[[], Any], Any] = {}

    @property
    def today(self) -> date:
        """The legal day of the moment."""
        return self.now.astimezone(LEGAL_ZONE).date()

    def once(self, load: Callable[[], T]) -> T:
        """What ``load`` gives, for instance the calendar: the first list that asks pays."""
        if load not in self._loaded:
            self._loaded[load] = load()
        found: T = self._loaded[load]
        return found


@dataclass(frozen=True)
class InboxList:
    """Rows of one model that belong on the reader's desk. A list without rows costs no statement of its own.

    ``rows``: which, in their order, not cut. The keys of the first ``most`` are asked for together with those of all
    other lists, in one statement. ``tell``: the lines of these rows for the reader, who knows the moment: what its hour
    decides is left out here. It is not called for none.
    ``load``: adds to rows of the model what lines show. Lists of a model with the same ``load`` are then read in one
    statement, by key, so that a row may have moved on: its line says the state it is in, or is left out. Without
    ``load`` the list reads ``rows`` itself, those that still belong to it.
    """

    rows: QuerySet[Any]
    tell: Callable[[Reader, list[Any]], Inbox]
    most: int = 50
    load: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class NextStep:
    """What happens next, when, who acts, how it can be avoided.

    ``also``: what the reader may do instead. ``lapse``: what the system does by itself then.
    """

    what: str
    when: str = ""
    who: str = ""
    avoid: str = ""
    lapse: str = ""
    also: str = ""


@dataclass(frozen=True)
class DoorAct:
    """What somebody can do at the door of a site: what, where, one line of why, its place among the others."""

    label: str
    url: str
    why: str = ""
    order: int = 50


@dataclass(frozen=True)
class Panel:
    """A part of a composed page: ``build`` returns the template's context, or ``None`` to stay away.

    ``lists``: queries that are not cut, each with how many rows at most; those of all parts of a page are asked in one
    statement, and ``build`` gets the rows of each behind its other arguments.
    """

    place: str
    order: int
    template: str
    build: Callable[..., Mapping[str, Any] | None]
    lists: Callable[[Actor, Any, datetime], Sequence[tuple[QuerySet[Any], int]]] | None = None


@dataclass(frozen=True)
class Verified:
    """What the holder of a number and its token learns: what it is, its state, its digest and nothing else."""

    kind: str
    number: str
    state: str
    digest: str
    issued_on: date | None = None


@dataclass(frozen=True)
class Recomputed:
    """What a replay of stored outcomes found: how many were worked out again, and a line for each that differs."""

    replayed: int
    differing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recomputer:
    """What is worked out again, and by whom."""

    title: str
    replay: Callable[[], Recomputed]


@dataclass(frozen=True)
class Readiness:
    """One line of the health page. ``ok=None`` is a warning that does not fail the whole."""

    name: str
    ok: bool | None
    words: str


@dataclass(frozen=True)
class Signed:
    """A rung of the ladder that was signed: over which site, why in one line, and each cause with what would end it."""

    site_id: int
    key: int
    reason: str
    causes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CarriedOut:
    """What a signature did, in words, and where to go on. ``key``: what the app needs to undo it."""

    words: str
    url: str = ""
    key: str = ""


@dataclass(frozen=True)
class Decided:
    """How it was decided over what a signature had led to: whether the rung was taken, and in words."""

    is_taken: bool
    words: str


def _no_duty(site: Any) -> str:
    return ""


@dataclass(frozen=True)
class LadderHandler:
    """How the app that owns a rung carries it out.

    ``concerns``: of these sites, those against which it can be taken on a day. ``effect``: what the signature does, one
    sentence. ``carry_out`` and ``undo`` run in the transaction of the signature and refuse as every service does.
    ``duty``: what a notice of it must say besides. ``decided``: of keys that ``carry_out`` gave, those over which
    nothing is to be decided any more; for a rung that only proposes.
    """

    concerns: Callable[[Collection[int], date], set[int]]
    effect: str
    carry_out: Callable[[Signed, Actor, datetime], CarriedOut]
    undo: Callable[[int, str, Actor, datetime], None] | None = None
    duty: Callable[[Any], str] = _no_duty
    decided: Callable[[Collection[str]], Mapping[str, Decided]] | None = None


class ReplaySection(TypedDict):
    """One table of a rehearsal; cells are texts and whole numbers."""

    title: str
    columns: list[str]
    rows: list[list[Any]]


class Replay(TypedDict):
    """What one app says of new rules over the facts of the last cycle. ``counts``: how many rows were replayed."""

    cycle: str
    summary: list[str]
    counts: dict[str, int]
    sections: list[ReplaySection]


#: Which lists somebody has on a day. No statement is sent here: who has no part in a list gives none, and which rows it
#: holds the desk asks. It is told no moment and looks nothing up, since the desk keeps what it gave for the whole day.
Contribution = Callable[[Actor, date], Iterable[InboxList]]
INBOX: Registry[Contribution] = Registry("inbox")
PANELS: Registry[Panel] = Registry("panels")
NEXT_STEPS: Registry[Callable[[Any, datetime], NextStep | None]] = Registry("next steps")
#: Given the person, the site and the moment; nothing for whoever may not do it.
DOOR_ACTS: Registry[Callable[[Actor, Any, datetime], Iterable[DoorAct]]] = Registry("acts at the door")
VERIFIERS: Registry[Callable[[str, str], Verified | None]] = Registry("verifiers")
READINESS: Registry[Callable[[datetime], Readiness]] = Registry("readiness")
RECOMPUTERS: Registry[Recomputer] = Registry("recomputers")
#: Given the row with the new rules and the moment; ``None``: this app has nothing to replay.
REHEARSERS: Registry[Callable[[Any, datetime], Replay | None]] = Registry("rehearsers")
#: Given keys of people: the mail address of each as it is now, ``None`` for whoever may sign in no more. Whom nobody knows is left out.
RECEIVERS: Registry[Callable[[Collection[int]], Mapping[int, str | None]]] = Registry("receivers of messages")
#: By the code of the rung; a rung without a handler is never announced.
LADDER_HANDLERS: Registry[LadderHandler] = Registry("ladder handlers")
#: By their codes; put in from ``<app>/dynamic_checks.py``.
CHECKS: Registry[Check] = Registry("checks")
#: Titles of checks that are no more, by their codes: what they found is still told.
FORMER_CHECKS: Registry[str] = Registry("former checks")


def check_title(code: str) -> str:
    """What a check is called, also one that is no more."""
    check = CHECKS.get(code)
    return check.title if check else FORMER_CHECKS.get(code) or code


def check_titles() -> dict[str, str]:
    """Of all that are, and of those that are no more."""
    return {**dict(FORMER_CHECKS.items()), **{check.code: check.title for check in CHECKS}}


def milder_checks(code: str) -> list[str]:
    """The checks of the same matter out of which this one grew, the nearest first."""
    found, check = [], CHECKS.get(code)
    while check is not None and check.grows_out_of:
        found.append(check.grows_out_of)
        check = CHECKS.get(check.grows_out_of)
    return found


def panels_at(place: str, actor: Actor, row: Any, now: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """Template and context of each part that belongs on this page, in their order; those that stay away are left out."""
    wanted = sorted((panel for panel in PANELS if panel.place == place), key=lambda panel: panel.order)
    asked = [list(panel.lists(actor, row, now)) if panel.lists else [] for panel in wanted]
    found = iter(rows_at_once([each for lists in asked for each in lists]))
    built = [
        (panel.template, panel.build(actor, row, now, *(next(found) for _ in lists)))
        for panel, lists in zip(wanted, asked, strict=True)
    ]
    return [(template, context) for template, context in built if context is not None]
