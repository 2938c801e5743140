"""Which parts of a case can be pointed at, and which facts belong to each? No right and no state is asked here.

A part is ``<section>.<fact>``: ``identity.name``, ``facilities.fact:rooms`` (a fact of the type), ``photos.plate``
(all pictures of a slot), ``documents.fire`` (all documents of a kind), ``documents.other:租赁合同`` (the documents of a
kind under one title), ``cancel.plate`` (what the case itself says).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from filing.document_kinds import ASKED_FOR, PLATE_PHOTO, DocumentKind
from filing.document_words import documents_text
from filing.models import CaseDocument, Filing
from filing.particulars import PAIRED_PARTICULARS, PARTICULARS, particular_text
from sites.models import SiteVersion
from sites.sections import BLANK, PAIRED, SECTIONS
from sites.summary import label_of, text_of
from sites.vocabulary import PhotoSlot

FACT = "fact:"

#: The part that says of which type the site is, and the section whose questions follow from it.
SITE_TYPE = "identity.site_type"
ASKED_BY_TYPE = "facilities"

#: The section of the case's documents, and the part beside which a cancellation takes a picture of the plate.
DOCUMENTS = "documents"
PLATE = "cancel.plate"

#: Facts that open together with another: an address that leads to no door is mended with building, floor and room. Each
#: of them may still be pointed at alone.
TOGETHER: Mapping[str, tuple[str, ...]] = {"address": ("building", "floor", "room")}


@dataclass(frozen=True)
class Part:
    """One thing a checker can point at. ``columns`` are what the sender may write to mend it.

    ``together``: names of the other facts that open with it; they stand beside it in its text.
    """

    code: str
    section: str
    label: str
    columns: frozenset[str]
    together: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called within its section."""
        return self.code.partition(".")[2]

    @property
    def names(self) -> frozenset[str]:
        """Every question of its section that opens when a letter names it."""
        return frozenset({self.name, *self.together})

    @property
    def fact(self) -> str:
        """The name of the type's own fact; empty for everything else."""
        return self.name.removeprefix(FACT) if self.name.startswith(FACT) else ""

    @property
    def slot(self) -> str:
        """The slot of pictures; empty for everything else."""
        return self.name if self.section == "photos" else ""

    @property
    def paper(self) -> str:
        """``fire`` or ``other:租赁合同``; empty for everything else."""
        return self.name if self.section == DOCUMENTS else ""

    @property
    def holds_papers(self) -> bool:
        return self.section == DOCUMENTS or self.code == PLATE

    def opens(self, kind: str, title: str) -> bool:
        """May a document of this kind, under this title, come and go while a letter names the part?"""
        if self.code == PLATE:
            return (kind, title) == PLATE_PHOTO
        own_kind, _, own_title = self.paper.partition(":")
        return own_kind == kind and own_title in ("", title)

    @property
    def also(self) -> tuple[str, ...]:
        """Labels of what opens with it."""
        return tuple(label_of(name) for name in self.together)


def _with_pairs(name: str, pairs: Mapping[str, str]) -> frozenset[str]:
    """A question may fill several columns: a pin has latitude, longitude and source."""
    return frozenset({name, *(other for other, first in pairs.items() if first == name)})


def _fact_parts(filing: Filing) -> Iterable[Part]:
    for fact in filing.version.kind.facts:
        yield Part(f"facilities.{FACT}{fact.name}", "facilities", fact.label, frozenset({"type_facts"}))


def _version_part(section: str, name: str) -> Part:
    together = TOGETHER.get(name, ())
    columns = frozenset[str]().union(*(_with_pairs(each, PAIRED) for each in (name, *together)))
    return Part(f"{section}.{name}", section, label_of(name), columns, together)


def _version_parts(filing: Filing) -> Iterable[Part]:
    for section in SECTIONS:
        if section.code == "photos":
            continue
        for name in section.fields:
            if name not in PAIRED and name != "type_facts":
                yield _version_part(section.code, name)
    yield from _fact_parts(filing)
    for slot in PhotoSlot:
        yield Part(f"photos.{slot.value}", "photos", f"照片:{slot.label}", frozenset({"photos"}))


def paper_part(document: CaseDocument) -> str:
    """The code of the part that points at this document: by its title, or by its kind where it bears none."""
    name = f"{document.kind}:{document.title}" if document.title else document.kind
    return f"{DOCUMENTS}.{name}"


def _paper_parts(filing: Filing) -> Iterable[Part]:
    """Every kind, lacking ones too, and every title; a title that a letter named stays one when its document is gone."""
    codes = {f"{DOCUMENTS}.{kind.value}": None for kind in ASKED_FOR}
    codes |= {paper_part(document): None for document in filing.held}
    codes |= {gap.part: None for gap in filing.gaps if gap.part.startswith(f"{DOCUMENTS}.")}
    for code in codes:
        kind, _, title = code.removeprefix(f"{DOCUMENTS}.").partition(":")
        yield Part(code, DOCUMENTS, f"材料:{title or DocumentKind(kind).label}", frozenset({DOCUMENTS}))


def _plain_parts(filing: Filing) -> dict[str, Part]:
    """Everything but the documents; asks no row."""
    own = [
        Part(
            f"{filing.kind}.{each.name}", filing.kind, each.label, _with_pairs(each.name, PAIRED_PARTICULARS)
        )
        for each in PARTICULARS[filing.kind]
        if each.name not in PAIRED_PARTICULARS
    ]
    of_version = _version_parts(filing) if filing.kind != "cancel" else ()
    return {part.code: part for part in (*own, *of_version)}


def parts_of(filing: Filing) -> dict[str, Part]:
    """Everything that can be pointed at in this case, in the order of its pages."""
    return _plain_parts(filing) | {part.code: part for part in _paper_parts(filing)}


def part_at(filing: Filing, code: str) -> Part | None:
    """The part of this code, if the case has it."""
    if code.startswith(f"{DOCUMENTS}."):
        return next((part for part in _paper_parts(filing) if part.code == code), None)
    return _plain_parts(filing).get(code)


def text_at(filing: Filing, part: Part) -> str:
    """What stands there now, as people read it; empty when there is nothing."""
    if part.section == filing.kind:
        return particular_text(filing, part.name)
    if part.slot:
        count = len(photos_at(filing, part))
        return f"{count} 张" if count else ""
    if part.paper:
        return documents_text(documents_at(filing, part))
    if part.fact:
        stored = filing.version.type_facts.get(part.fact)
        return str(filing.version.kind.fact(part.fact).text(stored))
    said = _said(filing.version, part.name)
    along = [f"{label_of(name)}:{text}" for name in part.together if (text := _said(filing.version, name))]
    return ";".join(filter(None, (said, *along)))


def _said(version: SiteVersion, name: str) -> str:
    text = text_of(version, name)
    return "" if text == BLANK else text


def photos_at(filing: Filing, part: Part) -> list[UUID]:
    """Keys of the pictures in the part's slot, in order."""
    if not part.slot:
        return []
    return [photo.attachment_id for photo in filing.version.pictures if photo.slot == part.slot]


def documents_at(filing: Filing, part: Part) -> list[CaseDocument]:
    """The documents that the part points at, in order."""
    if not part.holds_papers:
        return []
    return [document for document in filing.held if part.opens(document.kind, document.title)]
