"""The pages of one decision about existing sites: what looks alike, the paper, the printed decision."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.workflow import TransitionRefused
from filing.enrolment_pages import proposal_form
from filing.forms.enrolling import EnrolmentForm
from filing.imports.policy import IMPORTS
from filing.imports.selectors.enrolling import enrolment_of
from filing.imports.services import Cited, propose_enrolment
from filing.models.imports import ImportState
from filing.papers.enrolment import TITLE, enrolment_number, enrolment_paper
from filing.papers.paper import Paper
from filing.services import checked_paper
from filing.views.document_files import SANDBOX
from filing.views.import_batch import BatchPage
from filing.views.papers import Drawn
from filing.views.photos import opened
from sites.paper_files import BadPaper, CleanPaper
from sites.refusals import Refusal
from sites.uploads import LARGEST, shown_name


class ProposeEnrolment(BatchPage):
    """``/desk/import/N/propose/``: the paper, and the list goes to whoever signs."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        batch = self.batch
        if batch.state != ImportState.REVIEW or not batch.is_existing:
            IMPORTS.require(self.actor, "propose", batch)
            return self.too_late(TransitionRefused(f"本批现为“{batch.state_label}”,不能提交。"), self.address)
        form = proposal_form(batch, self.now, request.POST, request.FILES)
        paper = self.paper_in(form) if form.is_valid() else None
        if form.errors:
            return self.show(400, form=form)
        data = form.cleaned_data
        name = shown_name(data["file"].name or "") if data.get("file") else ""
        cited = Cited(data["title"], data["document_number"], data["dated_on"], name[:80])

        def work() -> str:
            propose_enrolment(batch.pk, cited, paper, seen=self.seen, actor=self.actor, now=self.now)
            messages.success(request, "已提交,待市总工会经办人签批。批准之前没有写入任何阵地。")
            return self.address

        return self.once(work)

    def paper_in(self, form: EnrolmentForm) -> CleanPaper | None:
        """The file as it may be kept; what is wrong with it stands beside its field."""
        sent = form.cleaned_data.get("file")
        if not sent:
            return None
        try:
            if sent.size > LARGEST:
                raise BadPaper(f"超过 {LARGEST // 1024 // 1024} MB,请压缩后重新上传。")
            return checked_paper(sent.read(), sent.name or "")
        except Refusal as refused:
            form.add_error("file", str(refused))
            return None

    @property
    def content(self) -> dict[str, Any]:
        """The file counts: the same form with another file is another form."""
        sent = self.request.FILES.get("file")
        sha = hashlib.sha256()
        for piece in sent.chunks() if sent else ():
            sha.update(piece)
        return {**super().content, "file": sha.hexdigest()}


class EnrolmentFile(BatchPage):
    """``/desk/import/N/file/``: the stamped file, as a download for who decides."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        enrolment = enrolment_of(self.batch)
        if enrolment is None:
            raise Http404
        IMPORTS.require(self.actor, "open_paper", self.batch)
        attachment = enrolment.attachment
        response = FileResponse(
            opened(attachment.file),
            as_attachment=True,
            filename=f"入册依据 {enrolment_number(self.batch)}.{attachment.ending}",
            content_type=attachment.media_type,
        )
        response["Content-Security-Policy"] = SANDBOX
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class EnrolmentPrinted(BatchPage, Drawn):
    """What is printed of the decision."""

    template_name = "filing/paper.html"

    @cached_property
    def paper(self) -> Paper:
        found = enrolment_paper(self.batch)
        if found is None:
            raise Http404
        return found

    @property
    def file_name(self) -> str:
        return f"{TITLE} {enrolment_number(self.batch)}"


class EnrolmentPage(EnrolmentPrinted):
    """``/desk/import/N/paper/``"""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        links = [
            ("返回本批", self.address),
            ("下载 PDF", reverse("import-paper-pdf", args=[self.batch.pk])),
            ("下载 Word", reverse("import-paper-word", args=[self.batch.pk])),
        ]
        return self.drawn(self.paper, links)


class EnrolmentPdf(EnrolmentPrinted):
    """``/desk/import/N/paper/pdf/``"""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        return self.pdf(self.paper, self.file_name, reverse("import-paper", args=[self.batch.pk]))


class EnrolmentWord(EnrolmentPrinted):
    """``/desk/import/N/paper/word/``"""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        return self.word(self.paper, self.file_name)
