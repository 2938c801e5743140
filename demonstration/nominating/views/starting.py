"""Which sites may be put forward in a round, with every answer of the register, and how does a nomination begin?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import Nomination, RoundState
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.selectors.asking import is_asked, sites_to_nominate
from demonstration.nominating.selectors.rows import nomination_of_site
from demonstration.nominating.services import start_nomination
from demonstration.nominating.views.base import RoundBase
from demonstration.nominating.words import window_words
from demonstration.rounds.eligibility import is_eligible
from demonstration.rounds.selectors import answers_for
from sites.models import ServiceSite
from sites.selectors import site_within

PAGE_SIZE = 50

COLUMNS = ({"label": "阵地"}, {"label": "申报条件", "keep": True}, {"label": "不符合的条件"})


class Nominate(RoundBase):
    """``/desk/rounds/<key>/nominate/``: the own sites; with ``?site=<code>`` one of them, and the button."""

    template_name = "demonstration/nominate.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show_one(self.site) if "site" in request.GET else self.show_all()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        round, site = self.round, self.site
        try:
            return self.once(lambda: self.begin(round.pk, site.pk))
        except TransitionRefused as refusal:
            return self.too_late(refusal, f"{request.path}?site={site.code}")

    def begin(self, round_id: int, site_id: int) -> str:
        row = start_nomination(round_id, site_id, actor=self.actor, now=self.now)
        messages.success(self.request, "申报草稿已建立,登记资料已从名册带入。请填写自评和主要做法。")
        return reverse("nomination", args=[row.number])

    @property
    def site(self) -> ServiceSite:
        """A site within reach that was ever in use."""
        code = self.request.POST.get("site") or self.request.GET.get("site", "")
        found = site_within(self.actor, code)
        if found is None or found.version is None:
            raise Http404
        return found

    @property
    def is_open(self) -> bool:
        round = self.round
        return round.state == RoundState.OPEN and round.opens_at <= self.now < round.closes_at

    def show_all(self) -> HttpResponse:
        round = self.round
        page = Paginator(sites_to_nominate(self.actor, round), PAGE_SIZE).get_page(
            self.request.GET.get("page")
        )
        sites = list(page.object_list)
        answers = answers_for(round, sites)
        return self.page(
            round=round,
            title="选择申报的阵地",
            window=window_words(round),
            is_open=self.is_open,
            page=page,
            columns=COLUMNS,
            rows=[self.row(site, answers.get(site.pk, [])) for site in sites],
            crumbs=self.crumbs,
        )

    def row(self, site: ServiceSite, answers: list[Any]) -> dict[str, Any]:
        lacking = ";".join(f"{each.label}:{each.words}" for each in answers if not each.is_met)
        fits = bool(answers) and is_eligible(answers)
        return {
            "cells": [
                {
                    "text": str(site),
                    "url": f"{self.request.path}?site={site.code}",
                    "sub": f"{site.type_label} · {site.managing_union.name}",
                },
                {"text": "符合" if fits else "不符合", "tag": "open" if fits else "limited"},
                {"text": lacking or "—"},
            ]
        }

    def show_one(self, site: ServiceSite) -> HttpResponse:
        round = self.round
        asked = is_asked(round, site)
        answers = answers_for(round, [site]).get(site.pk, []) if asked else []
        may = NOMINATIONS.decide(self.actor, "start", Nomination(site=site, site_type=site.site_type))
        if not may and not asked:
            raise NotAllowed(may.reason)
        standing = nomination_of_site(self.actor, round, site)
        self.template_name = "demonstration/nominate_site.html"
        return self.page(
            round=round,
            site=site,
            title=f"申报 {site}",
            window=window_words(round),
            is_open=self.is_open,
            asked=asked,
            answers=answers,
            fits=bool(answers) and is_eligible(answers),
            reason=may.reason,
            may=bool(may),
            standing=standing,
            crumbs=[*self.crumbs, ("选择阵地", self.request.path)],
        )
