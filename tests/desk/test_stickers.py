"""Stickers as a PDF: so many on a page of A4 as was chosen, each with its code; for nobody but who printed them."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
import pytest

from filing.papers.pdf import can_make_pdf
from sites.at_door.services import print_stickers, renew_code
from sites.services import Sender
from tests.conftest import IN_CI
from tests.factories import NOW
from tests.office import build_office
from tests.sites.public_sites import opened_site

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not IN_CI and not can_make_pdf(), reason="no Pango or no Chinese font here"),
]

#: As long as names of stations come.
LONG = "国家电网山东电力胶州彩虹共产党员服务队彩虹驿站"


@pytest.mark.parametrize(("per_page", "pages"), [(8, 1), (4, 2), (2, 3), (1, 5)])
def test_a_sheet_has_as_many_pages_as_its_stickers_need(settings: Any, per_page: int, pages: int) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    names = [LONG, *(f"第{number}驿站" for number in range(4))]
    sites = [opened_site(office.primary, name, number=f"T-{at}") for at, name in enumerate(names)]
    by = office.actor("keeper")
    sheet = print_stickers([site.code or "" for site in sites], per_page, actor=by, now=NOW)
    at = f"/desk/stickers/{sheet.pk}/stickers.pdf"
    answer = office.client("keeper").get(at)
    assert answer["Content-Type"] == "application/pdf"
    document = pdfium.PdfDocument(answer.content)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) == pages
    assert "".join(texts).count("反映问题") == len(sites)
    assert office.client("district").get(at).status_code == 404
    renew_code(sites[1].pk, by=Sender(by, NOW))
    fresh = pdfium.PdfDocument(office.client("keeper").get(at).content)
    assert "".join(page.get_textpage().get_text_bounded() for page in fresh).count("反映问题") == 4
