"""The ledger as of a day: facts and states as they stood."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from sites.ledger.services import add_honour, remove_honour
from sites.models import LedgerExport, ServiceSite, SiteVersion
from tests.factories import NOW, Tree, actor_of, build_tree, person
from tests.sites.ledgers import (
    body,
    bytes_of,
    changed_on,
    later,
    moved_on,
    rows_of,
    signed_in,
)
from tests.sites.public_sites import opened_site


@pytest.fixture
def tree(db: Any) -> Tree:
    return build_tree()


@pytest.fixture
def clock(settings: Any) -> Any:
    """Sets the moment of the office."""

    def stop(at: datetime) -> None:
        settings.CLOCK_PIN = at.isoformat()

    stop(NOW)
    return stop


@pytest.fixture
def district(tree: Tree, clock: Any) -> Client:
    return signed_in("district", "district", tree.south)


# ── as of a day ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_past(tree: Tree, clock: Any) -> ServiceSite:
    """Filed on the 12th; changed on the 22nd and on the 1st of November; under an order from the 5th, gone on the 11th."""
    site = opened_site(tree.primary, "旧名驿站", address="文登路28号", area_hundredths=1000)
    changed_on(site, later(10), name="新名驿站", area_hundredths=2000)
    changed_on(site, later(20), address="太平路12号")
    moved_on(site, "rectify", later(24))
    moved_on(site, "cancel", later(30))
    clock(later(40))
    return site


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2026-10-12", ("旧名驿站", "文登路28号", 10, "正常开放")),
        ("2026-10-21", ("旧名驿站", "文登路28号", 10, "正常开放")),
        ("2026-10-22", ("新名驿站", "文登路28号", 20, "正常开放")),
        ("2026-10-31", ("新名驿站", "文登路28号", 20, "正常开放")),
        ("2026-11-01", ("新名驿站", "太平路12号", 20, "正常开放")),
        ("2026-11-05", ("新名驿站", "太平路12号", 20, "整改中")),
        ("2026-11-10", ("新名驿站", "太平路12号", 20, "整改中")),
    ],
)
def test_a_past_day_has_the_facts_and_the_state_of_that_day(
    with_past: ServiceSite, district: Client, clock: Any, day: str, wanted: tuple[Any, ...]
) -> None:
    clock(later(40))
    (row,) = rows_of(district, day=day)
    assert (row["阵地名称"], row["详细地址"], row["使用面积"], row["状态"]) == wanted


@pytest.mark.parametrize("day", ["2026-10-11", "2026-11-11", "2026-11-21"])
def test_before_it_was_filed_and_after_it_was_cancelled_it_is_not_there(
    with_past: ServiceSite, district: Client, clock: Any, day: str
) -> None:
    clock(later(40))
    refused = district.post("/desk/export/", body(day=day))
    assert "没有符合条件的阵地" in refused.content.decode()


def test_cancelled_ones_are_there_when_they_are_asked_for(
    with_past: ServiceSite, district: Client, clock: Any
) -> None:
    clock(later(40))
    assert [row["状态"] for row in rows_of(district, day="2026-11-21", state="cancelled")] == ["已注销"]
    assert district.post("/desk/export/", body(day="2026-11-10", state="cancelled")).status_code == 400


def test_a_filter_asks_the_facts_of_that_day(tree: Tree, clock: Any) -> None:
    city = signed_in("city", "city", tree.city)
    site = opened_site(tree.primary, access="public")
    changed_on(site, later(10), district_id="370203", access="members")
    clock(later(20))
    assert len(rows_of(city, day="2026-10-13", district="370202", access="public")) == 1
    assert city.post("/desk/export/", body(day="2026-10-13", district="370203")).status_code == 400
    assert len(rows_of(city, day="2026-10-30", district="370203", access="members")) == 1


def test_a_draft_of_a_change_stands_in_no_ledger(tree: Tree, district: Client) -> None:
    site = opened_site(tree.primary, "旧名驿站")
    version = changed_on(site, later(0), name="新名驿站")
    SiteVersion.objects.create(
        site=site, number=9, created_at=NOW, district=version.district, name="草稿驿站"
    )
    assert [row["阵地名称"] for row in rows_of(district)] == ["新名驿站"]


def test_today_is_what_the_register_shows(tree: Tree, clock: Any) -> None:
    city = signed_in("city", "city", tree.city)
    for number, union in enumerate((tree.primary, tree.north_primary, tree.metro_primary)):
        site = opened_site(union, f"第{number}站", district=("370202", "370203", "370202")[number])
        changed_on(site, NOW, room=f"{number}室")
    moved_on(site, "rectify", NOW)
    found = {(row["阵地编码"], row["房间"], row["状态"]) for row in rows_of(city)}
    sites = ServiceSite.objects.select_related("version")
    assert found == {(site.code, site.version.room, site.state_label) for site in sites if site.version}


def test_the_file_is_what_was_recorded_even_when_the_register_moves_on(
    tree: Tree, district: Client, clock: Any
) -> None:
    site = opened_site(tree.primary, "旧名驿站")
    address = district.post("/desk/export/", body())["Location"]
    clock(later(0).replace(hour=11))
    changed_on(site, later(0).replace(hour=11), name="新名驿站")
    opened_site(tree.primary, "后来的驿站")
    ServiceSite.objects.filter(name="后来的驿站").update(filed_on=later(1).date())
    sheet = load_workbook(io.BytesIO(bytes_of(district.get(address)))).worksheets[0]
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["旧名驿站", "1 处"]


@pytest.mark.parametrize("day", ["2026-10-13", "2026-02-30", "昨天", "0000-01-01", "9999-12-31", "1" * 300])
def test_a_day_that_is_none_or_has_not_come_is_refused_in_words(
    tree: Tree, district: Client, day: str
) -> None:
    opened_site(tree.primary)
    response = district.post("/desk/export/", body(day=day))
    assert response.status_code == 400
    assert LedgerExport.objects.count() == 0


# ── honours ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_honours_stand_in_the_ledger_as_they_stood_on_the_day(
    tree: Tree, district: Client, clock: Any
) -> None:
    site = opened_site(tree.primary)
    officer = actor_of(person("officer", "district", tree.south))
    given = {"level": "national", "title": "示范驿站", "year": 2026, "document_number": "总工办发〔2026〕3号"}
    row = add_honour(site, **given, actor=officer, now=later(1))
    add_honour(site, **{**given, "level": "city", "year": 2025}, actor=officer, now=later(1))
    remove_honour(site, row.pk, actor=officer, now=later(5))
    clock(later(10))
    national, city = (
        f"{level}级 示范驿站 {year}年(总工办发〔2026〕3号)" for level, year in (("国家", 2026), ("市", 2025))
    )
    assert rows_of(district, day="2026-10-12")[0]["荣誉"] is None
    assert rows_of(district, day="2026-10-14")[0]["荣誉"] == f"{national};{city}"
    assert rows_of(district, day="2026-10-20")[0]["荣誉"] == city
