"""Is everything there? All of it on one page, then the declaration, then it is handed in and its receipt shown."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.workflow import TransitionRefused
from demonstration.nominating import services
from demonstration.nominating.gaps import unanswered
from demonstration.nominating.pages import (
    PAPER_COLUMNS,
    head_rows,
    paper_rows,
    part_url,
    practices_rows,
    score_rows,
)
from demonstration.nominating.papers import receipt_lines
from demonstration.nominating.parts import PRACTICES
from demonstration.nominating.services.reaching import require_right
from demonstration.nominating.views.base import NominationBase
from demonstration.nominating.words import moment_words, next_step_of

NOT_DECLARED = "请先阅读并勾选声明,再提交。"


class CheckPage(NominationBase):
    """``…/check/``"""

    template_name = "demonstration/nomination_check.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show() if self.may_write else HttpResponseRedirect(self.page_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, seen = self.nomination, self.seen
        action = "resubmit" if row.state == "returned" else "submit"
        require_right(row, action, actor=self.actor, now=self.now)
        if request.POST.get("declared") != "on":
            return self.show((NOT_DECLARED,), 400)
        try:
            return self.once(lambda: self.submit(seen))
        except services.NotReady as refused:
            return self.show(refused.problems, 400, declared=True)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def submit(self, seen: int) -> str:
        services.submit_nomination(self.nomination.pk, seen=seen, actor=self.actor, now=self.now)
        return reverse("nomination-receipt", args=[self.nomination.number])

    def show(
        self, problems: tuple[str, ...] = (), status: int = 200, *, declared: bool = False
    ) -> HttpResponse:
        row, sheet = self.nomination, self.sheet
        frame = self.frame()
        return self.page(
            status,
            **{**frame, "crumbs": frame["inner_crumbs"]},
            problems=[(each, self.place_of(each)) for each in problems],
            missing=[(each, self.place_of(each)) for each in services.problems_before(row, sheet.board)],
            open_gaps=unanswered(sheet.gaps),
            moved=sheet.register_moved and row.state == "draft",
            own_words=sheet.own_words,
            heads=head_rows(sheet),
            points=score_rows(sheet, {}),
            practices=practices_rows(row),
            papers=paper_rows(sheet, may_write=False),
            paper_columns=PAPER_COLUMNS,
            declared=declared,
            closes=moment_words(
                row.round.recommend_until if row.state == "returned" else row.round.closes_at
            ),
        )

    def place_of(self, sentence: str) -> str:
        """Where a problem is put right."""
        if sentence == NOT_DECLARED:
            return "#id_declared"
        row = self.nomination
        if "自评" in sentence and row.assessment is not None:
            return reverse("assessment", args=[row.assessment.number])
        return part_url(row, PRACTICES) if "主要做法" in sentence else ""


class Receipt(NominationBase):
    """``…/receipt/``: what was received, and what happens next."""

    template_name = "demonstration/nomination_receipt.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.nomination
        if row.submitted_at is None:
            raise Http404
        frame = self.frame()
        return self.page(
            **{**frame, "crumbs": frame["inner_crumbs"]},
            lines=receipt_lines(self.sheet),
            step=next_step_of(row, self.now),
            until=moment_words(row.round.recommend_until),
            review_until=moment_words(row.round.review_until),
        )
