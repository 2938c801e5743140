"""The floor of a ledger: the same rows and as many columns as they are stored, by ``values_list`` and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from core.late import Late
from sites.ledger.columns import columns_of
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

xlsxwriter = Late("xlsxwriter")

_OF_SITE = {"code", "filing_number", "filed_on", "state"}
_NAMED = {
    "district": "version__district__name",
    "managing_union": "managing_union__name",
    "honours": "revision",
}


def _source(code: str) -> str:
    if code in _OF_SITE:
        return code
    return _NAMED.get(code) or f"version__{code.replace('type.', 'type_facts__')}"


def _rows(site_type: str, paths: Collection[str]) -> Iterator[tuple[Any, ...]]:
    below = reduce(or_, (Q(union_path__startswith=path) for path in paths))
    rows = ServiceSite.objects.filter(below, site_type=site_type, state__in=IN_USE)
    rows = rows.order_by("district_id", "name", "id")
    return rows.values_list(*(_source(column.code) for column in columns_of(site_type))).iterator()


def write_csv(site_type: str, paths: Collection[str], name: str) -> None:
    with open(name, "w", newline="") as file:
        csv.writer(file).writerows(_rows(site_type, paths))


def write_xlsx(site_type: str, paths: Collection[str], name: str) -> None:
    """Needs XlsxWriter, which the portal itself does without."""
    book = xlsxwriter.Workbook(name, {"constant_memory": True})
    page = book.add_worksheet()
    for at, row in enumerate(_rows(site_type, paths)):
        for place, value in enumerate(row):
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                page.write_number(at, place, value)
            elif isinstance(value, date):
                page.write_datetime(at, place, value)
            elif value is not None:
                page.write_string(at, place, str(value))
    book.close()


def can_write_xlsx() -> bool:
    try:
        return bool(xlsxwriter.__version__)
    except ModuleNotFoundError:
        return False
