"""How many came by the code at the door? By month, by hours and by job; beside the typed totals, never added to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.templatetags.portal import cn_date
from sites.at_door.counted import BANDS, TRADES, band_words, trade_words
from sites.at_door.selectors import came_by_month, came_on, code_in_force, totals_by
from sites.use.months import month_of, month_words
from sites.use.views.frame import UsePage

#: Days of the small tables, today among them.
DAYS = 30

_DAY, _BAND, _TRADE = 0, 1, 2


class ScansPage(UsePage):
    """``/desk/sites/<code>/use/scans/``"""

    name = "site-use-scans"
    template_name = "sites/at_door/scans.html"
    is_typed = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        today = self.now.date()
        first = today - timedelta(days=DAYS - 1)
        rows = came_on(self.site, first, today)
        months = came_by_month(self.site, today.year)
        trades = totals_by(rows, _TRADE)
        bands = totals_by(rows, _BAND)
        return self.show(
            first=first,
            today=today,
            total=sum(bands.values()),
            days=_by_month(totals_by(rows, _DAY)),
            bands=_table("时段", [(band_words(band), bands.get(band, 0)) for band in BANDS]),
            trades=_table(
                "工种", [(trade_words(each), trades[each]) for each in (*TRADES, "") if trades.get(each)]
            ),
            months=_table("月份", [(month_words(month), count) for month, count in sorted(months.items())]),
            code=code_in_force(self.site),
            door_url=reverse("site-door", args=[self.site.code]),
        )


def _by_month(days: dict[date, int]) -> list[dict[str, Any]]:
    """The days folded into their months, the latest first."""
    by_month: dict[date, list[tuple[date, int]]] = {}
    for day, count in sorted(days.items(), reverse=True):
        by_month.setdefault(month_of(day), []).append((day, count))
    return [
        {
            "words": month_words(month),
            "total": sum(count for _, count in found),
            "days": [(cn_date(day), count) for day, count in found],
        }
        for month, found in by_month.items()
    ]


def _table(label: str, rows: list[tuple[str, int]]) -> dict[str, Any]:
    """Columns and rows of a small table of counts."""
    return {
        "columns": [{"label": label, "keep": True}, {"label": "扫码人次", "numeric": True}],
        "rows": [{"cells": [{"text": text}, {"text": f"{count:,}"}]} for text, count in rows],
    }
