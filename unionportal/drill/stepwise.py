"""The same plan by the services, step by step; and all that is stored of an assessment, to hold one way against the other."""

from __future__ import annotations

from typing import Any

from inspection.assessing import services
from inspection.assessing.selectors import answers_in
from inspection.assessing.services import Given
from inspection.models import Assessment, Column
from unionportal.drill.history import BY, REMARK, Plan, moment_of
from unionportal.drill.office import Office


def open_plan(office: Office, plan: Plan) -> Assessment:
    """Opened by the service; the facts are those that the sources of a full register would have given."""
    (row,) = services.open_assessments(
        [plan.version],
        plan.purpose,
        plan.cycle,
        plan.measure,
        actor=office.people["keeper"],
        now=plan.opened_at,
    )
    Assessment.objects.filter(pk=row.pk).update(facts=plan.facts, facilities=plan.facilities)
    return row


def hand_on(office: Office, plan: Plan, row: Assessment) -> Assessment:
    """Own points and the district's, by the services; the city is next."""
    for kind, hand in (
        (Column.OWN, services.hand_in_assessment),
        (Column.DISTRICT, services.review_assessment),
    ):
        _say(office, plan, row, kind)
        more = {} if kind == Column.OWN else {"remark": REMARK}
        row = hand(row.pk, actor=office.people[BY[kind]], now=moment_of(plan, kind), **more)
    return row


def walk(office: Office, plan: Plan) -> Assessment:
    """The whole of it by the services, step by step."""
    row = hand_on(office, plan, open_plan(office, plan))
    if Column.CITY in plan.said:
        _say(office, plan, row, Column.CITY)
    remark = REMARK if Column.CITY in plan.said else ""
    return services.conclude_assessment(
        row.pk, remark=remark, actor=office.people["city"], now=moment_of(plan, Column.CITY)
    )


def _say(office: Office, plan: Plan, row: Assessment, kind: Column) -> None:
    given = {code: Given(answer) for code, answer in plan.said[kind].items()}
    services.answer_items(row.pk, given, actor=office.people[BY[kind]], now=moment_of(plan, kind))


#: Drawn anew for every row.
_OF_THE_ROW = {"id", "number", "verify_token", "assessment_id", "column_id"}


def told(row: Assessment) -> dict[str, Any]:
    """All that is stored of an assessment, its columns and answers, without keys, numbers and tokens."""
    stored = Assessment.objects.prefetch_related("columns__answers").get(pk=row.pk)
    return {
        **_plain(stored),
        "columns": [
            {
                **_plain(column),
                "answers": {answer.code: _plain(answer) for answer in column.answers.all()},
                "said": answers_in({answer.code: answer for answer in column.answers.all()}),
            }
            for column in stored.columns.all()
        ],
    }


def _plain(row: Any) -> dict[str, Any]:
    names = {field.attname for field in row._meta.concrete_fields} - _OF_THE_ROW
    return {name: getattr(row, name) for name in sorted(names)}
