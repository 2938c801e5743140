"""Which papers does a case give? The receipt with its code to check, and the filing form with its opinion blocks."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from filing.deadlines import time_left
from filing.models import Filing
from filing.next_steps import next_step
from filing.pages import sections_of
from filing.papers import paper_rows, receipt_of
from filing.receipts import SUBMITTED_AS, Receipt, verify_path
from filing.selectors import measure_for
from filing.views.base import FilingPage


class PaperPage(FilingPage):
    """A paper of a case that was handed in."""

    def submitted(self) -> Filing:
        if self.filing.submitted_at is None:
            raise Http404
        return self.filing

    def receipt(self) -> Receipt:
        filing = self.submitted()
        left = time_left(filing, self.calendar, self.now)
        return receipt_of(filing, left, next_step(filing, self.calendar, self.now).who)


class ReceiptPage(PaperPage):
    """《收件回执》"""

    template_name = "filing/receipt.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        receipt = self.receipt()
        return self.page(
            receipt=receipt,
            measure=measure_for(self.filing, self.now.date()),
            submitted_as=SUBMITTED_AS.get(receipt.submitted_as, ""),
            case_url=self.case_url,
            code_url=reverse("filing-receipt-code", args=[self.filing.number]),
        )


class ReceiptCode(PaperPage):
    """The QR picture on the receipt: the address where anybody can check it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filing = self.submitted()
        address = request.build_absolute_uri(verify_path(filing.number, filing.verify_token))
        picture = io.BytesIO()
        segno.make(address, error="m").save(picture, kind="svg", scale=4, border=2, xmldecl=False)
        response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
        response["Cache-Control"] = "private, no-store"
        return response


class PrintForm(FilingPage):
    """The filing form in its official layout; before submission it says that it is a draft."""

    template_name = "filing/print.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filing = self.filing
        return self.page(
            filing=filing,
            site=filing.site,
            version=filing.version,
            rows=paper_rows(sections_of(filing)),
            opinions=self.opinions(),
            measure=measure_for(filing, self.now.date()),
            case_url=self.case_url,
        )

    def opinions(self) -> list[dict[str, Any]]:
        """The blocks for opinions and seals; what was decided here is written in, the seal is put on paper."""
        filing = self.filing
        decided = filing.sign_offs.select_related("user").last() if filing.filing_number else None
        blocks = [{"title": "申报工会意见", "signer": filing.submitted_by or "", "on": filing.submitted_at}]
        if filing.version.host_name:
            blocks.append({"title": "场地(共建)单位意见"})
        blocks.append({"title": "区(市)、产业工会意见"})
        signed = {"opinion": "同意备案。", "signer": decided.user, "on": decided.at} if decided else {}
        return [*blocks, {"title": "市总工会意见", **signed}]
