"""May this actor see this yearly review, or move it? Rows of single sites follow the policy of assessments.

The issuing union's officers write and lead it; whoever works below it reads it once the notice is out.
"""

from __future__ import annotations

from accounts.reach import decides, held, issued, over_all_types, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, denied, system_only
from inspection.models import ReviewState, YearlyReview


def _may_export(actor: Actor, row: YearlyReview) -> Decision:
    """Anything within the own reach, with the right to let data out; which rows, the scope says."""
    if any(grant.can_export for grant in working_grants(actor)):
        return ALLOWED
    return denied("导出汇总表需要“导出数据”权限,您的账号没有这项权限。需要时请联系本单位系统管理员。")


_works_on_it = over_all_types(held(Role.CITY))
_decides = over_all_types(decides(Role.CITY))

REVIEWS: Policy[YearlyReview] = Policy(
    YearlyReview,
    scope=issued([ReviewState.DRAFT, ReviewState.DROPPED]),
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
