"""From which address does a request come? The connection's own, unless the office names its proxies."""

from __future__ import annotations

from collections.abc import Callable

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
