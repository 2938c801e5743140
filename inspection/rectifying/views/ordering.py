"""How is an order given? For a site that the person answers for; without one it is looked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.clock import LEGAL_ZONE
from core.text_guard import normalise_text
from core.workflow import TransitionRefused
from inspection.assessing.selectors import assessment_within
from inspection.models import Rectification, Visit
from inspection.rectifying.deadlines import due_for, limit_words
from inspection.rectifying.forms import OrderForm
from inspection.rectifying.pages import order_url
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.selectors import sites_to_order
from inspection.rectifying.services import BadOrder, give_order
from inspection.rectifying.views.base import CRUMB, LONG_TEXTS
from inspection.site_pages import PageAboutSite
from inspection.visiting.selectors import visit_within
from rulebook.selectors import Measure, load_calendar, pack_in_force

MOST_WORDS = 60
MOST_SHOWN = 20


class NewOrder(PageAboutSite):
    """``/desk/inspections/new/?site=<code>``, with ``&visit=<key>`` or ``&assessment=<number>``"""

    template_name = "inspection/new_order.html"
    long_texts = LONG_TEXTS

    @cached_property
    def visit(self) -> Visit | None:
        """What the order rests on; a visit of another site is not found."""
        key = self.request.GET.get("visit", "")
        if not key or self.site is None:
            return None
        found = visit_within(self.actor, int(key)) if key.isdecimal() and len(key) < 18 else None
        if found is None or found.site_id != self.site.pk:
            raise Http404
        return found

    @cached_property
    def assessment(self) -> str:
        """The number of the assessment that the order rests on; one of another site is not found."""
        number = self.request.GET.get("assessment", "")
        if not number or self.site is None:
            return ""
        found = assessment_within(self.actor, number)
        if found is None or found.site_id != self.site.pk:
            raise Http404
        return number

    @cached_property
    def measure(self) -> Measure | None:
        site, today = self.site, self.now.astimezone(LEGAL_ZONE).date()
        return pack_in_force(site.union_path, site.kind.family, today) if site else None

    def form(self, data: Any = None) -> OrderForm:
        today = self.now.astimezone(LEGAL_ZONE).date()
        due = due_for(self.measure, today, load_calendar()).date if self.measure else None
        return OrderForm(data, due=due, visit=self.visit, assessment=self.assessment)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.site is not None:
            return self.show(self.form())
        words = normalise_text(request.GET.get("q", "")[: MOST_WORDS * 4])[:MOST_WORDS]
        found = list(sites_to_order(self.actor, words)[: MOST_SHOWN + 1])
        return self.page(
            sites=found[:MOST_SHOWN],
            has_more=len(found) > MOST_SHOWN,
            words=words,
            crumbs=[CRUMB],
            title="下达整改通知",
            lead="先选阵地。只列出您有权下达整改通知的、正在使用的阵地。",
            why_none="没有找到您可以下达整改通知的阵地。下达整改通知需要区(市)或市总工会经办人的签批权限。",
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        site = self.site
        if site is None:
            raise Http404
        form = self.form(request.POST)
        if not form.is_valid():
            ORDERS.require(self.actor, "order", Rectification(site=site))
            return self.show(form, 400)
        try:
            return self.once(lambda: self.order(site.pk, form))
        except BadOrder as bad:
            form.refuse(bad.problems)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, reverse("site-file", args=[site.code]))

    def order(self, key: int, form: OrderForm) -> str:
        given = give_order(key, form.wanted(), actor=self.actor, now=self.now)
        messages.success(
            self.request,
            f"整改通知 {given.number} 已下达,阵地负责人和区(市)总工会已收到提醒。请打印盖章送达。",
        )
        return order_url(given)

    def show(self, form: OrderForm, status: int = 200) -> HttpResponse:
        site = self.site
        decision = ORDERS.decide(self.actor, "order", Rectification(site=site)) if site else None
        return self.page(
            status,
            form=form,
            site=site,
            visit=self.visit,
            decision=decision,
            limit=limit_words(self.measure) if self.measure else "",
            crumbs=[CRUMB],
            title="下达整改通知",
            lead=f"{site}",
            back_url=reverse("site-file", args=[site.code]) if site else "",
        )
