"""May this actor see what follows for a site, object to it, or sign it?

Who keeps the site objects, and the district for him where it does not sign itself. Who signs depends on the rung: a title is the city's matter, a
cancellation is opened by the managing branch. Whoever objected neither answers nor signs.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, decides, held
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, both, denied, either, system_only
from inspection.models import Consequence
from rulebook.choices import LadderAction

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

#: Who speaks for the site.
OBJECTORS = (Role.KEEPER, Role.STREET, Role.DISTRICT)

#: Who signs each rung, with the right to decide. A reminder needs no signature.
SIGNERS: dict[str, tuple[str, ...]] = {
    LadderAction.RECTIFY: (Role.DISTRICT, Role.CITY),
    LadderAction.SUSPEND: (Role.DISTRICT, Role.CITY),
    LadderAction.REVOKE: (Role.CITY,),
    LadderAction.CANCEL: (Role.DISTRICT,),
}


def _scope(actor: Actor) -> Q:
    return covered(actor, COLUMNS)


def _decides(actor: Actor, row: Consequence) -> Decision:
    return decides(*SIGNERS.get(row.action, ()))(actor, row)


def _did_not_object(actor: Actor, row: Consequence) -> Decision:
    if row.objected_by_id is not None and row.objected_by_id == actor.id:
        return denied("异议是您提出的,请由另一位同志办理。")
    return ALLOWED


def _does_not_sign(actor: Actor, row: Consequence) -> Decision:
    """Who could sign it takes it back instead; a district that could not speaks for the site."""
    if _decides(actor, row):
        return denied("这项措施由您签批,有不同意见的请直接撤下并写明理由;异议由阵地一方提出。")
    return ALLOWED


_signs = both(_decides, _did_not_object)

CONSEQUENCES: Policy[Consequence] = Policy(
    Consequence,
    scope=_scope,
    beside=["site"],
    rules={
        "object": both(held(*OBJECTORS), _does_not_sign),
        "keep": _signs,
        "accept": _signs,
        "withdraw": _signs,
        "sign": _signs,
        "lift": decides(Role.DISTRICT, Role.CITY),
        "settle": either(_decides, system_only),
        "fall_through": system_only,
        "overturn": system_only,
        "drop": system_only,
    },
)
