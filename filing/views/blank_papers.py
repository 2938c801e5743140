"""Which empty forms can be printed? Those of each type, in the words of the measure that governs one's own union."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from filing.papers.blank import BLANK_FORMS, BlankForm, blank_paper, blank_title
from filing.papers.paper import Paper
from filing.papers.pdf import can_make_pdf
from filing.selectors import measure_in_charge
from filing.views.papers import COLUMNS, Drawn, row_of
from rulebook.terms import Measure
from sites.site_type import SiteType
from sites.types import site_type, site_types


class Blanks(Drawn):
    """Empty forms in the words of the measure that governs the person's own union."""

    def measure(self, kind: SiteType) -> Measure | None:
        return measure_in_charge(self.actor, kind.family, self.now.date())

    def address(self, name: str, kind: SiteType, form: BlankForm) -> str:
        return reverse(name, args=[kind.code, form.slug])


class BlankList(Blanks):
    """``/desk/papers/``"""

    template_name = "filing/blank_papers.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("type", "")
        chosen = next((kind for kind in site_types() if kind.code == wanted), None)
        kinds = [chosen] if chosen else site_types()
        return self.page(
            columns=COLUMNS,
            groups=[(kind.label, self.rows(kind)) for kind in kinds],
            can_make_pdf=can_make_pdf(),
        )

    def rows(self, kind: SiteType) -> list[dict[str, Any]]:
        measure = self.measure(kind)
        return [
            row_of(
                blank_title(form, measure),
                self.address("blank-paper", kind, form),
                self.address("blank-paper-pdf", kind, form),
                self.address("blank-paper-word", kind, form),
            )
            for form in BLANK_FORMS.values()
        ]


class BlankPage(Blanks):
    """One empty form, to be printed from the browser."""

    @cached_property
    def kind(self) -> SiteType:
        try:
            return site_type(self.kwargs["type"])
        except LookupError:
            raise Http404 from None

    @cached_property
    def form(self) -> BlankForm:
        found = BLANK_FORMS.get(self.kwargs["form"])
        if found is None:
            raise Http404
        return found

    def paper(self) -> Paper:
        return blank_paper(self.form, self.kind, self.measure(self.kind))

    def link(self, name: str) -> str:
        return self.address(name, self.kind, self.form)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        pdf, word = self.link("blank-paper-pdf"), self.link("blank-paper-word")
        links = [("返回空白表格", reverse("blank-papers")), ("下载 PDF", pdf), ("下载 Word", word)]
        return self.drawn(self.paper(), links)


class BlankPdf(BlankPage):
    """One empty form as PDF."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        paper = self.paper()
        return self.pdf(paper, f"{paper.title}(空白)", self.link("blank-paper"))


class BlankWord(BlankPage):
    """One empty form as Word."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        paper = self.paper()
        return self.word(paper, f"{paper.title}(空白)")
