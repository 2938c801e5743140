"""What does somebody read when a page broke? A number to name, or that the database is away for the moment."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

#: Seconds after which a database that was restarted is usually back.
BACK_IN = 20


def broken(request: HttpRequest) -> HttpResponse:
    """The frame of the page asks no row: what broke may break again."""
    number = getattr(request, "number", "")
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = HttpResponse(render_to_string("503.html", {"away": True, "number": number}), status=503)
        page["Retry-After"] = str(BACK_IN)
        return page
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
