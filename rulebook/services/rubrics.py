"""The scoring tables of a draft are written as rows, anew each time, in the order they were given."""

from __future__ import annotations

from collections.abc import Iterable

from rulebook.models import Rubric, RubricCriterion, RubricDimension, RubricMark, RubricVeto, RulePack
from rulebook.rubric import Rubric as Table
from rulebook.services.fitting import OWN
from rulebook.terms import plain


def write_rubrics(pack: RulePack, tables: Iterable[Table]) -> None:
    """A table that was there keeps its key, so that its page stays where it was."""
    wanted = {table.site_type: table for table in tables}
    standing = {row.site_type: row for row in pack.rubrics.all()}
    for site_type, row in standing.items():
        _replace(row, wanted.get(site_type))
    new = [table for site_type, table in wanted.items() if site_type not in standing]
    made = Rubric.objects.bulk_create(Rubric(pack=pack, **_own(table)) for table in new)
    kept = [row for site_type, row in standing.items() if site_type in wanted]
    _write_below([(row, wanted[row.site_type]) for row in (*kept, *made)])


def _own(table: Table) -> dict[str, object]:
    return {name: getattr(table, name) for name in OWN}


def _replace(row: Rubric, table: Table | None) -> None:
    """The new line of a standing table with nothing below it, or no table any more."""
    if table is None:
        row.delete()
        return
    Rubric.objects.filter(pk=row.pk).update(**_own(table))
    for rows in (row.dimensions, row.criteria, row.vetoes, row.marks):
        rows.all().delete()


def _write_below(tables: list[tuple[Rubric, Table]]) -> None:
    RubricDimension.objects.bulk_create(
        RubricDimension(rubric=rubric, code=each.code, name=each.name)
        for rubric, table in tables
        for each in table.dimensions
    )
    RubricCriterion.objects.bulk_create(
        RubricCriterion(rubric=rubric, dimension=dimension.code, **plain(each))
        for rubric, table in tables
        for dimension in table.dimensions
        for each in dimension.criteria
    )
    RubricVeto.objects.bulk_create(
        RubricVeto(rubric=rubric, **plain(veto)) for rubric, table in tables for veto in table.vetoes
    )
    RubricMark.objects.bulk_create(
        RubricMark(rubric=rubric, **plain(mark)) for rubric, table in tables for mark in table.marks
    )
