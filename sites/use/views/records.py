"""A list of single records with the form of one: written, corrected, taken away with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from sites.forms import page_of
from sites.models.entered import SiteRecord
from sites.use.checks import Frame
from sites.use.forms import RecordForm, RemovalForm
from sites.use.selectors import other_spans, record_of, records_of
from sites.use.services import remove_record, write_record
from sites.use.views.frame import UsePage, entered_words

PER_PAGE = 50


def key_of(text: str) -> int | None:
    """The key of a record in an address or a hidden field; ``None`` without one."""
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 17:
        raise Http404
    return int(text)


class RecordsPage(UsePage):
    """``?edit=7`` opens one record; without it the form is for a new one."""

    template_name = "sites/use/records.html"
    form_class: ClassVar[type[RecordForm]]
    columns: ClassVar[tuple[dict[str, Any], ...]] = ()
    #: The first line of the page, and why the list is empty.
    lead: ClassVar[str] = ""
    empty: ClassVar[str] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = key_of(request.GET.get("edit", ""))
        row = self.row(key)
        form = self.form_class(frame=self.frame_of(key), initial=vars(row) if row else self.beginning)
        return self.show(form, **self.of_list(row))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = key_of(request.POST.get("record", ""))
        if "remove" in request.POST:
            return self.remove(key)
        form = self.form_class(request.POST, frame=self.frame_of(key))
        return self.write(
            form, lambda typed: self.save(form, key), **self.of_list(self.row(key, strict=False))
        )

    @property
    def beginning(self) -> dict[str, Any]:
        """What an empty form begins with."""
        return {}

    def row(self, key: int | None, *, strict: bool = True) -> SiteRecord | None:
        found = record_of(self.site, self.form_class.record, key) if key else None
        if key and found is None and strict:
            raise Http404
        return found

    def frame_of(self, key: int | None) -> Frame:
        kind, row = self.form_class.record, self.row(key, strict=False)
        stood = getattr(row, kind.first) if row else None
        return replace(self.frame, others=other_spans(self.site, kind, key), stood=stood)

    def save(self, form: RecordForm, key: int | None) -> str:
        known = bool(form.cleaned_data.get("known"))
        row = write_record(self.site.pk, form.record, form.values, by=self.by, key=key, is_known=known)
        return f"{'已更正' if key else '已登记'}:{row}。"

    def remove(self, key: int | None) -> HttpResponse:
        if key is None:
            raise BadRequest("nothing to remove")
        form = RemovalForm(self.request.POST)
        return self.write(
            form, lambda typed: self._removed(key, typed["reason"]), **self._of_removal(form, key)
        )

    def _of_removal(self, form: RemovalForm, key: int) -> dict[str, Any]:
        """The page with the record's own form, and the refused reason in its own one."""
        row = self.row(key, strict=False)
        initial = vars(row) if row else {}
        own = self.form_class(frame=self.frame_of(key), initial=initial)
        return {**self.of_list(row), "form": own if self.may_keep else None, "removal": form}

    def _removed(self, key: int, reason: str) -> str:
        row = remove_record(self.site.pk, self.form_class.record, key, reason, by=self.by)
        return f"已删除:{row}。"

    def of_list(self, row: SiteRecord | None) -> dict[str, Any]:
        rows = records_of(self.site, self.form_class.record)
        page = Paginator(rows, PER_PAGE).get_page(page_of(self.request.GET))
        return {
            "lead": self.lead,
            "empty": self.empty,
            "record": row,
            "record_label": self.form_class.record.label,
            "revision": self.seen if self.request.method == "POST" else row.revision if row else 0,
            "removal": RemovalForm() if row else None,
            "list": page,
            "columns": [*self.columns, {"label": "填报工会"}],
            "rows": [self._line(each) for each in page],
            "notes": self.notes,
        }

    @cached_property
    def notes(self) -> list[str]:
        """What else to say above the list."""
        return []

    def _line(self, row: SiteRecord) -> dict[str, Any]:
        link = ("更正或删除", f"{self.url}?edit={row.pk}#form")
        entered = {"text": entered_words(row) or "—"}
        return {"cells": [*self.cells(row), entered], "actions": [link] if self.may_keep else []}

    def cells(self, row: Any) -> list[dict[str, Any]]:
        return [{"text": str(row)}]
