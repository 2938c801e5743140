"""How a refusal becomes an answer: 403 with the reason, 405 with the way on, 409 with what stands now, 415 unread."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render

from core.policy import NotAllowed
from core.refused import refused_page
from core.workflow import TransitionRefused

_ONLY_FOR_FORMS = "这个地址只用来提交内容,不能直接打开,没有办理任何事项。请从下面重新进入。"

#: All that pages are asked by, and the two ways in which a form sends its content.
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

_NO_SUCH_METHOD = "本系统的页面没有这种操作,没有办理任何事项。请从下面重新进入。"
_NO_FORM = "提交的内容不是网页表单,没有办理任何事项。请打开页面填写后提交。"
_CUT_SHORT = "内容没有传完,线路可能中断了,没有保存。请检查网络后重新提交。"


class FormsOnlyMiddleware:
    """What no page of ours sends is answered before its body is read: 405 for the method, 415 for the content type."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            refused = _page(request, 405, "没有这种操作", _NO_SUCH_METHOD)
            refused["Allow"] = ", ".join(METHODS)
            return refused
        if request.method == "POST" and _has_body(request) and request.content_type not in FORM_TYPES:
            return _page(request, 415, "无法读取提交的内容", _NO_FORM)
        return self.get_response(request)


def _has_body(request: HttpRequest) -> bool:
    """A length of nought, or none without chunks, is a bare POST: nothing is sent that could be read wrongly."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in request.META


def _page(request: HttpRequest, status: int, heading: str, said: str) -> HttpResponse:
    return render(request, "404.html", {"heading": heading, "said": said}, status=status)


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
            return refused_page(request, exception)
        if isinstance(exception, UnreadablePostError):
            return render(request, "400.html", {"reason": _CUT_SHORT}, status=400)
        return None


def _explained(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """A 405 has no body, so that a browser would show its own error page: reached by reloading after a refused form."""
    page = _page(request, 405, "这个页面不能直接打开", _ONLY_FOR_FORMS)
    page["Allow"] = refused.get("Allow", "POST")
    return page
