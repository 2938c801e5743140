"""The sheet of a batch and the file for finance."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from core.money import yuan
from core.workflow import TransitionRefused
from demonstration.subsidies import services
from demonstration.subsidies.files import counted, csv_of, note_of, xlsx_of
from demonstration.subsidies.selectors import lines_of
from demonstration.subsidies.views.base import BatchBase

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class BatchPaper(BatchBase):
    """``…/<key>/print/``"""

    template_name = "demonstration/subsidy_paper.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        lines = counted(list(lines_of(self.batch)))
        return self.page(
            batch=self.batch,
            note=note_of(self.batch),
            lines=[(line, yuan(line.amount)) for line in lines],
            total=yuan(sum(line.amount for line in lines)),
            page_url=self.page_url,
        )


class BatchFile(BatchBase):
    """``…/<key>/list.xlsx`` and ``list.csv``: only for whoever may let data out; the trail keeps it."""

    http_method_names = ("post", "options")
    form = "xlsx"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.export_batch(self.batch, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.page_url)
        lines = list(lines_of(self.batch))
        data = csv_of(lines) if self.form == "csv" else xlsx_of(self.batch, lines)
        response = HttpResponse(data, content_type=_TYPES[self.form])
        name = quote(f"{self.batch.title}拨付清单.{self.form}")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        response["Cache-Control"] = "private, no-store"
        return response
