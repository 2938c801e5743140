"""What is left of the letters in each section of a returned case? Plain values for the pages; nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from filing.gaps import reopened_parts, told_gaps
from filing.kinds import PAPERS
from filing.models import Filing
from filing.parts import ASKED_BY_TYPE, SITE_TYPE, Part, parts_of
from filing.states import FilingState
from sites.summary import label_of

#: What stands beside the section whose questions follow from another type.
BY_TYPE = "随阵地类型核对"


@dataclass(frozen=True)
class Mending:
    """One section of a returned case, all of it in labels.

    ``waiting``: parts told and not answered yet. ``answered``: told and answered, no verdict yet. ``named``: lines of
    the summary that the letter names. ``lines``: lines that may be written.
    """

    waiting: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()


def mending_of(filing: Filing) -> Mapping[str, Mending]:
    """By the code of the section, the sections in which something may be written; empty in any other state."""
    if filing.state != FilingState.RETURNED:
        return {}
    told, opened = _told(filing), reopened_parts(filing)
    by_type = {part.code for part in opened} - {part.code for part, _ in told}
    if by_type:  # the type was changed, and its questions follow
        waits = next(waits for part, waits in told if part.code == SITE_TYPE)
        told.append((Part("", ASKED_BY_TYPE, BY_TYPE, frozenset()), waits))
    return {
        code: Mending(
            waiting=_labels(told, code, is_waiting=True),
            answered=_labels(told, code, is_waiting=False),
            named=_lines((part for part, _ in told), code),
            lines=_lines(opened, code),
        )
        for code in {part.section for part in opened}
    }


def _told(filing: Filing) -> list[tuple[Part, bool]]:
    """Every part that letters named and no verdict closed, and whether it waits for an answer."""
    parts = parts_of(filing)
    waits: dict[str, bool] = {}
    for gap in told_gaps(filing):
        if gap.part in parts and not gap.verdict:
            waits[gap.part] = waits.get(gap.part, False) or gap.answered_at is None
    return [(parts[code], is_waiting) for code, is_waiting in waits.items()]


def _labels(told: Iterable[tuple[Part, bool]], section: str, *, is_waiting: bool) -> tuple[str, ...]:
    return tuple(part.label for part, waits in told if part.section == section and waits == is_waiting)


def _lines(parts: Iterable[Part], section: str) -> frozenset[str]:
    return frozenset(label for part in parts if part.section == section for label in _lines_of(part))


def _lines_of(part: Part) -> tuple[str, ...]:
    """Labels of the lines that this part opens; all slots of pictures are one line, and all documents are."""
    if part.paper:
        return (PAPERS.title,)
    return (label_of("photos"),) if part.slot else (part.label, *part.also)
