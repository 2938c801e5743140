"""The page on which a list of sites is sent in, and the empty lists to fill in."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from accounts.reach import holds
from accounts.roles import Role
from core.policy import NotAllowed
from filing.forms.importing import ImportForm
from filing.import_pages import (
    BATCH_COLUMNS,
    batch_row,
)
from filing.imports.selectors import (
    batches_within,
    unions_of_import,
)
from filing.imports.services import AlreadyTaken, start_import
from filing.imports.tasks import ring_for
from filing.views.base import DeskPage
from sites.services.storing import NO_ROOM
from sites.sheets.limits import SheetRefused
from sites.sheets.template import template_bytes
from sites.types import site_type, site_types, type_choices

CRUMBS = (("备案", reverse_lazy("filings")),)
MOST_LISTED = 20

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_WHO_UPLOADS = "批量导入由阵地负责人、街道(镇)工会或区(市)总工会经办人办理,您的账号没有这项权限。"


class ImportPage(DeskPage):
    """What all pages of imports share: only those who may write cases, or sign a whole list, get there."""

    @cached_property
    def may_upload(self) -> bool:
        return unions_of_import(self.actor).exists()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not self.may_upload and not holds(self.actor, Role.CITY):
            raise NotAllowed(_WHO_UPLOADS)
        return super().dispatch(request, *args, **kwargs)


class Imports(ImportPage):
    """``/desk/import/``: a new list, and the batches so far."""

    template_name = "filing/imports.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ImportForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.may_upload:
            raise NotAllowed(_WHO_UPLOADS)
        form = ImportForm(request.POST, request.FILES, actor=self.actor)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.start(form))
        except SheetRefused as refused:
            form.add_error("file", refused.sentence)
        except AlreadyTaken as taken:
            form.add_error("file", taken.reason)
            return self.show(form, 409, taken=taken.batch)
        return self.show(form, 400)

    @property
    def content(self) -> dict[str, Any]:
        """The file counts: the same form with another file is another form."""
        sent = self.request.FILES.get("file")
        sha = hashlib.sha256()
        for piece in sent.chunks() if sent else ():
            sha.update(piece)
        return {**super().content, "file": sha.hexdigest()}

    def start(self, form: ImportForm) -> str:
        sent = form.cleaned_data["file"]
        with stored(sent) as path:
            batch = start_import(
                union=form.cleaned_data["union"],
                path=path,
                name=sent.name,
                actor=self.actor,
                now=self.now,
                **form.chosen(),
            )
        transaction.on_commit(partial(ring_for, batch.pk))
        return reverse("import-batch", args=[batch.pk])

    def show(self, form: ImportForm, status: int = 200, **more: Any) -> HttpResponse:
        batches = list(batches_within(self.actor)[:MOST_LISTED])
        return self.page(
            status,
            form=form if self.may_upload else None,
            crumbs=CRUMBS,
            columns=BATCH_COLUMNS,
            rows=[batch_row(each) for each in batches],
            templates=type_choices(),
            **more,
        )


@contextmanager
def stored(sent: Any) -> Iterator[Path]:
    """The uploaded file under a name of its own, for as long as it is looked at. Raises ``SheetRefused`` on a full disk."""
    with tempfile.NamedTemporaryFile(prefix="import-") as file:
        try:
            for piece in sent.chunks():
                file.write(piece)
            file.flush()
        except OSError as error:
            raise SheetRefused(NO_ROOM) from error
        yield Path(file.name)


class ImportTemplate(ImportPage):
    """``/desk/import/template/TYPE/``: an empty list to fill in."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in {kind.code for kind in site_types()}:
            raise Http404
        response = HttpResponse(template_bytes(site_type(code)), content_type=_XLSX)
        response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
        return response
