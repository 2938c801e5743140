"""The pages on which a list of sites is taken in: upload, heads, questions, progress, result, undo."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from accounts.selectors import district_names
from core.policy import NotAllowed
from filing.forms.importing import WORDS, ImportForm, answers_in, typed_mapping
from filing.forms.starting import types_for
from filing.imports.selectors import (
    asked_in,
    batch_within,
    batches_within,
    changes_in,
    counts_of,
    heads_of,
    made_by,
    unions_of_import,
)
from filing.imports.services import (
    AlreadyTaken,
    answer_questions,
    confirm_import,
    drop_import,
    map_heads,
    start_import,
    undo_import,
)
from filing.imports.services.undoing import can_undo, undo_ends
from filing.imports.services.writing import version_of
from filing.imports.tasks import ring_for
from filing.models.imports import WORKING, ImportBatch, ImportedSite, ImportState
from filing.views.base import DeskPage
from sites.services.succession import differences_of
from sites.sheets.columns import COLUMNS, OFFERED, label_for
from sites.sheets.heads import head_key, known_column
from sites.sheets.limits import SheetRefused
from sites.sheets.questions import CHOOSE_DISTRICT, CHOOSE_TYPE
from sites.sheets.template import template_bytes
from sites.summary import missing_mandatory, not_verified
from sites.types import site_type, site_types, type_choices

CRUMBS = (("备案", reverse_lazy("filings")),)
BATCH_CRUMBS = (*CRUMBS, ("批量导入", reverse_lazy("imports")))
PER_PAGE = 50
ASKED_PER_PAGE = 100
MOST_LISTED = 20

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BATCH_COLUMNS = (
    {"label": "批次", "keep": True},
    {"label": "文件"},
    {"label": "主管工会"},
    {"label": "状态", "keep": True},
    {"label": "新建草稿", "numeric": True},
)
MADE_COLUMNS = (
    {"label": "阵地"},
    {"label": "案件编号", "keep": True},
    {"label": "主管工会"},
    {"label": "还缺"},
)


class ImportPage(DeskPage):
    """What all pages of imports share: only those who may write cases get there."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not unions_of_import(self.actor).exists():
            raise NotAllowed(
                "批量导入由阵地负责人、街道(镇)工会或区(市)总工会经办人办理,您的账号没有这项权限。"
            )
        return super().dispatch(request, *args, **kwargs)


class Imports(ImportPage):
    """``/desk/import/``: a new list, and the batches so far."""

    template_name = "filing/imports.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ImportForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
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
            form=form,
            crumbs=CRUMBS,
            columns=BATCH_COLUMNS,
            rows=[batch_row(each) for each in batches],
            templates=type_choices(),
            **more,
        )


def batch_row(batch: ImportBatch) -> dict[str, Any]:
    return {
        "cells": [
            {"text": str(batch), "url": reverse("import-batch", args=[batch.pk])},
            {"text": batch.file_name, "sub": batch.uploader.name if batch.uploader else "系统"},
            {"text": batch.union.name},
            {"text": batch.state_label},
            {"text": str(batch.created_sites) if batch.state == ImportState.DONE else "—"},
        ]
    }


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
        part = parts.get(ImportState(batch.state), dict)()
        return self.page(
            status,
            batch=batch,
            crumbs=BATCH_CRUMBS,
            progress=progress_of(batch) if batch.state in WORKING else None,
            act_url=reverse("import-act", args=[batch.pk]),
            **{**part, **more},
        )

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
        }

    def asked_row(self, at: int, each: Any) -> dict[str, Any]:
        choices = []
        if CHOOSE_TYPE in each.answers:
            choices = types_for(self.actor)
        elif CHOOSE_DISTRICT in each.answers:
            choices = list(district_names().items())
        choices += [(do, WORDS[do]) for do in each.answers if do in WORDS]
        return {"at": at, "asked": each, "choices": choices, "may_type": "text" in each.answers}

    def result_part(self) -> dict[str, Any]:
        page = Paginator(made_by(self.batch), PER_PAGE).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "columns": MADE_COLUMNS,
            "rows": [made_row(each) for each in page],
            "made_words": str(self.batch.created_sites),
            "undo_until": undo_ends(self.batch),
            "may_undo": can_undo(self.batch, self.now),
        }


