"""Which request is this? A number for the log, the answer and the page of an error, and who asked, without a look-up."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")


class NumberedRequests:
    """The number that a proxy of ours gave is kept; whatever a stranger claims is not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "") if settings.TRUSTED_PROXIES else ""
        request.number = given if _GIVEN.fullmatch(given) else secrets.token_hex(6)  # type: ignore[attr-defined]
        mark = _current.set(request)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(mark)
        response["X-Request-Id"] = request.number  # type: ignore[attr-defined]
        return response


def number_of_request() -> str:
    """Of the request that is being answered here; empty outside of one."""
    return str(getattr(_current.get(), "number", ""))


def who_asks() -> int | None:
    """The key of the person, if somebody has asked for it already: a line of the log asks no database."""
    user = getattr(_current.get(), "_cached_user", None)
    return getattr(user, "pk", None)
