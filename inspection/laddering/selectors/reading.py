"""What pages read about consequences: those within reach, those that one may sign now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.reach import managed
from accounts.roles import Role
from core.actor import Actor
from core.policy import Decision
from inspection.laddering.policy import COLUMNS, CONSEQUENCES, SIGNERS
from inspection.laddering.states import OPEN, ConsequenceState
from inspection.models import Consequence, ConsequenceCause
from rulebook.choices import LadderAction
from sites.models import ServiceSite

RELATED = ("site", "site__district", "site__managing_union", "pack", "order")
_UNREAD = ("site__search", "site__public_search", "site__managing_union__search")


@dataclass(frozen=True)
class Sought:
    """What the list is narrowed to; empty means all."""

    words: str = ""
    state: str = ""
    site_type: str = ""
    district: str = ""


def within(actor: Actor) -> QuerySet[Consequence]:
    """With what a line shows."""
    rows = CONSEQUENCES.visible_to(actor).select_related(*RELATED).defer(*_UNREAD)
    return rows.prefetch_related("causes__finding", "causes__order")


def consequence_within(actor: Actor, key: int) -> Consequence | None:
    rows = within(actor).select_related("signed_by", "objected_by", "answered_by")
    return rows.filter(pk=key).first()


def sought(actor: Actor, by: Sought) -> QuerySet[Consequence]:
    """Within reach, reminders left out; what can be signed first comes first."""
    exact = {"state": by.state, "site__site_type": by.site_type, "site__district_id": by.district}
    rows = within(actor).exclude(action=LadderAction.REMIND)
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if by.words:
        rows = rows.filter(site__name__icontains=by.words)
    return rows.order_by("-announced_on", "pk")


def about(actor: Actor, site: ServiceSite) -> QuerySet[Consequence]:
    """Of one site, the latest first."""
    return within(actor).filter(site=site).order_by("-announced_at", "-pk")


def to_sign(actor: Actor, day: date) -> QuerySet[Consequence]:
    """Whose notice is over, for whoever may sign them."""
    ready = Q(state=ConsequenceState.ANNOUNCED, earliest_on__lte=day, earliest_is_provisional=False)
    return within(actor).filter(ready, _signed_by(actor)).order_by("earliest_on", "pk")


def announced_over(actor: Actor, findings: Iterable[int]) -> list[int]:
    """What is announced to the sites of these findings, for whoever may sign it."""
    rows = Consequence.objects.filter(_signed_by(actor), state=ConsequenceState.ANNOUNCED)
    found = rows.filter(site__findings__in=list(findings)).order_by("pk").distinct()
    return list(found.values_list("pk", flat=True))


def to_answer(actor: Actor) -> QuerySet[Consequence]:
    """Objections that wait for an answer."""
    rows = within(actor).filter(_signed_by(actor), state=ConsequenceState.OBJECTED)
    return rows.exclude(objected_by=actor.id).order_by("objected_at", "pk")


def to_hear(actor: Actor) -> QuerySet[Consequence]:
    """What is announced to the sites that one keeps."""
    rows = within(actor).filter(managed(actor, COLUMNS, (Role.KEEPER,)), state=ConsequenceState.ANNOUNCED)
    return rows.exclude(action=LadderAction.REMIND).order_by("earliest_on", "pk")


def _signed_by(actor: Actor) -> Q:
    """Rungs that one may sign, in SQL: as ``SIGNERS`` says."""
    reach = Q(pk__in=[])
    for action, roles in SIGNERS.items():
        reach |= Q(action=action) & decided_by(actor, roles)
    return reach


def decided_by(actor: Actor, roles: Iterable[str]) -> Q:
    """``managed`` with the right to decide."""
    deciding = Actor(
        actor.id,
        actor.name,
        actor.office,
        actor.path,
        tuple(grant for grant in actor.grants if grant.can_decide),
        actor.is_system,
    )
    return managed(deciding, COLUMNS, roles)


def may_sign(actor: Actor, row: Consequence) -> Decision:
    """The right alone; whether it is time, the machine says."""
    return CONSEQUENCES.decide(actor, "sign", row)


def signs_anywhere(actor: Actor) -> bool:
    return any(grant.can_decide for grant in actor.grants if grant.role in (Role.DISTRICT, Role.CITY))


def open_on(sites: Iterable[int], action: str) -> QuerySet[Consequence]:
    """Signed and not settled: what a meeting or a case has still to decide."""
    return Consequence.objects.filter(site__in=list(sites), action=action, state=ConsequenceState.SIGNED)


def causes_of(row: Consequence) -> list[ConsequenceCause]:
    return list(row.causes.select_related("finding", "order").order_by("pk"))


def open_of(site_id: int) -> QuerySet[Consequence]:
    return Consequence.objects.filter(site=site_id, state__in=OPEN).prefetch_related("causes").order_by("pk")
