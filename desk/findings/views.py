"""``/desk/findings/``: what the nightly watch found, and what is handed on to be signed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.reach import grants_of
from accounts.roles import Role
from core.clock import LEGAL_ZONE
from core.views import OfficePage
from desk.findings import pages
from desk.findings.forms import FindingFilterForm
from desk.printing import paper
from inspection.watching.handing import preview_of, steps_over
from inspection.watching.policy import has_board, looks_at_sites
from inspection.watching.selectors import (
    findings_within,
    groups_within,
    lacking_terms,
    last_run,
    picked_within,
    unfinished_runs,
)
from sites.forms.lists import address_without, page_of
from sites.selectors import districts_within

PER_PAGE = 50
#: What can be the key of a row in both databases.
_KEY = re.compile(r"\d{1,18}", re.ASCII)
NOTHING_PICKED = "请先在列表中勾选问题。"
NO_STEP = "所选问题现在没有由您签批的处置措施:告知期没有满,或者已经由别人办理。"


class FindingBoard(OfficePage):
    """Counted, narrowed, listed."""

    template_name = "desk/findings.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        if not has_board(self.actor):
            return self.page(is_for_others=True)
        today = self.now.astimezone(LEGAL_ZONE).date()
        districts = districts_within(self.actor)
        form = FindingFilterForm(request.GET, districts=districts)
        chosen, query = form.chosen, request.GET
        chips = [{"label": label, "url": address_without(query, name)} for name, label in form.labels()]
        rows = findings_within(self.actor, chosen, today)
        if query.get("print") == "1":
            return self.on_paper(rows, chips, today)
        groups = groups_within(self.actor, chosen, today)
        page = Paginator(rows, PER_PAGE).get_page(page_of(query))
        steps = steps_over(self.actor, list(page), today)
        lines = pages.rows_of(page, today, steps)
        signs = any(line["pick"] for line in lines)
        return self.page(
            form=form,
            chips=chips,
            clear_url=reverse("findings"),
            numbers=pages.numbers(groups, query),
            tables=pages.tables(groups, query, districts),
            page=page,
            columns=pages.COLUMNS,
            rows=lines,
            bulk_url=reverse("findings-pick") if signs else "",
            bulk_method="get",
            bulk_actions=[("preview", "预览处置措施")],
            more=[("打印清单", pages.with_filter(query, "print", "1"))] if lines else [],
            now=self.now,
            last_run=last_run(),
            of_unions_alone=not looks_at_sites(self.actor),
            **self.for_the_city(today),
        )

    def on_paper(self, rows: Any, chips: list[dict[str, str]], today: date) -> HttpResponse:
        """The list alone; what is done about a row is still to be looked up on the page."""
        printed = paper(rows, title="预警问题", noun="预警问题", unit="个")
        lines = pages.rows_of(printed.rows, today, steps_over(self.actor, list(printed.rows), today))
        context = {"paper": printed, "rows": lines, "columns": pages.COLUMNS, "chips": chips, "now": self.now}
        return render(self.request, "desk/list_print.html", context)

    def for_the_city(self, today: Any) -> dict[str, Any]:
        """What keeps checks from finding anything: told to who can do something about it."""
        paths = [grant.union_path for grant in grants_of(self.actor, (Role.CITY, Role.ADMINISTRATOR))]
        if not any(paths):
            return {}
        return {
            "lacking": lacking_terms([path for path in paths if path], today),
            "unfinished": unfinished_runs(self.actor, today),
        }


class PickFindings(OfficePage):
    """``?pick=<key>``: the picked rows, handed on to where their steps are shown before somebody signs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.getlist("pick")[:PER_PAGE]
        keys = [int(key) for key in typed if _KEY.fullmatch(key)]
        found = list(picked_within(self.actor, keys)) if keys else []
        today = self.now.astimezone(LEGAL_ZONE).date()
        address = preview_of(self.actor, found, today) if found else ""
        if not address:
            messages.warning(request, NO_STEP if found else NOTHING_PICKED)
        return HttpResponseRedirect(address or reverse("findings"))
