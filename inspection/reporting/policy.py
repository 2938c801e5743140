"""May this actor see this report, explain it, answer it?

The managing branch and the district where the site stands read it. Whoever keeps the site explains, the district or the
city above it answers and ends it.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, held
from accounts.roles import Role
from core.actor import Actor
from core.policy import Policy, system_only
from inspection.models import PublicReport

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

#: Who explains: the keeper, and the street and district for him.
EXPLAINERS = (Role.KEEPER, Role.STREET, Role.DISTRICT)
ANSWERERS = (Role.DISTRICT, Role.CITY)


def _scope(actor: Actor) -> Q:
    return covered(actor, COLUMNS)


_answers = held(*ANSWERERS)

REPORTS: Policy[PublicReport] = Policy(
    PublicReport,
    scope=_scope,
    beside=["site"],
    rules={
        "reply": held(*EXPLAINERS),
        "confirm": _answers,
        "refute": _answers,
        "close_unclear": _answers,
        "drop": system_only,
        "see_picture": held(*EXPLAINERS, Role.CITY),
        "clear_picture": _answers,
        "erase_picture": held(*EXPLAINERS, Role.CITY),
    },
)
