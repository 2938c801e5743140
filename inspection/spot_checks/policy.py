"""May this actor see this draw, or move it? The union that draws, and the inspectors whom it may send."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.reach import held, manages, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, denied, either, system_only
from inspection.models import DrawInspector, SpotCheck

ORDERERS = (Role.DISTRICT, Role.CITY)


def still_sent(actor: Actor) -> Q:
    """Draws that the person is named in and whose union may still send him: its officer, or one of a union below."""
    paths = {grant.union_path for grant in working_grants(actor, ORDERERS)}
    above = {
        ".".join(parts[:at]) + "."
        for path in paths
        for parts in [path.split(".")]
        for at in range(1, len(parts))
    }
    named = DrawInspector.objects.filter(user_id=actor.key).values("spot_check")
    return Q(pk__in=named, union__path__in=sorted(above))


def is_still_sent(actor: Actor, check: SpotCheck) -> bool:
    """The same of one draw, for somebody who is named in it."""
    path = check.place.union_path
    return any(grant.union_path.startswith(path) for grant in working_grants(actor, ORDERERS))


def _scope(actor: Actor) -> Q:
    """Draws of the own branch; a grant for some types sees the draws of those. Inspectors see what they are sent to."""
    reach = still_sent(actor)
    for grant in working_grants(actor, (*ORDERERS, Role.AUDITOR)):
        if grant.union_path:
            typed = Q(site_type__in=sorted(grant.site_types)) if grant.site_types else Q()
            reach |= Q(union__path__startswith=grant.union_path) & typed
    return reach


def _inspects(actor: Actor, row: Any) -> Decision:
    """``row``: a drawn site beside its draw."""
    if actor.key in (key for key, _ in row.inspectors) and is_still_sent(actor, row.spot_check):
        return ALLOWED
    return denied("由抽中的检查人员,或组织抽查的工会登记。")


def _organises(actor: Actor, row: Any) -> Decision:
    own = manages(actor, row.spot_check.place, ORDERERS)
    return ALLOWED if own else denied("由抽中的检查人员,或组织抽查的工会登记。")


#: Over draws, and over a draw that is only proposed: both have a place.
SPOT_CHECKS: Policy[Any] = Policy(
    SpotCheck,
    scope=_scope,
    beside=["union"],
    rules={
        "commit": held(*ORDERERS),
        "draw": held(*ORDERERS),
        "give_up": held(*ORDERERS),
        "record": lambda actor, row: ALLOWED,
        "skip": held(*ORDERERS),
        "finish": system_only,
    },
)

#: Who notes what was found at a drawn site; asked beside ``record``, which knows the draw alone.
records = either(_inspects, _organises)
