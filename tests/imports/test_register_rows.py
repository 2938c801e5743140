"""A ledger that comes back changes nothing; one cell that was changed becomes one draft with that one fact."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from accounts.models import RoleGrant
from filing import services as cases
from filing.imports import services
from filing.models import Filing
from filing.models.imports import ImportBatch
from sites.models import ServiceSite, SiteVersion
from sites.services.succession import changed_names
from tests.digest import changed, tables
from tests.factories import NOW, actor_of
from tests.imports.lists import HEADS, Desk, book_of, row_of, saved
from tests.imports.test_batches import OWN
from tests.imports.test_large_lists import counted, started
from tests.office import Office, case_in
from tests.sites.ledgers import bytes_of, changed_on, taken

#: Facts that a ledger writes in words, numbers, days, degrees and lists.
FULL: dict[str, Any] = {
    "built_on": date(2024, 2, 1),
    "opened_on": date(2024, 5, 1),
    "agreement_starts_on": date(2026, 1, 1),
    "agreement_ends_on": date(2028, 12, 31),
    "union_fen": 1234567,
    "capacity": 12,
    "lat": Decimal("36.061234"),
    "lng": Decimal("120.391234"),
    "pin_datum": "bd09",
    "floor": "+1层",
}


@pytest.fixture
def filed(office: Office) -> list[ServiceSite]:
    """Two sites of 市南区 and one of 李沧区 in the register."""
    found = [
        case_in(office, "filed", name="湛山驿站", **FULL),
        case_in(office, "filed", name="=大学路驿站", address="大学路9号"),
        case_in(
            office,
            "filed",
            by="district2",
            over=office.licang_primary,
            district="370213",
            name="李沧驿站",
        ),
    ]
    return [ServiceSite.objects.get(pk=case.site_id) for case in found]


def ledger(desk: Desk, form: str) -> bytes:
    return bytes_of(taken(desk.client, form=form))


def edited(desk: Desk, form: str, code: str, head: str, text: Any) -> bytes:
    """The ledger with one cell changed, as a spreadsheet saves it."""
    data = ledger(desk, form)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        row = next(row for row in rows if code in row)
        row[rows[0].index(head)] = text
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        return out.getvalue().encode()
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    row = next(cells for cells in sheet.iter_rows(min_row=4) if code in [cell.value for cell in cells])
    row[heads.index(head)].value = text
    return saved(book)


def asked(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(each.column, each.sentence) for each in batch.questions.all()]


def with_code(code: Any, **changes: Any) -> bytes:
    return saved(book_of([[*HEADS, "阵地编码"], [*row_of(1, **changes), code]]))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_ledger_that_comes_back_unedited_changes_nothing(south, filed, form):
    data = ledger(south, form)
    before = tables()
    batch = south.taken(data, f"台账.{form}")
    assert (batch.state, asked(batch)) == ("review", [])
    assert (batch.total_rows, batch.unchanged_rows, batch.sites.count()) == (2, 2, 0)
    page = south.page(batch)
    assert "2 行写有阵地编码,内容与名册一致" in page and "没有需要导入的内容" in page
    assert south.act(batch, "confirm").status_code == 409
    assert changed(before) - OWN == {"filing_importrow"}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_one_changed_cell_makes_exactly_one_draft_of_a_change(south, filed, form):
    site = filed[1]
    batch = south.taken(edited(south, form, site.code, "楼层", "3层"), f"台账.{form}")
    assert (batch.state, asked(batch), batch.unchanged_rows) == ("review", [], 1)
    assert "→ 3层" in south.page(batch) and "1 件变更备案草稿" in south.page(batch)
    cases_before, sites_before = Filing.objects.count(), ServiceSite.objects.count()
    south.act(batch, "confirm")
    assert (batch.state, batch.created_sites) == ("done", 1)
    assert (Filing.objects.count(), ServiceSite.objects.count()) == (cases_before + 1, sites_before)
    case = Filing.objects.get(imported__batch=batch)
    assert (case.kind, case.state, case.site, case.base_version) == ("change", "draft", site, site.version)
    assert changed_names(case.base_version, case.version) == ["floor"]
    assert case.number == f"BA2026-{case.pk:06d}" and case.number in south.page(batch)


def test_undoing_the_batch_leaves_the_site_and_its_version(south, filed):
    data = edited(south, "xlsx", filed[0].code, "楼层", "3层")
    before = tables()
    batch = south.taken(data)
    south.act(batch, "confirm")
    assert "service_sites_siteversion" in changed(before)
    south.act(batch, "undo")
    assert batch.state == "undone" and changed(before) <= OWN


def test_an_edited_draft_of_a_change_keeps_its_batch(south, filed):
    batch = south.taken(edited(south, "xlsx", filed[0].code, "楼层", "3层"))
    south.act(batch, "confirm")
    case = Filing.objects.get(imported__batch=batch)
    actor = actor_of(south.office.people["district"])
    cases.save_section(case.pk, {"room": "301"}, seen=0, actor=actor, now=NOW)
    assert south.act(batch, "undo").status_code == 409


def test_a_code_out_of_reach_is_answered_like_one_that_nobody_has(south, filed):
    sentences = set()
    for code in (filed[2].code, "A2345678"):
        batch = south.taken(with_code(code))
        (found,) = asked(batch)
        sentences.add(found[1].replace(code, "X"))
        south.act(batch, "drop")
    assert len(sentences) == 1 and "没有阵地编码" in sentences.pop()


def test_a_wrong_code_is_corrected_and_never_becomes_a_new_site(south, filed):
    batch = south.taken(with_code("A2345678", 详细地址="大学路9号"))
    south.answer(batch, ("阵地编码", "text", filed[1].code))
    assert asked(batch) == []
    (row,) = batch.sites.all()
    assert row.base == filed[1].version
    assert set(row.facts) == {"name", "opened_on"}


def test_two_rows_with_one_code_are_named_in_both_places(south, filed):
    code = filed[0].code
    rows = [[*HEADS, "阵地编码"], [*row_of(1), code], [*row_of(2), code.lower()]]
    batch = south.taken(saved(book_of(rows)))
    assert ["第 3 行" in asked(batch)[0][1], "第 2 行" in asked(batch)[1][1]] == [True, True]
    south.answer(batch, ("阵地编码 第 3 行", "skip", ""))
    assert (asked(batch), batch.sites.count(), batch.left_out) == ([], 1, 1)


def test_type_and_union_of_the_register_are_not_changed_by_a_list(south, filed):
    rows = [
        ["阵地名称", "阵地编码", "阵地类型", "主管工会"],
        ["湛山驿站", filed[0].code, "爱心妈妈小屋", "市南区总工会"],
    ]
    batch = south.taken(saved(book_of(rows)))
    assert [column for column, _ in asked(batch)] == ["阵地类型", "主管工会"]
    assert all("不能用名单修改" in sentence for _, sentence in asked(batch))
    south.answer(batch, ("阵地类型", "blank", ""), ("主管工会", "blank", ""))
    assert (asked(batch), batch.unchanged_rows) == ([], 1)


def test_a_pin_is_changed_as_a_whole(south, filed):
    batch = south.taken(edited(south, "xlsx", filed[0].code, "纬度", 36.07))
    (row,) = batch.sites.all()
    assert set(row.facts) == {"lat", "lng", "pin_datum"}


def test_a_second_draft_of_a_change_is_not_begun(south, filed):
    actor = actor_of(south.office.people["district"])
    begun = cases.start_change(filed[0], actor=actor, now=NOW)
    batch = south.taken(with_code(filed[0].code))
    ((_, sentence),) = asked(batch)
    assert begun.number in sentence


def test_a_register_that_moved_meanwhile_keeps_everything_out(south, filed):
    batch = south.taken(edited(south, "xlsx", filed[0].code, "楼层", "3层"))
    changed_on(filed[0], NOW, room="302")
    versions = SiteVersion.objects.count()
    south.act(batch, "confirm")
    assert batch.state == "failed" and filed[0].code in batch.failure
    assert SiteVersion.objects.count() == versions


def test_one_changed_site_and_two_take_the_same_statements(office, filed, tmp_path):
    def statements(*codes: str | None) -> list[int]:
        lines = "\n".join(f"{code},{len(codes)}层" for code in codes)
        batch = started(office, f"阵地编码,楼层,阵地名称\n{lines}", tmp_path)
        checking = counted(batch)
        actor = actor_of(office.people["district"])
        services.confirm_import(batch.pk, seen=batch.revision, actor=actor, now=NOW)
        writing = counted(batch)
        assert (batch.state, batch.created_sites) == ("done", len(codes))
        services.undo_import(batch.pk, seen=None, actor=actor, now=NOW)
        return [checking, writing]

    first = filed[0].code
    statements(first)
    assert statements(first, filed[1].code) == statements(first)


def test_a_code_of_a_type_that_is_not_his_is_answered_like_one_that_nobody_has(south, office, filed):
    """The branch is the officer's, the type is not: the register tells him nothing of such a site."""
    RoleGrant.objects.filter(user=office.people["district"]).update(site_types=["nursing_room"])
    sentences = set()
    for code in (filed[0].code, "A2345678"):
        batch = south.taken(with_code(code), site_type="nursing_room")
        (found,) = asked(batch)
        sentences.add(found[1].replace(code, "X"))
        south.act(batch, "drop")
    assert len(sentences) == 1
    assert "没有阵地编码" in sentences.pop()
