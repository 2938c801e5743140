"""Rows that look like another place are noted with the list; somebody says whether the two are one, once for each pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.audit import Change
from core.many import insert_many
from core.workflow import TransitionRefused
from filing.imports.selectors.alike import Neighbourhood, Pair, neighbourhood_of, pairs_in, rows_of
from filing.imports.selectors.candidates import Row
from filing.imports.selectors.measures import Measures
from filing.imports.selectors.spacing import too_near_in, widest_spacing
from filing.imports.services.authors import note_deciders, note_import_author
from filing.imports.transitions import IMPORT
from filing.models.enrolment import ImportPair
from filing.models.imports import ImportBatch, ImportedSite
from sites.likeness.selectors.known import Places, place_names
from sites.likeness.services import MOST_REASON
from sites.models import LikenessDecision
from sites.sheets.questions import SKIP
from sites.vocabulary import LikenessVerdict

_CHUNK = 500

#: What tells one pair from the others of its batch.
Key = tuple[str, int, str, int | None, int | None]


@dataclass(frozen=True)
class Verdict:
    """What was answered about one pair."""

    verdict: str
    reason: str


def note_pairs(
    batch: ImportBatch,
    actor: Actor,
    now: datetime,
    rows: list[Row] | None = None,
    names: Places | None = None,
) -> None:
    """Look at all rows, side by side with what is known; what was decided is not asked again.

    ``rows`` and the ``names`` of places, where they were read already.
    """
    names = place_names() if names is None else names
    rows = rows_of(batch, names) if rows is None else rows
    measures, reach = None, 0
    if any(row.looks.point for row in rows):  # without a pin nothing is near
        measures = Measures(batch, now.date())
        reach = widest_spacing(measures, {(row.union, row.looks.site_type) for row in rows})
    around = neighbourhood_of(rows, names, actor, reach)
    if measures is not None and reach:
        _note_spacing(batch, around, measures)
    held = list(batch.pairs.all())
    if any(not each.verdict for each in held):
        batch.pairs.filter(verdict="").delete()
    fresh = _not_decided(around, batch, actor, held)
    _take_over(batch, fresh)
    insert_many(fresh)


def has_fresh_pairs(batch: ImportBatch, actor: Actor) -> bool:
    """Whether a row looks like a place about which nobody has decided: one that came since the list was checked."""
    names = place_names()
    around = neighbourhood_of(rows_of(batch, names), names, actor)
    return bool(_not_decided(around, batch, actor, batch.pairs.all()))


def _not_decided(
    around: Neighbourhood, batch: ImportBatch, actor: Actor, noted: Iterable[ImportPair]
) -> list[ImportPair]:
    held = {(_key_of(each), each.mark) for each in noted if each.verdict}
    found = [_row_of(batch, pair) for pair in pairs_in(around, batch, actor)]
    return [each for each in found if (_key_of(each), each.mark) not in held]


def _note_spacing(batch: ImportBatch, around: Neighbourhood, measures: Measures) -> None:
    warned = too_near_in(around, measures)
    if not warned:
        return
    rows = [each for each in batch.sites.only("sheet", "number") if (each.sheet, each.number) in warned]
    for each in rows:
        each.spacing = warned[each.sheet, each.number][:300]
    ImportedSite.objects.bulk_update(rows, ["spacing"], batch_size=_CHUNK)


def _key_of(pair: ImportPair) -> Key:
    return pair.sheet, pair.number, pair.other_sheet, pair.other_number, pair.other_site_id


def _row_of(batch: ImportBatch, pair: Pair) -> ImportPair:
    row, other, alike = pair.row, pair.other, pair.likeness
    noted = ImportPair(
        batch_id=batch.pk,
        sheet=row.sheet,
        number=row.number,
        is_within_reach=pair.is_within_reach,
        score=alike.score,
        reasons="、".join(alike.reasons)[:80],
        metres=None if alike.metres is None else round(alike.metres),
        mark=pair.mark,
    )
    if isinstance(other, Row):
        noted.other_sheet, noted.other_number = other.sheet, other.number
    else:
        noted.other_site_id = other.site
    return noted


def _take_over(batch: ImportBatch, pairs: list[ImportPair]) -> None:
    """A list that was corrected and sent again keeps what was decided about two that still look as they did."""
    deciders: dict[int, datetime] = {}
    for at in range(0, len(pairs), _CHUNK):
        part = pairs[at : at + _CHUNK]
        earlier = ImportPair.objects.filter(
            batch__union=batch.union_id,
            verdict=LikenessVerdict.DIFFERENT,
            mark__in={each.mark for each in part},
        )
        decided = {(each.mark, each.other_site_id): each for each in earlier.order_by("decided_at", "pk")}
        for each in part:
            last = decided.get((each.mark, each.other_site_id))
            if last is not None:
                each.verdict, each.reason = last.verdict, last.reason
                each.decided_by_id, each.decided_at = last.decided_by_id, last.decided_at
                if last.decided_by_id and last.decided_at:
                    deciders[last.decided_by_id] = last.decided_at
    note_deciders(batch, deciders)


def settle_pairs(
    key: int, verdicts: Mapping[int, Verdict], *, seen: int, actor: Actor, now: datetime
) -> ImportBatch:
    """同一处 or 不是同一处, by the keys of the pairs. A row that is the same as another place is left out."""
    with IMPORT.step(key, "pair", actor=actor, now=now, seen=seen) as step:
        batch = step.row
        pairs = list(batch.pairs.filter(pk__in=list(verdicts)).order_by("pk"))
        if len(pairs) != len(verdicts) or not pairs:
            raise TransitionRefused("这些阵地已不再相近,或已作出认定。请刷新页面查看当前情况。")
        for pair in pairs:
            said = verdicts[pair.pk]
            step.changes[_told(pair)] = _settle(pair, said, actor, now)
        _leave_out(batch, [pair for pair in pairs if pair.verdict == LikenessVerdict.SAME])
        note_import_author(batch, actor, now)
    return step.row


def _told(pair: ImportPair) -> str:
    other = f"第 {pair.other_number} 行" if pair.other_number else f"阵地 {pair.other_site_id}"
    return f"第 {pair.number} 行与{other}"


def _settle(pair: ImportPair, said: Verdict, actor: Actor, now: datetime) -> Change:
    meant, reason = LikenessVerdict(said.verdict), said.reason.strip()[:MOST_REASON]
    if not reason:
        raise TransitionRefused("请写明认定的理由。")
    before = pair.get_verdict_display() if pair.verdict else ""
    pair.verdict, pair.reason = meant, reason
    pair.decided_by_id, pair.decided_at = actor.id, now
    pair.save(update_fields=["verdict", "reason", "decided_by", "decided_at"])
    return before, f"{meant.label}:{reason}"


def _leave_out(batch: ImportBatch, same: Sequence[ImportPair]) -> None:
    """The rows go, and what was asked about them with them; a later check of the list leaves them out as well."""
    rows = {(pair.sheet, pair.number) for pair in same}
    for sheet, number in rows:
        batch.sites.filter(sheet=sheet, number=number).delete()
        batch.answers[f"row:{sheet}!{number}:twin"] = [SKIP, ""]
        open_pairs = batch.pairs.filter(verdict="")
        open_pairs.filter(sheet=sheet, number=number).delete()
        open_pairs.filter(other_sheet=sheet, other_number=number).delete()
    if rows:
        batch.left_out += len(rows)
        batch.save(update_fields=["answers", "left_out"])


def keep_decisions(batch: ImportBatch) -> None:
    """What was decided about rows holds for the sites that they became, so that nobody is asked again."""
    pairs = list(batch.pairs.filter(verdict=LikenessVerdict.DIFFERENT, decided_by__isnull=False))
    made = batch.sites.filter(filing__isnull=False).values_list("sheet", "number", "filing__site_id")
    sites = {(sheet, number): site for sheet, number, site in made} if pairs else {}
    rows = []
    for pair in pairs:
        one = sites.get((pair.sheet, pair.number))
        other = pair.other_site_id or sites.get((pair.other_sheet, pair.other_number or 0))
        if one and other and pair.decided_by_id and pair.decided_at:
            first, second = sorted((one, other))
            said = {"verdict": pair.verdict, "reason": pair.reason, "mark": pair.mark}
            who = {"decided_by_id": pair.decided_by_id, "decided_at": pair.decided_at}
            rows.append(LikenessDecision(first_id=first, second_id=second, **said, **who))
    LikenessDecision.objects.bulk_create(rows, batch_size=_CHUNK)
