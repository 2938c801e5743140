"""What do all pages of cases have in common? The case within reach, the moment, the form that is sent once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from core import clock
from core.actor import Actor
from core.once import parse_key, perform_once
from core.workflow import TransitionRefused
from filing.models import Filing
from filing.selectors import filing_within
from filing.services.reaching import note_out_of_reach
from rulebook.selectors import load_calendar
from rulebook.workdays import WorkCalendar

#: Fields of a post that are no content of the form.
_FRAME = frozenset({"csrfmiddlewaretoken", "key"})

#: Inputs into which people write sentences.
LONG_TEXTS = {
    "note": "说明",
    "late_reason": "后补提出的原因",
    "problem": "问题",
    "remedy": "怎样算合格",
    "findings": "验收意见",
    "inspectors": "验收人员",
    "reason": "变更事由",
    "explanation": "情况说明",
    "users_told": "怎样告知使用者",
}

_MOST_REVISION = 2_147_483_647


class DeskPage(LoginRequiredMixin, View):
    """A page of the office at one moment."""

    template_name = ""

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    @cached_property
    def calendar(self) -> WorkCalendar:
        return load_calendar()

    @property
    def actor(self) -> Actor:
        return self.request.actor

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, self.template_name, context, status=status)

    def too_late(self, refusal: TransitionRefused, back_url: str) -> HttpResponse:
        """The page that says what stands now, with the way back to it."""
        context = {"reason": refusal.reason, "back_url": back_url, "typed": self.typed()}
        return render(self.request, "409.html", context, status=409)

    def typed(self) -> list[tuple[str, str]]:
        """Longer texts of the form that was refused, so that nobody has to write them again."""
        post = self.request.POST
        return [(label, post[name]) for name, label in LONG_TEXTS.items() if post.get(name, "").strip()]

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


class FilingPage(DeskPage):
    """A page of one case; beyond reach there is none."""

    @cached_property
    def filing(self) -> Filing:
        found = filing_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def case_url(self) -> str:
        return reverse("filing", args=[self.filing.number])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            ("备案", reverse("filings")),
            (str(self.filing.version.name or self.filing.site), self.case_url),
        ]

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.case_url)
