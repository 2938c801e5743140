"""What would a draft have made of the results that stand? The last concluded assessment of each site for each purpose.

Results are read in chunks and only counted, so that a large city needs no more memory than a small one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.selectors import issuing_paths
from core.clock import LEGAL_ZONE
from core.registry import Replay
from core.words import chinese_day
from inspection.assessing.carrying import Passage
from inspection.assessing.frozen import facts_in
from inspection.assessing.reading import CHUNK, Tables, answers_by_column, in_chunks
from inspection.assessing.rehearsal_words import told
from inspection.assessing.shifts import Standing, Tally
from inspection.models import Assessment, AssessmentState, Column, ScoreColumn
from rulebook.models import RulePack
from rulebook.outcome import Answer
from rulebook.rubric import Purpose, Rubric
from rulebook.selectors import rubrics_in
from rulebook.workdays import add_months
from sites.types import site_types

#: Results concluded in so many months are those of the last cycle.
MONTHS = 18


def rehearse_scores(pack: RulePack, now: datetime) -> Replay | None:
    """The part of scores in the rehearsal of a pack; nothing where there is no result to replay."""
    today = now.astimezone(LEGAL_ZONE).date()
    first = add_months(today, -MONTHS)
    new = {rubric.site_type: rubric for rubric in rubrics_in(pack)}
    comparison = Comparison(new)
    for chunk in in_chunks(standing_results(pack, first)):
        comparison.take(chunk)
    tally = comparison.tally
    if not tally.count and not tally.unasked:
        return None
    return told(tally, new, comparison.old, _numbers(tally), first, today)


def standing_results(pack: RulePack, first: date) -> Iterator[dict[str, Any]]:
    """Concluded since then under this issuer, for types of the family; of each site and purpose the latest cycle."""
    kinds = [kind.code for kind in site_types() if kind.family == pack.family]
    later = Assessment.objects.filter(
        Q(cycle_last__gt=OuterRef("cycle_last"))
        | Q(cycle_last=OuterRef("cycle_last"), pk__gt=OuterRef("pk")),
        site_id=OuterRef("site_id"),
        purpose=OuterRef("purpose"),
        state=AssessmentState.CONCLUDED,
    )
    start = datetime(first.year, first.month, first.day, tzinfo=LEGAL_ZONE)
    rows = Assessment.objects.filter(
        _governed_by(pack), state=AssessmentState.CONCLUDED, concluded_at__gte=start, site_type__in=kinds
    )
    latest = rows.filter(~Exists(later)).order_by("pk").values(*_READ)
    found: Iterator[dict[str, Any]] = latest.iterator(chunk_size=CHUNK)
    return found


_READ = (
    *("pk", "number", "site_type", "purpose", "pack_id", "facts", "facilities", "total", "conclusion"),
    *("site__name", "site__code", "site__district__name"),
)


def _governed_by(pack: RulePack) -> Q:
    """The issuer's branch without the branches of issuers below it, which have measures of their own."""
    own = pack.issuer.path or ""
    below = [path for path in issuing_paths() if path != own and path.startswith(own)]
    others = reduce(or_, (Q(site__union_path__startswith=path) for path in below), Q(pk__in=[]))
    return Q(site__union_path__startswith=own) & ~others


@dataclass
class Comparison:
    """Results taken in, chunk by chunk, under the tables of a draft."""

    new: dict[str, Rubric]

    def __post_init__(self) -> None:
        self.tally = Tally()
        self.old: dict[tuple[str, str, int], Rubric] = {}
        self._tables = Tables()
        self._passages: dict[tuple[str, str, int], Passage | None] = {}

    def take(self, rows: Sequence[dict[str, Any]]) -> None:
        said = _what_counted([row["pk"] for row in rows])
        for row in rows:
            passage = self._passage(row["site_type"], row["purpose"], row["pack_id"])
            if passage is None:
                self.tally.unasked[row["site_type"], row["purpose"]] += 1
                continue
            judged = passage.judged(facts_in(row["facts"]), row["facilities"], said.get(row["pk"], {}))
            self.tally.add(_stands(row), judged, row["pack_id"])

    def _passage(self, kind: str, purpose: str, pack: int) -> Passage | None:
        key = (kind, purpose, pack)
        if key not in self._passages:
            new = self.new.get(kind)
            self.old[key] = self._tables.of(pack, kind)
            passage = Passage(self.old[key], new, Purpose(purpose)) if new else None
            self._passages[key] = passage if passage and passage.is_asked else None
        return self._passages[key]


def _stands(row: dict[str, Any]) -> Standing:
    return Standing(
        site=row["site__name"],
        site_code=row["site__code"] or "",
        district=row["site__district__name"],
        site_type=row["site_type"],
        purpose=row["purpose"],
        number=row["number"],
        total=row["total"],
        conclusion=row["conclusion"],
    )


#: The columns in their order.
_PLACES = {str(column): place for place, column in enumerate(Column.values)}


def _what_counted(assessments: Sequence[int]) -> dict[int, dict[str, Answer]]:
    """The answers of the column that decided each assessment: the last one that was handed in."""
    rows = ScoreColumn.objects.filter(assessment_id__in=assessments, handed_in_at__isnull=False)
    last: dict[int, tuple[int, int]] = {}
    for key, assessment, column in rows.values_list("pk", "assessment_id", "column"):
        place = _PLACES[column]
        if assessment not in last or place > last[assessment][0]:
            last[assessment] = (place, key)
    said = answers_by_column(key for _, key in last.values())
    return {assessment: said[key] for assessment, (_, key) in last.items()}


def _numbers(tally: Tally) -> dict[int, str]:
    """第2版(2025年3月1日起施行): the packs that results were scored under."""
    keys = {pack for _, _, pack in tally.packs}
    rows = RulePack.objects.filter(pk__in=keys).values_list("pk", "number", "effective_from")
    return {key: f"第{number}版({chinese_day(day)}起施行)" for key, number, day in rows}
