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
from inspection.models.consequences import Consequence, ConsequenceCause
from inspection.models.findings import CheckRun, Finding
from inspection.models.photos import InspectionPhoto
from inspection.models.rectification import Extension, OrderSeries, Rectification, RectificationItem
from inspection.models.reports import PublicReport, ReportEntry
from inspection.models.reviews import (
    RUNNING,
    OfType,
    ReviewEntry,
    ReviewResult,
    ReviewState,
    YearlyReview,
)
from inspection.models.spot_checks import DrawEntry, DrawInspector, DrawnSite, SpotCheck
from inspection.models.visits import OF_SITES_IN_USE, DoorFound, Verdict, Visit, VisitKind

__all__ = [
    "OF_SITES_IN_USE",
    "OPEN_STATES",
    "RUNNING",
    "Assessment",
    "AssessmentState",
    "CheckRun",
    "Column",
    "Consequence",
    "ConsequenceCause",
    "DoorFound",
    "DrawEntry",
    "DrawInspector",
    "DrawnSite",
    "Extension",
    "Finding",
    "InspectionPhoto",
    "OfType",
    "OrderSeries",
    "PublicReport",
    "Rectification",
    "RectificationItem",
    "ReportEntry",
    "ReviewEntry",
    "ReviewResult",
    "ReviewState",
    "ScoreAnswer",
    "ScoreColumn",
    "ScoreProof",
    "SpotCheck",
    "Verdict",
    "Visit",
    "VisitKind",
    "YearlyReview",
]
