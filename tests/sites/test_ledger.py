"""Is the ledger what the register was on that day, in a file that runs nothing, for those who may have it?"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.models import AuditEntry
from sites.ledger.cells import is_risky, neutralised, restored
from sites.ledger.columns import arranged, columns_of, line_of
from sites.ledger.selectors import lines_as_of
from sites.ledger.services import add_honour, remove_honour
from sites.ledger.spec import Spec
from sites.models import LedgerExport, ServiceSite, SiteVersion
from sites.types import site_types
from tests.factories import NOW, Tree, actor_of, build_tree, person
from tests.sites.ledgers import body, book_of, bytes_of, changed_on, csv_rows, later, moved_on, rows_of, taken
from tests.sites.public_sites import OFFICE_HOURS, PIN, opened_site

HOSTILE = (
    *("=1+1", "+8653285911234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋86", "－1", "＠x", " =1"),
    *("'=1", "''=1", "'引号", "=cmd|' /C calc'!A0", "平常的文字", "0532-85911234"),
)


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


def signed_in(username: str, role: str, over: Any, **rights: bool) -> Client:
    client = Client()
    client.force_login(person(username, role, over, rights=rights or None))
    return client


@pytest.fixture
def district(tree: Tree, clock: Any) -> Client:
    return signed_in("district", "district", tree.south)


# ── text ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", HOSTILE)
def test_a_csv_text_never_starts_like_a_formula_and_comes_back_as_it_was(text: str) -> None:
    written = neutralised(text)
    assert written.lstrip()[:1] not in set("=+-@\t\r＝＋－＠")
    assert restored(written) == text


def test_an_ordinary_text_is_left_alone() -> None:
    assert not any(map(is_risky, ("中山公园", "'引号", "2026-10-12", "0532-1", "a=b", "")))


def spoil(site: ServiceSite, **facts: Any) -> None:
    """Writes past every form, as an old import might have."""
    changed_on(site, NOW, **facts)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_holds_no_formula_and_the_same_text(tree: Tree, district: Client, text: str) -> None:
    site = opened_site(tree.primary)
    spoil(site, address=text, building=text, manager_name=text, public_phone=text)
    book = book_of(district)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    held = [cell for cell in cells if cell.value == text.replace("\r", "\n")]
    assert len(held) >= 4
    assert {cell.quotePrefix for cell in held} == {is_risky(text)}


@pytest.mark.parametrize("text", [each for each in HOSTILE if "\r" not in each])
def test_a_csv_runs_nothing_and_gives_back_the_same(tree: Tree, district: Client, text: str) -> None:
    spoil(opened_site(tree.primary), address=text)
    (row,) = csv_rows(district)
    assert restored(row["详细地址"]) == text
    assert not any(value.lstrip()[:1] in set("=+-@＝＋－＠") for value in row.values() if value)


def test_characters_that_no_sheet_can_hold_are_left_out(tree: Tree, district: Client) -> None:
    spoil(opened_site(tree.primary), address="文登\x0b路\x1f28号\ufffe")
    assert rows_of(district)[0]["详细地址"] == "文登路28号"


# ── what stands in it ───────────────────────────────────────────────────────────────────────────────────────

FACTS: dict[str, Any] = {
    "host_name": "中山公园管理处",
    "host_kind": "park",
    "host_credit_code": "913702001234567890",
    "opened_on": date(2025, 3, 1),
    "area_hundredths": 2550,
    "capacity": 20,
    "union_fen": 1_234_567,
    "facilities": ["table", "seats"],
    "type_facts": {"street_level": True, "medicine_ends": "2027-01-31", "serves": ["courier", "rider"]},
    "hours": OFFICE_HOURS,
    "manager_name": "负责人甲",
    "public_phone": "0532-85911235",
    **PIN,
    "pin_datum": "gcj02",
}


def test_codes_are_texts_dates_are_dates_and_numbers_are_numbers(tree: Tree, district: Client) -> None:
    site = opened_site(tree.primary, **FACTS)
    (row,) = rows_of(district)
    assert (row["统一社会信用代码"], row["备案编号"]) == ("913702001234567890", site.filing_number)
    assert row["启用日期"] == datetime(2025, 3, 1)
    assert (row["使用面积"], row["可容纳人数"], row["工会经费"]) == (25.5, 20, 12345.67)
    assert (row["药品最早到期日"], row["临街一层"]) == (datetime(2027, 1, 31), "是")
    assert row["主要服务人群"] == "快递员、外卖配送员"
    assert (row["状态"], row["单位类别"], row["敏感单位"]) == ("正常开放", "公园景区", "否")
    assert row["楼宇"] is None


def test_sites_that_say_the_same_each_have_their_own_row(tree: Tree, district: Client) -> None:
    """What many rows hold is spelt once; a cell that was made for one of them serves the others."""
    names = ("甲站", "乙站", "丙站")
    for name in names:
        opened_site(tree.primary, name, **FACTS | {"address": "=1+1", "is_sensitive": name == "乙站"})
    heads, *rows = list(book_of(district).worksheets[0].iter_rows(min_row=3, max_row=6))
    at = {head.value: number for number, head in enumerate(heads)}
    assert [row[0].value for row in rows] == [1, 2, 3]
    assert sorted(row[at["阵地名称"]].value for row in rows) == sorted(names)
    for row in rows:
        address, amount, day = (row[at[label]] for label in ("详细地址", "工会经费", "启用日期"))
        assert (address.value, address.data_type, address.quotePrefix) == ("=1+1", "s", True)
        assert (amount.value, amount.number_format) == (12345.67, "#,##0.00")
        assert (day.value, day.number_format) == (datetime(2025, 3, 1), "yyyy-mm-dd")
        assert row[at["敏感单位"]].value == ("是" if row[at["阵地名称"]].value == "乙站" else "否")


def test_a_row_that_is_asked_for_alone_is_the_row_of_the_ledger(tree: Tree, clock: Any) -> None:
    """A list that comes back is compared with the one, and was written from the other."""
    site = opened_site(tree.primary, **FACTS)
    spec = Spec(("outdoor_station",), NOW.date())
    actor = actor_of(person("district", "district", tree.south))
    ((line,),) = lines_as_of(actor, spec, "outdoor_station", spec.moment(NOW))
    alone = line_of(site, SiteVersion.objects.get(site=site))
    columns = columns_of("outdoor_station")
    assert [column.value(alone) for column in columns] == [column.value(line) for column in columns]
    assert [column.each([line, alone]) for column in columns] == [
        [column.value(line)] * 2 for column in columns
    ]


def test_the_pin_stands_as_it_was_read(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, **FACTS)
    (row,) = rows_of(district)
    assert row["坐标取自"] == "高德/腾讯"
    assert (round(row["纬度"] - 36.0671, 3), round(row["经度"] - 120.3826, 3)) == (0.0, 0.005)


def test_every_type_has_every_fact_under_its_own_label_once() -> None:
    for kind in site_types():
        labels = [column.label for column in columns_of(kind.code)]
        assert len(labels) == len(set(labels)), kind.code
        assert {fact.label for fact in kind.facts} <= set(labels)
        assert {"阵地名称", "详细地址", "使用面积", "荣誉", "纬度", "经度"} <= set(labels)


def test_the_last_row_sums_and_the_second_tells_how_many_and_who(tree: Tree, district: Client) -> None:
    for number in range(3):
        opened_site(tree.primary, f"第{number}站", area_hundredths=1050, union_fen=100)
    sheet = book_of(district).worksheets[0]
    title, note, heads, *rows = list(sheet.iter_rows(values_only=True))
    assert title[0] == "户外劳动者服务站点阵地台账"
    assert "截至2026年10月12日,共 3 处" in note[0]
    assert "导出人:district(市南区总工会) 2026年10月12日 10:00" in note[0]
    last = dict(zip(heads, rows[-1], strict=True))
    assert (last["序号"], last["阵地名称"], last["使用面积"], last["工会经费"]) == ("合计", "3 处", 31.5, 3)
    assert [row[0] for row in rows[:-1]] == [1, 2, 3]


def test_the_sheet_is_set_up_for_a4_on_its_side(tree: Tree, district: Client) -> None:
    opened_site(tree.primary)
    sheet = book_of(district).worksheets[0]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$3:$3"
    assert "导出人" in sheet.oddFooter.left.text


def test_every_part_of_the_workbook_is_whole_xml_without_formulas_or_links(
    tree: Tree, district: Client
) -> None:
    spoil(opened_site(tree.primary), address="<b>&\"']]>\u2028𠮷\U0001f600")
    with zipfile.ZipFile(io.BytesIO(bytes_of(taken(district)))) as parts:
        assert parts.testzip() is None
        names = parts.namelist()
        for name in names:
            ElementTree.fromstring(parts.read(name))
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
    assert re.search(r"<f[ >/]", sheet) is None
    assert rows_of(district)[0]["详细地址"] == "<b>&\"']]>\u2028𠮷\U0001f600"


def test_several_types_stand_on_sheets_of_their_own(tree: Tree, district: Client) -> None:
    opened_site(tree.primary, "驿站")
    opened_site(tree.primary, "又一处驿站")
    opened_site(tree.primary, "小屋", site_type="nursing_room")
    book = book_of(district, type=["nursing_room", "outdoor_station", "mind_station"])
    assert [sheet.title for sheet in book.worksheets] == ["爱心妈妈小屋", "户外劳动者服务站点"]
    notes = [sheet["A2"].value for sheet in book.worksheets]
    assert ["本表 1 处,各表合计 3 处" in note for note in notes] == [True, False]
    assert "本表 2 处,各表合计 3 处" in notes[1]
    paper = taken(district, form="print", type=["nursing_room", "outdoor_station"]).content.decode()
    assert "各表合计 3 处" in paper
    refused = district.post("/desk/export/", body(type=["nursing_room", "outdoor_station"], form="csv"))
    assert "CSV 一次只能放一种类型" in refused.content.decode()


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
