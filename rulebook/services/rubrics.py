"""The scoring tables of a draft are written as rows, anew each time, in the order they were given."""

from __future__ import annotations

from collections.abc import Iterable

from rulebook.models import Rubric, RubricCriterion, RubricDimension, RubricMark, RubricVeto, RulePack
from rulebook.rubric import Rubric as Table
from rulebook.terms import plain

#: Columns of the table itself; the rest are rows below it.
_OWN = ("site_type", "title", "half_points", "gap_limit", "least_sample")


def write_rubrics(pack: RulePack, tables: Iterable[Table]) -> None:
    for table in tables:
        rubric = Rubric.objects.create(pack=pack, **{name: getattr(table, name) for name in _OWN})
        RubricDimension.objects.bulk_create(
            RubricDimension(rubric=rubric, code=each.code, name=each.name) for each in table.dimensions
        )
        RubricCriterion.objects.bulk_create(
            RubricCriterion(rubric=rubric, dimension=dimension.code, **plain(each))
            for dimension in table.dimensions
            for each in dimension.criteria
        )
        RubricVeto.objects.bulk_create(RubricVeto(rubric=rubric, **plain(veto)) for veto in table.vetoes)
        RubricMark.objects.bulk_create(RubricMark(rubric=rubric, **plain(mark)) for mark in table.marks)
