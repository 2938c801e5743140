"""What do pages and services read of assessments? The board of one: table, facts, columns and outcomes. Never writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from core.actor import Actor
from inspection.assessing.frozen import Frozen, facts_in, frozen
from inspection.assessing.led import opened_codes
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.proof import unproved
from inspection.models import (
    OPEN_STATES,
    Assessment,
    AssessmentState,
    Column,
    ScoreAnswer,
    ScoreColumn,
    ScoreProof,
)
from rulebook.outcome import Answer, Item, Outcome
from rulebook.rubric import Purpose, Rubric
from rulebook.scoring import outcome_of
from rulebook.selectors import Measure, measure_of
from sites.fact_values import Cycle, readings_of
from sites.models import Attachment, ServiceSite

#: In which column somebody writes now.
_WRITTEN_IN = {
    AssessmentState.OWN: Column.OWN,
    AssessmentState.DISTRICT: Column.DISTRICT,
    AssessmentState.CITY: Column.CITY,
}


#: No answer (any more).
NOTHING = Answer()


@dataclass(frozen=True)
class Facts:
    """What an assessment is scored by: the stored readings and the facilities."""

    readings: Frozen
    facilities: tuple[str, ...]


@dataclass(frozen=True)
class Board:
    """One assessment with all that follows from it, column by column. ``opened``: items that may be written, ``None``: all."""

    assessment: Assessment
    measure: Measure
    rubric: Rubric
    facts: Facts
    columns: Mapping[str, ScoreColumn]
    answers: Mapping[str, Mapping[str, ScoreAnswer]]
    outcomes: Mapping[str, Outcome]
    proofs: Mapping[str, list[ScoreProof]]
    opened: frozenset[str] | None = None

    def is_open(self, code: str) -> bool:
        return self.opened is None or code in self.opened

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.assessment.purpose)

    @property
    def writing(self) -> str:
        """The column that is filled now; empty when nobody writes any more."""
        return written_in(self.assessment)

    @property
    def latest(self) -> Outcome:
        """Of the column that is filled now or counts at last: the last one that says anything."""
        said = [self.outcomes[column] for column in Column.values if self.answers.get(column)]
        return said[-1] if said else self.outcomes[Column.OWN]

    @property
    def unproved(self) -> tuple[Item, ...]:
        return unproved(self.latest, self.proofs)

    def before(self, column: str) -> list[tuple[str, Outcome]]:
        """The earlier columns that say anything, with their labels, the nearest first."""
        place = Column.values.index(column)
        return [
            (column_label(self.assessment.purpose, each), self.outcomes[each])
            for each in reversed(Column.values[:place])
            if self.answers.get(each)
        ]


def written_in(assessment: Assessment) -> str:
    return _WRITTEN_IN.get(AssessmentState(assessment.state), "")


def column_label(purpose: str, column: str) -> str:
    """An acceptance has one column beside the own points: what was seen on site."""
    if purpose == Purpose.ACCEPTANCE and column == Column.DISTRICT:
        return "验收评分"
    return str(Column(column).label)


def answer_in(row: ScoreAnswer) -> Answer:
    """What scoring is given."""
    return Answer(level=row.level, points=row.points, not_applicable=row.not_applicable, is_met=row.is_met)


def answers_in(rows: Mapping[str, ScoreAnswer]) -> dict[str, Answer]:
    """What was said; a row whose answer was taken away says nothing."""
    answers = {code: answer_in(row) for code, row in rows.items()}
    return {code: answer for code, answer in answers.items() if answer != NOTHING}


def rubric_of(assessment: Assessment) -> Rubric:
    """The table it is pinned to. Raises ``LookupError`` when its pack has none for this type."""
    rubric = measure_of(assessment.pack_id).rubric_for(assessment.site_type)
    if rubric is None:
        raise LookupError(f"pack {assessment.pack_id} has no table for {assessment.site_type}")
    return rubric


def facts_of(assessment: Assessment, on: date) -> Facts:
    """The frozen facts; while an acceptance is prepared, those of its draft."""
    if assessment.frozen_at is not None:
        return Facts(assessment.facts, tuple(assessment.facilities))
    version = assessment.version
    cycle = Cycle(assessment.cycle_first, assessment.cycle_last)
    return Facts(frozen(readings_of([version], cycle, on)[version.pk]), tuple(version.facilities))


def outcome_under(rubric: Rubric, purpose: Purpose, facts: Facts, answers: Mapping[str, Answer]) -> Outcome:
    return outcome_of(rubric, purpose, facts_in(facts.readings), facts.facilities, answers)


def board_of(assessment: Assessment, on: date) -> Board:
    """Everything about one assessment in a fixed number of statements."""
    measure, rubric, facts = measure_of(assessment.pack_id), rubric_of(assessment), facts_of(assessment, on)
    columns = {row.column: row for row in assessment.columns.all()}
    answers = {column: {row.code: row for row in columns[column].answers.all()} for column in columns}
    purpose = Purpose(assessment.purpose)
    outcomes = {
        column: outcome_under(rubric, purpose, facts, answers_in(answers.get(column, {})))
        for column in Column.values
    }
    proofs: dict[str, list[ScoreProof]] = {}
    for proof in assessment.proofs.select_related("attachment").filter(attachment__erased_at=None):
        proofs.setdefault(proof.code, []).append(proof)
    opened = opened_codes(assessment)
    return Board(assessment, measure, rubric, facts, columns, answers, outcomes, proofs, opened)


def assessment_within(actor: Actor, number: str) -> Assessment | None:
    """One assessment by its number, if within reach, with what its page shows beside it."""
    return _with_site(ASSESSMENTS.visible_to(actor)).filter(number=number).first()


def assessments_within(
    actor: Actor, *, q: str = "", purpose: str = "", state: str = ""
) -> QuerySet[Assessment]:
    """All within reach, the latest first. ``q``: a part of the name, a whole number or the code of the site."""
    exact = {"purpose": purpose, "state": state}
    rows = ASSESSMENTS.visible_to(actor).filter(**{name: value for name, value in exact.items() if value})
    if q:
        named = Q(version__name__icontains=q) | Q(site__name__icontains=q)
        rows = rows.filter(named | Q(number__iexact=q) | Q(site__code__iexact=q))
    return _with_site(rows).order_by("-id")


def _with_site(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return (
        rows.select_related("site__managing_union", "site__district", "version", "pack")
        .prefetch_related("columns__answers")
        .defer("site__search", "site__public_search", "site__managing_union__search")
    )


def picture_of(assessment: Assessment, key: UUID) -> Attachment | None:
    """A picture that proves an item here; none that was erased, none of another assessment."""
    return Attachment.objects.filter(pk=key, erased_at=None, score_proofs__assessment=assessment).first()


def assessments_of(actor: Actor, site: ServiceSite) -> QuerySet[Assessment]:
    """Those of one site that this person may see, the latest first."""
    return ASSESSMENTS.visible_to(actor).filter(site=site).order_by("-id")


def begun_assessment(actor: Actor, site: ServiceSite, purpose: str) -> Assessment | None:
    """The one on which somebody still works, if this person may see it."""
    return begun_assessments(actor, site, purpose).first()


def begun_assessments(actor: Actor, site: ServiceSite, purpose: str) -> QuerySet[Assessment]:
    """There is one at most."""
    return assessments_of(actor, site).filter(purpose=purpose, state__in=OPEN_STATES)


def concluded_before(row: Assessment) -> Assessment | None:
    """The last concluded one of the same site and purpose that was opened before this one, with its columns."""
    rows = Assessment.objects.filter(
        site_id=row.site_id, purpose=row.purpose, state=AssessmentState.CONCLUDED, pk__lt=row.pk
    )
    return (
        rows.defer("facts", "facilities").prefetch_related("columns").order_by("-cycle_last", "-id").first()
    )
