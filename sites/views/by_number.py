"""How does somebody who only wrote down number and code come back to what he told? One page for reports and objections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core.text_guard import normalise_text

MOST_TYPED = 40

WRONG = "编号和查询码对不上,请照提交后给您的编号和查询码核对后再查。"
MISSING = ("编号", "查询码")
NO_CODE = "查看处理结果要有编号和查询码,请填写提交后给您的查询码。"


@method_decorator(never_cache, name="dispatch")
class FindByNumber(View):
    """``?number=&k=``: leads on where both are right; else says the same whatever is wrong."""

    http_method_names = ["get", "head", "options"]
    what = ""
    example = ""
    #: Names of its own address and of the one it leads to.
    find = ""
    follow = ""
    #: What belongs to a number and its code; nothing where either is wrong.
    told: Callable[[str, str], object | None]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number, token = (typed(request.GET.get(name, "")) for name in ("number", "k"))
        if number and token and self.told(number, token) is not None:
            return HttpResponseRedirect(f"{reverse(self.follow, args=[number])}?{urlencode({'k': token})}")
        if "number" not in request.GET and "k" not in request.GET:
            return self.asked(request, number, "")
        empty = [label for label, given in zip(MISSING, (number, token), strict=True) if not given]
        return self.asked(request, number, f"请填写{'和'.join(empty)}。" if empty else WRONG)

    @classmethod
    def asked_again(cls, request: HttpRequest, number: str) -> HttpResponse:
        """For the page of a number whose code is not there or wrong: the same words whether the number exists or not."""
        return cls.asked(request, typed(number), WRONG if request.GET.get("k") else NO_CODE)

    @classmethod
    def asked(cls, request: HttpRequest, number: str, problem: str) -> HttpResponse:
        context = {
            "what": cls.what,
            "example": cls.example,
            "number": number,
            "token": typed(request.GET.get("k", "")),
            "problem": problem,
            "kind": "info" if problem == NO_CODE else "error",
            "find_url": reverse(cls.find),
        }
        return render(request, "sites/by_number.html", context, status=404 if problem else 200)


def typed(text: str) -> str:
    """Capitals of half width without spaces, as they are given out; what nobody can type is left out."""
    plain = normalise_text(text[:MOST_TYPED]).upper()
    return "".join(letter for letter in plain if letter.isprintable() and letter != " ")
