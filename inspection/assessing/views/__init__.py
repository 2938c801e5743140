"""Pages of assessments."""

from inspection.assessing.views.assessing import (
    ActOnAssessment,
    AssessmentPage,
    RenewAssessment,
    ResultSheet,
    SheetCode,
    TakeOver,
)
from inspection.assessing.views.assessments import AssessmentList, NewAssessment
from inspection.assessing.views.proofs import AddProof, ProofPicture, RemoveProof

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
