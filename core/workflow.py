"""Walking an edge: the only code that changes a state.

Lock, right, source state, freshness, note, write, what follows, audit entry: in that order, in one transaction.
A refusal is recorded after the rollback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.utils.functional import cached_property

from core.actor import Actor
from core.audit import Change, last_entry_on, record
from core.policy import ALLOWED, Decision, NotAllowed, Policy
from core.text_guard import without_controls

M = TypeVar("M", bound="WorkflowModel")

_depth: ContextVar[int] = ContextVar("step_depth", default=0)


class WorkflowModel(models.Model):
    """A row with a state that only a step may move, and a revision that tells a stale edit."""

    state = models.CharField("状态", max_length=16, editable=False)
    revision = models.PositiveIntegerField("修订次数", default=0, editable=False)

    class Meta:
        abstract = True

    def forget(self) -> None:
        """Drop what was read once for this object (its cached properties): the next question reads anew."""
        for name in [
            name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)
        ]:
            del vars(self)[name]

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.forget()
        super().refresh_from_db(*args, **kwargs)


class TransitionRefused(Exception):
    """The state does not allow it (any more): answered with 409 and what stands now."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Overtaken(TransitionRefused):
    """What the page showed is so no more: somebody moved or changed it. Any other refusal is one by a rule."""


class StaleEdit(Overtaken):
    """Somebody saved in between: answered with 409, the typed text kept beside the newer one."""


class NoteMissing(TransitionRefused):
    """The step needs a written reason."""


@dataclass(frozen=True)
class Edge:
    """One lawful move. ``target`` empty keeps the state. ``label`` is the button, ``consequence`` what follows.

    ``applies``: which rows know this edge at all; the others never offer it. ``when``: what else must hold of the
    row. Both are asked after the state, so that whoever comes second reads what was done meanwhile.
    """

    action: str
    sources: frozenset[str]
    target: str
    label: str
    consequence: str = ""
    needs_note: bool = False
    note_label: str = "说明"
    hidden: bool = False
    applies: Callable[[Any], bool] | None = None
    when: Callable[[Any], Decision] | None = None

    def is_known_to(self, row: Any) -> bool:
        return self.applies is None or self.applies(row)


def edge(action: str, sources: str, target: str, label: str, **more: Any) -> Edge:
    """``sources`` are state codes parted by spaces."""
    return Edge(action, frozenset(sources.split()), target, label, **more)


@dataclass
class Step(Generic[M]):
    """What the body of a service works with: the locked row and the changes it wants told in the trail."""

    row: M
    before: str
    changes: dict[str, Change] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """A move the page may offer: allowed, or shown with the reason why not."""

    edge: Edge
    decision: Decision


@contextmanager
def attempt(actor: Actor, action: str, row: Any, *, now: datetime, label: str = "") -> Iterator[None]:
    """One transaction; a refusal inside rolls everything back and is then recorded, by the outermost attempt.

    ``row`` may be a function that reads it: only a refusal needs it.
    """
    depth = _depth.get()
    token = _depth.set(depth + 1)
    try:
        with transaction.atomic():
            yield
    except (NotAllowed, TransitionRefused) as refusal:
        if not hasattr(refusal, "told"):
            about = row() if callable(row) else row
            refusal.told = (actor, action, about, label)  # type: ignore[union-attr]  # innermost attempt knows best
        if depth == 0:
            who, what, about, called = refusal.told  # type: ignore[union-attr]  # set just above or further in
            record(who, what, about, now=now, label=called, note=refusal.reason, outcome="refused")
        raise
    finally:
        _depth.reset(token)


def _state_words(row: WorkflowModel) -> str:
    """现在的状态是“草稿”。 Nothing of a model whose states have no words."""
    shown = getattr(row, "get_state_display", str)
    words = getattr(row, "state_label", "") or shown()
    return f"现在的状态是“{words}”。" if words else ""


class Machine(Generic[M]):
    """The edge table of one model. Buttons, documents and the test matrix are read from the same edges."""

    def __init__(self, name: str, policy: Policy[M], *edges: Edge) -> None:
        self.name = name
        self.policy = policy
        self.edges = {each.action: each for each in edges}
        without_rule = self.edges.keys() - policy.rules.keys()
        if without_rule or len(self.edges) != len(edges):
            raise ValueError(f"{name}: actions without a rule or named twice: {sorted(without_rule)}")

    def actions_for(self, actor: Actor, row: M) -> list[Action]:
        """What can be done from here, in the order of the table; hidden edges left out."""
        return [
            Action(each, self._decide(actor, each, row))
            for each in self.edges.values()
            if row.state in each.sources and not each.hidden and each.is_known_to(row)
        ]

    def _decide(self, actor: Actor, move: Edge, row: M) -> Decision:
        decision = self.policy.decide(actor, move.action, row)
        return move.when(row) if decision and move.when else decision

    @contextmanager
    def step(
        self,
        pk: Any,
        action: str,
        *,
        actor: Actor,
        now: datetime,
        note: str = "",
        seen: int | None = None,
        **fields: Any,
    ) -> Iterator[Step[M]]:
        """Walk ``action`` on row ``pk``; the body does what follows from it. All of it happens, or none.

        The row is held without its key: nothing changes that, and whoever writes a row that points to it does not wait.
        ``seen``: the revision the person looked at. A field given as a function is worked out from the locked row,
        after all checks. Raises ``NotAllowed`` (403), ``TransitionRefused`` (409).
        """
        move, note = self.edges[action], without_controls(note)
        rows = self.policy.model._default_manager

        def about() -> M:
            return rows.filter(pk=pk).first() or self.policy.model(pk=pk)

        with attempt(actor, f"{self.name}.{action}", about, now=now, label=move.label):
            beside = self.policy.beside or (None,)
            row = rows.select_for_update(of=("self",), no_key=True).select_related(*beside).get(pk=pk)
            self.policy.require(actor, action, row)
            self._check(move, row, note, seen)
            taken = Step(row, row.state)
            values = {**fields, "revision": row.revision + 1, "state": move.target or row.state}
            for name, value in values.items():
                setattr(row, name, value(row) if callable(value) else value)
            row.save(update_fields=list(values))
            row.forget()
            yield taken
            row.forget()
            record(
                actor,
                f"{self.name}.{action}",
                row,
                now=now,
                label=move.label,
                before=taken.before,
                after=row.state,
                note=note.strip(),
                changes=taken.changes,
                details=taken.details,
            )

    def _check(self, move: Edge, row: M, note: str, seen: int | None) -> None:
        if row.state not in move.sources or not move.is_known_to(row):
            raise Overtaken(f"未能办理“{move.label}”:{_state_words(row)}{self._what_stands(row)}")
        if seen is not None and seen != row.revision:
            raise StaleEdit(f"您打开页面之后,内容已有更新。{self._what_stands(row)}")
        holds = move.when(row) if move.when else ALLOWED
        if not holds:
            raise TransitionRefused(f"{holds.reason}{self._what_stands(row)}")
        if move.needs_note and not note.strip():
            raise NoteMissing(f"请填写{move.note_label}后再{move.label}。")

    def _what_stands(self, row: M) -> str:
        last = last_entry_on(row)
        return (
            f"{last.sentence}。请刷新页面查看当前情况。"
            if last
            else "当前状态不允许此操作,请刷新页面后再试。"
        )
