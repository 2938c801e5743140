"""One batch: heads, questions, progress, result."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from accounts.selectors import district_names
from filing.enrolment_pages import enrolment_part
from filing.forms.importing import WORDS
from filing.forms.starting import types_for
from filing.import_pages import (
    MADE_COLUMNS,
    change_row,
    linked,
    made_row,
    mobiles_part,
    progress_of,
)
from filing.imports.selectors import (
    asked_in,
    batch_within,
    changes_in,
    counts_of,
    heads_of,
    lacks_required,
    made_by,
)
from filing.imports.selectors.enrolling import open_pairs, warned_in
from filing.imports.services.undoing import can_undo, undo_ends
from filing.models.imports import WORKING, ImportBatch, ImportState
from filing.views.importing import CRUMBS, ImportPage
from sites.sheets.columns import OFFERED, label_for
from sites.sheets.heads import head_key, known_column
from sites.sheets.questions import CHOOSE_DISTRICT, CHOOSE_TYPE
from sites.types import site_type

BATCH_CRUMBS = (*CRUMBS, ("批量导入", reverse_lazy("imports")))
PER_PAGE = 50
ASKED_PER_PAGE = 100

FILL_IN = "请逐件补齐资料和照片后提交。"
SUBMIT = "必填内容已齐,请逐件核对后提交。"


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
