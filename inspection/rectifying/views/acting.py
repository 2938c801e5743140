"""What was done with an order: handed in, judged, lengthened, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from core.workflow import NoteMissing, TransitionRefused
from inspection.rectifying import services
from inspection.rectifying.forms import JudgeForm, LongerAnswerForm, LongerForm, NoteForm
from inspection.rectifying.next_steps import clock_of
from inspection.rectifying.services.extending import TOO_LATE
from inspection.rectifying.services.reaching import require_right
from inspection.rectifying.states import ExtensionVerdict
from inspection.rectifying.transitions import ORDER
from inspection.rectifying.views.base import LONG_TEXTS, OneOrder
from inspection.rectifying.views.showing import OrderPage

ACTS: dict[str, Any] = {
    "send_back": services.send_back,
    "close": services.close_order,
    "report_up": services.report_up,
    "settle": services.settle_order,
    "withdraw": services.withdraw_order,
}


class ActOnOrder(OrderPage):
    """One action of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, action, seen = self.order, request.POST.get("action", ""), self.seen
        if action not in ACTS and action != "hand_in":
            raise BadRequest("an unknown action")
        form, typed = NoteForm(request.POST), request.POST.get("note", "")
        form.fields["note"].label = ORDER.edges[action].note_label
        if not form.is_valid():
            require_right(order, action, actor=self.actor, now=self.now)
            return self.show(400, code=action, error="".join(form.errors["note"]), note=typed)
        try:
            return self.once(lambda: self.act(order.pk, action, form.cleaned_data["note"], seen))
        except NoteMissing as missing:
            return self.show(400, code=action, error=missing.reason, note=typed)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def act(self, key: int, action: str, note: str, seen: int) -> str:
        who = {"actor": self.actor, "now": self.now, "seen": seen}
        if action == "hand_in":
            services.hand_in(key, **who)
        else:
            ACTS[action](key, note=note, **who)
        edge = ORDER.edges[action]
        messages.success(self.request, f"{edge.label}。{edge.consequence}")
        return self.order_url


class JudgeItem(OrderPage):
    """The verdict on one item."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, number = self.order, self.kwargs["item"]
        form = JudgeForm(request.POST)
        if not form.is_valid():
            require_right(order, "judge", actor=self.actor, now=self.now)
            return self.show(400, item=number, error="".join(form.errors.get("words", ["请选择复查结论。"])))
        try:
            return self.once(lambda: self.judge(order.pk, number, form.cleaned_data))
        except NoteMissing as missing:
            return self.show(400, item=number, error=missing.reason)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def judge(self, key: int, number: int, data: dict[str, Any]) -> str:
        item = services.judge_item(
            key, number, data["verdict"], data["words"], actor=self.actor, now=self.now
        )
        messages.success(self.request, f"第 {number} 项:{item.get_verdict_display()}。")
        return f"{self.order_url}#item-{number}"


class AskLonger(OneOrder):
    """``/desk/inspections/<number>/longer/``"""

    template_name = "inspection/longer.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.order, "ask_longer", actor=self.actor, now=self.now)
        if clock_of(self.order, self.now).is_late:
            return self.refused(TransitionRefused(TOO_LATE))
        return self.show(LongerForm(why_not=self.why_not_until))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, seen = self.order, self.seen
        form = LongerForm(request.POST, why_not=self.why_not_until)
        if not form.is_valid():
            require_right(order, "ask_longer", actor=self.actor, now=self.now)
            return self.show(form, 400)
        try:
            return self.once(lambda: self.ask(order.pk, form.cleaned_data, seen))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def ask(self, key: int, data: dict[str, Any], seen: int) -> str:
        services.ask_longer(key, **data, actor=self.actor, now=self.now, seen=seen)
        messages.success(self.request, "延期申请已提交。答复之前,原来的期限不变,请继续整改。")
        return self.order_url

    def show(self, form: LongerForm, status: int = 200) -> HttpResponse:
        return self.page(status, form=form, order=self.order, crumbs=self.crumbs, back_url=self.order_url)


class AnswerLonger(OrderPage):
    """Yes or no to the wish for more time."""

    long_texts = LONG_TEXTS | {"answer": "答复说明"}
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, seen = self.order, self.seen
        form = LongerAnswerForm(request.POST, why_not=self.why_not_until)
        if not form.is_valid():
            require_right(order, "grant_longer", actor=self.actor, now=self.now)
            return self.show(400, form)
        try:
            return self.once(lambda: self.answer(order.pk, form.cleaned_data, seen))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def answer(self, key: int, data: dict[str, Any], seen: int) -> str:
        who = {"actor": self.actor, "now": self.now, "seen": seen}
        if data["verdict"] == ExtensionVerdict.GRANTED:
            services.grant_longer(key, data["granted_on"], data["answer"], **who)
            messages.success(self.request, "已同意延期,新的期限已告知阵地。")
        else:
            services.refuse_longer(key, data["answer"], **who)
            messages.success(self.request, "已答复不同意延期,理由已告知阵地。")
        return self.order_url
