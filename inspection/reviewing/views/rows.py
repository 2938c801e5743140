"""Which sites stand behind a number? They can be concluded together where the city need not look itself."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.addresses import address_of
from core.workflow import TransitionRefused
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.words import TAGS, verdict_of
from inspection.models import Assessment, AssessmentState, Column, ReviewResult, ReviewState
from inspection.reviewing.bulk import ACTION, MOST, Planned, plan
from inspection.reviewing.forms import SitesForm
from inspection.reviewing.selectors import branches_in, chosen_rows, rows_by_number
from inspection.reviewing.services import conclude_together
from inspection.reviewing.stages import stages_of
from inspection.reviewing.views.base import ReviewBase
from rulebook.rubric import points_text
from sites.forms.chips import chips_of

PAGE_SIZE = 50

#: What the last act did, kept for the page that tells it.
RESULT = "reviews.conclude"

COLUMNS = (
    {"label": "阵地"},
    {"label": "评定编号", "keep": True},
    {"label": "自评(分)", "numeric": True},
    {"label": "区(市)复核(分)", "numeric": True},
    {"label": "市总评定(分)", "numeric": True},
    {"label": "进度", "keep": True},
    {"label": "结果"},
)


class ReviewSites(ReviewBase):
    """``…/<key>/sites/?stage=&branch=&type=``"""

    template_name = "inspection/review_sites.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, today = self.review, self.now.date()
        form = SitesForm(
            request.GET,
            stages=stages_of(row, today),
            branches=branches_in(self.actor, row),
            types=row.site_types,
        )
        found = chosen_rows(self.actor, row, form.chosen, today)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        bulk = self.offers_bulk(list(page.object_list))
        return self.page(
            review=row,
            form=form,
            chips=chips_of(form, request.GET),
            clear_url=reverse("review-sites", args=[row.pk]),
            page=page,
            columns=COLUMNS,
            rows=[self.line(each, bulk) for each in page.object_list],
            bulk_url=reverse("review-conclude", args=[row.pk]) if bulk else "",
            bulk_actions=[(ACTION, "成批评定")] if bulk else [],
            crumbs=[*self.crumbs, (row.title, self.page_url)],
        )

    def offers_bulk(self, rows: list[Assessment]) -> bool:
        """Once the draw is over, for whoever may conclude something that stands here."""
        if self.review.state != ReviewState.CITY:
            return False
        return any(can_be_picked(each) and ASSESSMENTS.decide(self.actor, ACTION, each) for each in rows)

    def line(self, each: Assessment, bulk: bool) -> dict[str, Any]:
        totals = {column.column: column.total for column in each.columns.all() if column.total is not None}
        drawn = "抽中由市总评定" if each.review_entry.is_drawn else ""
        late = "已逾期" if self.is_late(each) else ""
        return {
            "pick": each.number if bulk and can_be_picked(each) else "",
            "cells": [
                {
                    "text": str(each.site),
                    "url": address_of("assessment", str(each.number)),
                    "sub": f"{each.site.type_label} · {each.site.managing_union.name}",
                },
                {"text": each.number, "sub": each.review_entry.branch.name},
                *({"text": points_text(totals[name]) if name in totals else "—"} for name in Column.values),
                {
                    "text": each.state_label,
                    "tag": "limited" if late else TAGS[each.state],
                    "sub": "、".join(filter(None, (late, drawn))),
                },
                {"text": result_of(each) or "—"},
            ],
        }

    def is_late(self, each: Assessment) -> bool:
        due = {"own": self.review.own_due_on, "district": self.review.district_due_on}.get(each.state)
        return due is not None and self.now.date() > due


class ConcludePreview(ReviewBase):
    """What would happen to each of the chosen sites."""

    http_method_names = ("post", "options")
    template_name = "inspection/review_conclude.html"

    @cached_property
    def planned(self) -> list[Planned]:
        numbers = self.request.POST.getlist("pick")[:MOST]
        return plan(self.actor, rows_by_number(self.actor, self.review, numbers))

    @property
    def rows_url(self) -> str:
        return f"{reverse('review-sites', args=[self.review.pk])}?stage=en_bloc"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(
            review=self.review,
            ready=[each for each in self.planned if each.can_be],
            held_up=[each for each in self.planned if not each.can_be],
            rows_url=self.rows_url,
            crumbs=[*self.crumbs, (self.review.title, self.page_url)],
        )


class ConcludeTogether(ConcludePreview):
    """The confirmed selection; what moved meanwhile is refused by itself."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self.once(self.conclude)
        except TransitionRefused as refusal:  # the form was sent before, with another content
            return self.refused(refusal)

    def conclude(self) -> str:
        seen = {each.row.pk: self.seen_of(each.row) for each in self.planned if each.can_be}
        refused = conclude_together(seen, actor=self.actor, now=self.now)
        self.request.session[RESULT] = [
            [each.row.number, str(each.row.site), refused.get(each.row.pk, each.reason)]
            for each in self.planned
        ]
        return reverse("review-conclude-result", args=[self.review.pk])

    def seen_of(self, row: Assessment) -> int:
        text = self.request.POST.get(f"seen_{row.pk}", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else row.revision


class ConcludeResult(ReviewBase):
    """Which of them were concluded, and why the others were not."""

    template_name = "inspection/review_done.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        told = request.session.get(RESULT)
        if not told:
            return HttpResponseRedirect(self.page_url)
        return self.page(
            **self.told(told),
            title="成批评定:结果",
            act="评定",
            back_url=f"{reverse('review-sites', args=[self.review.pk])}?stage=en_bloc",
            back_label="返回阵地清单",
        )


def can_be_picked(row: Assessment) -> bool:
    """What was drawn is scored by the city itself, one by one."""
    return row.state == AssessmentState.CITY and not row.review_entry.is_drawn


def result_of(row: Assessment) -> str:
    if row.conclusion:
        return f"{points_text(row.total or 0)} 分,{verdict_of(row.purpose, row.conclusion)}"
    return str(ReviewResult.ABSENT.label) if row.review_entry.result == ReviewResult.ABSENT else ""
