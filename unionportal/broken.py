"""What does somebody read when a page broke? A number to name, or that the database is away or a disk full for the moment."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

#: Seconds after which a database that was restarted is usually back, and in which somebody has made room on a disk.
BACK_IN, ROOM_IN = 20, 300

#: What PostgreSQL calls it.
DISK_FULL = "53100"


def broken(request: HttpRequest) -> HttpResponse:
    """The frame of the page asks no row: what broke may break again."""
    number = getattr(request, "number", "")
    error = sys.exc_info()[1]
    if is_disk_full(error):
        return _later({"full": True, "number": number}, ROOM_IN)
    if isinstance(error, OperationalError | InterfaceError):
        return _later({"away": True, "number": number}, BACK_IN)
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)


def _later(said: dict[str, object], seconds: int) -> HttpResponse:
    page = HttpResponse(render_to_string("503.html", said), status=503)
    page["Retry-After"] = str(seconds)
    return page


def is_disk_full(error: BaseException | None) -> bool:
    """Of the database or of files, whatever came of it on the way up."""
    return any(
        getattr(each, "pgcode", None) == DISK_FULL
        or (isinstance(each, OSError) and each.errno in (errno.ENOSPC, errno.EDQUOT))
        or getattr(each, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        for each in _behind(error)
    )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
