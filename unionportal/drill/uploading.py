"""An officer at the import page of a running portal: plain HTTP, one list at a time."""

from __future__ import annotations

import html
import http.client
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from unionportal.bench.people import session_cookie
from unionportal.bench.serving import Server, serving
from unionportal.drill.office import build_office
from unionportal.drill.throwaway import throwaway_database

PAGE = "/desk/import/"
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"')
_TOKEN = re.compile(r"csrftoken=([^;]+)")


@dataclass
class Desk:
    """One signed-in officer of ``union``; ``server`` is the portal he asks."""

    server: Server
    union: int
    cookie: str

    def send(self, data: bytes, name: str) -> tuple[int, str]:
        """Upload a list by the form of the page; the status, and what the page says without its tags."""
        _, page, token = self._ask("GET")
        fields = dict(_HIDDEN.findall(page))
        body = {**fields, "union": self.union, "mode": "drafts"}
        body["file"] = SimpleUploadedFile(name, data)
        status, answer, _ = self._ask("POST", encode_multipart(BOUNDARY, body), token)
        return status, html.unescape(re.sub(r"<[^>]+>", " ", answer))

    def _ask(self, method: str, body: bytes = b"", token: str = "") -> tuple[int, str, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        headers = {"Cookie": f"{self.cookie}; csrftoken={token}" if token else self.cookie}
        if body:
            headers["Content-Type"] = MULTIPART_CONTENT
        link.request(method, PAGE, body, headers)
        answer = link.getresponse()
        text = answer.read().decode()
        found = _TOKEN.search(answer.getheader("Set-Cookie") or "")
        link.close()
        return answer.status, text, found[1] if found else ""


@contextmanager
def desk() -> Iterator[Desk]:
    """A portal with two web workers on a throw-away database, and its officer, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="portal-drill-") as kept:
        folder = Path(kept)
        with throwaway_database(folder):
            office = build_office()
            officer = User.objects.get(pk=office.people["district"].key)
            with serving("unionportal.wsgi:application", **_environment(folder)) as server:
                yield Desk(server, officer.home_union_id or 0, session_cookie(officer))


def _environment(folder: Path) -> dict[str, str]:
    """Of the served portal: this database, a folder of its own, no queue that anybody else empties."""
    url = ""
    if connection.vendor == "postgresql":
        url = (
            urlsplit(os.environ["DATABASE_URL"])
            ._replace(path=f"/{connection.settings_dict['NAME']}")
            .geturl()
        )
    return {
        "DJANGO_SETTINGS_MODULE": "unionportal.settings",
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "PORTAL_VAR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
    }
