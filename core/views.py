"""What do pages of the office have in common: the moment, the actor, the form sent once? And large type, bad requests."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import View

from core import clock
from core.actor import Actor
from core.context_processors import LARGE_TYPE_COOKIE
from core.once import parse_key, perform_once
from core.refused import refused_page
from core.workflow import TransitionRefused

ONE_YEAR = 365 * 24 * 60 * 60

#: Fields of a post that are no content of the form.
_FRAME = frozenset({"csrfmiddlewaretoken", "key"})

SIGNED_OUT = "登录已过期,刚才提交的内容没有保存。请重新登录,回到原来的页面后再填写、提交。"

_MOST_REVISION = 2_147_483_647


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 with the frame of whoever is signed in, and the reason where the person can do something about it."""
    reasons = {
        TooManyFilesSent: f"一次选择的文件超过 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个,没有保存。"
        "请返回上一页,分几次上传。",
        TooManyFieldsSent: "提交的内容过多,没有保存。请返回上一页,分几次填写。",
        RequestDataTooBig: "提交的内容过大,没有保存。请返回上一页,减少内容后重新提交。",
    }
    return render(request, "400.html", {"reason": reasons.get(type(exception), "")}, status=400)


@csrf_exempt  # it changes only how this browser shows pages; a token would force a cookie on every public page
@require_POST
def toggle_large_type(request: HttpRequest) -> HttpResponse:
    """Switch large type on or off and return to the same page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.COOKIES.get(LARGE_TYPE_COOKIE):
        response.delete_cookie(LARGE_TYPE_COOKIE)
    else:
        response.set_cookie(
            LARGE_TYPE_COOKIE,
            "1",
            max_age=ONE_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def _page_of_form(request: HttpRequest) -> str:
    """The page a form was sent from: the address it was sent to often has nothing to show."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(came_from)
        return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    return request.get_full_path()


class NotValid(Exception):
    """What was typed cannot be taken. Raised within ``once``, so that a form sent before leads to its first result."""


class OfficePage(LoginRequiredMixin, View):
    """A page of the office at one moment."""

    template_name = ""

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Whose session ended while a form was open must hear that it was not saved, and come back to the form."""
        if self.request.method != "POST" or self.request.user.is_authenticated:
            return super().handle_no_permission()
        messages.warning(self.request, SIGNED_OUT)
        return redirect_to_login(_page_of_form(self.request))

    #: Inputs into which people write sentences: name and label.
    long_texts: ClassVar[Mapping[str, str]] = {}

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    @property
    def actor(self) -> Actor:
        return self.request.actor

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, self.template_name, context, status=status)

    def too_late(self, refusal: TransitionRefused, back_url: str) -> HttpResponse:
        """The page that says what stands now, with the way back to it."""
        return refused_page(self.request, refusal, back_url=back_url, typed=self.typed())

    def typed(self) -> list[tuple[str, str]]:
        """Longer texts of the form that was refused, so that nobody has to write them again."""
        post = self.request.POST
        return [(label, post[name]) for name, label in self.long_texts.items() if post.get(name, "").strip()]

    def once(self, work: Callable[[], str]) -> HttpResponse:
        """Do what this form asks for, unless it was done before; lead to its result."""
        address = perform_once(self.key, self.content, work, actor=self.actor, now=self.now)
        return HttpResponseRedirect(address)

    @property
    def key(self) -> uuid.UUID:
        key = parse_key(self.request.POST.get("key", ""))
        if key is None:
            raise BadRequest("a form without its key")
        return key

    @property
    def content(self) -> dict[str, Any]:
        post = self.request.POST
        return {"to": self.request.path, "typed": {n: post.getlist(n) for n in post if n not in _FRAME}}

    @property
    def seen(self) -> int:
        """The revision that the person looked at."""
        text = self.request.POST.get("seen", "")
        if not text.isascii() or not text.isdecimal() or int(text[:11]) > _MOST_REVISION:
            raise BadRequest("a form without its revision")
        return int(text)
