"""How far is an order, what does it ask, and what can be done with it now?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.audit import history_on
from core.workflow import Action
from inspection.rectifying import pages
from inspection.rectifying.forms import LongerAnswerForm
from inspection.rectifying.next_steps import clock_of, step_of
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.selectors import open_extension
from inspection.rectifying.states import RectificationState
from inspection.rectifying.transitions import ORDER
from inspection.rectifying.views.base import CRUMB, OneOrder
from rulebook.selectors import measure_in

MOST_ENTRIES = 100

#: The one action that a page leads to, where there is one.
PRIMARY = ("hand_in", "close", "settle")


class OrderPage(OneOrder):
    """``/desk/inspections/<number>/``"""

    template_name = "inspection/order.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(
        self, status: int = 200, longer_form: LongerAnswerForm | None = None, **failed: Any
    ) -> HttpResponse:
        order = self.order
        actions = ORDER.actions_for(self.actor, order)
        offered = [each for each in actions if each.decision]
        extension = open_extension(order) if order.state == RectificationState.MENDING else None
        answers_longer = extension is not None and self.may("grant_longer")
        if answers_longer and longer_form is None and extension is not None:
            longer_form = LongerAnswerForm(wished_on=extension.wished_on)
        return self.page(
            status,
            order=order,
            site=order.site,
            sample=measure_in(order.pack).is_sample,
            crumbs=[CRUMB],
            lead=f"{order.site.type_label} · {order.site.district.name} · {order.site.managing_union.name}",
            more=self.links(),
            clock=clock_of(order, self.now),
            step=step_of(order, self.now),
            about=pages.about_rows(order),
            items=pages.item_rows(order),
            may_answer=order.state == RectificationState.MENDING and self.may("answer"),
            may_judge=order.state == RectificationState.RECHECK and self.may("judge"),
            may_ask=extension is None
            and order.state == RectificationState.MENDING
            and self.may("ask_longer"),
            may_erase=self.may("erase_picture"),
            extensions=pages.extension_rows(list(order.extensions.select_related("asked_by"))),
            longer_form=longer_form if answers_longer else None,
            actions=offered,
            not_now=_worth_telling([each for each in actions if not each.decision]),
            primary=next((each.edge.action for each in offered if each.edge.action in PRIMARY), ""),
            entries=list(history_on(order)[:MOST_ENTRIES]),
            failed=failed,
        )

    def may(self, action: str) -> bool:
        return bool(ORDERS.decide(self.actor, action, self.order))

    def links(self) -> list[tuple[str, str]]:
        number = [self.order.number]
        return [
            ("打印通知单", reverse("rectification-paper", args=number)),
            ("PDF", reverse("rectification-paper-pdf", args=number)),
            ("Word", reverse("rectification-paper-word", args=number)),
            ("阵地档案", self.site_url),
        ]


def _worth_telling(actions: list[Action]) -> list[Action]:
    """What cannot be done now, each with its reason."""
    return [each for each in actions if each.decision.reason]
