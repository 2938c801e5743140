"""How is a draw committed? Everything typed here is published with its digest."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.clock import LEGAL_ZONE
from core.views import OfficePage
from inspection.spot_checks.forms import DrawForm
from inspection.spot_checks.selectors import (
    people_to_send,
    unions_to_draw,
)
from inspection.spot_checks.services import (
    BadDraw,
    commit_draw,
)
from inspection.spot_checks.services.reaching import refuse_drawing
from inspection.spot_checks.views.base import CRUMBS, check_url
from sites.selectors import districts_within


class NewDraw(OfficePage):
    """``/desk/inspections/draws/new/``"""

    template_name = "inspection/new_draw.html"

    def form(self, data: Any = None) -> DrawForm:
        unions = unions_to_draw(self.actor)
        if not unions:
            refuse_drawing(actor=self.actor, now=self.now)
        today = self.now.astimezone(LEGAL_ZONE).date()
        people = {user.pk: user for union in unions for user in people_to_send(union, today)}
        return DrawForm(
            data, unions=unions, people=list(people.values()), districts=districts_within(self.actor)
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.commit(form))
        except BadDraw as bad:
            form.refuse(bad.problems)
            return self.show(form, 400)

    def commit(self, form: DrawForm) -> str:
        check = commit_draw(form.plan(), actor=self.actor, now=self.now)
        messages.success(
            self.request, "名单、权重和种子摘要已固定并公布,不能再改。确认无误后点“公布种子并抽取”。"
        )
        return check_url(check)

    def show(self, form: DrawForm, status: int = 200) -> HttpResponse:
        return self.page(status, form=form, crumbs=CRUMBS, back_url="/desk/inspections/?tab=draws")
