"""What do the pages show of the gaps of a case? Plain values for the components; nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.http import urlencode

from core.words import chinese_day
from filing.gaps import open_gaps, photos_then, reopened_parts, stands_otherwise, told_gaps
from filing.models import CaseDocument, Deficiency, Filing, GapDocument, ReturnNotice
from filing.pages import section_url
from filing.parts import Part, documents_at, parts_of, photos_at, text_at
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
    prefetch_related_objects(gaps, "photos__attachment", "documents__attachment")
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
    is_changed = part is None or stands_otherwise(filing, gap, part)
    is_open = filing.state == FilingState.RETURNED and not gap.verdict
    return {
        "pk": gap.pk,
        "number": f"{notice.number}-{gap.position}" if notice.number > 1 else str(gap.position),
        "field": gap.label,
        **_opened(filing, part if is_open else None),
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
        "is_changed": is_changed,
        "old_pictures": pictures(filing, photos_then(gap)),
        "new_pictures": pictures(filing, keys_now),
        **_papers(filing, gap, part),
        "needs_words": is_open and not is_changed,
        "answer_url": reverse("filing-gap-answer", args=[filing.number, gap.pk]),
        "judge_url": reverse("filing-gap-judge", args=[filing.number, gap.pk]),
    }


def _papers(filing: Filing, gap: Deficiency, part: Part | None) -> dict[str, Any]:
    """Documents then and now, each with the address of its file; ``is_paper``: they are all that the gap is about."""
    then = [
        paper_row(each, reverse("filing-gap-document", args=[filing.number, gap.pk, each.pk]))
        for each in gap.documents.all()
    ]
    return {
        "is_paper": bool(part and part.paper),
        "old_papers": then,
        "new_papers": papers_of(filing, part) if part else [],
    }


def papers_of(filing: Filing, part: Part) -> list[dict[str, str]]:
    """The documents that the part points at now."""
    return [
        paper_row(each, reverse("filing-document", args=[filing.number, each.pk]))
        for each in documents_at(filing, part)
    ]


def paper_row(document: CaseDocument | GapDocument, url: str) -> dict[str, str]:
    attachment = document.attachment
    ends = f",有效期至{chinese_day(document.expires_on)}" if document.expires_on else ""
    kind = f"{attachment.pages} 页 PDF" if attachment.is_pdf else "照片"
    return {"name": str(document), "said": f"{kind}{ends}", "url": url}


def _opened(filing: Filing, part: Part | None) -> dict[str, str]:
    """Where it is mended, and what opens with it; empty where it is not open."""
    if part is None:
        return {"also": "", "field_url": ""}
    return {"also": "、".join(part.also), "field_url": section_url(filing, part.section)}


def unsent_gaps(filing: Filing) -> list[Deficiency]:
    """What the checkers have noted and not sent yet, in the order of noting."""
    return [gap for gap in filing.gaps if gap.notice_id is None]


def noted_rows(filing: Filing, gaps: Iterable[Deficiency]) -> list[dict[str, Any]]:
    """What waits to be sent, for the letter that is being written."""
    return [
        {
            "pk": gap.pk,
            "label": gap.label,
            "problem": gap.problem,
            "remedy": gap.remedy,
            "edit_url": f"{reverse('filing-gap', args=[filing.number])}?{urlencode({'part': gap.part})}",
            "drop_url": reverse("filing-gap-drop", args=[filing.number, gap.pk]),
        }
        for gap in gaps
    ]


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


def open_papers(filing: Filing) -> dict[str, str]:
    """What documents the letters open, by the name of the part: its label."""
    if filing.state != FilingState.RETURNED:
        return {}
    return {part.paper: part.label for part in reopened_parts(filing) if part.paper}


def waiting_parts(filing: Filing, codes: Iterable[str]) -> list[str]:
    """Labels of the told gaps of these parts that nobody has answered yet."""
    if filing.state != FilingState.RETURNED:
        return []
    wanted = set(codes)
    return [gap.label for gap in open_gaps(filing) if gap.part in wanted]


def letter_in(filing: Filing, section: str) -> list[dict[str, Any]]:
    """The gaps of the last letter that belong to this section, for the page on which they are mended."""
    if filing.state != FilingState.RETURNED:
        return []
    last = next(iter(notices_of(filing)), None)
    parts = parts_of(filing)
    codes = {gap.pk: parts[gap.part].section for gap in told_gaps(filing) if gap.part in parts}
    return [gap for gap in last["gaps"] if codes.get(gap["pk"]) == section] if last else []
