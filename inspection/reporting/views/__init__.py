"""The pages of public reports."""

from inspection.reporting.views.handling import AnswerReport, ExplainReport, MendedReport, ReportPage
from inspection.reporting.views.pictures import ClearPicture, ErasePicture, ReportPicture
from inspection.reporting.views.public import FindReport, FollowPicture, FollowReport, ReportSite

__all__ = [
    "AnswerReport",
    "ClearPicture",
    "ErasePicture",
    "ExplainReport",
    "FindReport",
    "FollowPicture",
    "FollowReport",
    "MendedReport",
    "ReportPage",
    "ReportPicture",
    "ReportSite",
]
