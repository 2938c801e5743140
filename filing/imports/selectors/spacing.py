"""Which rows of a list stand nearer to another station than their measure wants? A sentence for each, never a hindrance."""

from __future__ import annotations

from filing.imports.selectors.alike import Neighbourhood
from filing.imports.selectors.candidates import Row
from filing.imports.selectors.measures import Measures
from filing.spacing import too_near_words, who_is_near
from rulebook.selectors import Measure
from sites.likeness.crowd import Grid
from sites.likeness.selectors.known import Known


def widest_spacing(measures: Measures, kinds: set[tuple[int, str]]) -> int:
    """The largest distance in metres that a measure asks for; 0 where none does."""
    found = [measures.of(union, site_type) for union, site_type in kinds]
    return max((each.min_spacing_m or 0 for each in found if each), default=0)


def too_near_in(around: Neighbourhood, measures: Measures) -> dict[tuple[str, int], str]:
    """A sentence by sheet and number of each row that stands too near."""
    found: dict[tuple[str, int], str] = {}
    for rows, known in around.by_type():
        asked = [(row, measures.of(row.union, row.looks.site_type)) for row in rows]
        wanted = max((each.min_spacing_m or 0 for _, each in asked if each), default=0)
        if wanted:
            found |= _too_near(asked, [*rows, *(each for each in known if not each.is_plan)], wanted)
    return found


def _too_near(
    asked: list[tuple[Row, Measure | None]], places: list[Row | Known], widest: int
) -> dict[tuple[str, int], str]:
    grid = Grid(widest)
    for at, place in enumerate(places):
        if place.looks.point:
            grid.add(at, place.looks.point)
    found = {}
    for at, (row, measure) in enumerate(asked):
        nearest = _nearest(at, row, places, grid)
        if nearest and measure and nearest[0] < (measure.min_spacing_m or 0):
            found[row.place] = too_near_words(_named(places[nearest[1]]), nearest[0], measure)
    return found


def _nearest(at: int, row: Row, places: list[Row | Known], grid: Grid) -> tuple[float, int] | None:
    """Metres and number of the nearest other place that counts for this row."""
    point = row.looks.point
    if point is None:
        return None
    others = (other for other in grid.around(point) if other != at and _counts(places[other], row))
    return min(((grid.metres(other, point), other) for other in others), default=None)


def _counts(place: Row | Known, row: Row) -> bool:
    """One that the public does not find counts within its district."""
    return isinstance(place, Row) or place.is_listed or place.looks.district == row.looks.district


def _named(place: Row | Known) -> str:
    if isinstance(place, Row):
        return f"本名单第 {place.number} 行“{place.looks.name}”"
    return who_is_near(place.looks.name, is_listed=place.is_listed)
