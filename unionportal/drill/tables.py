"""The sample scoring tables, and successors of them in which weight has moved; plain values, no database."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from random import Random

from rulebook.rubric import Criterion, Rubric
from rulebook.rubric_files import read_rubric
from rulebook.seeds import rubric_texts

#: By how much weight moves from one item to another: one point.
MOVED = 10


def sample_tables() -> dict[str, Rubric]:
    """As they come with the portal, by site type."""
    rows = [row for text in rubric_texts() for row in tomllib.loads(text, parse_float=Decimal)["rubric"]]
    tables = [table for row in rows if (table := read_rubric(row, [])) is not None]
    return {table.site_type: table for table in tables}


def repriced(criterion: Criterion, tenths: int) -> Criterion:
    """The same item worth so much more, or less: its best answers and steps with it, the others as they were."""
    top, worth = criterion.points, criterion.points + tenths
    return replace(
        criterion,
        points=worth,
        steps=tuple(replace(each, points=worth) if each.points == top else each for each in criterion.steps),
        levels=tuple(
            replace(each, points=worth) if each.points == top else each for each in criterion.levels
        ),
    )


def weight_moved(rubric: Rubric, up: str, down: str, tenths: int = MOVED) -> Rubric:
    """The table in which ``down`` gives up what ``up`` gets; the sum stays."""
    by = {up: tenths, down: -tenths}

    def other(each: Criterion) -> Criterion:
        return repriced(each, by[each.code]) if each.code in by else each

    return replace(
        rubric,
        dimensions=tuple(
            replace(dimension, criteria=tuple(other(each) for each in dimension.criteria))
            for dimension in rubric.dimensions
        ),
    )


def pairs_of(rubric: Rubric) -> list[tuple[str, str]]:
    """Items between which weight can move: the second still has its best answer above all others."""
    codes = {each.code: _can_fall(each) for each in rubric.criteria()}
    return [(up, down) for up, down in permutations(codes, 2) if codes[down]]


def _can_fall(criterion: Criterion) -> bool:
    worth = [each.points for each in (*criterion.steps, *criterion.levels)]
    return all(points == criterion.points or points < criterion.points - MOVED for points in worth) and (
        criterion.points > MOVED
    )


def successor_of(rubric: Rubric, rng: Random) -> Rubric:
    """Weight has moved between two items, and the marks stand a point higher or lower."""
    table = weight_moved(rubric, *rng.choice(pairs_of(rubric)))
    shift = rng.choice((-MOVED, MOVED))
    return replace(table, marks=tuple(replace(each, pass_at=each.pass_at + shift) for each in table.marks))


def line_of(rubric: Rubric, rng: Random, length: int) -> list[Rubric]:
    """The table and its successors, each made from the one before."""
    return list(_following(rubric, lambda table: successor_of(table, rng), length))


def _following(table: Rubric, succeed: Callable[[Rubric], Rubric], length: int) -> Iterator[Rubric]:
    for _ in range(length):
        yield table
        table = succeed(table)
