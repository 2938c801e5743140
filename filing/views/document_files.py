"""How is one document handed out, and who takes it out of its case? As a download only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from filing.models import CaseDocument, GapDocument
from filing.policy import DOCUMENTS
from filing.selectors import document_then, documents_within
from filing.services import detach_document
from filing.services.reaching import require_writing
from filing.views.base import FilingPage
from filing.views.photos import opened
from sites.models import Attachment

#: A downloaded file may neither run nor load anything, should a browser open it all the same.
SANDBOX = "sandbox; default-src 'none'"


def paper_download(attachment: Attachment, name: str) -> FileResponse:
    """One kept file under this name; nothing in it is shown by us."""
    response = FileResponse(
        opened(attachment.file),
        as_attachment=True,
        filename=f"{name}.{attachment.ending}",
        content_type=attachment.media_type,
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class OneDocument(FilingPage):
    """An address of one document of the case."""

    @cached_property
    def document(self) -> CaseDocument:
        found = documents_within(self.actor, self.filing).filter(pk=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found

    def download(self, attachment: Attachment, name: str) -> FileResponse:
        return paper_download(attachment, f"{name} {self.filing.number}")


class DocumentFile(OneDocument):
    """The file itself, as a download."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        document = self.document
        DOCUMENTS.require(self.actor, "open", document)
        return self.download(document.attachment, str(document))


class GapFile(OneDocument):
    """A document as it lay in the case when a letter went out."""

    @cached_property
    def kept(self) -> GapDocument:
        found = document_then(self.filing, self.kwargs["gap"], self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.download(self.kept.attachment, str(self.kept))


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
