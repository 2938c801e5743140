"""Which scoring tables do the rows of a pack hold? Read back as the plain values that were written."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from rulebook.models import Rubric as Row
from rulebook.models import RubricCriterion, RubricDimension, RubricMark, RubricVeto, RulePack
from rulebook.rubric import Criterion, Dimension, How, Level, PassMark, Purpose, Rubric, Step, Veto


def _columns(row: Model, *without: str) -> dict[str, Any]:
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in ("id", *without)
    }


def rubrics_of(pack: RulePack) -> tuple[Rubric, ...]:
    """Every table of the pack, in the order it was entered; five statements however long they are."""
    rows = pack.rubrics.prefetch_related("dimensions", "criteria", "vetoes", "marks")
    return tuple(_rubric(row) for row in rows)


def _rubric(row: Row) -> Rubric:
    return Rubric(
        **_columns(row, "pack"),
        dimensions=tuple(_dimension(each, row) for each in row.dimensions.all()),
        vetoes=tuple(veto_of(each) for each in row.vetoes.all()),
        marks=tuple(mark_of(each) for each in row.marks.all()),
    )


def _dimension(row: RubricDimension, rubric: Row) -> Dimension:
    own = (each for each in rubric.criteria.all() if each.dimension == row.code)
    return Dimension(code=row.code, name=row.name, criteria=tuple(criterion_of(each) for each in own))


def _purposes(codes: list[str]) -> tuple[Purpose, ...]:
    return tuple(Purpose(code) for code in codes)


def criterion_of(row: RubricCriterion) -> Criterion:
    told = _columns(row, "rubric", "dimension")
    return Criterion(
        **{
            **told,
            "how": How(row.how),
            "purposes": _purposes(row.purposes),
            "evidence": tuple(row.evidence),
            "steps": tuple(Step(**step) for step in row.steps),
            "levels": tuple(Level(**level) for level in row.levels),
            "items": tuple(row.items),
        }
    )


def veto_of(row: RubricVeto) -> Veto:
    told = _columns(row, "rubric")
    return Veto(**{**told, "purposes": _purposes(row.purposes), "answers": tuple(row.answers)})


def mark_of(row: RubricMark) -> PassMark:
    return PassMark(**{**_columns(row, "rubric"), "purpose": Purpose(row.purpose)})
