"""Who sees a finding? Whoever sees the site: the managing branch, and the district in which it stands; of a union, who works over
it, and the administrator what he is to see to.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, grants_of, holds, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import Policy
from core.registry import CHECKS
from inspection.models import Finding

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")


def _scope(actor: Actor) -> Q:
    reach = covered(actor, COLUMNS)
    for grant in working_grants(actor):
        if grant.union_path and not grant.site_types:
            reach |= Q(union__path__startswith=grant.union_path)
    return reach | for_administrator(actor)


def administrators_codes() -> list[str]:
    """Checks of unions that the administrator is named to see to."""
    label = str(Role.ADMINISTRATOR.label)
    return [check.code for check in CHECKS if check.subject == "union" and check.who_acts.endswith(label)]


def for_administrator(actor: Actor) -> Q:
    """The right to the data of sites is not asked: nothing of a site is told."""
    reach = Q(pk__in=[])
    for grant in grants_of(actor, [Role.ADMINISTRATOR]):
        if grant.union_path:
            reach |= Q(union__path__startswith=grant.union_path, code__in=administrators_codes())
    return reach


def looks_at_sites(actor: Actor) -> bool:
    """Whether findings of sites can be within reach at all: who reviews or administers alone reaches none."""
    return bool(working_grants(actor))


def has_board(actor: Actor) -> bool:
    return looks_at_sites(actor) or holds(actor, Role.ADMINISTRATOR)


FINDINGS: Policy[Finding] = Policy(Finding, scope=_scope, rules={}, beside=("site", "union"))
