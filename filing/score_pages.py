"""What do the pages of a case say of its points? The self-check of a draft, the table at the door, the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.addresses import address_of
from filing.models import Filing
from filing.services.scoring import can_be_checked
from filing.states import FilingState
from inspection.assessing.proof import unproved_points
from inspection.assessing.selectors import board_of
from inspection.assessing.words import conclusion_words
from inspection.models import OPEN_STATES, AssessmentState, Column
from rulebook.rubric import points_text

#: Where the table is filled. Before and after, it is only looked at.
AT_THE_DOOR = (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE)

LATER = "实地验收时逐项评分,登记资料能算的分已经算好。"


@dataclass(frozen=True)
class CaseScore:
    """One line about the points with the way to them. ``is_offered``: nobody has begun, and the table is there."""

    words: str
    url: str = ""
    link: str = ""
    is_offered: bool = False
    is_open: bool = False
    sheet_url: str = ""


def score_of(filing: Filing, now: datetime) -> CaseScore | None:
    """``None`` where the case has nothing to do with points."""
    row = filing.assessment
    if row is None or row.state == AssessmentState.VOID:
        return _offer(filing, now)
    board = board_of(row, now.date())
    url = address_of("assessment", str(row.number))
    sheet = f"{url}sheet/"
    if row.state == AssessmentState.CONCLUDED:
        return CaseScore(
            conclusion_words(board.rubric, board.latest), sheet, "查看评分结果单", sheet_url=sheet
        )
    is_own = row.state == AssessmentState.OWN
    outcome = board.outcomes[Column.OWN if is_own else Column.DISTRICT]
    who = "自评" if is_own else "验收评分"
    if not is_own and filing.state not in AT_THE_DOOR:
        return CaseScore(LATER, url, "查看评分表", is_open=row.state in OPEN_STATES, sheet_url=sheet)
    left = len(outcome.missing)
    unproved = unproved_points(board.latest, board.proofs)
    words = (
        f"{who}还有 {left} 项没有评。" if left else f"{who}已评完,{conclusion_words(board.rubric, outcome)}。"
    )
    if unproved:
        words += f"有 {points_text(unproved)} 分没有佐证。"
    return CaseScore(words, url, f"逐项{who}", is_open=row.state in OPEN_STATES, sheet_url=sheet)


def _offer(filing: Filing, now: datetime) -> CaseScore | None:
    if filing.state != FilingState.DRAFT or not can_be_checked(filing, now):
        return None
    return CaseScore(
        "可以按验收评分表先自评一遍:登记资料能算的分已经算好,只答其余各项。自评不是必须的。", is_offered=True
    )
