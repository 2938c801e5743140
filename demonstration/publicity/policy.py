"""May this actor post, lengthen or replace a notice, read an objection, decide on it?

Whoever must not see a nomination of the round leads no notice; what was objected to it he does not find at all. Who
objected is read by the city's handler only.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import decides, held, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, Rule, both, denied, system_only
from demonstration.models import Conflict, Objection, Publicity
from demonstration.rounds.policy import ROUNDS

READERS = (Role.CITY, Role.AUDITOR)


def _of_round(action: str) -> Rule:
    def rule(actor: Actor, row: Publicity) -> Decision:
        return ROUNDS.decide(actor, action, row.round)

    return rule


def _scope(actor: Actor) -> Q:
    """The office's side of it; the notice itself is public."""
    return Q(round__in=ROUNDS.visible_to(actor).values("pk"))


PUBLICITIES: Policy[Publicity] = Policy(
    Publicity,
    scope=_scope,
    beside=["round__issuer", "round__pack"],
    rules={
        "see": _of_round("see_ranking"),
        "extend": _of_round("post"),
        "replace": _of_round("post"),
        "channel": _of_round("rank"),
        "settle": system_only,
        "end": system_only,
    },
)


def _reach(actor: Actor) -> Q:
    """What came to the rounds of the office. Walls stand before it."""
    found = Q(pk__in=[])
    for grant in working_grants(actor, READERS):
        if grant.union_path:
            found |= Q(entry__publicity__round__issuer__path__startswith=grant.union_path)
    return found


def _not_walled(actor: Actor, row: Objection) -> Decision:
    if actor.is_system or actor.id is None:
        return ALLOWED
    if Conflict.objects.filter(user_id=actor.id, nomination_id=row.entry.nomination_id).exists():
        return denied("您与该申报存在回避关系,异议请由另一位同志办理。")
    return ALLOWED


def _of_city(rule: Rule) -> Rule:
    """Asked of every type of the round, as its other steps are."""

    def over_all(actor: Actor, row: Objection) -> Decision:
        for each in row.entry.publicity.round.places:
            decision = rule(actor, each)
            if not decision:
                return decision
        return ALLOWED

    return over_all


#: For rows that were found within reach, so that a list asks for no wall again.
handles_found = _of_city(decides(Role.CITY))
_handles = both(_not_walled, handles_found)

OBJECTIONS: Policy[Objection] = Policy(
    Objection,
    scope=_reach,
    beside=["entry__publicity__round__issuer", "entry__nomination"],
    rules={
        "see": both(_not_walled, _of_city(held(*READERS))),
        "see_sender": _handles,
        "take": _handles,
        "uphold": _handles,
        "reject": _handles,
    },
)
