"""Pages of rounds."""

from demonstration.rounds.views.drafting import (
    CopyRound,
    EditGrades,
    EditQuotas,
    EditRound,
    EditSights,
    NewRound,
    RoundList,
)
from demonstration.rounds.views.leading import ActOnRound, Candidates, LengthenRound, RoundPage

__all__ = [
    "ActOnRound",
    "Candidates",
    "CopyRound",
    "EditGrades",
    "EditQuotas",
    "EditRound",
    "EditSights",
    "LengthenRound",
    "NewRound",
    "RoundList",
    "RoundPage",
]
