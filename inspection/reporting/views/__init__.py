"""The pages of public reports."""

from inspection.reporting.views.handling import (
    AnswerReport,
    ClearPicture,
    ErasePicture,
    ExplainReport,
    ReportPage,
    ReportPicture,
)
from inspection.reporting.views.public import FollowPicture, FollowReport, ReportSite

__all__ = [
    "AnswerReport",
    "ClearPicture",
    "ErasePicture",
    "ExplainReport",
    "FollowPicture",
    "FollowReport",
    "ReportPage",
    "ReportPicture",
    "ReportSite",
]
