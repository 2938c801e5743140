"""Which rows of a list look like a place that is known, or like each other? Asked of all rows at once, as of one case.

What may be told of a place out of reach is what the page of a case tells: a public one, and only by its union.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core.actor import Actor
from core.canonical import digest
from filing.imports.selectors.candidates import Row
from filing.imports.selectors.equal_names import EQUAL_NAMES, equal_names
from filing.models.imports import ImportBatch
from sites.likeness.crowd import alike_across, alike_pairs
from sites.likeness.scoring import AROUND_M, Likeness, Looks
from sites.likeness.selectors.known import (
    Known,
    Places,
    plans_of,
    point_of,
    register_of,
    within_reach,
)
from sites.sheets.names import plain_name
from sites.sheets.questions import KEEP

#: A person compares no more than these with one row.
MOST_SHOWN = 6


Place = TypeVar("Place", Row, Known)


@dataclass(frozen=True)
class Pair:
    """A row beside an earlier row, or beside a known site."""

    row: Row
    other: Row | Known
    likeness: Likeness
    is_within_reach: bool = True

    @property
    def mark(self) -> str:
        """As the two sites will be compared later: the one that was there first stands first."""
        return digest([self.other.looks.mark, self.row.looks.mark])


@dataclass(frozen=True)
class Neighbourhood:
    """The rows of a list that would become sites, and the places that are known around them."""

    rows: list[Row]
    known: list[Known]

    def by_type(self) -> Iterator[tuple[list[Row], list[Known]]]:
        rows: dict[str, list[Row]] = defaultdict(list)
        known: dict[str, list[Known]] = defaultdict(list)
        for row in self.rows:
            rows[row.looks.site_type].append(row)
        for each in self.known:
            known[each.looks.site_type].append(each)
        for site_type, found in rows.items():
            yield found, known[site_type]


def neighbourhood_of(
    rows: list[Row], names: Places, actor: Actor, reach_m: float = AROUND_M
) -> Neighbourhood:
    """Two questions, three with pins, whatever the number of rows; around pins as far as ``reach_m``."""
    if not rows:
        return Neighbourhood([], [])
    types = {row.looks.site_type for row in rows}
    districts = {row.looks.district for row in rows}
    pins = [row.looks.point for row in rows if row.looks.point]
    register = register_of(types, districts, pins, max(reach_m, AROUND_M), names)
    return Neighbourhood(rows, [*register, *plans_of(actor, types, districts, names)])


def row_of(
    place: tuple[str, int], union: int, kind: str, district: str, facts: Mapping[str, Any], names: Places
) -> Row:
    """What is compared of a row; ``place``: its sheet and number, ``facts`` as they are staged."""
    point = point_of(facts.get("lat"), facts.get("lng"))
    name, address = str(facts.get("name", "")), str(facts.get("address", ""))
    return Row(*place, union, Looks(kind, district, name, address, point, names.get(district, ())))


def rows_of(batch: ImportBatch, names: Places) -> list[Row]:
    """The staged rows that would become sites, in the order of the file."""
    told = ("sheet", "number", "union_id", "site_type", "district_id", "facts")
    found = batch.sites.filter(base=None).order_by("pk").values_list(*told).iterator(chunk_size=2000)
    return [
        row_of((sheet, number), union, kind, district, facts, names)
        for sheet, number, union, kind, district, facts in found
    ]


def pairs_in(around: Neighbourhood, batch: ImportBatch, actor: Actor) -> list[Pair]:
    """Of each row the places most like it, without those that were asked about by their equal names.

    Nothing is asked that way of a list of existing sites: there equal names are pairs as well, however common they are.
    """
    found = _found_in(around, by_name=batch.is_existing)
    reach = within_reach(actor, {pair.other.site for pair in found if isinstance(pair.other, Known)})
    told: dict[tuple[str, int], list[Pair]] = {row.place: [] for row in around.rows}
    for pair in found:
        shown = _as_told(pair, reach)
        if shown is not None and (batch.is_existing or not _was_answered(shown, batch)):
            told[pair.row.place].append(shown)
    return [pair for pairs in told.values() for pair in _most_alike(pairs)]


def _found_in(around: Neighbourhood, *, by_name: bool) -> list[Pair]:
    found = [pair for rows, known in around.by_type() for pair in _pairs(rows, known)]
    return [*found, *_equally_named(around, found)] if by_name else found


def _equally_named(around: Neighbourhood, found: Sequence[Pair]) -> list[Pair]:
    """Those of equal names that are not among the pairs yet."""
    paired = {(pair.row.place, _place_of(pair.other)) for pair in found}
    named = (each for rows, known in around.by_type() for each in equal_names(rows, known, MOST_SHOWN))
    return [
        Pair(row, other, EQUAL_NAMES) for row, other in named if (row.place, _place_of(other)) not in paired
    ]


def _place_of(other: Row | Known) -> tuple[str, int] | int:
    return other.place if isinstance(other, Row) else other.site


def _as_told(pair: Pair, reach: set[int]) -> Pair | None:
    """The pair with how much may be told of the other place; nothing of one that is neither in reach nor public."""
    other = pair.other
    is_mine = isinstance(other, Row) or other.is_plan or other.site in reach
    if is_mine:
        return pair
    is_public = isinstance(other, Known) and other.is_listed
    return Pair(pair.row, other, pair.likeness, is_within_reach=False) if is_public else None


def _most_alike(pairs: list[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: -pair.likeness.score)[:MOST_SHOWN]


def _pairs(rows: list[Row], known: list[Known]) -> Iterator[Pair]:
    """Within each district, then across its borders where the pins are near each other."""
    own, others = _by_district(rows), _by_district(known)
    for district, mine in own.items():
        theirs = others.get(district, [])
        yield from _as_pairs(alike_pairs(_looks(mine), _looks(theirs)), mine, theirs)
    pinned = [row for row in rows if row.looks.point]
    public = [each for each in known if each.is_listed and each.looks.point]
    yield from _as_pairs(alike_across(_looks(pinned), _looks(public)), pinned, public)


def _looks(places: Sequence[Row | Known]) -> list[Looks]:
    return [each.looks for each in places]


def _by_district(places: Sequence[Place]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for each in places:
        found[each.looks.district].append(each)
    return found


def _as_pairs(
    found: Iterable[tuple[int, int, Likeness]], rows: list[Row], known: list[Known]
) -> Iterator[Pair]:
    """Of two rows the later one is asked about."""
    for first, second, alike in found:
        if second < len(rows):
            yield Pair(rows[second], rows[first], alike)
        else:
            yield Pair(rows[first], known[second - len(rows)], alike)


def _was_answered(pair: Pair, batch: ImportBatch) -> bool:
    """Two of one name were asked about before, and the officer wants both."""
    row, other = pair.row, pair.other
    if plain_name(row.looks.name) != plain_name(other.looks.name):
        return False
    keys = [f"row:{row.sheet}!{row.number}:{'twin' if isinstance(other, Row) else 'known'}"]
    if isinstance(other, Row):
        keys.append(f"row:{other.sheet}!{other.number}:twin")
    return any(batch.answers.get(key, [""])[0] == KEEP for key in keys)
