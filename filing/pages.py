"""What do the pages of one case show? Plain values for the components; nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from core.actor import Actor
from filing.document_words import documents_text
from filing.kinds import OWN_SECTIONS, PAPERS, SECTIONS_OF
from filing.mending import Mending, mending_of
from filing.models import Filing
from filing.particulars import PAIRED_PARTICULARS, PARTICULARS, missing_particulars, particular_text
from filing.parts import parts_of
from filing.policy import FILINGS
from filing.section_facts import SectionFacts
from filing.states import EDITABLE, FilingKind, FilingState
from sites.captures import place_words
from sites.models import SitePhoto, SiteVersion
from sites.sections import BLANK, Section
from sites.services.succession import differences_of
from sites.summary import Line, lines_of, section_state, side_by_side
from sites.vocabulary import PhotoSlot, SiteState


def section_url(filing: Filing, code: str) -> str:
    return reverse("filing-section", args=[filing.number, code])


def sections_of(filing: Filing) -> list[SectionFacts]:
    """Every section of the case in the order of the form."""
    asked = frozenset(fact.label for fact in filing.version.kind.facts if fact.expected)
    is_returned = filing.state == FilingState.RETURNED
    mending = mending_of(filing)
    by_section: dict[str, dict[str, str]] = {}
    for part in parts_of(filing).values():
        by_section.setdefault(part.section, {})[part.label] = part.code
    return [
        SectionFacts(
            section=each,
            lines=_lines(filing, each),
            state=_state(filing, each),
            url=section_url(filing, each.code),
            asked_by_type=asked,
            parts=by_section.get(each.code, {}),
            mending=mending.get(each.code, Mending()) if is_returned else None,
            copied=copied_into(filing, each.code),
        )
        for each in SECTIONS_OF[filing.kind]
    ]


def papers_section(filing: Filing) -> SectionFacts:
    """The documents of the case, read like a section: one line, and what letters left of them."""
    is_returned = filing.state == FilingState.RETURNED
    said = documents_text(filing.held)
    return SectionFacts(
        section=PAPERS,
        lines=[Line(PAPERS.code, PAPERS.title, said, not said, False)],
        state="已填" if said else "未填",
        url=section_url(filing, PAPERS.code),
        mending=mending_of(filing).get(PAPERS.code, Mending()) if is_returned else None,
    )


def _lines(filing: Filing, section: Section) -> list[Line]:
    if section.code not in OWN_SECTIONS:
        return lines_of(filing.version, section)
    return [
        Line(each.name, each.label, text, not text, each.name in section.mandatory)
        for each in PARTICULARS[filing.kind]
        if each.name not in PAIRED_PARTICULARS
        for text in [particular_text(filing, each.name) or _said_by_pair(filing, each.name)]
    ]


def _said_by_pair(filing: Filing, name: str) -> str:
    """An answer given by the box beside the question: 没有用工会经费购置的设备."""
    pairs = [other for other, first in PAIRED_PARTICULARS.items() if first == name]
    labels = {each.name: each.label for each in PARTICULARS[filing.kind]}
    return next((labels[other] for other in pairs if filing.particulars.get(other)), "")


def _state(filing: Filing, section: Section) -> str:
    if section.code not in OWN_SECTIONS:
        return section_state(filing.version, section)
    if not missing_particulars(filing):
        return "已填"
    return "填写中" if filing.particulars else "未填"


def tasks_of(filing: Filing, current: str = "") -> list[dict[str, Any]]:
    return [each.task(current) for each in (*sections_of(filing), papers_section(filing))]


def copied_into(filing: Filing, code: str) -> str:
    """What a writer is asked to do with a section whose facts come from a similar site; empty once it was saved."""
    if code not in filing.unchecked or filing.copied_from is None:
        return ""
    return f"已从“{filing.copied_from.name}”带入,请核对"


def following(filing: Filing, code: str) -> str:
    """The next section that is open for writing; empty after the last."""
    parts = sections_of(filing)
    codes = [each.section.code for each in parts]
    rest = parts[codes.index(code) + 1 :]
    return next((each.section.code for each in rest if not each.is_locked), "")


def differences(section: Section, mine: SiteVersion, theirs: SiteVersion) -> list[dict[str, str]]:
    """What a stale page would write, beside what stands now."""
    return [
        {"label": label, "mine": typed, "theirs": stands}
        for label, typed, stands in side_by_side(mine, theirs, section)
        if typed != stands
    ]


def is_open_to(actor: Actor, filing: Filing) -> bool:
    """May this person write into the case now?"""
    return filing.state in EDITABLE and bool(FILINGS.decide(actor, "edit", filing))


def proposed_changes(filing: Filing) -> list[dict[str, Any]]:
    """What a change would alter in the register, old and new, for the summary list."""
    if filing.kind != FilingKind.CHANGE or filing.base_version is None:
        return []
    pairs = differences_of(filing.base_version, filing.version)
    return [
        {"label": label, "changed": True, "old": old, "value": new if new not in ("", BLANK) else "未填"}
        for label, old, new in pairs
    ]


def photos_by_slot(filing: Filing) -> list[dict[str, Any]]:
    """Slots that hold pictures, each picture with its addresses."""
    return [slot for slot in slots_of(filing, filing.version.pictures) if slot["photos"]]


def slots_of(filing: Filing, photos: Iterable[SitePhoto]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {slot.value: [] for slot in PhotoSlot}
    for photo in photos:
        url = reverse("filing-photo", args=[filing.number, photo.attachment_id])
        found[photo.slot].append(
            {
                "key": photo.attachment_id,
                "url": url,
                "thumb": f"{url}?size=s",
                "erase_url": reverse("filing-photo-erase", args=[filing.number, photo.attachment_id]),
                "remove_url": reverse("filing-photo-remove", args=[filing.number, photo.attachment_id]),
                "taken_at": photo.attachment.taken_at,
                "taken_where": place_words(photo.attachment, filing.version),
            }
        )
    return [{"name": slot.value, "title": slot.label, "photos": found[slot.value]} for slot in PhotoSlot]


def visit_rows(filing: Filing) -> list[list[dict[str, Any]]]:
    """Each visit of the case as a summary list; a site that is only planned was visited in this case or never."""
    if filing.last_visit_id is None and filing.site.state == SiteState.PLANNED:
        return []
    return [
        [
            {"label": visit.get_kind_display(), "value": visit.held_on},
            {"label": "验收单位", "value": visit.organisation},
            {"label": "验收人员", "value": "、".join(visit.inspectors)},
            {"label": "现场人员", "value": visit.met_on_site},
            {"label": "验收结论", "value": visit.get_verdict_display(), "note": visit.findings},
            *([{"label": "整改期限", "value": visit.fix_by}] if visit.fix_by else []),
        ]
        for visit in filing.visits
    ]
