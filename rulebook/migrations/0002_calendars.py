"""The yearly notices for 2023 to 2026, from the reviewed files.

Reads the files itself, so that it means the same whatever becomes of the importer.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import migrations
from django.utils import timezone

FILES = Path(__file__).resolve().parents[1] / "seeds" / "calendar"
YEARS = (2023, 2024, 2025, 2026)


def _days(table: dict[str, Any]) -> list[tuple[Any, bool, str]]:
    found = []
    for holiday in table["holiday"]:
        length = (holiday["to"] - holiday["from"]).days + 1
        found += [(holiday["from"] + timedelta(days=n), False, holiday["name"]) for n in range(length)]
        found += [(day, True, holiday["name"]) for day in holiday["makeup"]]
    return sorted(found)


def _digest(table: dict[str, Any], days: list[tuple[Any, bool, str]]) -> str:
    head = [table["year"], table["document_number"], table["issued_on"].isoformat(), table["source"]]
    value = [*head, [[day.isoformat(), is_workday, name] for day, is_workday, name in days]]
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def load(apps: Any, schema_editor: Any) -> None:
    CalendarYear = apps.get_model("rulebook", "CalendarYear")
    CalendarDay = apps.get_model("rulebook", "CalendarDay")
    for year in YEARS:
        table = tomllib.loads((FILES / f"{year}.toml").read_text(encoding="utf-8"))
        days = _days(table)
        calendar = CalendarYear.objects.create(
            year=year,
            version=1,
            document_number=table["document_number"],
            issued_on=table["issued_on"],
            source=table["source"],
            day_count=len(days),
            digest=_digest(table, days),
            imported_at=timezone.now(),
        )
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar=calendar, date=day, is_workday=is_workday, name=name)
            for day, is_workday, name in days
        )


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
