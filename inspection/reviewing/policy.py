"""May this actor see this yearly review, or move it? Rows of single sites follow the policy of assessments.

The issuing union's officers write and lead it; whoever works below it reads it once the notice is out.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import decides, held, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, Rule, denied, system_only
from inspection.models import ReviewState, YearlyReview


def _scope(actor: Actor) -> Q:
    """Drafts where the issuer stands below the grant; what was announced also from below the issuer."""
    reach = Q(pk__in=[])
    for grant in working_grants(actor):
        if not grant.union_path:
            continue
        reach |= Q(issuer__path__startswith=grant.union_path)
        parts = grant.union_path.split(".")
        above = [".".join(parts[:count]) + "." for count in range(1, len(parts))]
        reach |= Q(issuer__path__in=above) & ~Q(state__in=[ReviewState.DRAFT, ReviewState.DROPPED])
    return reach


def _over_all_types(rule: Rule) -> Rule:
    """Who is granted some types only leads a review of those, and of no others."""

    def over_all(actor: Actor, row: YearlyReview) -> Decision:
        for each in row.places:
            decision = rule(actor, each)
            if not decision:
                return decision
        return ALLOWED if row.places else denied("还没有选择阵地类型,请先选择。")

    return over_all


def _may_export(actor: Actor, row: YearlyReview) -> Decision:
    """Anything within the own reach, with the right to let data out; which rows, the scope says."""
    if any(grant.can_export for grant in working_grants(actor)):
        return ALLOWED
    return denied("导出汇总表需要“导出数据”权限,您的账号没有这项权限。需要时请联系本单位系统管理员。")


_works_on_it = _over_all_types(held(Role.CITY))
_decides = _over_all_types(decides(Role.CITY))

REVIEWS: Policy[YearlyReview] = Policy(
    YearlyReview,
    scope=_scope,
    beside=["issuer"],
    rules={
        "write": _works_on_it,
        "edit": _works_on_it,
        "drop": _works_on_it,
        "publish": _decides,
        "enrol": system_only,
        "extend": _decides,
        "end_own": _decides,
        "draw": _decides,
        "close": _decides,
        "export": _may_export,
    },
)
