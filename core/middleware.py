"""How a refusal becomes an answer: 403 with the reason, 405 with the way on, 409 with what stands now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.policy import NotAllowed
from core.workflow import TransitionRefused

_ONLY_FOR_FORMS = "这个地址只用来提交内容,不能直接打开,没有办理任何事项。请从下面重新进入。"


class RefusalMiddleware:
    """Turns what services raise into pages, so that no view has to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            return _explained(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        if isinstance(exception, TransitionRefused):
            return render(request, "409.html", {"reason": exception.reason}, status=409)
        return None


def _explained(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """A 405 has no body, so that a browser would show its own error page: reached by reloading after a refused form."""
    page = render(
        request, "404.html", {"heading": "这个页面不能直接打开", "said": _ONLY_FOR_FORMS}, status=405
    )
    page["Allow"] = refused.get("Allow", "POST")
    return page
