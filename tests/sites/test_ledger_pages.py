"""Who takes a ledger out, with which columns, and what stands of it in the trail?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from sites.ledger.columns import arranged, columns_of
from sites.models import LedgerExport
from tests.factories import NOW, Tree, build_tree, person
from tests.sites.ledgers import (
    body,
    bytes_of,
    csv_rows,
    later,
    rows_of,
    signed_in,
    taken,
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


# ── columns ─────────────────────────────────────────────────────────────────────────────────────────────────


def arrange(client: Client, *codes: str, seen: int = 0) -> Any:
    chosen = {f"show-{code}": "on" for code in codes}
    order = {f"order-{code}": str(at) for at, code in enumerate(codes, 1)}
    key = body()["key"]
    return client.post(
        "/desk/export/columns/?type=outdoor_station", {"key": key, "seen": str(seen), **chosen, **order}
    )


def heads_of(client: Client) -> list[str]:
    return list(rows_of(client)[0])


def test_each_union_keeps_its_own_columns_in_its_own_order(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, "本区驿站")
    opened_site(tree.north_primary, "北区驿站", district="370203")
    north = signed_in("north", "district", tree.north)
    city = signed_in("city", "city", tree.city)
    assert arrange(district, "address", "name", "area_hundredths").status_code == 302
    assert heads_of(district) == ["序号", "详细地址", "阵地名称", "使用面积"]
    assert len(heads_of(north)) == len(columns_of("outdoor_station")) + 1
    assert arrange(city, "name").status_code == 302
    assert heads_of(north) == ["序号", "阵地名称"], (
        "a union without an order of its own has that of the one above"
    )
    assert heads_of(district) == ["序号", "详细地址", "阵地名称", "使用面积"]


def test_a_stale_order_is_refused_and_an_empty_one_too(tree: Tree, district: Client) -> None:
    assert arrange(district, "name").status_code == 302
    stale = arrange(district, "address", seen=0)
    assert stale.status_code == 409
    assert "已由他人修改" in stale.content.decode()
    assert "至少保留一个栏目" in arrange(district, seen=1).content.decode()
    opened_site(tree.primary)
    assert heads_of(district) == ["序号", "阵地名称"]


def test_an_unknown_column_is_left_out() -> None:
    assert [column.code for column in arranged("outdoor_station", ["name", "password", "name"])] == ["name"]
    assert len(arranged("outdoor_station", ["password"])) == len(columns_of("outdoor_station"))


def test_who_only_exports_arranges_nothing(tree: Tree, clock: Any) -> None:
    finance = signed_in("finance", "finance", tree.south)
    response = arrange(finance, "name")
    assert response.status_code == 403
    assert "台账栏目由本工会" in response.content.decode()


# ── who may ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_holds_exactly_what_the_person_may_see(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, "本区的驿站")
    opened_site(tree.metro_primary, "地铁在本区的驿站")
    opened_site(tree.north_primary, "别区的驿站", district="370203")
    for client in (
        district,
        signed_in("north", "district", tree.north),
        signed_in("city", "city", tree.city),
    ):
        names = {row["阵地名称"] for row in rows_of(client)}
        page = client.get("/desk/sites/").context["page"]
        assert names == {site.name for site in page}
        assert len(names) == page.paginator.count


def test_without_the_right_to_export_there_is_no_ledger_and_the_attempt_is_recorded(
    tree: Tree, clock: Any
) -> None:
    opened_site(tree.primary)
    for role in ("keeper", "auditor"):
        client = signed_in(role, role, tree.south)
        assert client.get("/desk/export/").status_code == 403
        response = client.post("/desk/export/", body())
        assert response.status_code == 403
        assert "需要“导出数据”权限" in response.content.decode()
        assert "导出台账" not in client.get("/desk/sites/").content.decode()
    assert LedgerExport.objects.count() == 0
    assert AuditEntry.objects.filter(action="ledger.export", outcome="refused").count() == 2


def test_only_the_branch_that_may_be_exported_is(tree: Tree, clock: Any) -> None:
    """One grant lets a person read a branch, another lets him take out a second one."""
    opened_site(tree.primary, "只能看的驿站")
    opened_site(tree.north_primary, "可以导出的驿站", district="370203")
    both = person("both", "auditor", tree.south, rights={"export": False})
    from_north = person("north", "district", tree.north)
    grant = from_north.role_grants.get()
    grant.pk, grant.user = None, both
    grant._state.adding = True
    grant.save()
    client = Client()
    client.force_login(both)
    assert client.get("/desk/sites/").context["page"].paginator.count == 2
    assert [row["阵地名称"] for row in rows_of(client)] == ["可以导出的驿站"]


def test_a_file_is_only_for_who_took_it_out_while_he_may_and_for_a_day(
    tree: Tree, district: Client, clock: Any
) -> None:
    opened_site(tree.primary)
    address = district.post("/desk/export/", body())["Location"]
    assert signed_in("city", "city", tree.city).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert bytes_of(district.get(address)).startswith(b"PK")
    clock(later(2))
    assert "已超过一天" in district.get(address).content.decode()
    clock(NOW)
    district_user = person("leaver", "district", tree.south)
    leaver = Client()
    leaver.force_login(district_user)
    left = leaver.post("/desk/export/", body())["Location"]
    district_user.role_grants.update(can_export=False)
    assert leaver.get(left).status_code == 403


def test_each_export_stands_in_the_trail_with_filter_and_rows(tree: Tree, district: Client) -> None:
    for number in range(2):
        opened_site(tree.primary, f"第{number}站")
    taken(district, state="open", district="370202", q="第", form="csv")
    entry = AuditEntry.objects.get(action="ledger.export")
    assert (entry.target_label, entry.scope_path) == ("阵地台账 2 处", tree.south.path)
    assert entry.note == "截至2026年10月12日,户外劳动者服务站点,市南区,正常开放,“第”,CSV(UTF-8)"
    assert entry.details["state"] == "open"


def test_a_form_sent_twice_is_one_export(tree: Tree, district: Client) -> None:
    opened_site(tree.primary)
    form = body()
    first, second = (district.post("/desk/export/", form)["Location"] for _ in range(2))
    assert first == second
    assert LedgerExport.objects.count() == 1


# ── on paper and in bulk ────────────────────────────────────────────────────────────────────────────────────


def test_paper_holds_the_first_columns_the_total_and_who_took_it(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, "中山公园驿站", area_hundredths=2550, opened_on=date(2025, 3, 1))
    page = taken(district, form="print").content.decode()
    for said in (
        "户外劳动者服务站点阵地台账",
        "sheet--landscape",
        "中山公园驿站",
        "25.5",
        "2025年3月1日",
        "1 处",
        "导出人:district",
    ):
        assert said in page
    assert "内部电话" not in page


def test_the_register_leads_to_the_ledger_with_its_filter(tree: Tree, district: Client) -> None:
    opened_site(tree.primary)
    body_of_list = district.get("/desk/sites/?type=outdoor_station&state=open").content.decode()
    assert "/desk/export/?type=outdoor_station&amp;state=open" in body_of_list
    form = district.get("/desk/export/?type=outdoor_station&state=open&type=nothing").context["form"]
    assert (form["type"].value(), form["state"].value()) == (["outdoor_station"], "open")


@pytest.mark.parametrize(
    "query", ["type=%00", "day=x&form=exe", "district=999999&state=planned", "q=%00" * 50]
)
def test_no_address_breaks_the_page(tree: Tree, district: Client, query: str) -> None:
    assert "导出台账" in district.get(f"/desk/export/?{query}").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": ["nothing"]},
        {"type": []},
        {"form": "exe"},
        {"district": "999999"},
        {"state": "planned"},
        {"access": "x"},
    ],
)
def test_a_choice_that_is_none_is_refused(tree: Tree, district: Client, wrong: dict[str, Any]) -> None:
    opened_site(tree.primary)
    assert district.post("/desk/export/", body(**wrong)).status_code == 400
    assert LedgerExport.objects.count() == 0


def test_too_many_rows_for_a_form_are_refused_with_the_way_out(
    tree: Tree, district: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        opened_site(tree.primary, f"第{number}站")
    monkeypatch.setattr("sites.ledger.services.MOST_ROWS", {"print": 1})
    refused = district.post("/desk/export/", body(form="print")).content.decode()
    assert "符合条件的有 2 处,打印(A4 横向)一次最多 1 处" in refused


@pytest.mark.parametrize("form", ["xlsx", "csv", "print"])
def test_the_count_of_queries_does_not_grow_with_rows(tree: Tree, district: Client, form: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            bytes_of(taken(district, form=form))
        return len(queries)

    opened_site(tree.primary, "第一站")
    one = asked()
    for number in range(2, 5):
        opened_site(tree.primary, f"第{number}站")
    assert asked() == one


def test_a_register_larger_than_one_step_is_whole(
    tree: Tree, district: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sites.ledger.selectors.CHUNK", 2)
    for number in range(5):
        opened_site(tree.primary, f"第{number}站", area_hundredths=100)
    assert [row["阵地名称"] for row in rows_of(district)] == [f"第{number}站" for number in range(5)]
    assert len(csv_rows(district)) == 5


def test_exact_amounts_keep_their_cents(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, union_fen=123_456_789_012_34, area_hundredths=1)
    (row,) = csv_rows(district)
    assert (Decimal(row["工会经费"]), row["使用面积"]) == (Decimal("123456789012.34"), "0.01")


def test_another_choice_on_the_page_that_a_download_left_open_is_another_ledger(
    tree: Tree, district: Client
) -> None:
    opened_site(tree.primary)
    first = body()
    sent = [district.post("/desk/export/", each) for each in (first, first, {**first, "form": "csv"})]
    assert [each.status_code for each in sent] == [302, 302, 302]
    assert sent[0]["Location"] == sent[1]["Location"] != sent[2]["Location"]
