"""Which gaps were told, what do they open, does the answer to each still hold? Read from the case and its gaps alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from filing.models import CaseDocument, Deficiency, Filing, GapDocument
from filing.parts import ASKED_BY_TYPE, SITE_TYPE, Part, documents_at, part_at, parts_of, photos_at, text_at
from filing.states import FilingState


def told_gaps(filing: Filing) -> list[Deficiency]:
    """Every gap that a letter told, letter by letter."""
    return [gap for gap in filing.gaps if gap.notice_id is not None]


def open_gaps(filing: Filing) -> list[Deficiency]:
    """Told and not answered yet."""
    return [gap for gap in told_gaps(filing) if gap.answered_at is None]


def told_parts(filing: Filing) -> list[Part]:
    """The parts that letters named and no verdict closed."""
    parts = parts_of(filing)
    codes = [gap.part for gap in told_gaps(filing) if not gap.verdict]
    return [parts[code] for code in codes if code in parts]


def reopened_parts(filing: Filing) -> list[Part]:
    """What the sender may write while the case is with him: the told parts, and what another type asks anew."""
    told = told_parts(filing)
    retyped = (gap for gap in told_gaps(filing) if gap.part == SITE_TYPE and not gap.verdict)
    if not any(is_mended(filing, gap) for gap in retyped):
        return told
    return [*told, *(part for part in parts_of(filing).values() if part.section == ASKED_BY_TYPE)]


def is_document_open(filing: Filing, kind: str, title: str) -> bool:
    """May a document of this kind and title come or go, as far as letters say? In a returned case only a named one."""
    if filing.state != FilingState.RETURNED:
        return True
    return any(part.opens(kind, title) for part in reopened_parts(filing))


def photos_then(gap: Deficiency) -> list[UUID]:
    """Keys of the pictures that stood there when the letter went out."""
    return [photo.attachment_id for photo in gap.photos.all() if photo.attachment.erased_at is None]


def is_mended(filing: Filing, gap: Deficiency) -> bool:
    """Does another value stand there than when the letter went out? A fact that the new type does not ask is gone."""
    part = part_at(filing, gap.part)
    return part is None or stands_otherwise(filing, gap, part)


def stands_otherwise(filing: Filing, gap: Deficiency, part: Part) -> bool:
    """Text, pictures or documents: the same file again under another key is the same document."""
    if text_at(filing, part) != gap.value_then or photos_at(filing, part) != photos_then(gap):
        return True
    return part.holds_papers and _files(documents_at(filing, part)) != _files(gap.documents.all())


def _files(documents: Iterable[CaseDocument | GapDocument]) -> list[str]:
    return sorted(document.attachment.sha256 for document in documents)


@dataclass(frozen=True)
class Answers:
    """What lacks before a returned case can be handed in: gaps ``unanswered``, and those whose answer has ``fallen``."""

    unanswered: tuple[Deficiency, ...]
    fallen: tuple[Deficiency, ...]


def answers_of(filing: Filing) -> Answers:
    """An answer without a word falls once its part was put back to what the letter found: it says nothing any more."""
    told = [gap for gap in told_gaps(filing) if not gap.verdict]
    silent = [gap for gap in told if gap.answered_at is not None and not gap.answer]
    return Answers(
        unanswered=tuple(open_gaps(filing)),
        fallen=tuple(gap for gap in silent if not is_mended(filing, gap)),
    )
