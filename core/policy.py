"""May this actor do this to that row? Scope said once as a ``Q``, rules by action, decisions with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from core.actor import Actor
from core.walls import rows_seen

M = TypeVar("M", bound=Model)
Rule = Callable[[Actor, Any], "Decision"]


@dataclass(frozen=True)
class Decision:
    """Yes or no, and why not. Truthy exactly when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)


def denied(reason: str) -> Decision:
    return Decision(False, reason)


class NotAllowed(PermissionDenied):
    """Within reach, but not allowed: answered with 403 and this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Policy(Generic[M]):
    """Rights over the rows of one model.

    ``scope`` maps an actor to the rows he may see. ``rules`` maps each action to its rule; an action without a
    rule is a programming error (``KeyError``), never a silent yes. ``beside`` names the rows that the rules look at
    beside the row itself: whoever reads one to ask about it reads them along.
    """

    def __init__(
        self,
        model: type[M],
        *,
        scope: Callable[[Actor], Q],
        rules: Mapping[str, Rule],
        beside: Iterable[str] = (),
    ) -> None:
        self.model = model
        self.scope = scope
        self.rules = dict(rules)
        self.beside = tuple(beside)

    def visible_to(self, actor: Actor) -> QuerySet[M]:
        """Rows within reach and behind no wall; everything else is "not found"."""
        rows = self.model._default_manager.all()
        if actor.is_system:
            return rows
        return rows.filter(self.scope(actor), rows_seen(self.model, actor))

    def decide(self, actor: Actor, action: str, row: M | None) -> Decision:
        return self.rules[action](actor, row)

    def require(self, actor: Actor, action: str, row: M | None) -> None:
        """Raise ``NotAllowed`` with the reason unless the action is allowed over this row."""
        decision = self.decide(actor, action, row)
        if not decision:
            raise NotAllowed(decision.reason)


def both(*rules: Rule) -> Rule:
    """Every rule must say yes; the first no gives the reason."""

    def rule(actor: Actor, row: Any) -> Decision:
        for each in rules:
            decision = each(actor, row)
            if not decision:
                return decision
        return ALLOWED

    return rule


def either(*rules: Rule) -> Rule:
    """One rule must say yes; the last no gives the reason."""

    def rule(actor: Actor, row: Any) -> Decision:
        decision = denied("您没有办理此事项的权限。")
        for each in rules:
            decision = each(actor, row)
            if decision:
                return decision
        return decision

    return rule


def system_only(actor: Actor, row: Any) -> Decision:
    """For moves that no person makes by hand: they follow from a decided step."""
    return ALLOWED if actor.is_system else denied("此操作只能由系统按已作出的决定执行。")
