"""What follows when somebody reports, the site explains, the district answers. Pages call these by name."""

from inspection.reporting.services.answering import answer_report, confirm_mended, explain
from inspection.reporting.services.dropping import drop_reports
from inspection.reporting.services.lodging import NoMoreToday, Told, lodge_report
from inspection.reporting.services.pictures import clear_picture, erase_picture
from inspection.reporting.services.settling import settle_report_dates

__all__ = [
    "NoMoreToday",
    "Told",
    "answer_report",
    "clear_picture",
    "confirm_mended",
    "drop_reports",
    "erase_picture",
    "explain",
    "lodge_report",
    "settle_report_dates",
]
