"""Pages of inspection."""

from inspection.views.acting import ActOnAssessment, RenewAssessment, TakeOver
from inspection.views.assessing import AssessmentPage
from inspection.views.assessments import AssessmentList, NewAssessment
from inspection.views.proofs import AddProof, ProofPicture, RemoveProof
from inspection.views.sheets import ResultSheet, SheetCode

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
