"""The rows of filing: cases with their authors and signatures, what was found missing, and the number series."""

from filing.models.case import Filing, FilingAuthor, NumberSeries, SignOff, Submission
from filing.models.deficiency import Deficiency, GapPhoto, ReturnNotice

__all__ = [
    "Deficiency",
    "Filing",
    "FilingAuthor",
    "GapPhoto",
    "NumberSeries",
    "ReturnNotice",
    "SignOff",
    "Submission",
]
