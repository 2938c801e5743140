"""Forms of rounds."""

from demonstration.rounds.forms.call import CallForm, initial_of
from demonstration.rounds.forms.leading import CandidatesForm, LengthenForm
from demonstration.rounds.forms.rules import (
    GradesForm,
    QuotasForm,
    SightsForm,
    initial_grades,
    initial_quotas,
    initial_sights,
)

__all__ = [
    "CallForm",
    "CandidatesForm",
    "GradesForm",
    "LengthenForm",
    "QuotasForm",
    "SightsForm",
    "initial_grades",
    "initial_of",
    "initial_quotas",
    "initial_sights",
]
