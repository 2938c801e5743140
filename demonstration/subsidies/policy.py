"""Who sees and moves the money? The issuing union works it out, a second person approves, finance pays.

Below the issuer one sees what was approved for the own branch; what a conflict hides, the walls say.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, Place, decides, held, managed, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, Rule, both, denied, either, system_only
from demonstration.models import BatchState, Subsidy, SubsidyBatch, SubsidyPool

#: Works on the money of the issuing union, or looks at it.
HOUSE = (Role.CITY, Role.FINANCE, Role.AUDITOR)

_LINE = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")


def _over_issuer(actor: Actor, column: str) -> Q:
    reach = Q(pk__in=[])
    for grant in working_grants(actor, HOUSE):
        if grant.union_path:
            reach |= Q(**{f"{column}__startswith": grant.union_path})
    return reach


def _lines(actor: Actor) -> Q:
    own = managed(actor, _LINE) & Q(batch__state=BatchState.APPROVED)
    return _over_issuer(actor, "batch__pool__issuer__path") | own


def _at(place: Place) -> type:
    return type("At", (), {"place": place})


def _of_batch(rule: Rule) -> Rule:
    """Asked at the issuing union, for each type of the batch."""

    def over_all(actor: Actor, row: SubsidyBatch) -> Decision:
        path = row.pool.issuer.path or ""
        for code in row.site_types:
            decision = rule(actor, _at(Place(path, site_type=code)))
            if not decision:
                return decision
        return ALLOWED if row.site_types else denied("还没有选择阵地类型,请先选择。")

    return over_all


def _of_line(rule: Rule) -> Rule:
    """Asked at the issuing union, for the type of the site."""

    def at_issuer(actor: Actor, row: Subsidy) -> Decision:
        path = row.batch.pool.issuer.path or ""
        return rule(actor, _at(Place(path, site_type=row.site.site_type)))

    return at_issuer


def _is_second(actor: Actor, row: SubsidyBatch) -> Decision:
    if actor.id is not None and actor.id in (row.made_by_id, row.submitted_by_id):
        return denied("测算和审批应由两个人办理。这一批由您测算或提交,请另一位有签批权限的同志审批。")
    return ALLOWED


def _second_of_line(actor: Actor, row: Subsidy) -> Decision:
    return _is_second(actor, row.batch)


POOLS: Policy[SubsidyPool] = Policy(
    SubsidyPool,
    scope=lambda actor: _over_issuer(actor, "issuer__path"),
    beside=["issuer"],
    rules={"enter": held(Role.CITY, Role.FINANCE)},
)

_works_on_it = _of_batch(held(Role.CITY))
_decides = _of_batch(decides(Role.CITY))


def _may_export(actor: Actor, row: SubsidyBatch) -> Decision:
    path = row.pool.issuer.path or ""
    for grant in working_grants(actor, (Role.CITY, Role.FINANCE)):
        if grant.can_export and grant.union_path and path.startswith(grant.union_path):
            return ALLOWED
    return denied("导出拨付清单需要“导出数据”权限,您的账号没有这项权限。需要时请联系本单位系统管理员。")


BATCHES: Policy[SubsidyBatch] = Policy(
    SubsidyBatch,
    scope=lambda actor: _over_issuer(actor, "pool__issuer__path"),
    beside=["pool__issuer"],
    rules={
        "write": _works_on_it,
        "edit": _works_on_it,
        "submit": _works_on_it,
        "give_back": _decides,
        "approve": both(_decides, _is_second),
        "drop": _works_on_it,
        "pay": _of_batch(held(Role.FINANCE)),
        "export": _may_export,
    },
)

SUBSIDIES: Policy[Subsidy] = Policy(
    Subsidy,
    scope=_lines,
    beside=["batch__pool__issuer", "site"],
    rules={
        "edit": _of_line(held(Role.CITY)),
        "leave_out": _of_line(held(Role.CITY)),
        "approve": both(_of_line(decides(Role.CITY)), _second_of_line),
        "drop": _of_line(held(Role.CITY)),
        "release": either(_of_line(decides(Role.CITY)), system_only),
        "pay": held(Role.FINANCE),
        "receive": held(Role.FINANCE, Role.DISTRICT, Role.CITY),
        "arrive": held(Role.FINANCE, Role.DISTRICT, Role.CITY),
        "report_use": held(Role.KEEPER, Role.STREET, Role.DISTRICT, Role.CITY, Role.FINANCE),
        "recall": either(_of_line(decides(Role.CITY)), system_only),
        "let_pay": system_only,
        "let_keep": system_only,
        "recover": _of_line(held(Role.FINANCE)),
        "settle": _of_line(held(Role.FINANCE)),
    },
)
