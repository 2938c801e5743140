"""Who may write, check and publish a measure, and who may import a calendar?"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.reach import appointed, grants_of, holds
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, Rule, both, denied, either, system_only
from rulebook.choices import PackState
from rulebook.models import CalendarYear, PackRecord, RulePack

KEEPERS_OF_RULES = (Role.ADMINISTRATOR, Role.CITY)


def _packs_within(actor: Actor) -> Q:
    """Published measures are for everybody who signs in; drafts for those who work on them."""
    if not actor.is_signed_in:
        return Q(pk__in=[])
    reach = Q(state=PackState.PUBLISHED)
    for grant in grants_of(actor, KEEPERS_OF_RULES):
        if grant.union_path:
            reach |= Q(issuer__path__startswith=grant.union_path)
    return reach


def _second_officer(actor: Actor, row: RulePack) -> Decision:
    if actor.id in row.author_ids:
        return denied("您参与了本版本的编制。核对须由另一名经办人对照印发原件办理。")
    return ALLOWED


def _another_officer(actor: Actor, row: PackRecord) -> Decision:
    if actor.id == row.entered_by_id:
        return denied("这条登记由您录入。核对须由另一名经办人对照印发文件办理。")
    return ALLOWED


def _of_the_system(rule: Rule) -> Rule:
    """Seeds are entered by the system itself."""
    return either(system_only, rule)


def _may_import(actor: Actor, row: Any) -> Decision:
    if holds(actor, Role.ADMINISTRATOR):
        return ALLOWED
    return denied("节假日安排由系统管理员导入,您的账号没有这项权限。")


PACKS: Policy[RulePack] = Policy(
    RulePack,
    scope=_packs_within,
    rules={
        "create": _of_the_system(appointed(Role.ADMINISTRATOR)),
        "edit": _of_the_system(appointed(Role.ADMINISTRATOR)),
        "check": _of_the_system(both(appointed(*KEEPERS_OF_RULES), _second_officer)),
        "rehearse": _of_the_system(appointed(*KEEPERS_OF_RULES)),
        "return_to_draft": _of_the_system(appointed(*KEEPERS_OF_RULES)),
        "publish": _of_the_system(appointed(Role.ADMINISTRATOR)),
    },
)

CALENDARS: Policy[CalendarYear] = Policy(
    CalendarYear,
    scope=lambda actor: Q() if actor.is_signed_in else Q(pk__in=[]),
    rules={"import": _of_the_system(_may_import)},
)

RECORDS: Policy[PackRecord] = Policy(
    PackRecord,
    scope=lambda actor: Q(pack__in=RulePack.objects.filter(_packs_within(actor))),
    rules={
        "enter": appointed(Role.ADMINISTRATOR),
        "confirm": both(appointed(*KEEPERS_OF_RULES), _another_officer),
        "drop": appointed(*KEEPERS_OF_RULES),
    },
    beside=("pack__issuer",),
)
