"""How does a paper become a page? One template for the print view and for the PDF, drawn from the same values."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from core.qr import stamped_qr_url
from filing.papers.codes import address_of
from filing.papers.paper import Paper

TEMPLATE = "filing/paper.html"


def context_of(paper: Paper, origin: str) -> dict[str, Any]:
    """What the template needs; ``origin`` is scheme and host of the address in the code."""
    picture = stamped_qr_url(address_of(origin, paper.code.number, paper.code.token)) if paper.code else ""
    return {"paper": paper, "code_picture": picture}


def html_of(paper: Paper, origin: str) -> str:
    """The page without the furniture of a screen, as the PDF is made from it."""
    return render_to_string(TEMPLATE, context_of(paper, origin))
