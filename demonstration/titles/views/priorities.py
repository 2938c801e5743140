"""Which priorities do titles give in a year, and which are used up?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.addresses import address_of
from core.workflow import TransitionRefused
from demonstration.models import Designation, Priority, PriorityFor
from demonstration.titles import services
from demonstration.titles.forms import UseForm, year_of
from demonstration.titles.policy import TITLES
from demonstration.titles.selectors import priorities_of, titles_in_year
from demonstration.titles.services.reaching import require_right
from demonstration.titles.views.base import TitleBase, TitlesBase
from demonstration.titles.words import title_words
from sites.refusals import Refusal

PAGE_SIZE = 50


class PriorityList(TitlesBase):
    """``/desk/titles/priorities/?year=``"""

    template_name = "demonstration/priorities.html"

    columns = ({"label": "阵地"}, *({"label": each.label} for each in PriorityFor))

    @property
    def year(self) -> int:
        return year_of(self.request.GET.get("year", ""), self.today)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = Paginator(titles_in_year(self.actor, self.year), PAGE_SIZE).get_page(request.GET.get("page"))
        titles = list(page.object_list)
        used = priorities_of(titles, self.year)
        return self.page(
            year=self.year,
            page=page,
            columns=self.columns,
            rows=[self.row(each, used) for each in titles],
            print_url=f"{reverse('priorities-print')}?year={self.year}",
            crumbs=self.crumbs,
        )

    def row(self, each: Designation, used: dict[tuple[int, str], Priority]) -> dict[str, Any]:
        may = bool(TITLES.decide(self.actor, "recommend", each))
        site = {"text": each.site_name, "url": address_of("title", each.number), "sub": title_words(each)}
        return {"cells": [site, *(self.cell(each, whom, used, may=may) for whom in PriorityFor)]}

    def cell(
        self, each: Designation, whom: PriorityFor, used: dict[tuple[int, str], Priority], *, may: bool
    ) -> dict[str, Any]:
        row = used.get((each.pk, whom))
        if row is not None:
            return {"text": row.used_for, "sub": "已使用"}
        if not may:
            return {"text": "未使用"}
        url = reverse("title-priority", args=[each.number, whom.value])
        return {"text": "使用", "url": f"{url}?year={self.year}"}


class PriorityPrint(PriorityList):
    """The whole list of a year on paper."""

    template_name = "demonstration/priorities_print.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        titles = list(titles_in_year(self.actor, self.year))
        used = priorities_of(titles, self.year)
        lines = [
            {
                "row": each,
                "words": title_words(each),
                "cells": [
                    (whom.label, getattr(used.get((each.pk, whom)), "used_for", "未使用"))
                    for whom in PriorityFor
                ],
            }
            for each in titles
        ]
        back = f"{reverse('priorities')}?year={self.year}"
        return self.page(year=self.year, lines=lines, heads=[each.label for each in PriorityFor], back=back)


class UsePriority(TitleBase):
    """``/desk/titles/<number>/priority/<whom>/?year=``"""

    template_name = "demonstration/title_change.html"

    @property
    def whom(self) -> PriorityFor:
        if self.kwargs["whom"] not in PriorityFor.values:
            raise Http404
        return PriorityFor(self.kwargs["whom"])

    @property
    def year(self) -> int:
        return year_of(self.request.GET.get("year", ""), self.today)

    @property
    def list_url(self) -> str:
        return f"{reverse('priorities')}?year={self.year}"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        TITLES.require(self.actor, "recommend", self.title)
        return self.show(UseForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.title, "recommend", actor=self.actor, now=self.now)
        form, whom = UseForm(request.POST), self.whom
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form.cleaned_data["used_for"], whom))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.list_url)

    def write(self, used_for: str, whom: PriorityFor) -> str:
        services.use_priority(self.title.pk, self.year, whom, used_for, actor=self.actor, now=self.now)
        messages.success(self.request, "优先推荐已登记使用。")
        return self.list_url

    def show(self, form: UseForm, status: int = 200) -> HttpResponse:
        row = self.title
        return self.page(
            status,
            row=row,
            form=form,
            title=f"使用 {self.year} 年度{self.whom.label}优先推荐",
            lead="每个称号每年各有一次,使用后不能更改。",
            facts=[
                {"label": "阵地", "value": row.site_name},
                {"label": "称号", "value": title_words(row)},
            ],
            submit_label="登记使用",
            cancel_url=self.list_url,
            crumbs=[*self.crumbs, ("优先推荐", self.list_url)],
        )
