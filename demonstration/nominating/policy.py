"""May this actor see this nomination, write it, check it, rank it? The wall of a conflict stands before every role.

The keeper and the site's street and district write it; the branch (the union right below the issuer, the issuer
itself for its own sites) checks and recommends; the district where the site stands reads what was handed in.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, Place, covered, held, managed, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, Rule, both, denied, system_only
from demonstration.models import Conflict, Nomination, NominationState
from demonstration.rounds.policy import ROUNDS

COLUMNS = Columns("site__union_path", "site__district_id", "site_type", "site_id")

#: Who writes a nomination: the keeper, and the street and district for him.
FILLERS = (Role.KEEPER, Role.STREET, Role.DISTRICT)

BEHIND_A_WALL = "您与该申报存在回避关系,不能查看或办理。"


def _scope(actor: Actor) -> Q:
    """Drafts for those who write them; for everybody else only what was handed in once. Walls stand before it."""
    handed_in = Q(submitted_at__isnull=False)
    return managed(actor, COLUMNS, FILLERS) | (covered(actor, COLUMNS) & handed_in)


def is_walled(actor: Actor, row: Nomination) -> bool:
    """Does a conflict keep the actor away? Read once for a row object: its page asks for every button."""
    if row.pk is None or actor.is_system or actor.id is None:
        return False
    known = vars(row).setdefault("_walled", {})
    if actor.id not in known:
        known[actor.id] = Conflict.objects.filter(user_id=actor.id, nomination_id=row.pk).exists()
    return bool(known[actor.id])


def _not_behind_a_wall(actor: Actor, row: Nomination) -> Decision:
    return denied(BEHIND_A_WALL) if is_walled(actor, row) else ALLOWED


def branch_role(row: Nomination) -> Role:
    """The role that acts for the branch: the city itself for its own sites."""
    return Role.CITY if row.branch_id == row.round.issuer_id else Role.DISTRICT


def _at_the_branch(*, decides: bool) -> Rule:
    def rule(actor: Actor, row: Nomination) -> Decision:
        at = Place(row.branch.path or "", None, row.site_type)
        grants = working_grants(actor, [branch_role(row)])
        if any(grant.manages(at) and (grant.can_decide or not decides) for grant in grants):
            return ALLOWED
        who = "有签批权限的经办人" if decides else "经办人"
        return denied(f"此事项由推荐工会({row.branch.name})的{who}办理,您的账号没有这项权限。")

    return rule


def _of_the_round(actor: Actor, row: Nomination) -> Decision:
    return ROUNDS.decide(actor, "rank", row.round)


_leads = both(_not_behind_a_wall, _of_the_round)
_fills = both(_not_behind_a_wall, held(*FILLERS))
_checks = both(_not_behind_a_wall, _at_the_branch(decides=False))
_recommends = both(_not_behind_a_wall, _at_the_branch(decides=True))

NOMINATIONS: Policy[Nomination] = Policy(
    Nomination,
    scope=_scope,
    beside=["site__managing_union", "round__issuer", "branch", "version", "quota"],
    rules={
        "start": _fills,
        "edit": _fills,
        "discard": _fills,
        "submit": _fills,
        "answer": _fills,
        "resubmit": _fills,
        "withdraw": _fills,
        "mark": _checks,
        "return": _checks,
        "recommend": _recommends,
        "move": _recommends,
        "take_back": _recommends,
        "pass_over": _recommends,
        "take_up": _recommends,
        "enter_review": system_only,
        "close_out": system_only,
        "lapse": system_only,
        "decide_grade": _leads,
        "undo_grade": _leads,
        "select": system_only,
        "reserve": system_only,
        "leave_out": system_only,
        "reopen": system_only,
        "come_up": system_only,
        "exclude": system_only,
        "name": system_only,
        "readmit": system_only,
    },
)


def may_write(actor: Actor, row: Nomination) -> bool:
    """Is it open for writing, and may this person?"""
    open_now = row.state in (NominationState.DRAFT, NominationState.RETURNED)
    return open_now and bool(NOMINATIONS.decide(actor, "edit", row))
