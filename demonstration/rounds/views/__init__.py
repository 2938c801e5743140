"""Pages of rounds."""

from demonstration.rounds.views.candidates import Candidates
from demonstration.rounds.views.drafting import CopyRound, NewRound
from demonstration.rounds.views.leading import ActOnRound, RoundPage
from demonstration.rounds.views.lengthening import LengthenRound
from demonstration.rounds.views.listing import RoundList
from demonstration.rounds.views.parts import EditGrades, EditQuotas, EditRound, EditSights

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
