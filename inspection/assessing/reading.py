"""What do many columns say, and under which tables? Read for hundreds at a time, as plain values; never writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from inspection.assessing.selectors import NOTHING
from inspection.models import ScoreAnswer
from rulebook.outcome import Answer
from rulebook.rubric import Rubric
from rulebook.selectors import measure_of

T = TypeVar("T")

#: Assessments or columns that are held at a time.
CHUNK = 500


def in_chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The rows in their order, so many at a time; none is read before its turn."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, size)):
        yield chunk


def answers_by_column(columns: Iterable[int]) -> dict[int, dict[str, Answer]]:
    """What these columns say, by their keys and by code; an answer that was taken away says nothing."""
    said: dict[int, dict[str, Answer]] = {key: {} for key in columns}
    rows = ScoreAnswer.objects.filter(column_id__in=said)
    for column, code, level, points, reason, is_met in rows.values_list(
        "column_id", "code", "level", "points", "not_applicable", "is_met"
    ):
        answer = Answer(level=level, points=points, not_applicable=reason, is_met=is_met)
        if answer != NOTHING:
            said[column][code] = answer
    return said


class Tables:
    """The scoring tables of published packs; each pack is asked for once in the life of this object."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Rubric] = {}

    def of(self, pack_id: int, site_type: str) -> Rubric:
        """Raises ``LookupError`` when the pack has no table for this type."""
        key = (pack_id, site_type)
        if key not in self._known:
            rubric = measure_of(pack_id).rubric_for(site_type)
            if rubric is None:
                raise LookupError(f"pack {pack_id} has no table for {site_type}")
            self._known[key] = rubric
        return self._known[key]
