"""Ledgers as a reader opens them, and sites with a past, for tests."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from openpyxl import Workbook, load_workbook

from core.actor import SYSTEM
from sites.models import ServiceSite, SiteVersion
from sites.services import register_columns
from sites.transitions import SITE
from tests.factories import NOW, person

TODAY = NOW.date().isoformat()


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def changed_on(site: ServiceSite, now: datetime, **facts: Any) -> SiteVersion:
    """The next version of a site, decided at a moment, as a decided change leaves it."""
    version = SiteVersion.objects.get(pk=ServiceSite.objects.get(pk=site.pk).version_id)
    version.pk, version.number, version.created_at = None, version.number + 1, now
    version._state.adding, version.decided_at = True, now
    for name, value in facts.items():
        setattr(version, name, value)
    version.save()
    columns = register_columns(version)
    columns.pop("version")
    ServiceSite.objects.filter(pk=site.pk).update(version_id=version.pk, **columns)
    return version


def moved_on(site: ServiceSite, action: str, now: datetime) -> None:
    with SITE.step(site.pk, action, actor=SYSTEM, now=now):
        pass


def body(**chosen: Any) -> dict[str, Any]:
    usual = {"key": str(uuid.uuid4()), "type": ["outdoor_station"], "day": TODAY, "form": "xlsx"}
    return {**usual, **chosen}


def taken(client: Client, **chosen: Any) -> Any:
    """The answer with the file, after the form was sent."""
    sent = client.post("/desk/export/", body(**chosen))
    assert sent.status_code == 302, sent.content.decode()
    return client.get(sent["Location"])


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def book_of(client: Client, **chosen: Any) -> Workbook:
    return load_workbook(io.BytesIO(bytes_of(taken(client, **chosen))))


def rows_of(client: Client, **chosen: Any) -> list[dict[str, Any]]:
    """The sites of the first sheet by their heads, without the total."""
    sheet = book_of(client, **chosen).worksheets[0]
    heads, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(heads, row, strict=True)) for row in rows[:-1]]


def csv_rows(client: Client, **chosen: Any) -> list[dict[str, str]]:
    data = bytes_of(taken(client, form="csv", **chosen))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def signed_in(username: str, role: str, over: Any, **rights: bool) -> Client:
    client = Client()
    client.force_login(person(username, role, over, rights=rights or None))
    return client
