"""What do the pages show of the gaps of a case? Plain values for the components; nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.urls import reverse

from filing.models import Deficiency, Filing, ReturnNotice
from filing.pages import section_url
from filing.parts import Part, parts_of, photos_at, text_at
from filing.selectors import open_gaps, photos_then, reopened_parts, told_gaps
from filing.states import FilingState

#: Stages of a gap in the words of the component.
_STATES = {"open": "open", "answered": "answered", "settled": "closed", "kept": "kept"}


def pictures(filing: Filing, keys: Iterable[UUID]) -> list[dict[str, str]]:
    urls = [reverse("filing-photo", args=[filing.number, key]) for key in keys]
    return [{"url": url, "thumb": f"{url}?size=s"} for url in urls]


def notices_of(filing: Filing) -> list[dict[str, Any]]:
    """Every letter with its gaps, the newest first, old and new side by side."""
    parts = parts_of(filing)
    gaps = told_gaps(filing)
    prefetch_related_objects(gaps, "photos__attachment")
    by_notice: dict[int, tuple[ReturnNotice, list[dict[str, Any]]]] = {}
    for gap in gaps:
        notice = gap.notice
        if notice is not None:
            rows = by_notice.setdefault(notice.number, (notice, []))[1]
            rows.append(_row(filing, gap, notice, parts.get(gap.part)))
    return [
        {"notice": notice, "gaps": rows, "is_last": number == max(by_notice)}
        for number, (notice, rows) in sorted(by_notice.items(), reverse=True)
    ]


def _row(filing: Filing, gap: Deficiency, notice: ReturnNotice, part: Part | None) -> dict[str, Any]:
    stands = text_at(filing, part) if part else ""
    keys_now = photos_at(filing, part) if part else []
    keys_then = photos_then(gap)
    is_open = filing.state == FilingState.RETURNED and not gap.verdict
    return {
        "pk": gap.pk,
        "number": f"{notice.number}-{gap.position}" if notice.number > 1 else str(gap.position),
        "field": gap.label,
        "also": "、".join(part.also) if part and is_open else "",
        "field_url": f"{section_url(filing, part.section)}" if part and is_open else "",
        "problem": gap.problem,
        "satisfies": gap.remedy,
        "answer": gap.answer,
        "answered_at": gap.answered_at,
        "verdict": gap.get_verdict_display(),
        "state": _STATES[gap.stage],
        "late": gap.is_late,
        "late_reason": notice.late_reason,
        "old": gap.value_then,
        "new": stands,
        "is_changed": stands != gap.value_then or keys_now != keys_then,
        "old_pictures": pictures(filing, keys_then),
        "new_pictures": pictures(filing, keys_now),
        "needs_words": is_open and stands == gap.value_then and keys_now == keys_then,
    }


def unsent_gaps(filing: Filing) -> list[Deficiency]:
    """What the checkers have noted and not sent yet, in the order of noting."""
    return [gap for gap in filing.gaps if gap.notice_id is None]


def needs_late_reason(filing: Filing) -> bool:
    """Would the next letter name a part that no earlier letter named?"""
    told = {gap.part for gap in told_gaps(filing)}
    return bool(told) and any(gap.part not in told for gap in unsent_gaps(filing))


def open_parts_in(filing: Filing, section: str) -> frozenset[str] | None:
    """Names of the questions of a section that a returned case may change; ``None``: all of them."""
    if filing.state != FilingState.RETURNED:
        return None
    own = (part for part in reopened_parts(filing) if part.section == section)
    return frozenset[str]().union(*(part.names for part in own))


def waiting_slots(filing: Filing, slots: Iterable[str]) -> list[str]:
    """Labels of the told gaps of these slots of pictures that nobody has answered yet."""
    if filing.state != FilingState.RETURNED:
        return []
    codes = {f"photos.{slot}" for slot in slots}
    return [gap.label for gap in open_gaps(filing) if gap.part in codes]


def letter_in(filing: Filing, section: str) -> list[dict[str, Any]]:
    """The gaps of the last letter that belong to this section, for the page on which they are mended."""
    if filing.state != FilingState.RETURNED:
        return []
    last = next(iter(notices_of(filing)), None)
    parts = parts_of(filing)
    codes = {gap.pk: parts[gap.part].section for gap in told_gaps(filing) if gap.part in parts}
    return [gap for gap in last["gaps"] if codes.get(gap["pk"]) == section] if last else []
