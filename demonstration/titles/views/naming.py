"""How is the decision made that names the sites of a round? One page, one act; later ones follow under its number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused
from demonstration.models import PublicityEntry, PublicityState, RoundState
from demonstration.publicity.words import until_words
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import meetings_of
from demonstration.rounds.services.reaching import require_right
from demonstration.rounds.views.base import RoundBase
from demonstration.titles import services
from demonstration.titles.forms import NameForm, NameMoreForm
from demonstration.titles.selectors import ToName, last_publicity, to_name
from demonstration.titles.services import Decided
from demonstration.titles.words import decision_body, decision_title
from sites.refusals import Refusal

MOST_MEETINGS = 5

COLUMNS = ({"label": "阵地"}, {"label": "推荐工会"}, {"label": "等次", "keep": True})

#: Which act a round knows in which stage.
ACTIONS = {RoundState.PUBLICITY: "name", RoundState.NAMED: "name_more"}


class NamePage(RoundBase):
    """``/desk/rounds/<key>/name/``"""

    template_name = "demonstration/name.html"
    long_texts = {"body": "决定正文"}

    @cached_property
    def found(self) -> ToName:
        return to_name(self.round)

    @property
    def action(self) -> str:
        action = ACTIONS.get(RoundState(self.round.state))
        if action is None:
            raise Http404
        return action

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ROUNDS.require(self.actor, self.action, self.round)
        return self.show(self.form())

    def form(self, data: Any = None) -> NameForm | NameMoreForm:
        row = self.round
        today = self.now.astimezone(LEGAL_ZONE).date()
        initial: dict[str, Any] = {"decided_on": today, "meeting": str(row.meeting_id or "new")}
        meetings = meetings_of(row.issuer_id)[:MOST_MEETINGS]
        if self.action == "name_more":
            return NameMoreForm(data, meetings=meetings, initial=initial)
        initial |= {"title": decision_title(row), "body": decision_body(row, len(self.found.ready))}
        return NameForm(data, meetings=meetings, initial=initial)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, self.action, actor=self.actor, now=self.now)
        form, seen = self.form(request.POST), self.seen
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form, seen))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            if self.round.revision != seen:
                return self.refused(refusal)
            form.add_error(None, refusal.reason)
            return self.show(form, 409)

    def write(self, form: NameForm | NameMoreForm, seen: int) -> str:
        told, key = form.cleaned_data, self.round.pk
        about: dict[str, Any] = {"actor": self.actor, "now": self.now, "seen": seen}
        if isinstance(form, NameForm):
            decided = Decided(
                told["document_number"], told["decided_on"], form.told, told["title"], told["body"]
            )
            given = services.name_round(key, decided, **about)
        else:
            given = services.name_more(key, told["decided_on"], form.told, **about)
        messages.success(self.request, f"已命名 {len(given)} 处阵地。可以打印决定、证书和牌匾清单。")
        return self.page_url

    @property
    def waits(self) -> str:
        """Until when the notice hangs out, while it does."""
        notice = last_publicity(self.round)
        if self.found.ready or notice is None or notice.state == PublicityState.ENDED:
            return ""
        return f"{until_words(notice, self.now)}期满后在本页命名。"

    def show(self, form: NameForm | NameMoreForm, status: int = 200) -> HttpResponse:
        more = self.action == "name_more"
        return self.page(
            status,
            round=self.round,
            form=form,
            title="补充命名" if more else "作出命名决定",
            lead="使用原决定的文号,命名异议已经答复的阵地。"
            if more
            else "一次命名下列全部阵地,生成证书编号和牌匾编号;有异议没有答复的,答复后补充命名。",
            columns=COLUMNS,
            rows=[line(each) for each in self.found.ready],
            held=[line(each) for each in self.found.held],
            waits=self.waits,
            submit_label="补充命名" if more else "命名",
            revision=self.round.revision,
            cancel_url=reverse("round", args=[self.round.pk]),
            crumbs=self.crumbs_below,
        )


def line(each: PublicityEntry) -> dict[str, Any]:
    return {
        "cells": [
            {"text": each.name, "url": reverse("nomination", args=[each.nomination.number])},
            {"text": each.union},
            {"text": each.grade or "—"},
        ]
    }
