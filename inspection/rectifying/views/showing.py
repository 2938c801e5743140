"""How far is an order, what does it ask, and what can be done with it now?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.audit import history_on
from inspection.laddering.next_steps import steps_after
from inspection.rectifying import pages
from inspection.rectifying.forms import LongerAnswerForm
from inspection.rectifying.next_steps import clock_of, step_of
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.selectors import open_extension
from inspection.rectifying.services.extending import TOO_LATE
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
            ahead=steps_after(order, self.now),
            about=pages.about_rows(order),
            items=pages.item_rows(order),
            may_answer=self.may("answer"),
            may_judge=self.may("judge"),
            may_erase=bool(ORDERS.decide(self.actor, "erase_picture", order)),
            actions=offered,
            not_now=[each for each in actions if not each.decision],
            primary=next((each.edge.action for each in offered if each.edge.action in PRIMARY), ""),
            entries=list(history_on(order)[:MOST_ENTRIES]),
            failed=failed,
            **self.more_time(longer_form),
        )

    def more_time(self, form: LongerAnswerForm | None) -> dict[str, Any]:
        """Wishes for more time, and what may be done about them now."""
        extension = open_extension(self.order)
        answers = extension is not None and self.may("grant_longer")
        is_late = clock_of(self.order, self.now).is_late
        return {
            "extensions": pages.extension_rows(list(self.order.extensions.select_related("asked_by"))),
            "may_ask": extension is None and not is_late and self.may("ask_longer"),
            "too_late": TOO_LATE if extension is None and is_late and self.may("ask_longer") else "",
            "longer_form": form or self.answer_form(extension.wished_on) if answers else None,
        }

    def answer_form(self, wished_on: date) -> LongerAnswerForm:
        return LongerAnswerForm(wished_on=wished_on, why_not=self.why_not_until)

    def may(self, action: str) -> bool:
        """In this state, by this person."""
        is_time = self.order.state in ORDER.edges[action].sources
        return is_time and bool(ORDERS.decide(self.actor, action, self.order))

    def links(self) -> list[tuple[str, str]]:
        number = [self.order.number]
        return [
            ("打印通知单", reverse("rectification-paper", args=number)),
            ("PDF", reverse("rectification-paper-pdf", args=number)),
            ("Word", reverse("rectification-paper-word", args=number)),
            ("阵地档案", self.site_url),
        ]
