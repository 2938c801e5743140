"""How is an assessment moved from its page: handed in, reviewed, returned, concluded, given up, filled, renewed?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from core.workflow import NoteMissing, TransitionRefused
from inspection.assessing import services
from inspection.assessing.services.reaching import require_right
from inspection.assessing.transitions import ASSESSMENT
from inspection.assessing.views.assessing import AssessmentPage
from inspection.assessing.views.frame import AssessmentBase

ACTS = {
    "hand_in": services.hand_in_assessment,
    "return_own": services.return_own,
    "review": services.review_assessment,
    "return_review": services.return_review,
    "conclude": services.conclude_assessment,
    "void": services.void_assessment,
}
#: Here the written word explains a gap and is asked for only where there is one.
WITH_REMARK = frozenset({"review", "conclude"})


class ActOnAssessment(AssessmentPage):
    """One action of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.assessment, request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        require_right(row, action, actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:300]
        word = {"remark": note} if action in WITH_REMARK else {"note": note} if action != "hand_in" else {}
        try:
            return self.once(lambda: self.act(row.pk, action, seen, word))
        except NoteMissing as missing:
            return self.show(400, failed={"code": action, "error": missing.reason, "note": note})
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason, failed={"code": action, "note": note})

    def act(self, key: int, action: str, seen: int, word: dict[str, str]) -> str:
        ACTS[action](key, actor=self.actor, now=self.now, seen=seen, **word)
        edge = ASSESSMENT.edges[action]
        messages.success(self.request, f"{edge.label}。{edge.consequence}")
        return self.page_url


class TakeOver(AssessmentBase):
    """Fill what is left with the points of the column before."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        require_right(row, "answer", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.fill(row.pk))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def fill(self, key: int) -> str:
        count = services.take_over(key, actor=self.actor, now=self.now)
        messages.success(self.request, f"已沿用前一栏的评分 {count} 项,请核对后修改不一致的项。")
        return self.page_url


class RenewAssessment(AssessmentBase):
    """Go over to the table in force; what changed is said."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        require_right(row, "renew", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.renew(row.pk))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def renew(self, key: int) -> str:
        told = services.renew_assessment(key, actor=self.actor, now=self.now)
        messages.success(self.request, f"已更新到现行评分表。{told.words or '评分项没有变化'}。")
        return self.page_url
