"""What was announced, objected to and signed within reach; what can be signed now is chosen here."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.templatetags.portal import cn_date
from core.views import OfficePage
from inspection.laddering.pages import state_cell
from inspection.laddering.selectors import Sought, signs_anywhere, sought, to_sign
from inspection.laddering.states import ConsequenceState
from inspection.laddering.views.base import CRUMB
from inspection.models import Consequence
from inspection.rectifying.forms import InspectionFilterForm
from rulebook.provisional import doubt_words
from sites.forms.chips import chips_of
from sites.forms.lists import page_of
from sites.selectors import districts_within

PER_PAGE = 50


class ConsequenceList(OfficePage):
    """``/desk/consequences/``"""

    template_name = "inspection/consequences.html"

    columns = (
        {"label": "阵地"},
        {"label": "措施", "keep": True},
        {"label": "理由"},
        {"label": "告知日期", "keep": True},
        {"label": "最早签批日期", "keep": True},
        {"label": "状态", "keep": True},
    )

    def get(self, request: HttpRequest) -> HttpResponse:
        states = [(state.value, state.label) for state in ConsequenceState]
        form = InspectionFilterForm(request.GET, districts=districts_within(self.actor), states=states)
        page = Paginator(sought(self.actor, Sought(**form.chosen())), PER_PAGE).get_page(page_of(request.GET))
        signs = signs_anywhere(self.actor)
        count = to_sign(self.actor, self.now.date()).count() if signs else 0
        return self.page(
            form=form,
            chips=chips_of(form, request.GET),
            clear_url=request.path,
            page=page,
            columns=self.columns,
            rows=[{"cells": self.cells(row)} for row in page],
            crumbs=[CRUMB],
            lead="达到管理办法规定条件的措施先告知阵地,告知期满后由有签批权限的人员签批。",
            primary_label=f"签批(可签批 {count} 项)" if count else "",
            primary_url=reverse("consequences-sign") if count else "",
        )

    def cells(self, row: Consequence) -> list[dict[str, Any]]:
        site = row.site
        doubtful = doubt_words(row.earliest_on) if row.earliest_is_provisional and row.earliest_on else ""
        return [
            {
                "text": str(site),
                "url": reverse("consequence", args=[row.pk]),
                "sub": f"{site.type_label} · {site.district.name}",
            },
            {"text": row.action_label},
            {"text": ";".join(cause.title for cause in row.causes.all())},
            {"text": cn_date(row.announced_on)},
            {"text": cn_date(row.earliest_on), "sub": doubtful},
            state_cell(row),
        ]
