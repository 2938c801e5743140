"""The letter of an order to mend, as a page, a PDF or a Word file; within reach of the order."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from filing.papers.orders import order_paper
from filing.papers.paper import Paper
from filing.views.papers import Drawn
from inspection.models import Rectification
from inspection.rectifying.selectors import order_within


class OrderPaper(Drawn):
    """``/desk/inspections/<number>/paper/``"""

    @cached_property
    def order(self) -> Rectification:
        found = order_within(self.actor, self.kwargs["number"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def paper(self) -> Paper:
        return order_paper(self.order)

    def address(self, name: str) -> str:
        return reverse(name, args=[self.order.number])

    @property
    def file_name(self) -> str:
        return f"{self.paper.title} {self.order.number}"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        links = [
            ("返回整改通知", self.address("rectification")),
            ("下载 PDF", self.address("rectification-paper-pdf")),
            ("下载 Word", self.address("rectification-paper-word")),
        ]
        return self.drawn(self.paper, links)


class OrderPaperPdf(OrderPaper):
    """The letter as PDF."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.pdf(self.paper, self.file_name, self.address("rectification-paper"))


class OrderPaperWord(OrderPaper):
    """The letter as Word, where offices edit it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.word(self.paper, self.file_name)
