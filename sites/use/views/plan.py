"""What does the site mean to do this year and the next? One plan a year."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.templatetags.portal import cn_date
from sites.models import ServicePlan
from sites.use.forms import PlanForm
from sites.use.months import parse_month
from sites.use.selectors import plans_of
from sites.use.services import set_plan
from sites.use.views.frame import UsePage, entered_words

COLUMNS = {
    str(field.name): str(field.verbose_name)
    for field in ServicePlan._meta.fields
    if field.name in ("activities", "visits", "monthly_visits")
}


def year_of(text: str) -> int | None:
    month = parse_month(f"{text}-1")
    return month.year if month else None


class PlanPage(UsePage):
    """``/desk/sites/<code>/use/plan/?year=2026``"""

    name = "site-use-plan"
    template_name = "sites/use/plan.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        year = year_of(request.GET.get("year", "")) or self.now.year
        plan = self.plans.get(year)
        known = {name: getattr(plan, name) for name in COLUMNS} if plan else {}
        form = PlanForm(year=year, frame=self.frame, initial=known)
        return self.show(form, **self._table(year, plan.revision if plan else 0))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        year = year_of(request.POST.get("year", ""))
        if year is None:
            raise BadRequest("a form without its year")
        form = PlanForm(request.POST, year=year, frame=self.frame)
        return self.write(form, partial(self.save, year), **self._table(year, self.seen))

    @cached_property
    def plans(self) -> dict[int, ServicePlan]:
        return {plan.year: plan for plan in plans_of(self.site)}

    def save(self, year: int, typed: dict[str, Any]) -> str:
        return f"已填报:{set_plan(self.site.pk, year, typed, by=self.by)}。"

    def _table(self, year: int, revision: int) -> dict[str, Any]:
        asked = self.site.kind.use.plan
        near = range(self.now.year - 1, self.now.year + 2)
        return {
            "year": year,
            "years": [(each, f"{self.url}?year={each}#form") for each in near if each != year],
            "revision": revision,
            "columns": [
                {"label": "年度", "keep": True},
                *({"label": COLUMNS[name], "numeric": True} for name in asked),
                {"label": "填报工会"},
                {"label": "填报日期", "keep": True},
            ],
            "rows": [self._line(plan, asked) for plan in self.plans.values()],
        }

    def _line(self, plan: ServicePlan, asked: tuple[str, ...]) -> dict[str, Any]:
        counts = [getattr(plan, name) for name in asked]
        return {
            "cells": [
                {"text": f"{plan.year}年"},
                *({"text": "—" if count is None else f"{count:,}"} for count in counts),
                {"text": entered_words(plan) or "—"},
                {"text": cn_date(plan.entered_at)},
            ],
            "actions": [("更正", f"{self.url}?year={plan.year}#form")] if self.may_keep else [],
        }
