"""Which nominations does a round have, and in which order does a branch recommend them?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.reach import holds
from core.addresses import address_of
from demonstration.models import Nomination, NominationState, RoundState
from demonstration.nominating.forms import ListForm
from demonstration.nominating.policy import FILLERS
from demonstration.nominating.selectors.lists import QuotaLine, chosen_nominations, overview_of, quota_lines
from demonstration.nominating.transitions import WITH_BRANCHES
from demonstration.nominating.views.base import RoundBase
from demonstration.nominating.words import TAGS, moment_words, told_state, window_words
from rulebook.rubric import points_text
from sites.forms.chips import chips_of
from sites.types import site_type

PAGE_SIZE = 50

COLUMNS = (
    {"label": "阵地"},
    {"label": "申报编号", "keep": True},
    {"label": "推荐工会"},
    {"label": "自评(分)", "numeric": True},
    {"label": "状态", "keep": True},
    {"label": "提交时间", "keep": True},
)

#: Numbers at the head of the page.
COUNTED = (
    NominationState.SUBMITTED,
    NominationState.RETURNED,
    NominationState.RECOMMENDED,
    NominationState.PASSED_OVER,
    NominationState.REVIEW,
)


class NominationList(RoundBase):
    """``/desk/rounds/<key>/nominations/``"""

    template_name = "demonstration/nominations.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        round = self.round
        overview = overview_of(self.actor, round)
        form = ListForm(request.GET, branches=overview.branches, types=round.site_types)
        found = chosen_nominations(self.actor, round, form.chosen)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        is_open = round.state == RoundState.OPEN and round.opens_at <= self.now < round.closes_at
        return self.page(
            round=round,
            title=f"{round.title}:申报",
            lead=f"申报时间 {window_words(round)};推荐截止 {moment_words(round.recommend_until)}",
            form=form,
            chips=chips_of(form, request.GET),
            clear_url=request.path,
            page=page,
            columns=COLUMNS,
            rows=[self.row(each) for each in page.object_list],
            numbers=self.numbers(overview.counts),
            as_of=self.now,
            ranking=[self.ranking(line) for line in self.led()],
            nominate_url=reverse("nominate", args=[round.pk])
            if is_open and holds(self.actor, *FILLERS)
            else "",
            crumbs=self.crumbs,
        )

    def led(self) -> list[QuotaLine]:
        """Quotas that can still be used by this person."""
        return quota_lines(self.actor, self.round) if self.round.state in WITH_BRANCHES else []

    def numbers(self, counts: Mapping[str, int]) -> list[dict[str, Any]]:
        """Each opens its rows; what the meeting chose is not counted here."""
        return [
            {"value": counts[state], "label": state.label, "url": f"?state={state}"}
            for state in COUNTED
            if counts.get(state)
        ]

    def row(self, each: Nomination) -> dict[str, Any]:
        state = told_state(each)
        rank = f"第 {each.rank} 位" if each.rank and each.state == NominationState.RECOMMENDED else ""
        return {
            "cells": [
                {
                    "text": str(each.site),
                    "url": address_of("nomination", each.number),
                    "sub": f"{each.site.type_label} · {each.site.managing_union.name}",
                },
                {"text": each.number},
                {"text": each.branch.name},
                {"text": own_points(each)},
                {"text": state.label, "tag": TAGS[state], "sub": rank},
                {"text": moment_words(each.submitted_at) if each.submitted_at else "—"},
            ]
        }

    def ranking(self, line: QuotaLine) -> dict[str, Any]:
        """One quota: the recommended in their order, with the buttons, and those that may follow."""
        places = line.quota.places
        return {
            "union": line.quota.union.name,
            "type": site_type(line.quota.site_type).label,
            "places": places,
            "taken": line.taken,
            "left": max(0, places - line.taken),
            "ranked": [self.entry(each, place) for place, each in enumerate(line.ranked, 1)],
            "last": len(line.ranked),
            "waiting": [self.entry(each, 0) for each in line.waiting],
        }

    def entry(self, each: Nomination, place: int) -> dict[str, Any]:
        return {
            "row": each,
            "place": place,
            "url": address_of("nomination", each.number),
            "act_url": reverse("nomination-act", args=[each.number]),
            "points": own_points(each),
            "state": told_state(each).label,
            "tag": TAGS[told_state(each)],
            "is_waiting": each.state == NominationState.SUBMITTED,
        }


def own_points(each: Nomination) -> str:
    """The total of the own points once they were handed in."""
    if each.assessment is None:
        return "—"
    totals = [column.total for column in each.assessment.columns.all() if column.column == "own"]
    return points_text(totals[0]) if totals and totals[0] is not None else "—"
