"""What is done on the page of a list: heads, answers, go ahead, sign, give up, undo."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.selectors import district_names
from core.workflow import NoteMissing
from filing.forms import ActionForm
from filing.forms.importing import answers_in, typed_mapping
from filing.forms.starting import types_for
from filing.imports.selectors import batch_within
from filing.imports.services import (
    answer_questions,
    approve_enrolment,
    confirm_import,
    drop_import,
    map_heads,
    return_enrolment,
    sign_enrolment,
    take_back_enrolment,
    undo_enrolment,
    undo_import,
)
from filing.imports.tasks import ring_for
from filing.imports.transitions import IMPORT
from filing.models.imports import ImportState
from filing.views.import_batch import BatchPage
from sites.sheets.columns import COLUMNS
from sites.sheets.questions import CHOOSE_DISTRICT, CHOOSE_TYPE

#: What is decided about a list of existing sites, by the code of the edge.
DECISIONS = {
    "sign": sign_enrolment,
    "approve": approve_enrolment,
    "return": return_enrolment,
    "take_back": take_back_enrolment,
    "undo_existing": undo_enrolment,
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
            **{name: partial(self.decide, name, service) for name, service in DECISIONS.items()},
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

    def decide(self, action: str, service: Any) -> HttpResponse:
        """A signature, an approval, a return: with its note, told to the person afterwards."""
        edge, note = IMPORT.edges[action], self.request.POST.get("note", "")
        form = ActionForm(self.request.POST)
        form.fields["note"].label = edge.note_label
        if not form.is_valid():
            return self.show(
                400, failed={"code": action, "error": "".join(form.errors["note"]), "note": note}
            )

        def work() -> str:
            given = {"note": form.cleaned_data["note"], "seen": self.seen}
            service(self.batch.pk, actor=self.actor, now=self.now, **given)
            transaction.on_commit(partial(ring_for, self.batch.pk))
            messages.success(self.request, f"{edge.label}。{edge.consequence}")
            return self.address if batch_within(self.actor, self.batch.pk) else reverse("imports")

        try:
            return self.once(work)
        except NoteMissing as missing:
            return self.show(400, failed={"code": action, "error": missing.reason, "note": note})

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
        answers, self.wrong = answers_in(self.request.POST, asked, choices)
        if self.wrong:
            count = len(self.wrong)
            return self.show(400, problem=f"有 {count} 项答复没有填完,还没有保存。请按各项下面的说明填写。")
        if asked and not answers:
            return self.show(400, problem="还没有作出答复。请逐项选择,或勾选“其余能留空的都留空”。")
        return self.step(answer_questions, answers)
