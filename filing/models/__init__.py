"""The rows of filing: cases with their authors and signatures, what was found missing, hand-overs, and the number series."""

from filing.models.case import Filing
from filing.models.deficiency import Deficiency, GapDocument, GapPhoto, ReturnNotice
from filing.models.documents import CaseDocument, StrayScan
from filing.models.enrolment import Enrolment, ImportPair
from filing.models.handover import Handover
from filing.models.heads import ImportMapping
from filing.models.imports import ImportBatch, ImportedSite, ImportQuestion, ImportRow
from filing.models.submission import NumberSeries, Submission
from filing.models.writing import EnrolmentSignOff, FilingAuthor, ImportAuthor, SignOff

__all__ = [
    "CaseDocument",
    "Deficiency",
    "Enrolment",
    "EnrolmentSignOff",
    "Filing",
    "FilingAuthor",
    "GapDocument",
    "GapPhoto",
    "Handover",
    "ImportAuthor",
    "ImportBatch",
    "ImportMapping",
    "ImportPair",
    "ImportQuestion",
    "ImportRow",
    "ImportedSite",
    "NumberSeries",
    "ReturnNotice",
    "SignOff",
    "StrayScan",
    "Submission",
]
