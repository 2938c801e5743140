"""A batch is approved with its meeting, and its first payments are entered together."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from core.money import yuan
from core.workflow import TransitionRefused
from demonstration.models import BatchState, SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.forms import ApproveForm, PayForm
from demonstration.subsidies.policy import BATCHES
from demonstration.subsidies.selectors import balance_of, counts_of, meetings_of
from demonstration.subsidies.services.reaching import require_batch
from demonstration.subsidies.views.base import BatchBase, FormPage
from demonstration.subsidies.words import left_words

MOST_MEETINGS = 5


class _OfBatch(BatchBase, FormPage):
    """A form about one batch in one state."""

    action = ""
    stands_in = BatchState.SUBMITTED

    @property
    def crumbs(self) -> list[tuple[str, str]]:  # type: ignore[override]  # the way back to the batch
        return [("补助", reverse("subsidies")), (self.batch.title, self.page_url)]

    @property
    def revision(self) -> int | None:
        return self.batch.revision

    def require(self, *, leaves_trail: bool) -> None:
        if leaves_trail:
            require_batch(self.batch, self.action, actor=self.actor, now=self.now)
        else:
            BATCHES.require(self.actor, self.action, self.batch)
        if not leaves_trail and self.batch.state != self.stands_in:
            raise Http404

    @property
    def facts(self) -> list[dict[str, Any]]:
        told = counts_of(self.batch)
        return [
            {"label": "阵地", "value": f"{told['count']} 处"},
            {"label": "合计", "value": yuan(told["total"])},
            {"label": "经费余额", "value": left_words(balance_of(self.actor, self.batch))},
        ]


class ApprovePage(_OfBatch):
    """``…/<key>/approve/``"""

    action = "approve"
    title = "批准补助"
    lead = "批准后从经费中安排这笔钱,明细不能再修改。"
    submit_label = "批准"
    done = "已批准,可以导出拨付清单。"

    def form(self, data: Any = None) -> ApproveForm:
        return ApproveForm(data, meetings=meetings_of(self.batch.pool.issuer_id)[:MOST_MEETINGS])

    def save(self, form: ApproveForm, seen: int | None) -> None:
        told = form.cleaned_data
        about = {"actor": self.actor, "now": self.now}
        if form.is_new:
            meeting = services.enter_meeting(
                self.batch, told["name"], told["held_on"], told["minutes_number"], **about
            ).pk
        else:
            meeting = int(told["meeting"])
        services.approve_batch(self.batch.pk, meeting, seen=seen, **about)


class PayBatch(_OfBatch):
    """``…/<key>/pay/``: the first step of every line that waits, with one notice."""

    action = "pay"
    stands_in = BatchState.APPROVED
    title = "登记拨付"
    lead = "为本批次所有待拨付的补助登记第一步拨付;以后各步在每一笔补助的页面登记。"
    submit_label = "登记"
    done = "已登记拨付。"

    def form(self, data: Any = None) -> PayForm:
        return PayForm(data, initial={"budget_year": self.batch.pool.year, "paid_on": self.now.date()})

    @property
    def revision(self) -> int | None:
        return None

    def save(self, form: PayForm, seen: int | None) -> None:
        rows = self.batch.lines.filter(state=SubsidyState.APPROVED)
        steps = dict.fromkeys(rows.values_list("pk", flat=True), 1)
        if not steps:
            raise TransitionRefused("本批次没有待拨付的补助,没有重复登记。")
        services.pay_lines(steps, services.Notice(**form.cleaned_data), actor=self.actor, now=self.now)
