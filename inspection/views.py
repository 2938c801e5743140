"""Which orders, visits and draws are within reach, and how far are they?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.reach import grants_of, holds
from accounts.roles import Role
from core.actor import Actor
from core.addresses import address_of
from core.templatetags.portal import cn_date
from core.views import OfficePage
from inspection.models import PublicReport, Rectification, Visit, VisitKind
from inspection.models.visits import OF_SITES_IN_USE
from inspection.rectifying.forms import InspectionFilterForm
from inspection.rectifying.next_steps import clock_of
from inspection.rectifying.selectors import OrderFilter, orders_within
from inspection.rectifying.states import TAGS, RectificationState
from inspection.reporting.pages import LIST_COLUMNS
from inspection.reporting.pages import list_row as report_row
from inspection.reporting.selectors import reports_within
from inspection.reporting.states import ReportState
from inspection.spot_checks.pages import list_row
from inspection.spot_checks.selectors import draws_within, unions_to_draw
from inspection.spot_checks.states import SpotCheckState
from inspection.visiting.selectors import visits_within
from sites.forms.chips import chips_of
from sites.forms.lists import page_of
from sites.selectors import districts_within

PER_PAGE = 50


@dataclass(frozen=True)
class Tab:
    """One list: its name, what it may be narrowed to, its columns, and what to say when it is empty."""

    label: str
    states: Any
    columns: tuple[dict[str, Any], ...]
    empty: str
    new: str
    new_label: str
    may_begin: Callable[[Actor], bool]


def _orders_somewhere(actor: Actor) -> bool:
    return any(grant.can_decide for grant in grants_of(actor, (Role.DISTRICT, Role.CITY)))


TABS = {
    "orders": Tab(
        "整改通知",
        RectificationState.choices,
        (
            {"label": "阵地"},
            {"label": "通知编号", "keep": True},
            {"label": "主管工会"},
            {"label": "事项", "keep": True},
            {"label": "状态", "keep": True},
            {"label": "期限"},
        ),
        "您的管理范围内还没有整改通知。",
        "rectification-new",
        "下达整改通知",
        _orders_somewhere,
    ),
    "visits": Tab(
        "查访",
        [(kind.value, kind.label) for kind in VisitKind if kind in OF_SITES_IN_USE],
        (
            {"label": "阵地"},
            {"label": "类别", "keep": True},
            {"label": "到访日期", "keep": True},
            {"label": "开放情况"},
            {"label": "结论"},
        ),
        "您的管理范围内还没有登记过查访。",
        "visit-new",
        "登记暗访",
        lambda actor: holds(actor, Role.DISTRICT, Role.CITY),
    ),
    "reports": Tab(
        "群众反映",
        ReportState.choices,
        LIST_COLUMNS,
        "您的管理范围内还没有收到群众反映。",
        "",
        "",
        lambda actor: False,
    ),
    "draws": Tab(
        "抽查",
        SpotCheckState.choices,
        (
            {"label": "抽查"},
            {"label": "组织工会"},
            {"label": "抽取", "keep": True},
            {"label": "状态", "keep": True},
            {"label": "已检查", "keep": True},
            {"label": "公布日期", "keep": True},
        ),
        "您的管理范围内还没有组织过抽查。",
        "spot-check-new",
        "组织抽查",
        lambda actor: bool(unions_to_draw(actor)),
    ),
}


class InspectionList(OfficePage):
    """``/desk/inspections/?tab=orders``"""

    template_name = "inspection/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.GET.get("tab", "")
        code = code if code in TABS else "orders"
        tab = TABS[code]
        form = InspectionFilterForm(request.GET, districts=districts_within(self.actor), states=tab.states)
        chosen = form.chosen()
        page = Paginator(self.found(code, chosen), PER_PAGE).get_page(page_of(request.GET))
        begins = tab.may_begin(self.actor)
        address = reverse("inspections")
        return self.page(
            form=form,
            chips=chips_of(form, request.GET),
            tabs=[(each.label, f"{address}?tab={name}", name == code) for name, each in TABS.items()],
            tab=tab,
            page=page,
            columns=tab.columns,
            rows=[{"cells": self.cells(row)} for row in page],
            clear_url=f"{address}?tab={code}",
            more=[
                ("预警问题", reverse("findings")),
                ("评定", reverse("assessments")),
                ("年度复核", reverse("reviews")),
                ("处置措施", reverse("consequences")),
            ],
            new_url=reverse(tab.new) if begins else "",
            new_label=tab.new_label if begins else "",
        )

    def found(self, code: str, chosen: dict[str, str]) -> Any:
        if code == "orders":
            return orders_within(self.actor, OrderFilter(**chosen))
        if code == "reports":
            return reports_within(self.actor, **chosen)
        kind = chosen.pop("state")
        if code == "visits":
            return visits_within(self.actor, kind=kind, **chosen)
        return draws_within(self.actor, kind)

    def cells(self, row: Any) -> list[dict[str, Any]]:
        if isinstance(row, Rectification):
            return self.order_cells(row)
        if isinstance(row, PublicReport):
            return report_row(row, self.now.date())
        return visit_cells(row) if isinstance(row, Visit) else list_row(row)

    def order_cells(self, order: Rectification) -> list[dict[str, Any]]:
        site, clock = order.site, clock_of(order, self.now)
        due = {"text": clock.words, "tag": clock.tag, "long": True} if clock.words else {"text": "—"}
        return [
            {"text": str(site), "url": address_of("rectification", order.number), "sub": site.type_label},
            {"text": order.number},
            {"text": site.managing_union.name, "sub": site.district.name},
            {"text": f"{getattr(order, 'item_count', 0)} 项"},
            {"text": order.state_label, "tag": TAGS.get(RectificationState(order.state), "plain")},
            due,
        ]


def visit_cells(visit: Visit) -> list[dict[str, Any]]:
    site = visit.site
    at = f" {visit.held_at:%H:%M}" if visit.held_at else ""
    colour = "open" if visit.verdict == "pass" else "limited"
    return [
        {
            "text": str(site),
            "url": reverse("visit", args=[visit.pk]),
            "sub": f"{site.type_label} · {site.district.name}",
        },
        {"text": visit.get_kind_display()},
        {"text": f"{cn_date(visit.held_on)}{at}"},
        {"text": visit.get_door_display()},
        {"text": visit.outcome, "tag": colour},
    ]
