"""May this actor see this visit, or record one? The managing branch, and the district in which the site stands."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.reach import Columns, covered, covers
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, denied, either
from inspection.models import SpotCheck, Visit
from inspection.spot_checks.policy import is_still_sent, still_sent

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

VISITORS = (Role.DISTRICT, Role.CITY)


def _scope(actor: Actor) -> Q:
    """What is known of sites within reach; inspectors of a draw see what was found in it."""
    sent_to = SpotCheck.objects.filter(still_sent(actor)).values("pk")
    return covered(actor, COLUMNS) | Q(drawn__spot_check__in=sent_to)


def _visits(actor: Actor, row: Any) -> Decision:
    """``row``: the site, or a visit to it."""
    if covers(actor, row.place, VISITORS):
        return ALLOWED
    return denied("查访由主管工会或阵地所在区(市)的经办人登记,您的账号没有这项权限。")


def _was_drawn(actor: Actor, row: Any) -> Decision:
    drawn = getattr(row, "drawn", None)
    if drawn is None or actor.key not in (key for key, _ in drawn.inspectors):
        return denied("您不是这次查访的检查人员。")
    return ALLOWED if is_still_sent(actor, drawn.spot_check) else denied("您不是这次查访的检查人员。")


#: Over visits, and over sites before there is a visit: both have a place.
VISITS: Policy[Any] = Policy(
    Visit,
    scope=_scope,
    beside=["site"],
    rules={
        "visit": _visits,
        "photograph": either(_was_drawn, _visits),
        "erase_picture": either(_was_drawn, _visits),
    },
)
