"""From which address does a request come, and is it whole? Asked before any page sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class TrustedProxies:
    """Behind ``TRUSTED_PROXIES`` proxies the visitor's address is that many places from the right of
    X-Forwarded-For. With none, the default, the header is a claim anybody can make and changes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = settings.TRUSTED_PROXIES
        claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if count and len(claimed) >= count and (address := claimed[-count].strip()):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


class CutShort(OSError):
    """The line broke before the body was complete; Django answers as to any body that cannot be read."""


class _Whole:
    """A body of known length that is complete or raises: a server gives what came, and half a file may look whole."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int | None = None) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        part: bytes = self._stream.read(wanted)
        if len(part) < wanted:  # servers wait for all that is asked for, unless the line has ended
            raise CutShort(f"{self._left - len(part)} bytes of the body are missing")
        self._left -= len(part)
        return part

    def readline(self, size: int | None = None) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        part: bytes = self._stream.readline(wanted)
        if not part.endswith(b"\n") and len(part) < wanted:
            raise CutShort(f"{self._left - len(part)} bytes of the body are missing")
        self._left -= len(part)
        return part


class WholeBodies:
    """Around the whole application: what is read of a request that says its length is all of it."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = _Whole(environ["wsgi.input"], int(length))
        return self.application(environ, start_response)
