"""How does the self-check of a draft begin, and how is it left out again?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.addresses import address_of
from core.workflow import TransitionRefused
from filing.services import begin_self_check, clear_self_check
from filing.services.reaching import require_writing
from filing.views.base import FilingPage


class SelfCheck(FilingPage):
    """Begin it, or go on with it."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_writing(self.filing, actor=self.actor, now=self.now)
        try:
            return self.once(self.begin)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def begin(self) -> str:
        row = begin_self_check(self.filing.pk, actor=self.actor, now=self.now)
        return address_of("assessment", str(row.number))


class ClearSelfCheck(FilingPage):
    """The case goes without it."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_writing(self.filing, actor=self.actor, now=self.now)
        try:
            return self.once(self.clear)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def clear(self) -> str:
        clear_self_check(self.filing.pk, actor=self.actor, now=self.now)
        messages.success(self.request, "自评已清除,案件可以不带自评提交。")
        return reverse("filing-answers", args=[self.filing.number])
