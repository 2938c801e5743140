"""May this actor see or manage this person or union?"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.models import Union, User
from accounts.reach import grants_of
from accounts.roles import OFFICES, Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, denied

EVERY_ROLE = frozenset(Role.values)


def _unions_within(actor: Actor) -> Q:
    reach = Q(pk__in=[])
    for grant in grants_of(actor, EVERY_ROLE):
        if grant.union_path:
            reach |= Q(path__startswith=grant.union_path)
    return reach


def _people_within(actor: Actor) -> Q:
    reach = Q(pk=actor.id)
    for grant in grants_of(actor, EVERY_ROLE):
        if grant.can_people and grant.union_path:
            reach |= Q(home_union__path__startswith=grant.union_path)
            if grant.role == Role.ADMINISTRATOR:  # people from outside, such as reviewers, have no union here
                reach |= Q(home_union=None)
    return reach


def _may_manage_people(actor: Actor, row: Any) -> Decision:
    path = row.home_union.path if getattr(row, "home_union", None) else ""
    for grant in grants_of(actor, EVERY_ROLE):
        if grant.can_people and (not path or path.startswith(grant.union_path)):
            return ALLOWED
    return denied("管理人员需要“管理人员”权限,请联系系统管理员。")


UNIONS: Policy[Union] = Policy(Union, scope=_unions_within, rules={})
PEOPLE: Policy[User] = Policy(User, scope=_people_within, rules={"manage": _may_manage_people})

__all__ = ["OFFICES", "PEOPLE", "UNIONS"]
