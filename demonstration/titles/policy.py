"""May this actor see this title or this request to look again, or move it?

A title is public; its grounds and what can be done with it belong to the unions above the site. A request is walled
like the nomination it is about, and whoever took part in the decision never answers it.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, decides, held
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, both, denied, system_only
from demonstration.models import Appeal, Conflict, Designation

COLUMNS = Columns("site__union_path", "site__district_id", "site_type", "site_id")
APPEAL_COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

BEHIND_A_WALL = "您与该申报存在回避关系,不能查看或办理。"


def _titles_scope(actor: Actor) -> Q:
    return covered(actor, COLUMNS)


_decides = decides(Role.CITY)

TITLES: Policy[Designation] = Policy(
    Designation,
    scope=_titles_scope,
    beside=["site__managing_union", "issuer", "nomination__round"],
    rules={
        "downgrade": _decides,
        "revoke": _decides,
        "keep": _decides,
        "recommend": held(Role.CITY),
        "lapse": system_only,
        "restore": system_only,
        "restore_grade": system_only,
    },
)


def _appeals_scope(actor: Actor) -> Q:
    return covered(actor, APPEAL_COLUMNS)


def _not_behind_a_wall(actor: Actor, row: Appeal) -> Decision:
    about = row.nomination_id or (row.event.designation.nomination_id if row.event else None)
    if about is None or actor.is_system or actor.id is None:
        return ALLOWED
    walled = Conflict.objects.filter(user_id=actor.id, nomination_id=about).exists()
    return denied(BEHIND_A_WALL) if walled else ALLOWED


def _took_no_part(actor: Actor, row: Appeal) -> Decision:
    if actor.id in row.deciders:
        return denied("复核由没有参与原决定的另一位同志办理,请交给其他有签批权限的经办人。")
    return ALLOWED


_asks = both(held(Role.KEEPER, Role.DISTRICT), _not_behind_a_wall)
_answers = both(_decides, _not_behind_a_wall, _took_no_part)

APPEALS: Policy[Appeal] = Policy(
    Appeal,
    scope=_appeals_scope,
    beside=["site__managing_union", "nomination__round", "event__designation"],
    rules={"ask": _asks, "withdraw": _asks, "keep": _answers, "change": _answers},
)
