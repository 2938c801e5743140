"""How do the nominations stand, who would change with another line, and what would severity say?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.addresses import address_of
from demonstration.models import Nomination, RoundState
from demonstration.ranking.aggregates import in_points
from demonstration.ranking.cutting import Standing, moved, what_if
from demonstration.ranking.forms import WhatIfForm
from demonstration.ranking.pages import line_words, reference_lines
from demonstration.ranking.panels import NotEnough
from demonstration.ranking.reference import Reference, reference_of
from demonstration.ranking.selectors import paper_scores, reviewer_names, shown_nominations
from demonstration.ranking.tables import Table
from demonstration.ranking.views.base import SHOWN_IN, RankingBase
from demonstration.ranking.words import change_words, grades_words, standing_notes
from demonstration.rounds.policy import ROUNDS
from sites.types import site_type

PAGE_SIZE = 50

#: Changes and cases named at once; the numbers tell of all.
MOST_NAMED = 50

COLUMNS = (
    {"label": "名次"},
    {"label": "阵地"},
    {"label": "推荐工会", "keep": True},
    {"label": "评审份数", "numeric": True},
    {"label": "最高与最低相差(分)", "numeric": True},
    {"label": "评审得分(分)", "numeric": True},
    {"label": "等次", "keep": True},
)


class RankingPage(RankingBase):
    """``/desk/rounds/<key>/ranking/?type=&grade=&places=&floor=&page=``"""

    template_name = "demonstration/ranking.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        if self.round.state not in SHOWN_IN:
            raise Http404
        page = Paginator(self.standings, PAGE_SIZE).get_page(request.GET.get("page"))
        self.rows = self.read(list(page.object_list))
        return self.page(
            round=self.round,
            crumbs=self.crumbs_below,
            lead=f"{site_type(self.type_code).label} · {self.table.rule.words}",
            form=self.form,
            page=page,
            columns=COLUMNS,
            rows=[self.line(each) for each in page.object_list],
            unscored=len(self.table.unscored),
            lines=self.line_words(),
            moves=self.moves,
            reference=self.reference_lines(),
            lock_url=self.lock_url,
            list_url=reverse("round-list", args=[self.round.pk]) if self.round.list_digest else "",
            types=self.type_links(),
        )

    @cached_property
    def form(self) -> WhatIfForm:
        wanted = self.request.GET.get("type", "")
        code = wanted if wanted in self.round.site_types else self.round.site_types[0]
        data = {**self.request.GET.dict(), "type": code}
        return WhatIfForm(data, types=self.round.site_types, grades=self.grades_of(code))

    @property
    def type_code(self) -> str:
        return str(self.form.told("type"))

    @property
    def table(self) -> Table:
        return self.tables[self.type_code]

    @cached_property
    def standings(self) -> list[Standing]:
        return self.table.standings()

    def read(self, standings: list[Standing]) -> dict[str, Nomination]:
        """The nominations of this page, and those that a changed line names."""
        named = [
            *(each.key for each in standings),
            *(change["key"] for change in self.changed),
            *self.at_lines,
        ]
        return shown_nominations({*named, *self.doubtful})

    @cached_property
    def at_lines(self) -> list[str]:
        found = [[*each.last_in, *each.across, *each.first_out] for each in self.table.lines]
        return [key for keys in found for key in keys][:MOST_NAMED]

    def line(self, each: Standing) -> dict[str, Any]:
        row = self.rows[each.key]
        case = self.cases[each.key]
        return {
            "cells": [
                {"text": f"第 {each.placed.rank} 名"},
                {"text": str(row.site), "url": self.url_of(row), "sub": ";".join(standing_notes(each))},
                {"text": row.branch.short_name or row.branch.name},
                {"text": len(case.totals)},
                {"text": f"{case.spread / 10:g}"},
                {"text": in_points(each.placed.entry.score)},
                {
                    "text": grades_words(each.grades, self.names),
                    **({} if each.settled else {"tag": "limited"}),
                },
            ]
        }

    def url_of(self, row: Nomination) -> str:
        """To another grade while that may be decided, to the nomination otherwise."""
        if self.may_rank:
            return address_of("round-decide", row.number, self.round.pk)
        return address_of("nomination", row.number)

    @cached_property
    def may_rank(self) -> bool:
        return self.round.state == RoundState.REVIEW and bool(ROUNDS.decide(self.actor, "rank", self.round))

    @cached_property
    def cases(self) -> dict[str, Any]:
        return {case.key: case for case in self.table.cases}

    def line_words(self) -> list[str]:
        """What stands at each line, in one sentence."""
        taken = {grade for each in self.table.by_rule for grade in each.grades}
        return [
            f"“{self.names[each.grade]}”:{line_words(each, self.name_of, taken)}" for each in self.table.lines
        ]

    def name_of(self, key: str) -> str:
        return f"“{self.rows[key].site}”" if key in self.rows else ""

    @cached_property
    def changed(self) -> list[dict[str, Any]]:
        grade = self.form.told("grade")
        places, floor = self.form.told("places"), self.form.floor_in_hundredths
        if not grade or (places is None and floor is None):
            return []
        other = moved(self.table.grades, grade, places=places, floor=floor)
        found = what_if(self.table.placed, self.table.grades, other)
        return [{"key": each.key, "words": change_words(each, self.names)} for each in found]

    @property
    def moves(self) -> dict[str, Any] | None:
        """Who would change with the line elsewhere; nothing where none was moved."""
        if not self.form.told("grade"):
            return None
        shown = [
            f"{self.rows[each['key']].site}:{each['words']}"
            for each in self.changed[:MOST_NAMED]
            if each["key"] in self.rows
        ]
        return {"count": len(self.changed), "lines": shown}

    @cached_property
    def reference(self) -> Reference | NotEnough | None:
        """What severity says, where the round shows it to the department."""
        if not self.round.adjusts:
            return None
        return reference_of(self.table, paper_scores(self.round))

    @property
    def doubtful(self) -> list[str]:
        return (
            [each.key for each in self.reference.depending][:MOST_NAMED]
            if isinstance(self.reference, Reference)
            else []
        )

    def reference_lines(self) -> dict[str, Any] | None:
        found = self.reference
        if found is None:
            return None
        if isinstance(found, NotEnough):
            return {"short": [each.sentence for each in found.short]}
        sites = {key: str(row.site) for key, row in self.rows.items()}
        return reference_lines(found, reviewer_names(self.round), sites, self.doubtful)

    @property
    def lock_url(self) -> str:
        may = self.round.state == RoundState.REVIEW and ROUNDS.decide(self.actor, "lock", self.round)
        return reverse("round-lock", args=[self.round.pk]) if may else ""

    def type_links(self) -> list[dict[str, str]]:
        if len(self.round.site_types) == 1:
            return []
        return [
            {"label": str(site_type(code).label), "url": f"?type={code}"} for code in self.round.site_types
        ]
