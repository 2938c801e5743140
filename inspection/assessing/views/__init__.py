"""Pages of assessments."""

from inspection.assessing.views.acting import ActOnAssessment, RenewAssessment, TakeOver
from inspection.assessing.views.assessing import AssessmentPage
from inspection.assessing.views.assessments import AssessmentList, NewAssessment
from inspection.assessing.views.choosing import ChooseProof
from inspection.assessing.views.erasing import EraseProof
from inspection.assessing.views.proofs import AddProof, ProofPicture, RemoveProof
from inspection.assessing.views.sheets import ResultSheet, SheetCode

__all__ = [
    "ActOnAssessment",
    "AddProof",
    "AssessmentList",
    "AssessmentPage",
    "ChooseProof",
    "EraseProof",
    "NewAssessment",
    "ProofPicture",
    "RemoveProof",
    "RenewAssessment",
    "ResultSheet",
    "SheetCode",
    "TakeOver",
]
