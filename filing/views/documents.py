"""How do documents come into a case and who takes them out? Each file by itself; handed out as downloads only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from filing.document_kinds import DocumentKind
from filing.document_pages import documents_on, may_file_scan
from filing.forms.documents import DocumentForm, uploads_in
from filing.forms.photos import Upload
from filing.models import CaseDocument
from filing.pages import is_open_to
from filing.policy import DOCUMENTS
from filing.selectors import documents_within, has_agreement, measure_for
from filing.services import attach_document, checked_paper, detach_document, file_scan
from filing.services.documents import Described
from filing.services.reaching import require_writing
from filing.views.base import FilingPage
from filing.views.photos import opened
from sites.paper_files import BadPaper
from sites.refusals import Refusal
from sites.uploads import LARGEST

#: A downloaded file may neither run nor load anything, should a browser open it all the same.
SANDBOX = "sandbox; default-src 'none'"


#: The button that uploads and goes on to handing in.
TO_ANSWERS = "answers"


class DocumentsPage(FilingPage):
    """``/desk/filings/<number>/documents/``"""

    template_name = "filing/documents.html"

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

    def form(self, *data: Any) -> DocumentForm:
        return DocumentForm(*data, may_write=self.may_write, may_scan=self.may_scan)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if self.may_write and not has_agreement(self.filing):
            form.initial["kind"] = DocumentKind.AGREEMENT
        return self.show(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_scan or request.POST.get("kind") != DocumentKind.SCAN:
            require_writing(self.filing, actor=self.actor, now=self.now)
        if not self.may_write and not self.may_scan:
            return self.refused(TransitionRefused(f"案件{self.filing.state_label},不能再添加材料。"))
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=400)
        kept, errors = self.keep_all(form)
        if errors:
            return self.show(form, kept, errors, status=400)
        messages.success(request, f"已保存 {kept} 份材料。")
        goes_on = request.POST.get("then") == TO_ANSWERS and self.answers_url
        return HttpResponseRedirect(self.answers_url if goes_on else request.path)

    def keep_all(self, form: DocumentForm) -> tuple[int, list[str]]:
        """How many were kept, and what is wrong with each of the others."""
        kept, errors = 0, []
        for upload in uploads_in(self.request.FILES, "files"):
            try:
                self.keep(upload, form.cleaned_data)
                kept += 1
            except (Refusal, TransitionRefused) as refused:
                errors.append(f"{upload.name}:{refused}")
        return kept, errors

    def keep(self, upload: Upload, said: dict[str, Any]) -> None:
        if upload.is_too_large:
            raise BadPaper(f"超过 {LARGEST // 1024 // 1024} MB,请压缩或分成几个文件后重新上传。")
        paper = checked_paper(upload.file.read(), upload.file.name or "", upload.name)
        described = Described(said["kind"], said["title"], upload.name, said["expires_on"])
        if described.kind == DocumentKind.SCAN:
            file_scan(self.filing, paper, described, actor=self.actor, now=self.now)
        else:
            attach_document(self.filing.pk, paper, described, actor=self.actor, now=self.now)

    def show(
        self, form: DocumentForm, kept: int = 0, errors: list[str] | None = None, status: int = 200
    ) -> HttpResponse:
        filing = self.filing
        return self.page(
            status,
            filing=filing,
            crumbs=self.crumbs,
            answers_url=self.answers_url,
            documents=documents_on(
                self.actor,
                filing,
                measure_for(filing, self.now.date()),
                self.calendar,
                self.now,
                may_write=self.may_write,
            ),
            form=form if self.may_write or self.may_scan else None,
            kept=kept,
            errors=errors or [],
        )


class OneDocument(FilingPage):
    """An address of one document of the case."""

    @cached_property
    def document(self) -> CaseDocument:
        found = documents_within(self.actor, self.filing).filter(pk=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found


class DocumentFile(OneDocument):
    """The file itself, as a download."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        document = self.document
        DOCUMENTS.require(self.actor, "open", document)
        attachment = document.attachment
        response = FileResponse(
            opened(attachment.file),
            as_attachment=True,
            filename=f"{document} {self.filing.number}.{attachment.ending}",
            content_type=attachment.media_type,
        )
        response["Content-Security-Policy"] = SANDBOX
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class RemoveDocument(OneDocument):
    """Take a document out while the case is being written."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        document = self.document
        if not document.is_scan:
            require_writing(self.filing, actor=self.actor, now=self.now)
        try:
            detach_document(document, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        messages.success(request, f"“{document}”已移除。")
        return HttpResponseRedirect(reverse("filing-documents", args=[self.filing.number]))
