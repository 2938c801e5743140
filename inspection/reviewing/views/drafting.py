"""Which reviews are there, and how is a notice written?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import Union
from core.policy import NotAllowed
from core.views import OfficePage
from core.words import chinese_day
from inspection.models import ReviewState, YearlyReview
from inspection.reviewing.forms import NoticeForm, initial_of
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.selectors import issuers_led_by, reviews_within, types_led_by
from inspection.reviewing.services import draft_review, edit_review
from inspection.reviewing.services.reaching import require_right
from inspection.reviewing.views.base import ReviewBase
from inspection.reviewing.words import TAGS
from sites.views.judged import JudgedForm

PAGE_SIZE = 50

COLUMNS = (
    {"label": "年度复核"},
    {"label": "年度", "keep": True},
    {"label": "自查截止", "keep": True},
    {"label": "区(市)复核截止", "keep": True},
    {"label": "状态", "keep": True},
)

MAY_NOT_WRITE = "年度复核由市总工会经办人起草,您的账号没有这项权限。"

#: What a new notice begins with: the share that the city looks at.
USUAL_PERCENT = 10


class ReviewList(OfficePage):
    """``/desk/inspections/reviews/``"""

    template_name = "inspection/reviews.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(reviews_within(self.actor), PAGE_SIZE).get_page(request.GET.get("page"))
        return self.page(
            page=page,
            columns=COLUMNS,
            rows=[self.row(each) for each in page.object_list],
            may_write=bool(issuers_led_by(self.actor)),
            crumbs=[("评定", reverse("assessments"))],
        )

    def row(self, each: YearlyReview) -> dict[str, Any]:
        return {
            "cells": [
                {
                    "text": each.title,
                    "url": reverse("review", args=[each.pk]),
                    "sub": "、".join(each.type_labels),
                },
                {"text": f"{each.year}年", "sub": each.notice_number},
                {"text": chinese_day(each.own_due_on)},
                {"text": chinese_day(each.district_due_on)},
                {"text": each.state_label, "tag": TAGS[each.state]},
            ],
        }


class NewReview(JudgedForm):
    """``/desk/inspections/reviews/new/``"""

    template_name = "inspection/review_form.html"

    @cached_property
    def issuers(self) -> list[Union]:
        found = issuers_led_by(self.actor)
        if not found:
            raise NotAllowed(MAY_NOT_WRITE)
        return found

    @property
    def types(self) -> list[str]:
        return sorted({code for issuer in self.issuers for code in types_led_by(self.actor, issuer)})

    def form(self, data: Any = None) -> NoticeForm:
        return NoticeForm(data, issuers=self.issuers, types=self.types, initial=self.usual())

    def usual(self) -> dict[str, Any]:
        """A cycle of a year that ends today; deadlines and types are for the officer to say."""
        year = self.now.year
        return {
            "year": year,
            "title": f"{year}年度职工服务阵地年度复核",
            "noticed_on": self.now.date(),
            "cycle_first": date(year - 1, self.now.month, 1),
            "cycle_last": self.now.date(),
            "spot_percent": USUAL_PERCENT,
        }

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.judged(self.form(request.POST))

    @property
    def page_url(self) -> str:
        return reverse("reviews")

    def write(self, form: NoticeForm) -> str:
        row = draft_review(form.chosen_issuer, form.notice, actor=self.actor, now=self.now)
        return reverse("review", args=[row.pk])

    def show(self, form: NoticeForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="起草年度复核通知",
            submit_label="保存草稿",
            cancel_url=self.page_url,
            crumbs=[("评定", reverse("assessments")), ("年度复核", self.page_url)],
        )


class EditReview(ReviewBase, JudgedForm):
    """``…/<key>/edit/``: a draft is changed."""

    template_name = "inspection/review_form.html"

    def form(self, data: Any = None) -> NoticeForm:
        types = types_led_by(self.actor, self.review.issuer)
        return NoticeForm(data, issuers=[self.review.issuer], types=types, initial=initial_of(self.review))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        REVIEWS.require(self.actor, "edit", self.review)  # looking leaves nothing in the trail
        if self.review.state != ReviewState.DRAFT:
            return HttpResponseRedirect(self.page_url)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.review, "edit", actor=self.actor, now=self.now)
        return self.judged(self.form(request.POST))

    def write(self, form: NoticeForm) -> str:
        edit_review(self.review.pk, form.notice, actor=self.actor, now=self.now, seen=self.seen)
        return self.page_url

    def show(self, form: NoticeForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="修改年度复核通知",
            submit_label="保存",
            revision=self.review.revision,
            cancel_url=self.page_url,
            crumbs=[*self.crumbs, (self.review.title, self.page_url)],
        )
