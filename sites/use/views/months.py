"""One year of months: how often was the site used, what was asked for? Tapped, typed and corrected month by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.templatetags.portal import cn_date
from core.workflow import TransitionRefused
from sites.at_door.selectors import came_by_month
from sites.models import MonthlyUse, RequestCount
from sites.models.entered import Entered
from sites.refusals import Refusal
from sites.services import Sender
from sites.use.forms import MonthForm, RequestsForm, UseForm
from sites.use.months import month_of, month_refusal, month_words, months_on, parse_month
from sites.use.selectors import months_of, row_of_month
from sites.use.services import add_one, require_keeping, set_month, set_requests
from sites.use.views.frame import UsePage, entered_words

#: Years that the page leads to, this one included.
YEARS_BACK = 2


class _YearPage(UsePage):
    """``?year=2026`` shows a year, ``?month=2026-09`` opens the form of a month."""

    model: ClassVar[type[Entered]]
    form_class: ClassVar[type[UseForm]]
    #: The service that writes a month: site, month, what was typed, by whom.
    enter: ClassVar[Callable[..., Any]]
    #: Columns of the table that hold counts: name of the column, label.
    counts: ClassVar[tuple[tuple[str, str], ...]] = ()
    #: Of what they are counts, where the label does not say it.
    unit = ""
    #: Labels of columns that stand beside the counts and are never added to them.
    beside: ClassVar[tuple[str, ...]] = ()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        month = parse_month(request.GET.get("month", ""))
        if month is None or self.refusal(month):
            return self.show_year()
        return self.show_month(month)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        month = self.posted_month
        form = self.form_class(request.POST)
        return self.write(form, partial(self.save, month), **self.of_year(month))

    @property
    def posted_month(self) -> date:
        found = parse_month(self.request.POST.get("month", ""))
        if found is None:
            raise BadRequest("a form without its month")
        return found

    def save(self, month: date, typed: dict[str, Any]) -> str:
        self.enter(self.site.pk, month, typed, by=self.by)
        counts = "、".join(self.counted(label, typed[name]) for name, label in self.counts)
        return f"已填报:{month_words(month)},{counts}。"

    def refusal(self, month: date) -> str:
        return month_refusal(month, self.now.date(), self.frame.opened_on)

    @cached_property
    def year(self) -> int:
        month = parse_month(f"{self.request.GET.get('year', '')}-1")
        return month.year if month else self.now.year

    @property
    def back(self) -> str:
        return f"{self.url}?year={self.posted_month.year}"

    def show_year(self, **more: Any) -> HttpResponse:
        return self.show(**self.of_year(None), **more)

    def show_month(self, month: date) -> HttpResponse:
        row = row_of_month(self.model, self.site, month)
        known = {name: getattr(row, name) for name, _ in self.counts} if row else {}
        return self.show(self.form_class(initial=known), **self.of_year(month))

    def of_year(self, month: date | None) -> dict[str, Any]:
        """The table of a year, and which month the form is about."""
        year = month.year if month else self.year
        rows = months_of(self.model, self.site, year)
        last = self.now.year
        return {
            "year": year,
            "years": [each for each in range(last - YEARS_BACK, last + 1) if each != year],
            "columns": [
                {"label": "月份", "keep": True},
                *({"label": self.column_head(label), "numeric": True} for _, label in self.counts),
                *({"label": label, "numeric": True} for label in self.beside),
                {"label": "填报工会"},
                {"label": "填报日期", "keep": True},
            ],
            "rows": [self._line(date(year, number, 1), rows) for number in range(1, 13)],
            "sums": self._sums(list(rows.values())),
            "month": month,
            "month_words": month_words(month) if month else "",
            "revision": self._revision(month, rows),
        }

    def _revision(self, month: date | None, rows: dict[date, Any]) -> int:
        """What the person looked at; of a form that comes back, what he had looked at then."""
        if self.request.method == "POST":
            return self.seen
        return rows[month].revision if month in rows else 0

    def _line(self, month: date, rows: dict[date, Any]) -> dict[str, Any]:
        row = rows.get(month)
        said = self.refusal(month)
        url = f"{self.url}?month={month:%Y-%m}#form" if self.may_keep and not said else ""
        cells: list[dict[str, Any]] = [{"text": month_words(month), "url": url}]
        if row is None:
            counts, entered = ["—" if said else "未填报", *"—" * (len(self.counts) - 1)], ["—", "—"]
        else:
            counts = [f"{getattr(row, name):,}" for name, _ in self.counts]
            entered = [entered_words(row) or "—", cn_date(row.entered_at)]
        cells += [{"text": text} for text in (*counts, *self.told_beside(month), *entered)]
        return {"cells": cells}

    def column_head(self, label: str) -> str:
        return f"{label}({self.unit})" if self.unit else label

    def counted(self, label: str, count: int) -> str:
        return f"{label} {count:,} {self.unit}".rstrip()

    def told_beside(self, month: date) -> list[str]:
        """What stands in the columns ``beside``."""
        return []

    def _sums(self, rows: list[Any]) -> str:
        parts = [self.counted(label, sum(getattr(row, name) for row in rows)) for name, label in self.counts]
        return f"{len(rows)} 个月有记录,合计:{'、'.join(parts)}。" if rows else ""


class MonthsPage(_YearPage):
    """``/desk/sites/<code>/use/``"""

    name = "site-use"
    template_name = "sites/use/months.html"
    model = MonthlyUse
    form_class = MonthForm
    counts = (("visits", "使用人次"),)
    beside = ("扫码人次",)
    enter = staticmethod(lambda site, month, typed, by: set_month(site, month, typed["visits"], by=by))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.tap() if "tap" in request.POST else super().post(request, **kwargs)

    def tap(self) -> HttpResponse:
        """来了一位: one more in the current month, whatever else was entered meanwhile."""
        require_keeping(self.site, actor=self.actor, now=self.now)
        try:
            return self.once(self._one_more)
        except Refusal as refused:
            return self.too_late(TransitionRefused(refused.sentence), self.url)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.url)

    def _one_more(self) -> str:
        row = add_one(self.site.pk, by=Sender(self.actor, self.now))
        messages.success(self.request, f"已登记,{month_words(row.month)}共 {row.visits:,} 人次。")
        return self.url

    @cached_property
    def came(self) -> dict[int, dict[date, int]]:
        """By year, so that a page asks once."""
        return {}

    def told_beside(self, month: date) -> list[str]:
        if month.year not in self.came:
            self.came[month.year] = came_by_month(self.site, month.year)
        return [f"{came:,}" if (came := self.came[month.year].get(month)) else "—"]

    def of_year(self, month: date | None) -> dict[str, Any]:
        current = month_of(self.now.date())
        row = row_of_month(MonthlyUse, self.site, current)
        return {
            **super().of_year(month),
            "current_words": month_words(current),
            "current": row.visits if row else 0,
            "may_tap": self.may_keep and month is None and not self.refusal(current),
            "last_missing": self._missing(months_on(current, -1)) if month is None else None,
        }

    def _missing(self, month: date) -> tuple[str, str] | None:
        """Last month, while it has no total; seasonal sites count sessions instead."""
        if (
            self.site.kind.is_seasonal
            or not self.may_keep
            or self.refusal(month)
            or row_of_month(MonthlyUse, self.site, month)
        ):
            return None
        return month_words(month), f"{self.url}?month={month:%Y-%m}#form"


class RequestsPage(_YearPage):
    """``/desk/sites/<code>/use/requests/``"""

    name = "site-use-requests"
    template_name = "sites/use/months.html"
    model = RequestCount
    form_class = RequestsForm
    counts = (("received", "收到诉求"), ("closed", "已办结"), ("on_time", "按时办结"))
    unit = "件"
    enter = staticmethod(set_requests)
