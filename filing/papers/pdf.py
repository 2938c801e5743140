"""Can this machine make a PDF, and how? The one place that knows the library; without it the print page is used.

The library needs Pango, and a Chinese font: without a font it writes a file of empty boxes that still reads well as
text. While drawing it may read this project's own static files and data addresses, and nothing else.
"""

from __future__ import annotations

import logging
import mimetypes
import shutil
import subprocess
from functools import lru_cache
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from PIL import ImageFile

#: Addresses of static files are resolved against this; nothing answers there.
BASE = "https://paper.invalid/"

_log = logging.getLogger(__name__)


class BarePaper(Exception):
    """A style sheet or a picture of ours could not be read: the paper would come out bare, and nobody would know."""


@lru_cache(maxsize=1)
def _library() -> Any:
    """The library; ``None`` where it or Pango is missing."""
    try:
        library = import_module("weasyprint")
    except (ImportError, OSError) as reason:
        _log.warning("papers are printed from the browser: %s", reason)
        return None
    # The library lets Pillow read pictures that break off, for the whole process; uploads must not pass by that.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return library


@lru_cache(maxsize=1)
def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    try:
        listed = subprocess.run(  # noqa: S603  # a fixed question to fontconfig
            [lister, ":lang=zh", "family"], capture_output=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(listed.stdout.strip())


def can_make_pdf() -> bool:
    """Whether the button gives a file; otherwise it opens the print page."""
    return _has_chinese_font() and _library() is not None


def static_bytes(address: str) -> bytes:
    """The static file at an address of our own. ``ValueError`` for any other address."""
    prefix = f"{BASE.rstrip('/')}{settings.STATIC_URL}"
    if not address.startswith(prefix):
        raise ValueError("papers read their own static files only")
    name = unquote(urlsplit(address).path).removeprefix(settings.STATIC_URL)
    if staticfiles_storage.exists(name) and not (settings.DEBUG or settings.TESTING):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    found = finders.find(name)
    if not found:
        raise ValueError(f"no such static file: {name}")
    with open(str(found), "rb") as file:
        return file.read()


def fetcher() -> Any:
    """What the library may read while it draws."""
    library = import_module("weasyprint.urls")

    class OwnFilesOnly(library.URLFetcher):  # type: ignore[misc, name-defined]  # known only once the library was found
        def __init__(self, **how: Any) -> None:
            super().__init__(**how)
            self.missed: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                return self.read(url, headers)
            except (OSError, ValueError):
                if url.startswith(BASE):
                    self.missed.append(url)
                raise

        def read(self, url: str, headers: Any) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
            return library.URLFetcherResponse(url, static_bytes(url), {"Content-Type": kind})

    return OwnFilesOnly(allowed_protocols={"data"}, allow_redirects=False)


def pdf_of(html: str) -> bytes:
    """The PDF of a page. Only where ``can_make_pdf``. ``BarePaper`` where the library would go on without a part."""
    reader = fetcher()
    document = _library().HTML(string=html, base_url=BASE, url_fetcher=reader)
    drawn = bytes(document.write_pdf())
    if reader.missed:
        raise BarePaper(f"a paper lacks {reader.missed}")
    return drawn
