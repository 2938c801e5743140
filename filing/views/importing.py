"""The pages on which a list of sites is taken in: upload, heads, questions, progress, result, undo."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from accounts.reach import holds
from accounts.roles import Role
from accounts.selectors import district_names
from core.policy import NotAllowed
from filing.enrolment_pages import enrolment_part
from filing.forms.importing import WORDS, ImportForm
from filing.forms.starting import types_for
from filing.import_pages import (
    BATCH_COLUMNS,
    MADE_COLUMNS,
    batch_row,
    change_row,
    linked,
    made_row,
    mobiles_part,
    progress_of,
)
from filing.imports.selectors import (
    asked_in,
    batch_within,
    batches_within,
    changes_in,
    counts_of,
    heads_of,
    lacks_required,
    made_by,
    unions_of_import,
)
from filing.imports.selectors.enrolling import open_pairs, warned_in
from filing.imports.services import AlreadyTaken, start_import
from filing.imports.services.undoing import can_undo, undo_ends
from filing.imports.tasks import ring_for
from filing.models.imports import WORKING, ImportBatch, ImportState
from filing.views.base import DeskPage
from sites.sheets.columns import OFFERED, label_for
from sites.sheets.heads import head_key, known_column
from sites.sheets.limits import SheetRefused
from sites.sheets.questions import CHOOSE_DISTRICT, CHOOSE_TYPE
from sites.sheets.template import template_bytes
from sites.types import site_type, site_types, type_choices

CRUMBS = (("备案", reverse_lazy("filings")),)
BATCH_CRUMBS = (*CRUMBS, ("批量导入", reverse_lazy("imports")))
PER_PAGE = 50
ASKED_PER_PAGE = 100
MOST_LISTED = 20

FILL_IN = "请逐件补齐资料和照片后提交。"
SUBMIT = "必填内容已齐,请逐件核对后提交。"

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
    """The uploaded file under a name of its own, for as long as it is looked at."""
    with tempfile.NamedTemporaryFile(prefix="import-") as file:
        for piece in sent.chunks():
            file.write(piece)
        file.flush()
        yield Path(file.name)


class BatchPage(ImportPage):
    """``/desk/import/N/``: what stands now, and what comes next."""

    template_name = "filing/import_batch.html"
    #: What is wrong with an answer of this page, by the place of its question.
    wrong: Mapping[int, str] = MappingProxyType({})

    @cached_property
    def batch(self) -> ImportBatch:
        found = batch_within(self.actor, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def address(self) -> str:
        return reverse("import-batch", args=[self.batch.pk])

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        batch = self.batch
        parts = {
            ImportState.MAPPING: self.heads_part,
            ImportState.REVIEW: self.review_part,
            ImportState.DONE: self.result_part,
        }
        part = {} if batch.is_existing else parts.get(ImportState(batch.state), dict)()
        if batch.is_existing:
            part = self.existing_part()
        return self.page(
            status,
            batch=batch,
            crumbs=BATCH_CRUMBS,
            progress=progress_of(batch) if batch.state in WORKING else None,
            act_url=reverse("import-act", args=[batch.pk]),
            **{**part, **more},
        )

    def existing_part(self) -> dict[str, Any]:
        """A list that is decided as a whole: heads and questions as in any list, then the preview and the signatures."""
        batch, query = self.batch, self.request.GET
        if batch.state == ImportState.MAPPING:
            return self.heads_part()
        asked = self.review_part() if batch.state == ImportState.REVIEW else {}
        if asked.get("asked"):
            return asked
        part = enrolment_part(batch, self.actor, self.now, show=query.get("show", ""), page=query.get("page"))
        return {"readings": asked.get("readings", []), **part}

    @property
    def head_texts(self) -> list[str]:
        """Each head once, in the order of the file."""
        found: dict[str, str] = {}
        for heads in heads_of(self.batch):
            for text in filter(None, heads.texts):
                found.setdefault(head_key(text), text)
        return list(found.values())

    def heads_part(self) -> dict[str, Any]:
        typed, mapping = self.request.POST, self.batch.mapping
        rows = []
        for at, text in enumerate(self.head_texts):
            known = mapping.get(head_key(text), known_column(text))
            rows.append(
                {
                    "name": f"head-{at}",
                    "text": text,
                    "known": bool(known),
                    "chosen": typed.get(f"head-{at}", known),
                    "label": label_for(known) if known else "",
                }
            )
        return {"heads": sorted(rows, key=lambda row: row["known"]), "offered": OFFERED}

    def review_part(self) -> dict[str, Any]:
        asked, changes = asked_in(self.batch), changes_in(self.batch)
        rows = (asked, ASKED_PER_PAGE) if asked else (changes, PER_PAGE)
        page = Paginator(*rows).get_page(self.request.GET.get("page"))
        counts = [(site_type(kind).label, union, number) for kind, union, number in counts_of(self.batch)]
        return {
            "page": page,
            "asked": [self.asked_row(at, each) for at, each in enumerate(page)] if asked else [],
            "changes": [] if asked else [change_row(each) for each in page],
            "changing": changes.count(),
            "counts": counts,
            "readings": sorted(self.batch.readings),
            "total": sum(number for *_, number in counts),
            "warned": warned_in(self.batch),
            **mobiles_part(self.batch),
            "pairs": open_pairs(self.batch),
            "pairs_url": reverse("import-pairs", args=[self.batch.pk]),
        }

    def asked_row(self, at: int, each: Any) -> dict[str, Any]:
        choices = []
        if CHOOSE_TYPE in each.answers:
            choices = types_for(self.actor)
        elif CHOOSE_DISTRICT in each.answers:
            choices = list(district_names().items())
        choices += [(do, WORDS[do]) for do in each.answers if do in WORDS]
        said = linked(each.sentence)
        return {
            "at": at,
            "asked": each,
            "said": said,
            "choices": choices,
            "may_type": "text" in each.answers,
            "wrong": self.wrong.get(at, ""),
            "chosen": self.request.POST.get(f"do-{at}", ""),
            "typed": self.request.POST.get(f"text-{at}", ""),
        }

    def result_part(self) -> dict[str, Any]:
        page = Paginator(made_by(self.batch), PER_PAGE).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "columns": MADE_COLUMNS,
            "rows": [made_row(each) for each in page],
            "made_words": str(self.batch.created_sites),
            "next_words": FILL_IN if lacks_required(self.batch) else SUBMIT,
            "undo_until": undo_ends(self.batch),
            "may_undo": can_undo(self.batch, self.now),
        }


class BatchProgress(BatchPage):
    """``/desk/import/N/progress/``: the bar again; at the end the whole page is asked for."""

    template_name = "components/progress.html"

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        batch, working = self.batch, self.batch.state in WORKING
        response = self.page(**progress_of(batch))
        if not working:
            response["HX-Refresh"] = "true"
        return response


class ImportTemplate(ImportPage):
    """``/desk/import/template/TYPE/``: an empty list to fill in."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in {kind.code for kind in site_types()}:
            raise Http404
        response = HttpResponse(template_bytes(site_type(code)), content_type=_XLSX)
        response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
        return response
