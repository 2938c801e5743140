"""The acceptance of a site by the criteria of its measure: prepared with the case, scored at the door, done again later.

The case leads: it prepares, hands in, accepts and drops; here is what that means for the points.
"""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM, Actor
from inspection.assessing.selectors import answers_in, board_of, facts_of
from inspection.assessing.services.handing import written_column
from inspection.assessing.services.opening import open_assessment, open_assessments
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import OPEN_STATES, Assessment, AssessmentState, Column, ScoreAnswer, ScoreColumn
from rulebook.rubric import Purpose, Rubric
from rulebook.selectors import Measure
from sites.fact_values import Cycle
from sites.models import SiteVersion

PURPOSE = Purpose.ACCEPTANCE


def table_for_acceptance(measure: Measure, site_type: str) -> Rubric | None:
    """The table by which a site of this type is accepted; ``None`` where the measure leaves it to the inspectors."""
    rubric = measure.rubric_for(site_type)
    return rubric if rubric is not None and rubric.mark_for(PURPOSE) is not None else None


def prepare_acceptance(version: SiteVersion, *, actor: Actor, now: datetime) -> Assessment:
    """The self-check of a draft: its facts follow the draft until the case is handed in. Raises ``NotPossible``."""
    return open_assessment(version, PURPOSE, _this_day(now), actor=actor, now=now)


def go_along(
    assessment: Assessment | None, version: SiteVersion, measure: Measure, *, actor: Actor, now: datetime
) -> Assessment:
    """The case is handed in (again): its facts are frozen, the own points worked out from the answers that stand.

    A self-check of another table or type is dropped and a new one opened: its points mean something else.
    """
    if assessment is not None and not _still_fits(assessment, version, measure):
        drop_acceptance(assessment, now=now)
        assessment = None
    if assessment is None or assessment.state not in OPEN_STATES:
        return open_for_visit(version, measure, actor=actor, now=now, after=assessment)
    with ASSESSMENT.step(assessment.pk, "go_along", actor=actor, now=now) as step:
        row = step.row
        row.version, row.frozen_at = version, None
        facts = facts_of(row, now.date())
        row.facts, row.facilities, row.frozen_at = dict(facts.readings), list(facts.facilities), now
        row.save(update_fields=["version", "facts", "facilities", "frozen_at"])
        board = board_of(row, now.date())
        if answers_in(board.answers.get(Column.OWN, {})):
            written_column(board, Column.OWN, "", actor, now).save()
    return step.row


def open_for_visit(
    version: SiteVersion, measure: Measure, *, actor: Actor, now: datetime, after: Assessment | None = None
) -> Assessment:
    """What the inspectors score at the door. ``after``: the look before it, whose points it begins with."""
    rows = open_assessments(
        [version], PURPOSE, _this_day(now), measure, actor=actor, now=now, state=AssessmentState.DISTRICT
    )
    row = Assessment.objects.get(pk=rows[0].pk)
    row.version = version
    facts = facts_of(row, now.date())
    row.facts, row.facilities, row.frozen_at = dict(facts.readings), list(facts.facilities), now
    row.save(update_fields=["facts", "facilities", "frozen_at"])
    if after is not None and after.pack_id == row.pack_id:
        _carry_over(after, row)
    return row


def drop_acceptance(assessment: Assessment, *, now: datetime) -> None:
    """The case ended or began anew without it."""
    if assessment.state in OPEN_STATES:
        with ASSESSMENT.step(assessment.pk, "drop", actor=SYSTEM, now=now):
            pass


def _still_fits(assessment: Assessment, version: SiteVersion, measure: Measure) -> bool:
    return assessment.pack_id == measure.pk and assessment.site_type == version.site_type


def _carry_over(before: Assessment, row: Assessment) -> None:
    """The inspectors change what was mended, and need not score the rest again."""
    told = before.columns.filter(column=Column.DISTRICT).first()
    if told is None:
        return
    column = ScoreColumn.objects.create(assessment=row, column=Column.DISTRICT)
    answers = list(told.answers.all())
    for answer in answers:
        answer.pk, answer.column = None, column
    ScoreAnswer.objects.bulk_create(answers)


def _this_day(now: datetime) -> Cycle:
    """An acceptance looks at a site as it is."""
    return Cycle(now.date(), now.date())
