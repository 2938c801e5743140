"""May this actor see this assessment, answer in it, or move it?

The keeper and the branch's street and district fill the first column, the district reviews, the city concludes. The
district where the site stands reads what was handed in.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, covered, decides, held, managed
from accounts.roles import Role
from core.actor import Actor
from core.policy import Decision, Policy, denied, either, system_only
from inspection.assessing.led import is_led
from inspection.models import Assessment, AssessmentState
from rulebook.rubric import Purpose

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

#: Who fills the first column: the keeper, and the street and district for him.
FILLERS = (Role.KEEPER, Role.STREET, Role.DISTRICT)


def _scope(actor: Actor) -> Q:
    return managed(actor, COLUMNS) | (covered(actor, COLUMNS) & ~Q(state=AssessmentState.OWN))


_fills = held(*FILLERS)
_reviews = held(Role.DISTRICT)
_at_the_city = held(Role.CITY)

#: An acceptance is scored by whoever goes and looks: the case decides which office that is.
_looks = held(Role.DISTRICT, Role.CITY)


def _answers(actor: Actor, row: Assessment) -> Decision:
    if row.state == AssessmentState.OWN:
        return _fills(actor, row)
    if row.purpose == Purpose.ACCEPTANCE:
        return _looks(actor, row)
    if is_led(row):
        return denied("自评已随申报提交,不再逐项填写。")
    return _reviews(actor, row) if row.state == AssessmentState.DISTRICT else _at_the_city(actor, row)


def _voids(actor: Actor, row: Assessment) -> Decision:
    """Of a yearly review the city alone lets a site go: whoever was drawn could escape the look of the city otherwise."""
    roles = (Role.CITY,) if getattr(row, "review_entry", None) else (Role.DISTRICT, Role.CITY)
    return decides(*roles)(actor, row)


ASSESSMENTS: Policy[Assessment] = Policy(
    Assessment,
    scope=_scope,
    beside=["site", "version"],
    rules={
        "open": either(system_only, held(*FILLERS, Role.CITY)),
        "answer": _answers,
        "prove": _answers,
        "renew": _fills,
        "go_along": _fills,
        "reopen": system_only,
        "hand_in": _fills,
        "return_own": _reviews,
        "review": _reviews,
        "return_review": _at_the_city,
        "conclude": decides(Role.CITY),
        "accept": _looks,
        "void": either(system_only, _voids),
        "drop": system_only,
    },
)
