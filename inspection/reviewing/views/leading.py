"""How far is a review? Every number opens its rows; what can be done next is said with what follows from it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.audit import history_about
from core.words import chinese_day
from inspection.models import ReviewState, YearlyReview
from inspection.reviewing import services
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.selectors import left_out, orders_due, would_join
from inspection.reviewing.stages import stages_of
from inspection.reviewing.summary import Line, TypeTable, tables_of, totals_of
from inspection.reviewing.transitions import REVIEW
from inspection.reviewing.views.base import ReviewBase
from inspection.reviewing.views.ordering import may_order
from inspection.reviewing.words import TAGS, next_step_of
from sites.views.judged import PanelAct

#: Sites that do not take part, as many as the page names.
MOST_LEFT_OUT = 50

MOST_ENTRIES = 30

#: The columns of the progress, and those of the results.
PROGRESS = ("part", "handed", "reviewed", "done", "late")
RESULTS = ("part", "met", "short", "failed", "absent")

ACTS = {
    "publish": services.publish_review,
    "drop": services.drop_review,
    "end_own": services.end_own_points,
    "draw": services.draw_spot_check,
    "close": services.close_review,
}


class ReviewPage(ReviewBase):
    """``/desk/inspections/reviews/<key>/``"""

    template_name = "inspection/review.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        row, today, total = self.review, self.now.date(), totals_of(self.lines)
        count, outside = left_out(self.actor, row, today, MOST_LEFT_OUT) if self.shows_outside else (0, [])
        return self.page(
            status,
            review=row,
            tag=TAGS[row.state],
            lead=f"{row.issuer.name} · {row.year}年度 · {'、'.join(row.type_labels)}",
            crumbs=self.crumbs,
            facts=self.facts(),
            step=next_step_of(row, total.counts),
            numbers=self.numbers(total),
            tables=[self.table(each) for each in tables_of(self.lines)],
            would_join=would_join(row, today) if row.state == ReviewState.DRAFT else None,
            outside_count=count,
            outside=outside,
            actions=[each for each in REVIEW.actions_for(self.actor, row) if each.decision],
            may_edit=row.state == ReviewState.DRAFT and bool(REVIEWS.decide(self.actor, "edit", row)),
            may_extend=bool(services.deadlines_open(row)) and bool(REVIEWS.decide(self.actor, "extend", row)),
            orders=self.orders(),
            may_export=bool(REVIEWS.decide(self.actor, "export", row)),
            entries=history_about(f"inspection.yearlyreview:{row.pk}")[:MOST_ENTRIES],
            as_of=self.now,
            **more,
        )

    def orders(self) -> int:
        """For how many sites the reader may give an order that follows from the results."""
        if self.review.state != ReviewState.CLOSED or not may_order(self.actor):
            return 0
        return orders_due(self.actor, self.review).count()

    @property
    def shows_outside(self) -> bool:
        return self.review.state not in (ReviewState.CLOSED, ReviewState.DROPPED)

    def facts(self) -> list[dict[str, Any]]:
        row = self.review
        return [
            {"label": "通知文号", "value": row.notice_number, "unknown": "未填"},
            {"label": "通知日期", "value": chinese_day(row.noticed_on)},
            {"label": "周期", "value": f"{chinese_day(row.cycle_first)}至{chinese_day(row.cycle_last)}"},
            {"label": "参加的阵地", "value": f"{chinese_day(row.joins_until)}(含)以前备案、正在使用的"},
            {"label": "自查截止", "value": chinese_day(row.own_due_on)},
            {"label": "区(市)复核截止", "value": chinese_day(row.district_due_on)},
            {"label": "市总抽查比例", "value": f"{row.spot_percent}%,每个区(市)、产业工会至少1处"},
        ]

    @property
    def columns(self) -> tuple[str, ...]:
        return RESULTS if self.review.state == ReviewState.CLOSED else PROGRESS

    def numbers(self, total: Line) -> list[dict[str, Any]]:
        """What stands at the top: the columns of the tables, and the spot check once it was drawn."""
        if not self.lines:
            return []
        names = [*self.columns, *(("drawn_open", "en_bloc") if self.review.state == ReviewState.CITY else ())]
        stages = stages_of(self.review, self.now.date())
        return [
            {"value": total[name], "label": stages[name].label, "url": self.rows_url(stage=name)}
            for name in names
        ]

    def table(self, table: TypeTable) -> dict[str, Any]:
        stages = stages_of(self.review, self.now.date())
        lines = [*table.lines, table.total] if len(table.lines) > 1 else table.lines
        return {
            "label": table.label,
            "columns": [
                {"label": "复核工会"},
                *({"label": stages[name].label, "numeric": True} for name in self.columns),
            ],
            "rows": [self.cells(line) for line in lines],
        }

    def cells(self, line: Line) -> dict[str, Any]:
        numbers = [
            {"text": line[name], "url": self.rows_url(stage=name, branch=line.branch_id, type=line.type_code)}
            if line[name]
            else {"text": 0}
            for name in self.columns
        ]
        return {"cells": [{"text": line.branch}, *numbers]}

    def rows_url(self, **chosen: Any) -> str:
        query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
        return f"{reverse('review-sites', args=[self.review.pk])}?{query}"


class ActOnReview(PanelAct, ReviewPage):
    """One action of the panel."""

    machine = REVIEW
    acts = ACTS

    @property
    def moved(self) -> YearlyReview:
        return self.review
