"""What a reviewer has to do in a round: the list, the statement, comparing, handing in all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.canonical import digest, short_digest
from core.views import OfficePage
from core.workflow import NoteMissing, TransitionRefused
from demonstration.blind.shapes import Row
from demonstration.models import Reviewer, ReviewerState, RoundState
from demonstration.reviewing import services
from demonstration.reviewing.forms.people import StatementForm
from demonstration.reviewing.selectors.cases import duties_of, rows_to_score, summaries_to_score
from demonstration.reviewing.services.reaching import require_reviewer_right
from demonstration.reviewing.transitions import OPEN_TO_REVIEWERS
from demonstration.reviewing.views.base import DutyBase
from demonstration.reviewing.words import HEAD_TAGS, REVIEW_TAGS, STATEMENT, TAGS

COLUMNS = (
    {"label": "申报"},
    {"label": "阵地类型"},
    {"label": "方式"},
    {"label": "状态", "keep": True},
    {"label": "总分", "numeric": True},
)


class MyReviews(OfficePage):
    """``/desk/reviews/``"""

    template_name = "demonstration/my_reviews.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        duties = [each for each in duties_of(self.actor) if each.state != ReviewerState.ENDED]
        return self.page(duties=[self.duty(each) for each in duties], columns=COLUMNS, now=self.now)

    def duty(self, row: Reviewer) -> dict[str, Any]:
        rows = rows_to_score(self.actor, row) if row.state == ReviewerState.SIGNED else []
        left = [each for each in rows if each.state == "open"]
        return {
            "row": row,
            "tag": HEAD_TAGS[TAGS[ReviewerState(row.state)]],
            "must_sign": row.state == ReviewerState.INVITED and row.round.state in OPEN_TO_REVIEWERS,
            "is_signed": row.state == ReviewerState.SIGNED,
            "is_reviewed": row.round.state == RoundState.REVIEW,
            "is_late": self.now >= row.round.review_until,
            "cells": [{"cells": self.cells(each)} for each in rows],
            "counts": {
                "all": len(rows),
                "started": sum(each.started for each in left),
                "left": len(left),
                "done": len(rows) - len(left),
            },
        }

    def cells(self, row: Row) -> list[dict[str, Any]]:
        started = row.state == "open" and row.started
        return [
            {"text": row.name, "url": reverse("review-case", args=[row.key])},
            {"text": row.type_label},
            {"text": row.kind},
            {"text": row.state_label, "tag": "limited" if started else REVIEW_TAGS[row.state]},
            {"text": f"{row.total} 分" if row.total else "—"},
        ]


class StatementPage(DutyBase):
    """``/desk/reviews/duties/<key>/statement/``: confidentiality and relations; later what was left out."""

    template_name = "demonstration/statement.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.duty
        if request.POST.get("action") == "decline":
            return self.decline()
        action = "sign" if row.state == ReviewerState.INVITED else "declare"
        require_reviewer_right(row, action, actor=self.actor, now=self.now)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(400, form=form)
        act = services.sign_statement if action == "sign" else services.declare_relations
        try:
            return self.once(lambda: self.sign(act, form))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def sign(self, act: Any, form: StatementForm) -> str:
        act(self.duty.pk, form.declared(), actor=self.actor, now=self.now, seen=self.seen)
        messages.success(self.request, "已签署,谢谢。分派给您的申报列在下面,须回避的系统不会分派。")
        return reverse("reviews-mine")

    def decline(self) -> HttpResponse:
        row, note = self.duty, self.request.POST.get("note", "").strip()[:200]
        require_reviewer_right(row, "decline", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.leave(note))
        except NoteMissing as missing:
            return self.show(400, declining=missing.reason)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def leave(self, note: str) -> str:
        services.decline_invitation(self.duty.pk, note=note, actor=self.actor, now=self.now, seen=self.seen)
        messages.success(self.request, "已谢绝邀请,主办工会会看到您填写的原因。谢谢。")
        return reverse("reviews-mine")

    def form(self, data: Any = None) -> StatementForm:
        row = self.duty
        initial = {
            "employer": row.employer,
            "employer_code": row.employer_code,
            "relations": "\n".join(row.relations),
        }
        return StatementForm(data, initial=initial, is_signed=row.state == ReviewerState.SIGNED)

    def show(self, status: int = 200, *, form: StatementForm | None = None, **more: Any) -> HttpResponse:
        row = self.duty
        return self.page(
            status,
            duty=row,
            title=f"{row.round.title}评审",
            tag=HEAD_TAGS[TAGS[ReviewerState(row.state)]],
            statement=STATEMENT,
            signed=row.statement.splitlines(),
            form=form or self.form(),
            crumbs=self.crumbs,
            is_open=row.round.state in OPEN_TO_REVIEWERS
            and row.state in (ReviewerState.INVITED, ReviewerState.SIGNED),
            **more,
        )


class ComparePage(DutyBase):
    """``/desk/reviews/duties/<key>/compare/``: own cases side by side, item by item."""

    template_name = "demonstration/compare.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cases = summaries_to_score(self.actor, self.duty)
        kinds = sorted({(each.type_label, each.kind) for each in cases})
        tables = []
        for label, kind in kinds:
            own = [each for each in cases if (each.type_label, each.kind) == (label, kind)]
            rows = [(name, [dict(each.points).get(name, "") for each in own]) for name, _ in own[0].points]
            tables.append({"label": f"{label} · {kind}", "cases": own, "rows": rows})
        return self.page(duty=self.duty, tables=tables, crumbs=self.crumbs)


class SubmitPage(DutyBase):
    """``/desk/reviews/duties/<key>/submit/``: what is missing, and one button for all; afterwards the receipt."""

    template_name = "demonstration/submit.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.duty
        require_reviewer_right(row, "hand_in", actor=self.actor, now=self.now)
        try:
            return self.once(self.hand_in)
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason)

    def hand_in(self) -> str:
        count = services.submit_reviews(self.duty.pk, actor=self.actor, now=self.now, seen=self.seen)
        messages.success(self.request, f"已提交 {count} 份评审,不能再修改。下面是提交回执。")
        return reverse("reviews-submit", args=[self.duty.pk])

    def show(self, status: int = 200, reason: str = "") -> HttpResponse:
        cases = summaries_to_score(self.actor, self.duty)
        waits = [each for each in cases if each.is_open]
        done = [each for each in cases if not each.is_open]
        receipt = digest([[each.code, each.kind, each.total] for each in done]) if done else ""
        return self.page(
            status,
            duty=self.duty,
            waits=waits,
            done=done,
            is_ready=bool(waits) and all(each.is_ready for each in waits),
            receipt=short_digest(receipt) if receipt else "",
            reason=reason,
            crumbs=self.crumbs,
        )
