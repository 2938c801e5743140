"""Which sites are to be mended after the results, and what would each order say? All of it is shown before it is given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.reach import grants_of
from core.actor import Actor
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.models import Rectification
from inspection.rectifying.policy import ORDERERS, ORDERS
from inspection.reviewing.selectors import orders_due, with_failings
from inspection.reviewing.services import order_together
from inspection.reviewing.views.base import ReviewBase

#: As many at once as one page shows.
MOST = 50

#: What the last act did, kept for the page that tells it.
RESULT = "reviews.orders"

MAY_NOT_ORDER = "限期整改通知由有签批权限的市总工会、区(市)总工会经办人下达,您的账号没有这项权限。"


def may_order(actor: Actor) -> bool:
    """Somewhere at all; for each site the service asks."""
    return any(grant.can_decide for grant in grants_of(actor, ORDERERS))


class OrdersDue(ReviewBase):
    """``…/<key>/orders/``"""

    template_name = "inspection/review_orders.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_orderer()
        found = orders_due(self.actor, self.review)
        rows = [
            {
                "row": row,
                "items": items,
                "decision": ORDERS.decide(self.actor, "order", Rectification(site=row.site)),
            }
            for row, items in with_failings(found[:MOST])
        ]
        return self.page(
            review=self.review,
            count=found.count(),
            most=MOST,
            ready=[each for each in rows if each["decision"]],
            held_up=[each for each in rows if not each["decision"]],
            back_url=self.page_url,
            crumbs=[*self.crumbs, (self.review.title, self.page_url)],
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The confirmed selection; what has its order meanwhile gets no second one."""
        self.require_orderer()
        try:
            return self.once(self.give)
        except TransitionRefused as refusal:  # the form was sent before, with another content
            return self.refused(refusal)

    def require_orderer(self) -> None:
        if self.review and not may_order(self.actor):
            raise NotAllowed(MAY_NOT_ORDER)

    def give(self) -> str:
        picked = self.request.POST.getlist("pick")[:MOST]
        names = {
            str(row.number): str(row.site)
            for row in orders_due(self.actor, self.review).filter(number__in=picked)
        }
        refused = order_together(self.review, names, actor=self.actor, now=self.now)
        self.request.session[RESULT] = [
            [number, name, refused.get(number, "")] for number, name in names.items()
        ]
        return reverse("review-orders-result", args=[self.review.pk])


class OrdersGiven(ReviewBase):
    """Which orders were given, and why the others were not."""

    template_name = "inspection/review_done.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        told = request.session.get(RESULT)
        if not told:
            return HttpResponseRedirect(self.page_url)
        return self.page(
            **self.told(told),
            title="下达整改通知:结果",
            act="下达",
            back_url=f"{reverse('inspections')}?tab=orders",
            back_label="查看整改通知",
        )
