"""Where the code at a door leads, and the one tap of who came."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from sites.at_door.acts import acts_at
from sites.at_door.coming import at_door
from sites.at_door.selectors import code_by_mark
from sites.at_door.services import CountedAlready, check_in, note_old_code
from sites.codes import normalise_code
from sites.selectors import site_within
from sites.views.tapping import TapPage

NO_SUCH_CODE = "这个二维码不完整或已经作废"
WAY_ON = "请对准门口的二维码重新扫一次。仍打不开的,请从下面“找服务阵地”查找,也可以告诉现场人员更换标牌。"


@require_safe
@never_cache
def door_code(request: HttpRequest, mark: str) -> HttpResponse:
    """``/d/<mark>/``: to the site's page; whoever is signed in and has something to do there finds that first."""
    code = code_by_mark(normalise_code(mark))
    if code is None or not code.site.code:
        return render(request, "404.html", {"heading": NO_SUCH_CODE, "said": WAY_ON}, status=404)
    if request.user.is_authenticated:
        own = site_within(request.actor, code.site.code)
        if own is not None and acts_at(own, request.actor, clock.now()):
            return HttpResponseRedirect(reverse("site-door", args=[own.code]))
    if code.ended_at is not None and request.method == "GET":
        device = request.headers.get("User-Agent", "")
        note_old_code(code, address=request.META.get("REMOTE_ADDR", ""), device=device, now=clock.now())
    return HttpResponseRedirect(f"{reverse('site-page', args=[code.site.code])}?d={code.mark}")


class CheckIn(TapPage):
    """``/s/<code>/in/``: the tap comes from the site's page, as the code at the door opens it."""

    name = "site-check-in"
    template_name = "sites/at_door/check_in.html"
    typed = ("d", "trade")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, **kwargs)
        except CountedAlready:
            return HttpResponseRedirect(f"{self.thanks}&again=1")

    def count(self, tapped: dict[str, str]) -> None:
        device = self.request.headers.get("User-Agent", "")
        mark = normalise_code(tapped["d"])
        check_in(self.site, mark, tapped["trade"], address=self.address, device=device, by=self.by)

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        mark = self.request.POST.get("d") or self.request.GET.get("d", "")
        more = {"is_again": "again" in self.request.GET, **more}
        return super().show(status, coming=at_door(self.site, normalise_code(mark), self.now), **more)
