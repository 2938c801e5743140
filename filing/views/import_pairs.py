"""The page on which somebody says whether two places of a list are one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.workflow import TransitionRefused
from filing.forms.enrolling import verdicts_in
from filing.imports.policy import IMPORTS
from filing.imports.selectors.pairs import decided_pairs, undecided_pairs
from filing.imports.services import Verdict, settle_pairs
from filing.models.imports import ImportState
from filing.pair_pages import shown_pairs
from filing.views.import_batch import BATCH_CRUMBS, BatchPage
from sites.vocabulary import LikenessVerdict

PAIRS_PER_PAGE = 20
MOST_DECIDED = 50


class BatchPairs(BatchPage):
    """``/desk/import/N/pairs/``: rows that look like another place, side by side."""

    template_name = "filing/import_pairs.html"

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        shown = self.page_of_pairs()
        found, wrong = verdicts_in(request.POST, [pair.pk for pair in shown])
        if wrong or not found:
            problem = (
                "" if wrong else "还没有作出认定。请逐对选择,或者勾选“本页其余各对都不是同一处”并写明理由。"
            )
            return self.show(400, wrong=wrong, problem=problem)
        said = {pk: Verdict(verdict, reason) for pk, (verdict, reason) in found.items()}

        def work() -> str:
            settle_pairs(self.batch.pk, said, seen=self.seen, actor=self.actor, now=self.now)
            same = sum(each.verdict == LikenessVerdict.SAME for each in said.values())
            left = f",其中 {same} 对是同一处,名单中的这些行不再导入" if same else ""
            messages.success(request, f"已认定 {len(said)} 对{left}。")
            return self.own_address if undecided_pairs(self.batch).exists() else self.address

        try:
            return self.once(work)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_address)

    @property
    def own_address(self) -> str:
        return reverse("import-pairs", args=[self.batch.pk])

    def page_of_pairs(self) -> Any:
        return Paginator(undecided_pairs(self.batch), PAIRS_PER_PAGE).get_page(self.request.GET.get("page"))

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        page, batch = self.page_of_pairs(), self.batch
        wrong = more.get("wrong", {})
        post = self.request.POST
        shown = [
            (
                each,
                post.get(each.verdict_name, ""),
                post.get(each.reason_name, ""),
                wrong.get(each.pair.pk, ""),
            )
            for each in shown_pairs(self.actor, batch, page)
        ]
        may_decide = batch.state == ImportState.REVIEW and bool(IMPORTS.decide(self.actor, "pair", batch))
        return self.page(
            status,
            batch=batch,
            crumbs=[*BATCH_CRUMBS, (str(batch), self.address)],
            page=page,
            shown=shown,
            verdicts=LikenessVerdict.choices,
            decided=list(decided_pairs(batch)[:MOST_DECIDED]),
            may_decide=may_decide,
            batch_url=self.address,
            rest=post.get("rest", ""),
            rest_reason=post.get("rest_reason", ""),
            **more,
        )
