"""How do two places of a list stand side by side? The row, and the site or the earlier row beside it; plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from core.actor import Actor
from filing.imports.selectors.pairs import rows_named, versions_beside
from filing.imports.services.writing import columns_of
from filing.models import Filing
from filing.models.enrolment import ImportPair
from filing.models.imports import ImportBatch, ImportedSite
from filing.selectors import cases_of_versions
from filing.twins import LABELS, Side, hidden_words, lines_of_place, side_of
from sites.models import ServiceSite, SiteVersion
from sites.public import distance_words


@dataclass(frozen=True)
class ShownPair:
    """One pair of the page; ``other`` is missing when that place is out of reach."""

    pair: ImportPair
    title: str
    hidden: str
    distance: str
    other: Side | None
    rows: tuple[tuple[str, str, str], ...]
    other_word: str

    @property
    def verdict_name(self) -> str:
        return f"verdict-{self.pair.pk}"

    @property
    def reason_name(self) -> str:
        return f"reason-{self.pair.pk}"


def shown_pairs(actor: Actor, batch: ImportBatch, pairs: Iterable[ImportPair]) -> list[ShownPair]:
    """Both sides of each pair, as far as they may be told."""
    found = list(pairs)
    rows = rows_named(batch, found)
    versions = versions_beside([each.other_site_id for each in found if each.is_within_reach])
    prefetch_related_objects(list(versions.values()), "photos__attachment")
    for version in versions.values():
        for photo in version.photos.all():
            photo.version = version
    cases = cases_of_versions(actor, [version.pk for version in versions.values()])
    shown = []
    for pair in found:
        mine = rows.get((pair.sheet, pair.number))
        other = _other_side(pair, rows, versions, cases)
        if mine is not None:
            shown.append(_shown(pair, _row_side(mine), other))
    return shown


def _other_side(
    pair: ImportPair,
    rows: Mapping[tuple[str, int], ImportedSite],
    versions: Mapping[int, SiteVersion],
    cases: Mapping[int, Filing],
) -> Side | None:
    if pair.other_number is not None:
        row = rows.get((pair.other_sheet, pair.other_number))
        return _row_side(row) if row else None
    version = versions.get(pair.other_site_id or 0)
    return side_of(version, cases.get(version.pk)) if version else None


def _row_side(row: ImportedSite) -> Side:
    """A row as the site that it would become."""
    version = SiteVersion(site_type=row.site_type, district=row.district, **columns_of(row.facts))
    version.site = ServiceSite(site_type=row.site_type, managing_union=row.union, district=row.district)
    return Side(row.name, lines_of_place(version, f"名单第 {row.number} 行"), ())


def _shown(pair: ImportPair, mine: Side, other: Side | None) -> ShownPair:
    union = pair.other_site.managing_union.name if pair.other_site else ""
    is_row = pair.other_number is not None
    said = any(reason.startswith("相距") for reason in pair.reasons.split("、"))
    return ShownPair(
        pair=pair,
        title=f"第 {pair.number} 行“{mine.title}”",
        hidden="" if other else hidden_words(pair.reasons.split("、")[0], union),
        distance="" if pair.metres is None or said else f"两处坐标相距约 {distance_words(pair.metres)}。",
        other=other,
        rows=tuple(zip(LABELS, mine.lines, other.lines, strict=True)) if other else (),
        other_word=f"第 {pair.other_number} 行" if is_row else "已有的阵地",
    )
