"""How are the papers of titles printed? One certificate, all of a round in one batch, the decision, the plates."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property

from demonstration.models import Designation, NamingDecision, TitleEventKind
from demonstration.rounds.views.base import RoundBase
from demonstration.titles.papers import certificate_paper, decision_paper, plates_paper, removal_paper
from demonstration.titles.selectors import decision_of, events_of, grades_given, titles_of_round
from demonstration.titles.views.base import TitleBase
from filing.papers.html import context_of
from filing.papers.pdf import can_make_pdf, pdf_of
from filing.views.papers import Drawn, as_file

BATCH = "demonstration/certificates.html"


class CertificatePage(TitleBase, Drawn):
    """``…/<number>/certificate/``"""

    template_name = "filing/paper.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        pdf_url = reverse("title-certificate-pdf", args=[self.title.number])
        return self.drawn(certificate_paper(self.title), [("返回称号", self.page_url), ("下载 PDF", pdf_url)])


class CertificatePdf(CertificatePage):
    """``…/<number>/certificate.pdf``"""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number = self.title.number
        print_url = reverse("title-certificate", args=[number])
        return self.pdf(certificate_paper(self.title), f"示范阵地证书 {number}", print_url)


class RemovalPage(TitleBase, Drawn):
    """``…/<number>/removal/``: of a title that was taken away."""

    template_name = "filing/paper.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = events_of(self.title).filter(kind=TitleEventKind.REVOKED).last()
        if found is None or self.title.state != "revoked":
            raise Http404
        return self.drawn(removal_paper(self.title, found), [("返回称号", self.page_url)])


class NamedRound(RoundBase, Drawn):
    """A paper of a round that has its decision."""

    template_name = "filing/paper.html"

    @cached_property
    def decision(self) -> NamingDecision:
        found = decision_of(self.round)
        if found is None:
            raise Http404
        return found

    @cached_property
    def titles(self) -> list[Designation]:
        return titles_of_round(self.round) if self.decision else []

    @property
    def standing(self) -> list[Designation]:
        return [row for row in self.titles if row.ended_on is None]

    @property
    def links(self) -> list[tuple[str, str]]:
        return [("返回评定", self.page_url)]


class DecisionPage(NamedRound):
    """``…/<key>/decision/``"""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        paper = decision_paper(self.round, self.decision, self.titles, grades_given(self.titles))
        return self.drawn(paper, self.links)


class PlatesPage(NamedRound):
    """``…/<key>/plates/``"""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.drawn(plates_paper(self.round, self.standing), self.links)


class CertificatesPage(NamedRound):
    """``…/<key>/certificates/``: all of a round, one on each sheet."""

    template_name = BATCH

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        pdf_url = reverse("round-certificates-pdf", args=[self.round.pk])
        response = self.page(sheets=self.sheets, links=[*self.links, ("下载 PDF", pdf_url)])
        response["Cache-Control"] = "private, no-store"
        return response

    @property
    def sheets(self) -> list[dict[str, Any]]:
        """Of titles that stand; where none does, all of them, each marked as void."""
        return [context_of(certificate_paper(row), self.origin) for row in self.standing or self.titles]


class CertificatesPdf(CertificatesPage):
    """``…/<key>/certificates.pdf``"""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = f"示范阵地证书 {self.decision.document_number}.pdf"
        if not can_make_pdf():
            return HttpResponseRedirect(reverse("round-certificates", args=[self.round.pk]))
        html = render_to_string(BATCH, {"sheets": self.sheets})
        return as_file(pdf_of(html), "application/pdf", name)
