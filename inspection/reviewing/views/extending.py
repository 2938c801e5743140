"""How are the deadlines of a review put off? A page with the days that can still move, and the reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.workflow import TransitionRefused
from inspection.reviewing.forms import LongerForm
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.services import deadlines_open, extend_review
from inspection.reviewing.services.reaching import require_right
from inspection.reviewing.views.base import ReviewBase
from sites.refusals import Refusal


class ExtendReview(ReviewBase):
    """``…/<key>/extend/``"""

    template_name = "inspection/review_longer.html"
    long_texts = {"note": "延期理由"}

    def form(self, data: Any = None) -> LongerForm:
        return LongerForm(data, review=self.review, open_columns=deadlines_open(self.review))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        REVIEWS.require(self.actor, "extend", self.review)  # looking leaves nothing in the trail
        if not deadlines_open(self.review):
            return HttpResponseRedirect(self.page_url)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.review, "extend", actor=self.actor, now=self.now)
        form, seen = self.form(request.POST), self.seen
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.extend(form, seen))
        except Refusal as refused:
            form.add_error("note", refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
            return self.show(form, 409)

    def extend(self, form: LongerForm, seen: int) -> str:
        row, typed = self.review, form.cleaned_data
        extend_review(
            row.pk,
            typed.get("own_due_on", row.own_due_on),
            typed["district_due_on"],
            note=typed["note"],
            actor=self.actor,
            now=self.now,
            seen=seen,
        )
        messages.success(self.request, "期限已延长,已通知还没有完成的阵地负责人和区(市)总工会经办人。")
        return self.page_url

    def show(self, form: LongerForm, status: int = 200) -> HttpResponse:
        row = self.review
        return self.page(
            status,
            form=form,
            review=row,
            cancel_url=self.page_url,
            crumbs=[*self.crumbs, (row.title, self.page_url)],
        )
