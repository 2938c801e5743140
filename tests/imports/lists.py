"""Lists as offices send them, made on the spot, and the way of one list through the pages."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from filing.models.imports import ImportBatch
from tests.factories import person
from tests.office import Office, form_at
from unionportal.drill.lists import HEADS, book_of, csv_of, row_of, saved, xlsx

__all__ = [
    "HEADS",
    "Desk",
    "asked_on",
    "book_of",
    "city_officer",
    "csv_of",
    "errors_in",
    "row_of",
    "saved",
    "xlsx",
]


@dataclass
class Desk:
    """One officer at the import pages; background work is done as soon as a request is."""

    office: Office
    client: Client
    commits: Any

    def send(self, data: bytes, name: str = "名单.xlsx", **chosen: Any) -> Any:
        """Upload a file by the form of the page."""
        form = form_at(self.client, reverse("imports"), holding="union")
        body: dict[str, Any] = {**form.fields, **chosen}
        body["file"] = SimpleUploadedFile(name, data)
        with self.commits(execute=True):
            return self.client.post(form.action, body)

    def taken(self, data: bytes, name: str = "名单.xlsx", **chosen: Any) -> ImportBatch:
        """The batch that the file became."""
        response = self.send(data, name, **chosen)
        assert response.status_code == 302, errors_in(response)
        return ImportBatch.objects.get(pk=int(response["Location"].rstrip("/").rsplit("/", 1)[1]))

    def page(self, batch: ImportBatch, query: str = "") -> str:
        return self.client.get(self.address(batch) + query).content.decode()

    def address(self, batch: ImportBatch) -> str:
        return reverse("import-batch", args=[batch.pk])

    def act(self, batch: ImportBatch, action: str, **typed: Any) -> Any:
        """Press a button of the batch's page; the batch is read anew."""
        batch.refresh_from_db()
        body = {"key": str(uuid.uuid4()), "seen": batch.revision, "action": action, **typed}
        with self.commits(execute=True):
            response = self.client.post(reverse("import-act", args=[batch.pk]), body)
        batch.refresh_from_db()
        return response

    def answer(self, batch: ImportBatch, *wanted: tuple[str, str, str], **more: Any) -> Any:
        """Answer what is asked: part of the question's typed word or column, what to do, text."""
        typed: dict[str, str] = {}
        for at, (asked, _) in enumerate(asked_on(self.page(batch))):
            for part, do, text in wanted:
                if part in asked:
                    typed[f"do-{at}"], typed[f"text-{at}"] = do, text
        return self.act(batch, "answer", **typed, **more)


_ROW = re.compile(r'<th scope="row" role="rowheader">(.*?)</tr>', re.DOTALL)


def asked_on(page: str) -> list[tuple[str, list[str]]]:
    """The questions of a page as texts, each with the values that its list offers."""
    found = []
    for block in _ROW.findall(page):
        if 'name="do-' in block:
            text = re.sub(r"<select.*?</select>|<[^>]+>", " ", block, flags=re.DOTALL)
            found.append((" ".join(text.split()), re.findall(r'<option value="([^"]*)"', block)))
    return found


def errors_in(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def city_officer(office: Office) -> None:
    """Someone who may write cases for every district of the city."""
    office.people["importer"] = person("importer", "district", office.city, name="导入同志")
