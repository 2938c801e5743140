"""How do documents come into a case and who takes them out? Each file by itself; handed out as downloads only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from filing.document_kinds import DocumentKind
from filing.document_pages import documents_on, may_file_scan
from filing.forms.documents import DocumentForm, uploads_in
from filing.forms.photos import Upload
from filing.gap_pages import letter_in, open_papers, waiting_parts
from filing.kinds import PAPERS
from filing.models import CaseDocument
from filing.pages import is_open_to
from filing.selectors import has_agreement, measure_for
from filing.services import attach_document, checked_paper, file_scan, replace_documents
from filing.services.documents import Described
from filing.services.reaching import require_writing
from filing.states import FilingState
from filing.views.sections import ANSWERED, EditPage
from sites.paper_files import BadPaper
from sites.refusals import Refusal
from sites.uploads import LARGEST

#: The button that uploads and goes on to handing in.
TO_ANSWERS = "answers"


class TakesDocuments:
    """Keeps what came, each file by itself; the view has an actor, a moment and a case."""

    def keep_paper(self, upload: Upload, described: Described) -> CaseDocument:
        if upload.is_too_large:
            raise BadPaper(f"超过 {LARGEST // 1024 // 1024} MB,请压缩或分成几个文件后重新上传。")
        paper = checked_paper(upload.file.read(), upload.file.name or "", upload.name)
        if described.kind == DocumentKind.SCAN:
            return file_scan(self.filing, paper, described, actor=self.actor, now=self.now)
        return attach_document(self.filing.pk, paper, described, actor=self.actor, now=self.now)


class DocumentsPage(TakesDocuments, EditPage):
    """``/desk/filings/<number>/documents/``"""

    template_name = "filing/documents.html"
    section = PAPERS

    @cached_property
    def may_write(self) -> bool:
        return is_open_to(self.actor, self.filing)

    @cached_property
    def may_scan(self) -> bool:
        return may_file_scan(self.actor, self.filing)

    @property
    def answers_url(self) -> str:
        """Where the case is handed in; empty for who only files scans."""
        return reverse("filing-answers", args=[self.filing.number]) if self.may_write else ""

    @property
    def is_returned(self) -> bool:
        return self.may_write and self.filing.state == FilingState.RETURNED

    def form(self, *data: Any) -> DocumentForm:
        opened_papers = open_papers(self.filing) if self.is_returned else None
        return DocumentForm(*data, may_write=self.may_write, may_scan=self.may_scan, opened=opened_papers)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if self.is_returned:
            form.initial["kind"] = next(iter(open_papers(self.filing)), "")
        elif self.may_write and not has_agreement(self.filing):
            form.initial["kind"] = DocumentKind.AGREEMENT
        return self.show(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_scan or request.POST.get("kind") != DocumentKind.SCAN:
            require_writing(self.filing, actor=self.actor, now=self.now)
        if not self.may_write and not self.may_scan:
            return self.refused(TransitionRefused(f"案件{self.filing.state_label},不能再添加材料。"))
        # Documents that came before, from a phone too, are answered without choosing them again.
        if self.wants_answer and not request.FILES and self.answer():
            return HttpResponseRedirect(self.case_url)
        form = self.form(request.POST, request.FILES)
        return self.take(form) if form.is_valid() else self.show(form, status=400)

    @property
    def wants_answer(self) -> bool:
        return self.is_returned and self.request.POST.get("then") == ANSWERED

    def take(self, form: DocumentForm) -> HttpResponse:
        kept, errors = self.keep_all(form)
        if errors or not self.wants_answer:
            self.remind()
        if errors:
            return self.show(form, len(kept), errors, status=400)
        messages.success(self.request, f"已保存 {len(kept)} 份材料。")
        if self.wants_answer:
            self.answer()
            return HttpResponseRedirect(self.case_url)
        goes_on = self.request.POST.get("then") == TO_ANSWERS and self.answers_url
        return HttpResponseRedirect(self.answers_url if goes_on else self.request.path)

    def keep_all(self, form: DocumentForm) -> tuple[list[CaseDocument], list[str]]:
        """What was kept, and what is wrong with each of the others; only a whole upload takes the place of the old."""
        kept: list[CaseDocument] = []
        errors: list[str] = []
        for upload in uploads_in(self.request.FILES, "files"):
            try:
                kept.append(self.keep_paper(upload, form.described(upload.name)))
            except (Refusal, TransitionRefused) as refused:
                errors.append(f"{upload.name}:{refused}")
        if not errors and form.cleaned_data.get("instead"):
            part = form.cleaned_data["kind"]
            replace_documents(self.filing.pk, part, kept, actor=self.actor, now=self.now)
        self.filing.forget()
        return kept, errors

    def remind(self) -> None:
        """A document where the letter asks for one is no answer yet."""
        named = {f"{PAPERS.code}.{name}" for name in open_papers(self.filing)}
        waiting = waiting_parts(self.filing, named)
        if waiting:
            told = f"“{'、'.join(waiting)}”还没有答复。"
            messages.warning(self.request, f"{told}补齐后请点“上传并答复已补正”,已上传的不用重新选择。")

    def show(
        self, form: DocumentForm, kept: int = 0, errors: list[str] | None = None, status: int = 200
    ) -> HttpResponse:
        filing = self.filing
        may_upload = bool(open_papers(filing)) if self.is_returned else self.may_write
        return self.page(
            status,
            answers_url=self.answers_url,
            documents=documents_on(
                self.actor,
                filing,
                measure_for(filing, self.now.date()),
                self.calendar,
                self.now,
                may_write=self.may_write,
            ),
            form=form if may_upload or self.may_scan else None,
            kept=kept,
            errors=errors or [],
            gaps=letter_in(filing, self.section.code) if self.is_returned else [],
            is_returned=self.is_returned,
            **self.frame(self.section, filing),
        )
