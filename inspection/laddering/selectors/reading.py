"""What pages read about consequences: those within reach, those that one may sign now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.reach import managed
from accounts.roles import Role
from core.actor import Actor
from core.policy import Decision
from inspection.laddering.policy import COLUMNS, CONSEQUENCES, SIGNERS
from inspection.laddering.states import OPEN, ConsequenceState
from inspection.models import Consequence, ConsequenceCause, Extension
from inspection.rectifying.states import STANDING, RectificationState
from rulebook.choices import LadderAction
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

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
        named = Q(site__name__icontains=by.words) | Q(site__code__iexact=by.words)
        rows = rows.filter(
            named | Q(site__filing_number__iexact=by.words) | Q(order__number__iexact=by.words)
        )
    return rows.order_by("-announced_on", "pk")


def about(actor: Actor, site: ServiceSite) -> QuerySet[Consequence]:
    """Of one site, the latest first."""
    return within(actor).filter(site=site).order_by("-announced_at", "-pk")


def to_sign(actor: Actor, day: date) -> QuerySet[Consequence]:
    """Whose notice is over, for whoever may sign them."""
    return within(actor).filter(_ready(day), _signed_by(actor)).order_by("earliest_on", "pk")


def _ready(day: date) -> Q:
    """The notice is over, and not every cause rests."""
    is_time = Q(state=ConsequenceState.ANNOUNCED, earliest_on__lte=day, earliest_is_provisional=False)
    return is_time & Q(Exists(_leading_on()))


def _leading_on(of: str = "pk") -> QuerySet[ConsequenceCause]:
    """Of one consequence, the causes that do not rest; ``of``: where the outer row has its key. As ``standing.RESTING`` says it of the orders."""
    waiting = Extension.objects.filter(
        verdict="", order=OuterRef("order"), order__state=RectificationState.MENDING
    )
    causes = ConsequenceCause.objects.filter(consequence=OuterRef(of)).exclude(Exists(waiting))
    return causes.exclude(order__state=RectificationState.RECHECK)


def announced_over(actor: Actor, sites: Iterable[int], day: date) -> QuerySet[ConsequenceCause]:
    """The causes of everything that is announced over these sites; ``may_sign``: whether this person signs it on the day;
    ``rests``: all of its causes do.
    """
    ready = Consequence.objects.filter(_ready(day), _signed_by(actor), pk=OuterRef("consequence"))
    rows = ConsequenceCause.objects.filter(consequence__state__in=OPEN, consequence__site__in=list(sites))
    rests = ~Exists(_leading_on("consequence"))
    rows = rows.exclude(consequence__action=LadderAction.REMIND).annotate(may_sign=Exists(ready), rests=rests)
    return rows.select_related("consequence", "finding").order_by("pk")


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


def led_to(site: int, action: str, key: str) -> QuerySet[Consequence]:
    """Signed, and this very case came of it."""
    return open_on([site], action).filter(outcome_key=key)


def signed_over(site: ServiceSite) -> QuerySet[Consequence]:
    """Plates that are suspended and cancellations that were signed, as far as they stand."""
    rows = Consequence.objects.filter(site=site, state=ConsequenceState.SIGNED)
    rows = rows.filter(action__in=(LadderAction.SUSPEND, LadderAction.CANCEL))
    return rows.prefetch_related("causes__order__items").order_by("pk")


def to_lift(actor: Actor) -> QuerySet[Consequence]:
    """Suspended plates of sites in use whose orders are over."""
    hangs = Q(state=ConsequenceState.SIGNED, action=LadderAction.SUSPEND)
    left = ConsequenceCause.objects.filter(order__state__in=STANDING).values("consequence")
    rows = within(actor).filter(hangs, decided_by(actor, (Role.DISTRICT, Role.CITY)), site__state__in=IN_USE)
    return rows.exclude(pk__in=left).order_by("signed_at", "pk")


def signed_for(action: str) -> QuerySet[Consequence]:
    """Signed over all sites and not settled."""
    return Consequence.objects.filter(action=action, state=ConsequenceState.SIGNED).order_by("pk")


def cancellations_after(rungs: Iterable[int]) -> QuerySet[Consequence]:
    """Signed and still under way, because of the orders on which these rungs rest."""
    orders = ConsequenceCause.objects.filter(consequence__in=list(rungs), order__isnull=False).values("order")
    same = ConsequenceCause.objects.filter(consequence=OuterRef("pk"), order__in=orders)
    return signed_for(LadderAction.CANCEL).filter(Exists(same)).select_related("site")


def idle_proposals() -> QuerySet[Consequence]:
    """Signed for a meeting over a title, and no order behind it stands any more."""
    proposed = Consequence.objects.filter(action=LadderAction.REVOKE, state=ConsequenceState.SIGNED)
    left = ConsequenceCause.objects.filter(order__state__in=STANDING).values("consequence")
    return proposed.exclude(pk__in=left).prefetch_related("causes__order").order_by("pk")


def causes_of(row: Consequence) -> list[ConsequenceCause]:
    return list(row.causes.select_related("finding", "order").order_by("pk"))


def open_of(site_id: int) -> QuerySet[Consequence]:
    return Consequence.objects.filter(site=site_id, state__in=OPEN).prefetch_related("causes").order_by("pk")