def change_row(each: ImportedSite) -> dict[str, Any]:
    """A site of the register and what the row changes in it."""
    base = each.base
    if base is None or base.site.code is None:
        return {}
    return {
        "place": f"第 {each.number} 行",
        "name": base.name,
        "code": base.site.code,
        "url": reverse("site-file", args=[base.site.code]),
        "differences": differences_of(base, version_of(each, base)),
    }


def made_row(site: Any) -> dict[str, Any]:
    filing = site.filing
    if filing is None:
        return {"cells": [{"text": site.name, "sub": site_type(site.site_type).label}, *[{"text": "—"}] * 3]}
    missing = [*missing_mandatory(filing.version), *not_verified(filing.version)]
    return {
        "cells": [
            {
                "text": site.name,
                "url": reverse("filing", args=[filing.number]),
                "sub": site_type(site.site_type).label,
            },
            {"text": filing.number, "sub": filing.get_kind_display()},
            {"text": site.union.name, "sub": site.district.name},
            {"text": f"{len(missing)} 项" if missing else "齐全"},
        ]
    }


class ActOnBatch(BatchPage):
    """``/desk/import/N/act/``: heads, answers, go ahead, give up, undo."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        acts = {
            "map": self.map,
            "answer": self.answer,
            "confirm": partial(self.step, confirm_import),
            "drop": self.drop,
            "undo": partial(self.step, undo_import),
        }
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            raise BadRequest("no such act")
        _ = self.batch
        return act()

    def step(self, service: Any, *given: Any) -> HttpResponse:
        def work() -> str:
            service(self.batch.pk, *given, seen=self.seen, actor=self.actor, now=self.now)
            transaction.on_commit(partial(ring_for, self.batch.pk))
            return self.address

        return self.once(work)

    def drop(self) -> HttpResponse:
        """Given up to be sent again: the next page is the one for uploading."""

        def work() -> str:
            drop_import(self.batch.pk, seen=self.seen, actor=self.actor, now=self.now)
            messages.success(
                self.request, f"{self.batch}已放弃,没有写入任何阵地。请选择改好的文件,重新上传。"
            )
            return reverse("imports")

        return self.once(work)

    def map(self) -> HttpResponse:
        mapping, missing = typed_mapping(self.request.POST, self.head_texts, set(COLUMNS))
        if missing and self.batch.state == ImportState.MAPPING:
            named = "、".join(f"“{text}”" for text in missing)
            return self.show(400, problem=f"请为每一列选择对应的内容,或选择“不导入”:{named}。")
        return self.step(map_heads, mapping)

    def answer(self) -> HttpResponse:
        part = self.review_part() if self.batch.state == ImportState.REVIEW else {}
        page = part["page"] if part.get("asked") else []
        choices = {CHOOSE_TYPE: set(dict(types_for(self.actor))), CHOOSE_DISTRICT: set(district_names())}
        asked = list(page)
        answers = answers_in(self.request.POST, asked, choices)
        if asked and not answers:
            return self.show(400, problem="还没有作出答复。请逐项选择,或勾选“其余能留空的都留空”。")
        return self.step(answer_questions, answers)


class BatchProgress(BatchPage):
    """``/desk/import/N/progress/``: the bar again; at the end the whole page is asked for."""

    template_name = "components/progress.html"

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        batch, working = self.batch, self.batch.state in WORKING
        response = self.page(**progress_of(batch))
        if not working:
            response["HX-Refresh"] = "true"
        return response


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    return {
        "what": batch.state_label,
        "done": batch.done_rows,
        "total": max(batch.total_rows, batch.done_rows),
        "running": batch.state in WORKING,
        "updated_at": batch.progressed_at,
        "url": reverse("import-progress", args=[batch.pk]),
        "page_url": reverse("import-batch", args=[batch.pk]),
    }


class ImportTemplate(ImportPage):
    """``/desk/import/template/TYPE/``: an empty list to fill in."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in {kind.code for kind in site_types()}:
            raise Http404
        response = HttpResponse(template_bytes(site_type(code)), content_type=_XLSX)
        response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
        return response
