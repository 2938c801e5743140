"""C5: a text goes in by a form, is read on pages, in a PDF and in both ledgers, comes back in by a list, and is the same."""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from filing.models import Filing
from filing.papers.pdf import can_make_pdf
from sites.ledger.cells import is_risky
from tests.conftest import IN_CI
from tests.factories import NOW
from tests.factories.filings import walk
from tests.imports.lists import Desk, city_officer
from tests.office import Crew, Office, build_office, draft_of, form_at, site_of
from tests.pdfs import words_in
from tests.sites.ledgers import bytes_of, changed_on, taken

pytestmark = pytest.mark.django_db

RARE = "𬭊㐂䶮"

#: Where each sample is typed: section, column, what is typed, what is stored.
SAMPLES = {
    "rare characters": ("identity", "name", f"{RARE}驿站", f"{RARE}驿站"),
    "markup": ("identity", "host_name", "<script>alert(1)</script>&amp;\"'单位", None),
    "a decomposed letter": (
        "place",
        "building",
        unicodedata.normalize("NFD", "Café Élan 楼"),
        "Café Élan 楼",
    ),
    "full-width digits": ("place", "floor", "－１２３ 层", "-123 层"),
    "a formula": ("place", "room", "=1+1|'cmd'!A0", None),
    "a full-width formula": ("place", "station", "＝SUM(A1)站", "=SUM(A1)站"),
    "an apostrophe before a formula": ("place", "line", "'=2+2 线", None),
    "marks without width": ("place", "address", "文​登‍路﻿28号", "文登路28号"),
    "two hundred characters": ("place", "directions", "从南门进" * 50, None),
    "a template": ("people", "manager_post", "{{ 7*7 }}{% raw %}${x}", None),
    "an emoji": ("people", "daily_keeper", "小李☕🏠", None),
}
STORED = {column: stored or typed for _, column, typed, stored in SAMPLES.values()}


def typed_in(office: Office) -> Filing:
    """A draft into which every sample was typed by the forms of its pages, handed in and filed."""
    case, client = draft_of(office, "keeper"), office.client("keeper")
    for section in ("identity", "place", "people"):
        form = form_at(client, reverse("filing-section", args=[case.number, section]), holding="seen")
        typed = {column: text for own, column, text, _ in SAMPLES.values() if own == section}
        answer = client.post(form.action, {**form.fields, **typed})
        assert answer.status_code == 302, re.findall(
            r"invalid-feedback[^>]*>([^<]+)", answer.content.decode()
        )
    case = Filing.objects.get(pk=case.pk)
    for step in ("submit", "pass_check", "visit_pass", "sign", "approve"):
        case = walk(case, step, Crew(office, "keeper"))
    return Filing.objects.get(pk=case.pk)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def on_page(desk: Desk, case: Filing) -> Callable[[str], bool]:
    page = desk.client.get(reverse("filing", args=[case.number])).content.decode()
    assert "<script>alert" not in page
    shown = html.unescape(re.sub(r"<[^>]+>", "\n", page))
    return lambda text: text in shown


def in_pdf(desk: Desk, case: Filing) -> Callable[[str], bool]:
    data = bytes_of(desk.client.get(reverse("filing-paper-pdf", args=[case.number, "form"])))
    said = words_in(data)
    return lambda text: squeezed(text) in said


def in_xlsx(desk: Desk, case: Filing) -> Callable[[str], bool]:
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(taken(desk.client, form="xlsx"))))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"], "nothing is run"
    values = {cell.value for cell in cells}
    return values.__contains__


def in_csv(desk: Desk, case: Filing) -> Callable[[str], bool]:
    """As a spreadsheet shows it: no cell begins like a formula; without that apostrophe it is the text."""
    data = bytes_of(taken(desk.client, form="csv")).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(data, newline="")) for cell in row]
    assert not [cell for cell in cells if is_risky(cell) and not cell.startswith("'")], "nothing is run"
    return lambda text: text in cells or f"'{text}" in cells


LEDGERS = {"xlsx": in_xlsx, "csv": in_csv}


def back_from(form: str) -> Callable[[Desk, Filing], Callable[[str], bool]]:
    """The register moves on, then the older ledger is imported: its texts stand in the draft of a change."""

    def way(desk: Desk, case: Filing) -> Callable[[str], bool]:
        data = bytes_of(taken(desk.client, form=form))
        changed_on(site_of(case), NOW, **{column: "甲" for column in STORED if column != "manager_post"})
        batch = desk.taken(data, f"台账.{form}")
        desk.act(batch, "confirm")
        assert batch.state == "done", desk.page(batch)
        version = Filing.objects.get(imported__batch=batch).version
        found = {getattr(version, column) for column in STORED}
        return found.__contains__

    return way


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_c5_a_text_is_the_same_on_every_way(
    form: str, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    city_officer(office)
    case = typed_in(office)
    assert {column: getattr(case.version, column) for column in STORED} == STORED
    desk = Desk(office, office.client("district"), django_capture_on_commit_callbacks)
    ways = {"page": on_page, "ledger": LEDGERS[form], "list": back_from(form)}
    if IN_CI or can_make_pdf():
        ways = {"pdf": in_pdf, **ways}
    lost = []
    for way, reads in ways.items():
        holds = reads(desk, case)
        lost += [(way, name) for name, (_, column, _, _) in SAMPLES.items() if not holds(STORED[column])]
    assert lost == []


@pytest.mark.parametrize("mark", ["‮", "‏", "⁦"])
def test_c5_marks_that_turn_the_direction_are_refused(mark: str, settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    case, client = draft_of(office, "keeper"), office.client("keeper")
    form = form_at(client, reverse("filing-section", args=[case.number, "identity"]), holding="seen")
    page = client.post(form.action, {**form.fields, "name": f"驿站{mark}站驿"})
    assert page.status_code == 400
    assert "含有改变文字方向的隐藏字符" in page.content.decode()
    assert Filing.objects.get(pk=case.pk).version.name == case.version.name
