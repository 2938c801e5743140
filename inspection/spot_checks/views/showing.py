"""What was committed, what was drawn, and what can be done now? The record can be taken away and replayed."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from core.audit import history_on
from inspection.models import DrawnSite
from inspection.spot_checks.pages import about_rows, entry_row, weight_rows
from inspection.spot_checks.policy import records
from inspection.spot_checks.selectors import (
    drawn_of,
    organises,
    record_of,
)
from inspection.spot_checks.states import SpotCheckState
from inspection.spot_checks.transitions import SPOT_CHECK
from inspection.spot_checks.views.base import CRUMBS, OneDraw
from inspection.visiting.views import visit_url
from sites.forms.lists import page_of
from sites.types import site_type

LIST_COLUMNS = (
    {"label": "阵地"},
    {"label": "权重", "numeric": True, "keep": True},
    {"label": "所属分层"},
    {"label": "回避的检查人员"},
)
PER_PAGE = 50


class DrawPage(OneDraw):
    """``/desk/inspections/draws/<key>/``"""

    template_name = "inspection/draw.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **failed: Any) -> HttpResponse:
        check = self.check
        actions = SPOT_CHECK.actions_for(self.actor, check)
        page = Paginator(check.entries.select_related("site"), PER_PAGE).get_page(page_of(self.request.GET))
        names = dict(check.inspectors.values_list("user_id", "name"))
        return self.page(
            status,
            check=check,
            crumbs=CRUMBS,
            lead=f"{check.union.name} · {site_type(check.site_type).label if check.site_type else '全部类型'}",
            more=[("下载抽取记录(可重算)", reverse("spot-check-record", args=[check.pk]))],
            about=about_rows(check),
            weights=weight_rows(check),
            drawn=[self.drawn_row(row) for row in drawn_of(check)] if check.drawn_at else [],
            page=page,
            columns=LIST_COLUMNS,
            rows=[entry_row(entry, names) for entry in page],
            inspectors=list(check.inspectors.all()),
            actions=[each for each in actions if each.decision],
            primary="draw",
            entries=list(history_on(check)[:50]),
            failed=failed,
        )

    def drawn_row(self, row: DrawnSite) -> dict[str, Any]:
        check = self.check
        row.spot_check = check
        is_open = check.state in (SpotCheckState.DRAWN, SpotCheckState.WORKING) and not row.is_done
        return {
            "row": row,
            "people": "、".join(name for _, name in row.inspectors),
            "is_short": len(row.inspectors) < check.per_site,
            "visit_url": visit_url(row.visit) if row.visit else "",
            "record_url": reverse("drawn-visit", args=[check.pk, row.position])
            if is_open and records(self.actor, row)
            else "",
            "skip_url": reverse("drawn-skip", args=[check.pk, row.position])
            if is_open and organises(self.actor, check)
            else "",
        }


class DrawRecord(OneDraw):
    """What a replay needs, as a file."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        told = record_of(self.check)
        response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="{self.check.number}.json"'
        response["Cache-Control"] = "private, no-store"
        return response
