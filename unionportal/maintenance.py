"""While the installation is being maintained nothing is written: a form gets 503 and until when, pages are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.switches import maintenance

READING = ("GET", "HEAD", "OPTIONS")
#: Seconds after which a program may try again when nobody has said until when.
UNKNOWN = timedelta(minutes=10)


class NothingWritten:
    """Asked for each form that is sent, and for nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        switch = None if request.method in READING else maintenance()
        if switch is None:
            return self.get_response(request)
        left = switch.until - clock.now() if switch.until else UNKNOWN
        page = render(request, "503.html", {"until": switch.until}, status=503)
        page["Retry-After"] = str(max(60, int(left.total_seconds())))
        return page
