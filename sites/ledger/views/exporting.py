"""Which ledger is taken out, and in which form?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from accounts.selectors import districts_of
from core.views import OfficePage
from core.workflow import TransitionRefused
from sites.ledger.columns import ON_PAPER, title_of
from sites.ledger.files import Sheet, csv_lines, write_workbook
from sites.ledger.forms import ExportForm
from sites.ledger.paper import back_url, file_name, printed, scope_of, trace_of
from sites.ledger.selectors import columns_for, export_of, lines_as_of
from sites.ledger.services import NothingToExport, export_ledger
from sites.ledger.spec import CSV, PAPER, Spec
from sites.models import LedgerExport
from sites.policy import SITES
from sites.types import site_type

#: How long a ledger can be fetched again by who took it out.
KEPT = timedelta(days=1)

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CRUMBS = (("阵地", "/desk/sites/"),)


class Export(OfficePage):
    """``/desk/export/``"""

    template_name = "sites/export.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        SITES.require(self.actor, "export", None)
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            SITES.require(self.actor, "export", None)
            return self.show(form, 400)
        try:
            return self.once(lambda: self.export(form))
        except NothingToExport as nothing:
            form.add_error(None, nothing.sentence)
            return self.show(form, 400)

    def form(self, data: Any = None) -> ExportForm:
        districts = districts_of(self.actor)
        return ExportForm(data, query=self.request.GET, districts=districts, today=self.now.date())

    def export(self, form: ExportForm) -> str:
        row = export_ledger(form.spec, form.cleaned_data["form"], actor=self.actor, now=self.now)
        return reverse("export-file", args=[row.pk])

    def show(self, form: ExportForm, status: int = 200) -> HttpResponse:
        may_arrange = bool(SITES.decide(self.actor, "lay_out", None))
        more = [("设置栏目", reverse("export-columns"))] if may_arrange else []
        return self.page(status, form=form, crumbs=CRUMBS, more=more, on_paper=ON_PAPER)


class ExportFile(OfficePage):
    """``/desk/export/<key>/``: the ledger that was recorded, as file or on paper; only for who took it out."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        row = export_of(self.actor, kwargs["key"])
        if row is None:
            raise Http404
        SITES.require(self.actor, "export", None)
        if self.now - row.at > KEPT:
            raise TransitionRefused("这份台账导出已超过一天,请重新导出。")
        spec = Spec.from_plain(row.spec)
        response = {PAPER: self.paper, CSV: self.csv}.get(row.form, self.workbook)(row, spec)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def sheets(self, row: LedgerExport, spec: Spec) -> Iterator[Sheet]:
        """One for each type."""
        moment = spec.moment(row.at)
        for code in spec.site_types:
            yield Sheet(
                name=site_type(code).label,
                title=title_of(code),
                note=f"{scope_of(row, spec)};{trace_of(row)}",
                columns=columns_for(self.actor, code),
                lines=lines_as_of(self.actor, spec, code, moment),
            )

    def workbook(self, row: LedgerExport, spec: Spec) -> FileResponse:
        # Closed by the response once it was sent.
        file = tempfile.TemporaryFile()  # noqa: SIM115
        write_workbook(self.sheets(row, spec), file)
        file.seek(0)
        return FileResponse(
            file, as_attachment=True, filename=file_name(spec, "xlsx"), content_type=XLSX_TYPE
        )

    def csv(self, row: LedgerExport, spec: Spec) -> StreamingHttpResponse:
        sheet = next(self.sheets(row, spec))
        parts = csv_lines(sheet.columns, sheet.lines)
        response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, file_name(spec, "csv"))
        return response

    def paper(self, row: LedgerExport, spec: Spec) -> HttpResponse:
        tables = [printed(sheet) for sheet in self.sheets(row, spec)]
        context = {
            "tables": tables,
            "scope": scope_of(row, spec),
            "trace": trace_of(row),
            "is_cut": any(each["is_cut"] for each in tables),
            "back_url": back_url(spec),
        }
        return render(self.request, "sites/ledger_print.html", context)
