"""The sheet of stickers as a PDF: the register draws it, the machine for papers stands above it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from core.templatetags.portal import cn_date
from filing.papers.pdf import can_make_pdf, pdf_of
from filing.views.papers import as_file
from sites.at_door.sheets import TEMPLATE, sheet_context
from sites.at_door.views.stickers import StickerSheetPage


class StickerSheetPdf(StickerSheetPage):
    """``/desk/stickers/<key>/stickers.pdf``; where no file can be made the page that the browser prints."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not can_make_pdf():
            return HttpResponseRedirect(reverse("sticker-sheet", args=[self.sheet.pk]))
        html = render_to_string(TEMPLATE, sheet_context(self.sheet, request.build_absolute_uri("/")))
        return as_file(pdf_of(html), "application/pdf", f"二维码标牌 {cn_date(self.sheet.at)}.pdf")
