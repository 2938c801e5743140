"""Pages of inspection."""

from inspection.views.assessing import (
    ActOnAssessment,
    AssessmentPage,
    RenewAssessment,
    ResultSheet,
    SheetCode,
    TakeOver,
)
from inspection.views.assessments import AssessmentList, NewAssessment
from inspection.views.proofs import AddProof, ProofPicture, RemoveProof

__all__ = [
    "ActOnAssessment",
    "AddProof",
    "AssessmentList",
    "AssessmentPage",
    "NewAssessment",
    "ProofPicture",
    "RemoveProof",
    "RenewAssessment",
    "ResultSheet",
    "SheetCode",
    "TakeOver",
]
