"""Which cases are within reach, and how far are they?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.addresses import address_of
from filing.bulk import groups_for
from filing.deadlines import time_left
from filing.forms import FilingFilterForm
from filing.forms.starting import types_for
from filing.lines import lines_of
from filing.models import Filing
from filing.policy import WRITERS
from filing.selectors import filings_within
from filing.states import TAGS, FilingKind
from filing.views.base import DeskPage
from sites.selectors import districts_within

PAGE_SIZE = 50

COLUMNS = (
    {"label": "阵地"},
    {"label": "案件编号", "keep": True},
    {"label": "主管工会"},
    {"label": "状态", "keep": True},
    {"label": "时限"},
)


class FilingList(DeskPage):
    """``/desk/filings/``"""

    template_name = "filing/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FilingFilterForm(request.GET, districts=districts_within(self.actor))
        found = filings_within(self.actor, **form.chosen())
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        bulk_actions = groups_for(self.actor)
        return self.page(
            form=form,
            chips=[{"label": label, "url": without(request.GET, name)} for name, label in form.labels()],
            page=page,
            columns=COLUMNS,
            rows=[self.row(filing) for filing in lines_of(page.object_list, "site__managing_union__name")],
            clear_url=reverse("filings"),
            may_start=bool(types_for(self.actor)),
            bulk_url=reverse("filing-bulk") if bulk_actions else "",
            bulk_actions=bulk_actions,
            more=self.more(),
        )

    def more(self) -> list[tuple[str, str]]:
        """Pages that belong to no single case."""
        links = [("空白表格", reverse("blank-papers"))]
        links = [("批量导入", reverse("imports")), *links] if types_for(self.actor) else links
        may_scan = holds(self.actor, *WRITERS, Role.CITY)
        return [("归入盖章扫描件", reverse("scans")), *links] if may_scan else links

    def row(self, filing: Filing) -> dict[str, Any]:
        site = filing.site
        clock = time_left(filing, self.calendar, self.now)
        return {
            "pick": filing.number,
            "cells": [
                {
                    "text": filing.version.name or "(未填名称)",
                    "url": address_of("filing", filing.number),
                    "sub": f"{FilingKind(filing.kind).label} · {filing.type_words}",
                },
                {"text": filing.number, "sub": filing.filing_number or ""},
                {"text": site.managing_union.name, "sub": filing.version.district.name},
                {"text": filing.state_label, "tag": TAGS.get(filing.state, "plain")},
                {"text": clock.words, "tag": clock.tag, "long": True} if clock.words else {"text": "—"},
            ],
        }


def without(query: QueryDict, name: str) -> str:
    """This address without one filter, on its first page."""
    rest = query.copy()
    rest.pop(name, None)
    rest.pop("page", None)
    return f"?{rest.urlencode()}"
