"""The commands follow the rules of the page and use its words."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from filing.models import Filing
from filing.models.imports import ImportBatch
from tests.imports.lists import HEADS, book_of, row_of, saved, xlsx


@pytest.fixture
def run(office, tmp_path):
    def work(data: bytes, *more: str, name: str = "list.xlsx") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        out = StringIO()
        call_command("import_sites", str(path), "--union", office.south.code, *more, stdout=out)
        return out.getvalue()

    return work


def test_a_clear_list_is_imported_and_can_be_undone(run):
    said = run(xlsx(row_of(1), row_of(2)))
    batch = ImportBatch.objects.get()
    assert f"第 {batch.pk} 批已导入,建立 2 件备案草稿。" in said
    assert "户外劳动者服务站点 · 市南区总工会:2 处" in said
    out = StringIO()
    call_command("undo_import", str(batch.pk), stdout=out)
    assert out.getvalue() == f"第 {batch.pk} 批已撤销,删除 2 件备案草稿。\n"
    assert Filing.objects.count() == 0


def test_a_dry_run_writes_nothing_and_leaves_the_file_free(run):
    data = xlsx(row_of(1))
    assert "没有写入任何内容" in run(data, "--dry-run")
    assert Filing.objects.count() == 0
    assert "已导入" in run(data)


@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["real", "dry"])
def test_every_error_is_listed_by_sheet_row_and_column_dry_or_not(run, south, more):
    data = xlsx(row_of(1, 使用面积="三间"), row_of(2, 启用日期="2026-02-31"), row_of(3, 阵地类型="工会驿站"))
    with pytest.raises(CommandError) as refused:
        run(data, *more)
    said = str(refused.value)
    assert "共 3 处" in said
    assert "工作表“名单”第 2 行“使用面积”:(原文:三间)使用面积“三间”不是数字" in said
    assert "第 3 行“启用日期”" in said and "第 4 行“阵地类型”" in said
    batch = south.taken(data)
    for each in batch.questions.all():
        assert each.sentence in said, "page and command say the same"
    assert Filing.objects.count() == 0


def test_the_same_file_is_told_as_which_batch_it_was_imported(run):
    data = xlsx(row_of(1))
    run(data)
    with pytest.raises(CommandError) as refused:
        run(data)
    assert f"已作为第 {ImportBatch.objects.get().pk} 批导入" in str(refused.value)


def test_unknown_columns_are_named_and_can_be_ignored(run):
    data = saved(book_of([[*HEADS, "微信群"], [*row_of(1), "甲"]]))
    with pytest.raises(CommandError, match="不认识这些列:“微信群”"):
        run(data)
    assert "已导入" in run(data, "--ignore-unknown")


def test_an_unknown_union_and_an_unreadable_file_are_refused_in_words(run, office, tmp_path):
    with pytest.raises(CommandError, match="没有代码为“none”的工会"):
        call_command("import_sites", str(tmp_path / "x"), "--union", "none")
    with pytest.raises(CommandError, match="无法读取文件"):
        call_command("import_sites", str(tmp_path / "x"), "--union", office.south.code)
    with pytest.raises(CommandError, match="内容是网页"):
        run(b"<html></html>")


def test_a_batch_that_is_not_there_cannot_be_undone(office):
    with pytest.raises(CommandError, match="没有第 999 批导入"):
        call_command("undo_import", "999")
