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

MOST_TYPED = 40


@method_decorator(never_cache, name="dispatch")
class FindByNumber(View):
    """``?number=&k=``: leads on where both are right; else says the same whatever is wrong."""

    http_method_names = ["get", "head", "options"]
    what = ""
    example = ""
    follow = ""
    #: What belongs to a number and its code; nothing where either is wrong.
    told: Callable[[str, str], object | None]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number, token = (self.typed(name) for name in ("number", "k"))
        if number and token and self.told(number, token) is not None:
            return HttpResponseRedirect(f"{reverse(self.follow, args=[number])}?{urlencode({'k': token})}")
        is_wrong = "number" in request.GET or "k" in request.GET
        context = {"what": self.what, "example": self.example, "number": number, "is_wrong": is_wrong}
        return render(request, "sites/by_number.html", context, status=404 if is_wrong else 200)

    def typed(self, name: str) -> str:
        """Capitals without spaces, as they are given out."""
        return "".join(self.request.GET.get(name, "")[:MOST_TYPED].upper().split())
