"""The rows of filing: cases with their authors and signatures, what was found missing, documents, and the number series."""

from filing.models.case import Filing, FilingAuthor, NumberSeries, SignOff, Submission
from filing.models.deficiency import Deficiency, GapPhoto, ReturnNotice
from filing.models.documents import CaseDocument, StrayScan

__all__ = [
    "CaseDocument",
    "Deficiency",
    "Filing",
    "FilingAuthor",
    "GapPhoto",
    "NumberSeries",
    "ReturnNotice",
    "SignOff",
    "StrayScan",
    "Submission",
]
