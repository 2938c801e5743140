"""What is said around the rows of a ledger, and how does a table look on paper? Plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.templatetags.portal import cn_datetime
from sites.ledger.columns import ON_PAPER, title_of
from sites.ledger.files import Sheet, Totals, paper_text
from sites.ledger.spec import Spec
from sites.models import LedgerExport


def scope_of(row: LedgerExport, spec: Spec, on_sheet: int | None = None) -> str:
    """As of when, which, how many; where several sheets belong together, the whole total is named as such."""
    total = f"各表合计 {row.rows} 处" if len(spec.site_types) > 1 else f"共 {row.rows} 处"
    own = [] if on_sheet is None else [f"本表 {on_sheet} 处"]
    return ",".join([spec.day_words, *spec.words_of_filter(), *own, total])


def trace_of(row: LedgerExport) -> str:
    """In which units, and who took it out: stands on every sheet."""
    office = f"({row.office})" if row.office else ""
    return f"面积单位:平方米,金额单位:元;导出人:{row.actor_name}{office} {cn_datetime(row.at)}"


def file_name(spec: Spec, ending: str) -> str:
    what = title_of(spec.site_types[0]) if len(spec.site_types) == 1 else "职工服务阵地台账"
    return f"{what}_{spec.day:%Y%m%d}.{ending}"


def back_url(spec: Spec) -> str:
    query = {"district": spec.district, "state": spec.state, "access": spec.access, "q": spec.words}
    pairs = [*(("type", code) for code in spec.site_types), *((k, v) for k, v in query.items() if v)]
    return f"{reverse('export')}?{urlencode(pairs)}"


def printed(sheet: Sheet) -> dict[str, Any]:
    """One table on paper, with as many columns as can be read there."""
    columns = sheet.columns[:ON_PAPER]
    totals = Totals(columns)
    rows: list[Sequence[str]] = []
    for lines in sheet.chunks:
        totals.add(lines)
        written = [[paper_text(column, value) for value in column.each(lines)] for column in columns]
        rows += zip(*written, strict=True)
    return {
        "title": sheet.title,
        "columns": columns,
        "rows": rows,
        "total": [paper_text(column, value) for column, value in zip(columns, totals.row, strict=True)],
        "is_cut": len(sheet.columns) > ON_PAPER,
    }
