"""The scoring tables of a draft are written as rows, anew each time, in the order they were given."""

from __future__ import annotations

from collections.abc import Iterable

from rulebook.models import Rubric, RubricCriterion, RubricDimension, RubricMark, RubricVeto, RulePack
from rulebook.rubric import Rubric as Table
from rulebook.terms import plain

#: Columns of the table itself; the rest are rows below it.
_OWN = ("site_type", "title", "half_points", "gap_limit", "least_sample")


def write_rubrics(pack: RulePack, tables: Iterable[Table]) -> None:
    """A table that was there keeps its key, so that its page stays where it was."""
    kept = []
    for table in tables:
        own = {name: getattr(table, name) for name in _OWN}
        rubric, _ = Rubric.objects.update_or_create(pack=pack, site_type=table.site_type, defaults=own)
        for rows in (rubric.dimensions, rubric.criteria, rubric.vetoes, rubric.marks):
            rows.all().delete()
        kept.append(rubric.pk)
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
    pack.rubrics.exclude(pk__in=kept).delete()
