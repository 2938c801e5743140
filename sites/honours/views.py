"""Which honours was a site given? Read, noted down, taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from sites.honours.forms import HonourForm
from sites.ledger.selectors import honours_of
from sites.ledger.services import add_honour, remove_honour
from sites.models import ServiceSite
from sites.policy import SITES
from sites.selectors import site_within

CRUMBS = (("阵地", "/desk/sites/"),)


class Honours(OfficePage):
    """``/desk/sites/<code>/honours/``"""

    template_name = "sites/honours.html"

    @cached_property
    def site(self) -> ServiceSite:
        code = self.kwargs["code"]
        found = site_within(self.actor, code)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(HonourForm(today=self.now.date()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        removed = request.POST.get("remove", "")
        if removed:
            return self.once(lambda: self.remove(removed))
        form = HonourForm(request.POST, today=self.now.date())
        if not form.is_valid():
            SITES.require(self.actor, "honour", self.site)
            return self.show(form, 400)
        try:
            return self.once(lambda: self.add(form.cleaned_data))
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.url)

    @property
    def url(self) -> str:
        return reverse("site-honours", args=[self.site.code])

    def add(self, typed: dict[str, Any]) -> str:
        row = add_honour(self.site, **typed, actor=self.actor, now=self.now)
        messages.success(self.request, f"已登记:{row.words}。")
        return self.url

    def remove(self, text: str) -> str:
        key = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
        remove_honour(self.site, key, actor=self.actor, now=self.now)
        messages.success(self.request, "已移除。移除以前的台账不受影响。")
        return self.url

    def show(self, form: HonourForm, status: int = 200) -> HttpResponse:
        site = self.site
        return self.page(
            status,
            form=form if SITES.decide(self.actor, "honour", site) else None,
            site=site,
            honours=list(honours_of(site)),
            crumbs=(*CRUMBS, (str(site), reverse("site-file", args=[site.code]))),
        )
