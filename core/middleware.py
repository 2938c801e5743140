"""How a refusal becomes an answer: 403 with the reason, 409 with what stands now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.policy import NotAllowed
from core.workflow import TransitionRefused


class RefusalMiddleware:
    """Turns what services raise into pages, so that no view has to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        if isinstance(exception, TransitionRefused):
            return render(request, "409.html", {"reason": exception.reason}, status=409)
        return None
