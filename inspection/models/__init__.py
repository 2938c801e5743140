"""The rows of inspection."""

from inspection.models.assessments import (
    OPEN_STATES,
    Assessment,
    AssessmentState,
    Column,
    ScoreAnswer,
    ScoreColumn,
    ScoreProof,
)
from inspection.models.reviews import (
    RUNNING,
    OfType,
    ReviewEntry,
    ReviewResult,
    ReviewState,
    YearlyReview,
)
from inspection.models.visits import Verdict, Visit, VisitKind

__all__ = [
    "OPEN_STATES",
    "RUNNING",
    "Assessment",
    "AssessmentState",
    "Column",
    "OfType",
    "ReviewEntry",
    "ReviewResult",
    "ReviewState",
    "ScoreAnswer",
    "ScoreColumn",
    "ScoreProof",
    "Verdict",
    "Visit",
    "VisitKind",
    "YearlyReview",
]
