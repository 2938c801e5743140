"""Does everything that a pack says fit into its rows? Lengths, ranges and choices, asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from rulebook.models import (
    LadderStep,
    Rubric,
    RubricCriterion,
    RubricDimension,
    RubricMark,
    RubricVeto,
    RulePack,
    SignOffLevel,
    SubsidyTier,
    TimeLimit,
    TypeRule,
)
from rulebook.rubric import Rubric as Table
from rulebook.terms import COLUMNS, Terms, plain

#: Columns of a scoring table itself; the rest are rows below it.
OWN = ("site_type", "title", "half_points", "gap_limit", "least_sample")

#: What is no part of the terms: keys, and what the service sets.
LINKS = frozenset({"id", "issuer", "pack", "rubric", "number", "state", "published_at", "digest"})

#: What a draft may still lack: it is told where the pack is checked.
_TOLD_LATER: dict[type[models.Model], frozenset[str]] = {RubricDimension: frozenset({"name"})}

RANGES = BaseDatabaseOperations.integer_field_ranges

#: More such sentences help nobody.
MOST_TOLD = 20


def problems_of_rows(terms: Terms) -> list[str]:
    """A sentence for each value that no row can hold: too long, too large, of no known kind."""
    found: list[str] = []
    for row in _rows(terms):
        try:
            row.clean_fields(exclude=LINKS | _TOLD_LATER.get(type(row), frozenset()))
        except ValidationError as wrong:
            found += [_said(row, name, "".join(said)) for name, said in wrong.message_dict.items()]
        found += [_said(row, name, f"{value} 超出了可用的范围,请修改。") for name, value in _beyond(row)]
    return found[:MOST_TOLD]


def _beyond(row: models.Model) -> Iterator[tuple[str, int]]:
    """Numbers that PostgreSQL would not keep; SQLite keeps them all."""
    for field in row._meta.concrete_fields:
        value, kept = getattr(row, field.attname), RANGES.get(field.get_internal_type())
        if field.name not in LINKS and type(value) is int and kept and not kept[0] <= value <= kept[1]:
            yield field.name, value


def _rows(terms: Terms) -> Iterator[models.Model]:
    yield RulePack(**{name: getattr(terms, name) for name in COLUMNS})
    yield from (TimeLimit(**vars(each)) for each in terms.limits)
    yield from (SignOffLevel(order=order, name=name) for order, name in enumerate(terms.sign_off_levels, 1))
    yield from (TypeRule(**vars(each)) for each in terms.type_rules)
    yield from (SubsidyTier(**vars(each)) for each in terms.subsidy_tiers)
    yield from (LadderStep(**vars(each)) for each in terms.ladder)
    for table in terms.rubrics:
        yield from _rows_of_table(table)


def _rows_of_table(table: Table) -> Iterator[models.Model]:
    yield Rubric(**{name: getattr(table, name) for name in OWN})
    for head in table.dimensions:
        yield RubricDimension(code=head.code, name=head.name)
        yield from (RubricCriterion(dimension=head.code, **plain(each)) for each in head.criteria)
    yield from (RubricVeto(**plain(each)) for each in table.vetoes)
    yield from (RubricMark(**plain(each)) for each in table.marks)


def _said(row: models.Model, name: str, said: str) -> str:
    kind, label = row._meta.verbose_name, row._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column
    which = str(getattr(row, "code", "") or getattr(row, "site_type", ""))[:30]
    return f"{kind}{f' {which}' if which else ''}的“{label}”:{said}"
