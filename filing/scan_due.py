"""By when must the stamped form be back, and does the case wait for it? What the pack says; pure but for one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from filing.document_kinds import DocumentKind
from filing.models import CaseDocument, Filing
from filing.papers.codes import FORM
from rulebook.choices import SealScanDue
from rulebook.provisional import NOT_CERTAIN_YET, doubt_words
from rulebook.terms import Measure
from rulebook.workdays import WorkCalendar, workdays_left

#: The period in the pack, counted from the day of the decision.
LIMIT = "seal_scan"

MISSING = {
    SealScanDue.BEFORE_SUBMIT: "还缺盖章的申报表:请打印申报表并盖章,扫描后在“附件材料”中上传,再提交。",
    SealScanDue.BEFORE_DECISION: "还缺盖章的申报表扫描件,收到后才能同意备案。",
}


@dataclass(frozen=True)
class ScanDue:
    """What a page says about the stamped form; ``days`` are working days, negative when late, ``left`` says them."""

    words: str
    is_there: bool = False
    days: int | None = None
    due: date | None = None
    is_provisional: bool = False
    left: str = ""
    is_over: bool = False

    @property
    def tag(self) -> str:
        """The colour beside the words."""
        if self.is_there:
            return "open"
        return "closed" if self.is_over else "limited"


def has_stamped_form(filing: Filing) -> bool:
    """Whether the stamped form lies in the case."""
    return is_stamped_form_among(filing.documents.filter(kind=DocumentKind.SCAN), filing)


def is_stamped_form_among(documents: Iterable[CaseDocument], filing: Filing) -> bool:
    """The same of documents that are read already; a stamped acceptance sheet is another paper."""
    form = ("", f"{filing.number}-{FORM}")
    return any(document.is_scan and document.paper in form for document in documents)


def problems_of_scan(filing: Filing, measure: Measure | None, before: str) -> list[str]:
    """What stands in the way of a step that the pack ties to the stamped form; ``before`` is a ``SealScanDue``."""
    if measure is None or measure.seal_scan_due != before or has_stamped_form(filing):
        return []
    return [MISSING[SealScanDue(before)]]


def scan_due(
    measure: Measure | None, *, has_scan: bool, filed_on: date | None, calendar: WorkCalendar, today: date
) -> ScanDue:
    """How the stamped form stands today."""
    if has_scan:
        return ScanDue("盖章申报表已归入本案", is_there=True)
    if measure is None:
        return ScanDue("盖章申报表尚未上传")
    if measure.seal_scan_due != SealScanDue.AFTER_FILING:
        return ScanDue(f"盖章申报表尚未上传,应在{SealScanDue(measure.seal_scan_due).label}上传")
    limit = measure.limit_for(LIMIT)
    if limit is None:
        return ScanDue("盖章申报表尚未上传,备案后补交")
    if filed_on is None:
        return ScanDue(f"盖章申报表尚未上传,备案后 {limit.words}内补交,不影响办理")
    return _after_filing(measure, filed_on, calendar, today)


def by_list() -> ScanDue:
    """Of a site that came with a list of existing sites: no form is owed, the one paper lies with the list."""
    return ScanDue("凭文件入册,盖章文件随名单保存", is_there=True)


def _after_filing(measure: Measure, filed_on: date, calendar: WorkCalendar, today: date) -> ScanDue:
    due = measure.due_for(LIMIT, filed_on, calendar)
    if due is None:
        return ScanDue("盖章申报表尚未上传")
    days = workdays_left(today, due.date, calendar)
    day = f"{chinese_day(due.date)}前{f',{doubt_words(due.date)}' if due.provisional else ''}"
    is_over = today > due.date and not due.provisional
    left = NOT_CERTAIN_YET if due.provisional and today > due.date else _left_words(days, is_over=is_over)
    left = f"{left}({day})"
    return ScanDue(f"盖章申报表尚未上传,{left}", False, days, due.date, due.provisional, left, is_over)


def _left_words(days: int, *, is_over: bool) -> str:
    """还剩 3 个工作日; ``is_over``: the day has passed, though perhaps only days off have gone by since."""
    if days < 0:
        return f"已超期 {-days} 个工作日"
    if days:
        return f"还剩 {days} 个工作日"
    return "已到期" if is_over else "今天到期"
