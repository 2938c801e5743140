"""May this actor see this order, or move it?

The managing branch and the district where the site stands read it. Whoever keeps the site answers; the union that
gave the order, or the city above it, takes the second look, never by somebody who answered himself.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, decides, held
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, both, denied, either, system_only
from inspection.models import Rectification

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

#: Who mends and answers: the keeper, and the street and district for him.
MENDERS = (Role.KEEPER, Role.STREET, Role.DISTRICT)

#: Who orders, by the name under which he does.
ORDERERS = (Role.DISTRICT, Role.CITY)


def _scope(actor: Actor) -> Q:
    return covered(actor, COLUMNS)


def _looks_again(actor: Actor, row: Rectification) -> Decision:
    """The union that ordered it, or the city above."""
    return held(*_above(row))(actor, row)


def _decides(actor: Actor, row: Rectification) -> Decision:
    return decides(*_above(row))(actor, row)


def _above(row: Rectification) -> tuple[str, ...]:
    return (Role.CITY,) if row.ordered_as == Role.CITY else ORDERERS


def _did_not_answer(actor: Actor, row: Rectification) -> Decision:
    """Asked of the rows as they stand: whoever answered for the site does not judge it."""
    if row.items.filter(answered_by_id=actor.key).exists():
        return denied("您代阵地答复过整改事项,不能作复查结论,请由另一位同志办理。")
    return ALLOWED


def _did_not_ask(actor: Actor, row: Rectification) -> Decision:
    if row.extensions.filter(verdict="", asked_by_id=actor.key).exists():
        return denied("延期是您申请的,请由另一位同志答复。")
    return ALLOWED


_concludes = both(_decides, _did_not_answer)

ORDERS: Policy[Rectification] = Policy(
    Rectification,
    scope=_scope,
    beside=["site"],
    rules={
        "order": decides(*ORDERERS),
        "answer": held(*MENDERS),
        "hand_in": held(*MENDERS),
        "ask_longer": held(*MENDERS),
        "grant_longer": both(_decides, _did_not_ask),
        "refuse_longer": both(_decides, _did_not_ask),
        "judge": both(_looks_again, _did_not_answer),
        "close": _concludes,
        "send_back": both(_looks_again, _did_not_answer),
        "report_up": _concludes,
        "settle": decides(Role.CITY),
        "withdraw": _decides,
        "erase_picture": held(Role.KEEPER, Role.STREET, *ORDERERS),
        "lapse": system_only,
        "drop": either(decides(*ORDERERS), system_only),
    },
)
