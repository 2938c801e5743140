"""Which gaps of a nomination were told, what do they open, which wait for an answer? From the rows given alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from demonstration.models import NominationGap
from demonstration.nominating.parts import SCORE


def told(gaps: Iterable[NominationGap]) -> list[NominationGap]:
    """Every gap that a letter told."""
    return [gap for gap in gaps if gap.letter_id is not None]


def unsent(gaps: Iterable[NominationGap]) -> list[NominationGap]:
    """What the checkers have noted and not sent yet."""
    return [gap for gap in gaps if gap.letter_id is None]


def unanswered(gaps: Iterable[NominationGap]) -> list[NominationGap]:
    return [gap for gap in told(gaps) if gap.answered_at is None]


def open_codes(gaps: Iterable[NominationGap]) -> frozenset[str]:
    """The parts that letters named and no verdict closed: they alone may be written while it is with the sender."""
    return frozenset(gap.part for gap in told(gaps) if not gap.verdict)


def open_items(gaps: Iterable[NominationGap]) -> frozenset[str]:
    """Codes of the scoring table among the open parts."""
    return frozenset(code.removeprefix(SCORE) for code in open_codes(gaps) if code.startswith(SCORE))


def late_among(noted: Sequence[NominationGap], gaps: Iterable[NominationGap]) -> list[NominationGap]:
    """Of what was noted, the parts that letters before did not name; none before the second letter."""
    named = {gap.part for gap in told(gaps)}
    return [gap for gap in noted if gap.part not in named] if named else []


def stage_of(gap: NominationGap) -> str:
    """open · answered · closed · kept, as the component that shows a gap calls it."""
    if gap.verdict:
        return "closed" if gap.verdict == "settled" else "kept"
    return "open" if gap.answered_at is None else "answered"
