"""Rows that are written many at once are those that ``bulk_create`` would have written, to the last character."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.many import give_keys, insert_many, set_each
from filing.imports.services import start_import
from filing.models.imports import ImportBatch, ImportRow
from sites.models import OperatingNotice, ServiceSite, SiteVersion
from sites.services import plan_sites
from tests.factories import actor_of
from tests.imports.lists import csv_of, row_of
from tests.office import NOW, Office

AWKWARD = ["\\N", "\\", "a\tb", "a\nb", "a\r\nb", "\\.", "'\"%s", "𠮷野家 ☎", "", " "]


@pytest.fixture
def batch(office: Office, tmp_path: Any) -> ImportBatch:
    path = tmp_path / "list.csv"
    path.write_text(csv_of(row_of(1)), encoding="utf-8")
    actor = actor_of(office.people["district"])
    return start_import(union=office.south, path=path, name="list.csv", actor=actor, now=NOW)


def planned(office: Office, **facts: Any) -> SiteVersion:
    site = ServiceSite(
        site_type="outdoor_station",
        managing_union=office.south,
        union_path=office.south.path,
        district_id=office.south.governs_id,
        state="planned",
        created_at=NOW,
        updated_at=NOW,
    )
    return SiteVersion(
        site=site, site_type=site.site_type, number=1, district_id=site.district_id, created_at=NOW, **facts
    )


def stored(version: SiteVersion) -> dict[str, Any]:
    row = SiteVersion.objects.filter(pk=version.pk).values().get()
    return {name: value for name, value in row.items() if name not in ("id", "site_id")}


def test_a_version_holds_what_bulk_create_would_have_kept(office):
    facts = {
        "name": "a\tb\\N",
        "address": "𠮷野家\n二层",
        "lat": Decimal("36.067100"),
        "lng": Decimal("120.382600"),
        "built_on": date(2024, 2, 29),
        "union_fen": 12_345_678_901,
        "is_sensitive": True,
        "facilities": ["wifi", "\\"],
        "type_facts": {"备注": "一\n二", "开": True, "几": None},
        "hours": {"week": [[[480, 1020]]]},
    }
    full, bare = plan_sites([planned(office, **facts), planned(office)])
    usual = [planned(office, **facts), planned(office)]
    ServiceSite.objects.bulk_create([each.site for each in usual])
    SiteVersion.objects.bulk_create(usual)
    assert [stored(full), stored(bare)] == [stored(each) for each in usual]
    assert SiteVersion.objects.get(pk=full.pk).site_id == full.site.pk == full.site_id
    full.name = "新名称"
    full.save(update_fields=["name"])
    assert SiteVersion.objects.get(pk=full.pk).name == "新名称"


def test_a_column_whose_default_the_database_knows_may_be_left_out(office):
    (version,) = plan_sites([planned(office)])
    notice = OperatingNotice(site=version.site, kind="confirmation", starts_at=NOW, published_at=NOW)
    insert_many([notice])
    assert (OperatingNotice.objects.get().supply, OperatingNotice.objects.get().hours) == ("", None)


@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_comes_back_as_it_was(batch, text):
    insert_many([ImportRow(batch=batch, sheet=text, number=7, cells=[["s", text], None])])
    row = batch.rows.get()
    assert (row.sheet, row.cells, row.is_hidden) == (text, [["s", text], None], False)


def test_keys_are_taken_once_and_later_rows_get_others(batch):
    first = [ImportRow(batch=batch, sheet="甲", number=number) for number in range(3)]
    give_keys(first)
    insert_many(first)
    insert_many([ImportRow(batch=batch, sheet="乙", number=9)])
    last = ImportRow.objects.create(batch=batch, sheet="丙", number=10)
    keys = [each.pk for each in first]
    assert keys == sorted(set(keys))
    assert list(batch.rows.order_by("pk").values_list("sheet", flat=True)) == ["甲", "甲", "甲", "乙", "丙"]
    set_each(ImportRow, "number", {keys[0]: 5, keys[2]: 6, last.pk: 7})
    assert list(batch.rows.order_by("pk").values_list("number", flat=True)) == [5, 1, 6, 9, 7]


def test_a_row_that_the_database_refuses_keeps_all_of_them_out(batch):
    rows = [ImportRow(pk=1_000_001, batch=batch, sheet="甲", number=number) for number in (1, 2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(rows)
    assert batch.rows.count() == 0


def test_nothing_to_write_is_no_statement(batch, django_assert_num_queries):
    with django_assert_num_queries(0):
        give_keys([])
        insert_many([])
        set_each(ImportRow, "number", {})
