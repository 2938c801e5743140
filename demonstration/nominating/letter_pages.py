"""What do the pages show of letters that ask for more? Plain values for the components; nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from demonstration.models import Nomination, NominationGap, NominationState
from demonstration.nominating.gaps import late_among, stage_of, told, unsent
from demonstration.nominating.pages import Sheet, part_url
from demonstration.nominating.parts import REGISTER
from demonstration.nominating.words import moment_words


def letters_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Every letter with its gaps, the newest first, old and new side by side."""
    found: dict[int, dict[str, Any]] = {}
    for gap in told(sheet.gaps):
        letter = gap.letter
        if letter is not None:
            shown = found.setdefault(letter.number, {"notice": letter, "gaps": [], "is_last": False})
            shown["gaps"].append(_gap_row(sheet, gap, letter.number, letter.late_reason))
    letters = [found[number] for number in sorted(found, reverse=True)]
    for letter_row in letters[:1]:
        letter_row["is_last"] = True
    return letters


def _gap_row(sheet: Sheet, gap: NominationGap, number: int, late_reason: str) -> dict[str, Any]:
    row = sheet.row
    is_open = row.state == NominationState.RETURNED and not gap.verdict
    stands = (
        f"登记资料第 {sheet.newest} 版" if gap.part == REGISTER and sheet.newest else sheet.text_at(gap.part)
    )
    is_changed = stands != gap.value_then
    return {
        "pk": gap.pk,
        "number": f"{number}-{gap.position}" if number > 1 else str(gap.position),
        "field": gap.label,
        "field_url": part_url(row, gap.part) if is_open else "",
        "also": "",
        "problem": gap.problem,
        "satisfies": gap.remedy,
        "answer": gap.answer,
        "answered_at": gap.answered_at,
        "verdict": gap.get_verdict_display(),
        "state": stage_of(gap),
        "late": gap.is_late,
        "late_reason": late_reason,
        "old": gap.value_then,
        "new": stands,
        "is_changed": is_changed,
        "needs_words": is_open and not is_changed,
        "answer_url": reverse("nomination-gap-answer", args=[row.number, gap.pk]),
        "judge_url": reverse("nomination-gap-judge", args=[row.number, gap.pk]),
    }


def letter_being_written(sheet: Sheet) -> dict[str, Any]:
    """What the checkers have noted, for the letter that is not sent yet."""
    row, noted = sheet.row, unsent(sheet.gaps)
    return {
        "unsent": [
            {
                "pk": gap.pk,
                "label": gap.label,
                "problem": gap.problem,
                "remedy": gap.remedy,
                "edit_url": mark_url(row, gap.part),
                "drop_url": reverse("nomination-gap-drop", args=[row.number, gap.pk]),
            }
            for gap in noted
        ],
        "letter_until": f"推荐截止时间不变:{moment_words(row.round.recommend_until)}",
        "letter_url": reverse("nomination-letter", args=[row.number]),
        "revision": row.revision,
        "asks_late_reason": bool(late_among(noted, sheet.gaps)),
    }


def mark_url(row: Nomination, code: str) -> str:
    return f"{reverse('nomination-gap', args=[row.number])}?{urlencode({'part': code})}"


def marks_of(sheet: Sheet, *, may_mark: bool) -> Mapping[str, dict[str, Any]]:
    """For each part the link with which a checker notes a gap on it; none for anybody else."""
    if not may_mark:
        return {}
    noted = {gap.part for gap in unsent(sheet.gaps)}
    return {code: {"mark_url": mark_url(sheet.row, code), "is_noted": code in noted} for code in sheet.parts}
