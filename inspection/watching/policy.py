"""Who sees a finding? Whoever sees the site: the managing branch, and the district in which it stands; of a union, who works over it."""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, working_grants
from core.actor import Actor
from core.policy import Policy
from inspection.models import Finding

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")


def _scope(actor: Actor) -> Q:
    reach = covered(actor, COLUMNS)
    for grant in working_grants(actor):
        if grant.union_path and not grant.site_types:
            reach |= Q(union__path__startswith=grant.union_path)
    return reach


FINDINGS: Policy[Finding] = Policy(Finding, scope=_scope, rules={}, beside=("site", "union"))
