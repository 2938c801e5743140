"""The summary by branch: on paper, A4 on its side, and as a workbook with the same numbers."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.words import chinese_day
from inspection.models import ReviewState
from inspection.reviewing.services import export_summary
from inspection.reviewing.summary import TypeTable, tables_of
from inspection.reviewing.views.base import ReviewBase
from inspection.reviewing.workbook import write_summary

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SummaryBase(ReviewBase):
    """The tables within reach, and as of when."""

    @cached_property
    def tables(self) -> list[TypeTable]:
        return tables_of(self.lines)

    @property
    def note(self) -> str:
        row = self.review
        closed = row.state == ReviewState.CLOSED and row.closed_at
        stand = "通报结果" if closed else f"截至{chinese_day(self.now.date())}的进度,结果以通报为准"
        number = f"{row.notice_number} · " if row.notice_number else ""
        return f"{row.issuer.name} · {number}周期{chinese_day(row.cycle_first)}至{chinese_day(row.cycle_last)} · {stand}"


class SummaryPage(SummaryBase):
    """``…/<key>/summary/``"""

    template_name = "inspection/review_summary.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(review=self.review, tables=self.tables, note=self.note, page_url=self.page_url)


class SummaryFile(SummaryBase):
    """``…/<key>/summary.xlsx``: only for whoever may let data out; the trail keeps it."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        export_summary(self.review, actor=self.actor, now=self.now)
        target = io.BytesIO()
        write_summary(self.review.title, self.note, self.tables, target)
        response = HttpResponse(target.getvalue(), content_type=XLSX)
        name = quote(f"{self.review.title}汇总表.xlsx")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        response["Cache-Control"] = "private, no-store"
        return response
