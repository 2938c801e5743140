"""The pages of the ledger: choose it, take it out, arrange its columns; the honours of one site."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
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

from accounts.selectors import districts_of
from core.templatetags.portal import cn_date, cn_datetime
from core.views import OfficePage
from core.workflow import StaleEdit, TransitionRefused
from sites.codes import is_valid_code, normalise_code
from sites.ledger.columns import ON_PAPER, columns_of, title_of
from sites.ledger.files import Sheet, Totals, csv_lines, paper_text, write_workbook
from sites.ledger.forms import ExportForm, HonourForm, LayoutForm
from sites.ledger.selectors import columns_for, export_of, honours_of, lines_as_of, own_layout
from sites.ledger.services import NothingToExport, add_honour, export_ledger, remove_honour, save_layout
from sites.ledger.spec import CSV, PAPER, Spec
from sites.models import LedgerExport, ServiceSite
from sites.policy import SITES
from sites.selectors import site_within
from sites.types import site_type, type_choices

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


def scope_of(row: LedgerExport, spec: Spec) -> str:
    """As of when, which, how many."""
    return ",".join([spec.day_words, *spec.words_of_filter(), f"共 {row.rows} 处"])


def trace_of(row: LedgerExport) -> str:
    """In which units, and who took it out: stands on every sheet."""
    office = f"({row.office})" if row.office else ""
    return f"面积单位:平方米,金额单位:元;导出人:{row.actor_name}{office} {cn_datetime(row.at)}"


def file_name(spec: Spec, ending: str) -> str:
    what = title_of(spec.site_types[0]) if len(spec.site_types) == 1 else "职工服务阵地台账"
    return f"{what}_{spec.day:%Y%m%d}.{ending}"


def back_url(spec: Spec) -> str:
    query = {"district": spec.district, "state": spec.state, "access": spec.access, "q": spec.words}
    pairs = [*(("type", code) for code in spec.site_types), *((k, v) for k, v in query.items() if v)]
    return f"{reverse('export')}?{urlencode(pairs)}"


def printed(sheet: Sheet) -> dict[str, Any]:
    """One table on paper, with as many columns as can be read there."""
    columns = sheet.columns[:ON_PAPER]
    totals = Totals(columns)
    rows = [
        [paper_text(column, value) for column, value in zip(columns, totals.row_of(line), strict=True)]
        for line in sheet.lines
    ]
    return {
        "title": sheet.title,
        "columns": columns,
        "rows": rows,
        "total": [paper_text(column, value) for column, value in zip(columns, totals.row, strict=True)],
        "is_cut": len(sheet.columns) > ON_PAPER,
    }


class ExportColumns(OfficePage):
    """``/desk/export/columns/?type=``: what the own union's ledger shows, in which order."""

    template_name = "sites/export_columns.html"

    @cached_property
    def code(self) -> str:
        asked = self.request.GET.get("type", "")
        return asked if asked in dict(type_choices()) else type_choices()[0][0]

    def get(self, request: HttpRequest) -> HttpResponse:
        SITES.require(self.actor, "lay_out", None)
        chosen = [column.code for column in columns_for(self.actor, self.code)]
        return self.show(LayoutForm(columns_of(self.code), chosen))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LayoutForm(columns_of(self.code), [], request.POST)
        wanted = form.chosen()
        if request.POST.get("reset") == "1":
            wanted = [column.code for column in columns_of(self.code)]
        elif not wanted:
            SITES.require(self.actor, "lay_out", None)
            return self.show(form, 400, error="至少保留一个栏目。")
        seen = self.seen
        try:
            return self.once(lambda: self.save(wanted, seen))
        except StaleEdit as stale:
            context = {"reason": stale.reason, "back_url": self.url}
            return render(request, "409.html", context, status=409)

    @property
    def url(self) -> str:
        return f"{reverse('export-columns')}?type={self.code}"

    def save(self, wanted: list[str], seen: int) -> str:
        save_layout(self.code, wanted, seen=seen, actor=self.actor, now=self.now)
        messages.success(
            self.request, f"“{site_type(self.code).label}”台账的栏目已保存,本工会以后的台账都按此导出。"
        )
        return self.url

    def show(self, form: LayoutForm, status: int = 200, error: str = "") -> HttpResponse:
        own = own_layout(self.actor.path, self.code)
        types = [(code, label, f"?type={code}") for code, label in type_choices()]
        return self.page(
            status,
            form=form,
            error=error,
            types=types,
            code=self.code,
            type_label=site_type(self.code).label,
            revision=own.revision if own else 0,
            crumbs=(*CRUMBS, ("导出台账", reverse("export"))),
            on_paper=ON_PAPER,
            changed_on=cn_date(own.updated_at) if own else "",
        )


class Honours(OfficePage):
    """``/desk/sites/<code>/honours/``"""

    template_name = "sites/honours.html"

    @cached_property
    def site(self) -> ServiceSite:
        code = self.kwargs["code"]
        found = site_within(self.actor, normalise_code(code)) if is_valid_code(code) else None
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(HonourForm(today=self.now.date()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        removed = request.POST.get("remove", "")
        if removed:
            return self.once(lambda: self.remove(removed))
        form = HonourForm(request.POST, today=self.now.date())
        if not form.is_valid():
            SITES.require(self.actor, "honour", self.site)
            return self.show(form, 400)
        try:
            return self.once(lambda: self.add(form.cleaned_data))
        except TransitionRefused as refusal:
            context = {"reason": refusal.reason, "back_url": self.url}
            return render(request, "409.html", context, status=409)

    @property
    def url(self) -> str:
        return reverse("site-honours", args=[self.site.code])

    def add(self, typed: dict[str, Any]) -> str:
        row = add_honour(self.site, **typed, actor=self.actor, now=self.now)
        messages.success(self.request, f"已登记:{row.words}。")
        return self.url

    def remove(self, text: str) -> str:
        key = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
        remove_honour(self.site, key, actor=self.actor, now=self.now)
        messages.success(self.request, "已移除。移除以前的台账不受影响。")
        return self.url

    def show(self, form: HonourForm, status: int = 200) -> HttpResponse:
        site = self.site
        return self.page(
            status,
            form=form if SITES.decide(self.actor, "honour", site) else None,
            site=site,
            honours=list(honours_of(site)),
            crumbs=(*CRUMBS, (str(site), reverse("site-file", args=[site.code]))),
        )
