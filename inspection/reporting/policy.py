"""May this actor see this report, explain it, answer it?

The managing branch and the district where the site stands read it. Whoever keeps the site explains, the district or the
city above it answers and ends it, and alone says that what was found is put right.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, held, manages
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, both, denied, system_only
from inspection.models import PublicReport

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

#: Who explains: the keeper, and the street and district for him.
EXPLAINERS = (Role.KEEPER, Role.STREET, Role.DISTRICT)
ANSWERERS = (Role.DISTRICT, Role.CITY)


def _scope(actor: Actor) -> Q:
    return covered(actor, COLUMNS)


_answers = held(*ANSWERERS)


def _is_own(actor: Actor, report: PublicReport) -> Decision:
    """What the site said stays the site's: nobody above writes over it, he answers. Two people may bear one name."""
    is_free = not report.replied_by
    is_his = report.replier_id is not None and report.replier_id == actor.id
    if is_free or is_his or manages(actor, report.place, [Role.KEEPER]):
        return ALLOWED
    return denied("阵地已经说明情况,由阵地负责人修改。请核实后直接答复。")


REPORTS: Policy[PublicReport] = Policy(
    PublicReport,
    scope=_scope,
    beside=["site"],
    rules={
        "reply": both(held(*EXPLAINERS), _is_own),
        "confirm": _answers,
        "refute": _answers,
        "close_unclear": _answers,
        "mend": _answers,
        "drop": system_only,
        "see_picture": held(*EXPLAINERS, Role.CITY),
        "clear_picture": _answers,
        "erase_picture": held(*EXPLAINERS, Role.CITY),
    },
)
