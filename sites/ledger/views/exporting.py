"""Which ledger is taken out, and in which form?"""

from __future__ import annotations

import tempfile
import uuid
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
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from core.canonical import digest
from core.jobs import job_named
from core.models import JobRun
from core.tasks import start_after_commit
from core.views import OfficePage
from core.workflow import TransitionRefused
from sites.ledger.columns import ON_PAPER
from sites.ledger.files import csv_lines, write_workbook
from sites.ledger.forms import ExportForm
from sites.ledger.making import EXPIRED, KEPT, REACH_CHANGED, sheets_of
from sites.ledger.paper import back_url, file_name, printed, scope_of, trace_of
from sites.ledger.selectors import export_of
from sites.ledger.services import NothingToExport, export_ledger, make_again
from sites.ledger.spec import CSV, PAPER, Spec
from sites.models import LedgerExport
from sites.policy import SITES, reach_of
from sites.selectors import districts_within

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

    @property
    def key(self) -> uuid.UUID:
        """A download leaves this page where it is: another choice on the same form is another ledger, not a conflict."""
        return uuid.uuid5(super().key, digest(self.content))

    def form(self, data: Any = None) -> ExportForm:
        districts = districts_within(self.actor)
        return ExportForm(data, query=self.request.GET, districts=districts, today=self.now.date())

    def export(self, form: ExportForm) -> str:
        row = export_ledger(form.spec, form.cleaned_data["form"], actor=self.actor, now=self.now)
        job = job_named(row.job_key)
        if job is not None:
            start_after_commit(job)
        return reverse("export-file", args=[row.pk])

    def show(self, form: ExportForm, status: int = 200) -> HttpResponse:
        may_arrange = bool(SITES.decide(self.actor, "lay_out", None))
        more = [("设置栏目", reverse("export-columns"))] if may_arrange else []
        return self.page(status, form=form, crumbs=CRUMBS, more=more, on_paper=ON_PAPER)


class ExportFile(OfficePage):
    """``/desk/export/<key>/``: the ledger that was recorded, as file or on paper; only for who took it out.

    A large one is made by a job: until it is there the page says how far it is, ``?file=1`` then gives the file.
    """

    template_name = "sites/export_job.html"

    @cached_property
    def row(self) -> LedgerExport:
        row = export_of(self.actor, self.kwargs["key"])
        if row is None:
            raise Http404
        SITES.require(self.actor, "export", None)
        return row

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        row, spec = self.row, Spec.from_plain(self.row.spec)
        if self.now - row.at > KEPT:
            raise TransitionRefused(EXPIRED)
        job = job_named(row.job_key)
        if job is not None and not (row.stored and request.GET.get("file")):
            response: HttpResponseBase = self.progress(job, spec)
        elif job is not None:
            response = self.kept(row, spec)
        else:
            response = {PAPER: self.paper, CSV: self.csv}.get(row.form, self.workbook)(row, spec)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make a large one again whose making failed."""
        row = self.row
        try:
            return self.once(lambda: self.again(row))
        except TransitionRefused as refusal:
            return self.too_late(refusal, request.path)

    def again(self, row: LedgerExport) -> str:
        start_after_commit(make_again(row, actor=self.actor, now=self.now))
        return reverse("export-file", args=[row.pk])

    def progress(self, job: JobRun, spec: Spec) -> HttpResponse:
        return self.page(
            job=job,
            running=job.ended_at is None,
            crumbs=(*CRUMBS, ("导出台账", back_url(spec))),
            file_name=file_name(spec, self.row.form),
            kept_until=self.row.at + KEPT,
            page_url=self.request.path,
        )

    def kept(self, row: LedgerExport, spec: Spec) -> FileResponse:
        """What was written with the reach of that moment is given out only while it is the same."""
        if row.reach != reach_of(self.actor):
            raise TransitionRefused(REACH_CHANGED)
        try:
            file = row.stored.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        kind = "text/csv; charset=utf-8" if row.form == CSV else XLSX_TYPE
        return FileResponse(file, as_attachment=True, filename=file_name(spec, row.form), content_type=kind)

    def workbook(self, row: LedgerExport, spec: Spec) -> FileResponse:
        # Closed by the response once it was sent.
        file = tempfile.TemporaryFile()  # noqa: SIM115
        write_workbook(sheets_of(self.actor, row, spec), file)
        file.seek(0)
        return FileResponse(
            file, as_attachment=True, filename=file_name(spec, "xlsx"), content_type=XLSX_TYPE
        )

    def csv(self, row: LedgerExport, spec: Spec) -> StreamingHttpResponse:
        sheet = next(sheets_of(self.actor, row, spec))
        parts = csv_lines(sheet.columns, sheet.chunks)
        response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, file_name(spec, "csv"))
        return response

    def paper(self, row: LedgerExport, spec: Spec) -> HttpResponse:
        tables = [printed(sheet) for sheet in sheets_of(self.actor, row, spec)]
        context = {
            "tables": tables,
            "scope": scope_of(row, spec),
            "trace": trace_of(row),
            "is_cut": any(each["is_cut"] for each in tables),
            "back_url": back_url(spec),
        }
        return render(self.request, "sites/ledger_print.html", context)
