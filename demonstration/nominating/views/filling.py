"""How are practices and papers written, and who gets a paper? Each part by itself; files as downloads only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.workflow import TransitionRefused
from demonstration.nominating import services
from demonstration.nominating.forms import PapersForm, PracticesForm
from demonstration.nominating.gaps import open_codes
from demonstration.nominating.pages import PAPER_COLUMNS, paper_rows, tasks_of
from demonstration.nominating.parts import PAPERS, PRACTICES
from demonstration.nominating.selectors.rows import asks_for_money, paper_of
from demonstration.nominating.services.reaching import require_right
from demonstration.nominating.views.base import NominationBase
from filing.forms.documents import uploads_in
from filing.services import checked_paper
from filing.views.document_files import paper_download
from sites.paper_files import BadPaper
from sites.refusals import Refusal
from sites.uploads import LARGEST, MEGABYTE


class WritePart(NominationBase):
    """A page on which one part of the form is written."""

    part = ""

    def away(self) -> HttpResponse | None:
        """Nothing to write here, or nothing any more: the page of the nomination says why."""
        if self.may_write and self.is_open:
            return None
        return HttpResponseRedirect(self.page_url)

    @property
    def is_open(self) -> bool:
        opened_parts = open_codes(self.sheet.gaps)
        return self.nomination.state != "returned" or self.part in opened_parts

    def require(self) -> None:
        require_right(self.nomination, "edit", actor=self.actor, now=self.now)

    def around(self) -> dict[str, Any]:
        frame = self.frame()
        return {**frame, "crumbs": frame["inner_crumbs"], "tasks": self.tasks(), "gaps": self.told()}

    def tasks(self) -> list[dict[str, Any]]:
        here = self.request.path
        return [{**task, "current": task["url"] == here} for task in tasks_of(self.sheet)]

    def told(self) -> list[dict[str, Any]]:
        """What a letter says of this part, while it can be mended."""
        if self.nomination.state != "returned":
            return []
        return [
            {
                "field": gap.label,
                "problem": gap.problem,
                "satisfies": gap.remedy,
                "answered_at": gap.answered_at,
            }
            for gap in self.sheet.gaps
            if gap.part == self.part and gap.letter_id is not None and not gap.verdict
        ]


class PracticesPage(WritePart):
    """``…/practices/``"""

    template_name = "demonstration/practices.html"
    part = PRACTICES

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.away() or self.show(self.form())

    def form(self, *data: Any) -> PracticesForm:
        row = self.nomination
        initial = {"practices": row.practices, "wanted": row.amount_wanted}
        return PracticesForm(*data, initial=initial, asks_for_money=asks_for_money(row))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require()
        form, seen = self.form(request.POST), self.seen
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.save(form, seen))
        except Refusal as refused:
            form.add_error("practices", refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def save(self, form: PracticesForm, seen: int) -> str:
        told = form.cleaned_data
        services.save_practices(
            self.nomination.pk,
            told["practices"],
            wanted=told.get("wanted"),
            actor=self.actor,
            now=self.now,
            seen=seen,
        )
        messages.success(self.request, "主要做法已保存。")
        return self.page_url

    def show(self, form: PracticesForm, status: int = 200) -> HttpResponse:
        return self.page(
            status, **self.around(), form=form, revision=self.nomination.revision, cancel_url=self.page_url
        )


class PapersPage(WritePart):
    """``…/papers/``"""

    template_name = "demonstration/nomination_papers.html"
    part = PAPERS

    def form(self, *data: Any) -> PapersForm:
        board = self.sheet.board
        items = [
            (each.code, f"{each.code} {each.title}")
            for each in board.rubric.criteria()
            if board.purpose in each.purposes
        ]
        return PapersForm(*data, items=items)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.away() or self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require()
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            count, errors = self.keep(form)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        self.look_again()
        if errors:
            return self.show(form, 400, kept=count, errors=errors)
        messages.success(request, f"已保存 {count} 份材料。")
        return HttpResponseRedirect(request.path)

    def keep(self, form: PapersForm) -> tuple[int, list[str]]:
        """How many were kept, and a sentence for each that was not; each file by itself."""
        count, errors = 0, []
        for upload in uploads_in(self.request.FILES, "files"):
            try:
                if upload.is_too_large:
                    raise BadPaper(f"超过 {LARGEST // MEGABYTE} MB,请压缩后重新上传。")
                paper = checked_paper(upload.file.read(), upload.file.name or "", upload.name)
                services.add_paper(self.nomination.pk, paper, form.said, actor=self.actor, now=self.now)
                count += 1
            except Refusal as refused:
                errors.append(f"{upload.name}:{refused}")
        return count, errors

    def show(
        self, form: PapersForm, status: int = 200, *, kept: int = 0, errors: list[str] | None = None
    ) -> HttpResponse:
        return self.page(
            status,
            **self.around(),
            form=form,
            kept=kept,
            errors=errors or [],
            rows=paper_rows(self.sheet, may_write=True),
            columns=PAPER_COLUMNS,
            cancel_url=self.page_url,
        )


class PaperFile(NominationBase):
    """One paper, as a download; nobody beyond reach learns that it exists."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        paper = paper_of(self.nomination, self.kwargs["key"])
        if paper is None:
            raise Http404
        return paper_download(paper.attachment, f"{paper.title} {self.nomination.number}")


class RemovePaper(NominationBase):
    """Take a paper out."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.nomination
        require_right(row, "edit", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.remove(row.pk))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def remove(self, key: int) -> str:
        title = services.remove_paper(key, self.kwargs["key"], actor=self.actor, now=self.now)
        messages.success(self.request, f"“{title}”已移除。")
        return reverse("nomination-papers", args=[self.nomination.number])
