"""Which papers can be printed, as a page, a PDF or a Word file? Those of a case within reach, and empty forms."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header, urlencode

from core.text_guard import normalise_text
from filing.papers.html import context_of, html_of
from filing.papers.of_case import CasePaper, Setting, paper_of, papers_of
from filing.papers.paper import Paper
from filing.papers.pdf import can_make_pdf, pdf_of
from filing.papers.sheets import EXTRAS
from filing.papers.word import TYPE as WORD
from filing.papers.word import word_of
from filing.views.base import DeskPage, FilingPage

COLUMNS = ({"label": "文书"}, {"label": "打印"}, {"label": "PDF"}, {"label": "Word"})


def as_file(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep: named in Chinese, never opened inside the page."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, normalise_text(name))
    response["Cache-Control"] = "private, no-store"
    return response


class Drawn(DeskPage):
    """A page of papers: the address in their code starts with the host that is asked."""

    template_name = "filing/paper.html"

    @property
    def origin(self) -> str:
        return self.request.build_absolute_uri("/")

    def drawn(self, paper: Paper, links: list[tuple[str, str]]) -> HttpResponse:
        response = self.page(**context_of(paper, self.origin), links=links)
        response["Cache-Control"] = "private, no-store"
        return response

    def pdf(self, paper: Paper, name: str, print_url: str) -> HttpResponse:
        """The file, or where none can be made the page that the browser prints."""
        if not can_make_pdf():
            return HttpResponseRedirect(print_url)
        return as_file(pdf_of(html_of(paper, self.origin)), "application/pdf", f"{name}.pdf")

    def word(self, paper: Paper, name: str) -> HttpResponse:
        return as_file(word_of(paper, self.origin), WORD, f"{name}.docx")


def row_of(label: str, print_url: str, pdf_url: str, word_url: str) -> dict[str, Any]:
    """One paper in the table, in each shape it has."""
    word = {"text": "Word", "url": word_url} if word_url else {"text": "—"}
    return {
        "cells": [{"text": label}, {"text": "打印", "url": print_url}, {"text": "PDF", "url": pdf_url}, word]
    }


class CasePapers(FilingPage, Drawn):
    """Papers of one case, with the blocks that were asked for."""

    @cached_property
    def extras(self) -> frozenset[str]:
        return frozenset(each for each in self.request.GET.getlist("with") if each in EXTRAS)

    @cached_property
    def setting(self) -> Setting:
        return Setting(self.now, self.calendar, self.extras)

    @cached_property
    def found(self) -> CasePaper:
        found = paper_of(self.filing, self.kwargs["paper"], self.setting)
        if found is None:
            raise Http404
        return found

    @property
    def file_name(self) -> str:
        return f"{self.found.label} {self.filing.number}"

    def address(self, name: str, slug: str) -> str:
        query = f"?{urlencode({'with': sorted(self.extras)}, doseq=True)}" if self.extras else ""
        return reverse(name, args=[self.filing.number, slug]) + query


class PaperList(CasePapers):
    """``/desk/filings/<number>/papers/``"""

    template_name = "filing/papers.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(
            filing=self.filing,
            crumbs=self.crumbs,
            columns=COLUMNS,
            rows=[self.row(each) for each in papers_of(self.filing, self.setting)],
            extras=[(code, label, code in self.extras) for code, label in EXTRAS.items()],
            can_make_pdf=can_make_pdf(),
        )

    def row(self, paper: CasePaper) -> dict[str, Any]:
        return row_of(
            paper.label,
            self.address("filing-paper", paper.slug),
            self.address("filing-paper-pdf", paper.slug),
            self.address("filing-paper-word", paper.slug) if paper.has_word else "",
        )


class PaperPage(CasePapers):
    """One paper, to be printed from the browser."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        slug = self.kwargs["paper"]
        links = [("返回案件", self.case_url), ("下载 PDF", self.address("filing-paper-pdf", slug))]
        if self.found.has_word:
            links.append(("下载 Word", self.address("filing-paper-word", slug)))
        return self.drawn(self.found.build(), links)


class PaperPdf(CasePapers):
    """One paper as PDF."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        print_url = self.address("filing-paper", self.kwargs["paper"])
        return self.pdf(self.found.build(), self.file_name, print_url)


class PaperWord(CasePapers):
    """One paper as Word, where offices edit it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.found.has_word:
            raise Http404
        return self.word(self.found.build(), self.file_name)
