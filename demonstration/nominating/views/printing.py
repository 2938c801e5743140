"""How is a nomination printed, as a page and as PDF? The form, and each letter that was sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from demonstration.models import NominationLetter
from demonstration.nominating.papers import FORM_TITLE, form_paper, letter_paper
from demonstration.nominating.selectors.rows import letter_of
from demonstration.nominating.views.base import NominationBase
from filing.views.papers import Drawn


class FormPage(NominationBase, Drawn):
    """``…/form/``"""

    template_name = "filing/paper.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        pdf_url = reverse("nomination-sheet-pdf", args=[self.nomination.number])
        return self.drawn(form_paper(self.sheet), [("返回申报", self.page_url), ("下载 PDF", pdf_url)])


class FormPdf(FormPage):
    """``…/form.pdf``"""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number = self.nomination.number
        print_url = reverse("nomination-sheet", args=[number])
        return self.pdf(form_paper(self.sheet), f"{FORM_TITLE} {number}", print_url)


class LetterPage(NominationBase, Drawn):
    """``…/letters/<n>/``"""

    template_name = "filing/paper.html"

    @cached_property
    def letter(self) -> NominationLetter:
        found = letter_of(self.nomination, self.kwargs["serial"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        args = [self.nomination.number, self.letter.number]
        links = [("返回申报", self.page_url), ("下载 PDF", reverse("nomination-notice-pdf", args=args))]
        return self.drawn(letter_paper(self.sheet, self.letter), links)


class LetterPdf(LetterPage):
    """``…/letters/<n>/letter.pdf``"""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        args = [self.nomination.number, self.letter.number]
        paper = letter_paper(self.sheet, self.letter)
        return self.pdf(
            paper, f"{paper.title} {self.nomination.number}", reverse("nomination-notice", args=args)
        )
