"""Takes in a list of sites from the command line, by the rules and with the words of the page ``/desk/import/``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.actor import SYSTEM
from core.workflow import TransitionRefused
from filing.imports.selectors import (
    batch_by_key,
    changes_in,
    counts_of,
    heads_of,
    questions_of,
    union_by_code,
)
from filing.imports.selectors.enrolling import open_pairs
from filing.imports.services import confirm_import, drop_import, map_heads, start_import
from filing.imports.services.answering import remembered_mapping
from filing.imports.tasks import run_import
from filing.models.imports import ImportBatch, ImportState
from sites.sheets.heads import head_key, unknown_heads
from sites.sheets.limits import SheetRefused
from sites.types import site_type, site_types


class Command(BaseCommand):
    help = (
        "导入阵地名单(xlsx 或 csv),逐处建立备案草稿。--union 填写主管工会的工会代码(管理后台“工会”中的“工会代码”)。"
        "任何一处有疑问时一件也不建立,并列出全部疑问;也可以改在网页“批量导入”中逐项答复。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx 或 csv 文件")
        parser.add_argument("--union", required=True, metavar="CODE", help="主管工会的工会代码")
        parser.add_argument(
            "--type", default="", choices=[kind.code for kind in site_types()], help="整份名单的阵地类型"
        )
        parser.add_argument("--to-districts", action="store_true", help="各阵地归所在区(市)的总工会管理")
        parser.add_argument(
            "--ignore-unknown", action="store_true", help="不认识的列都不导入(不加此项时列出后停止)"
        )
        parser.add_argument("--dry-run", action="store_true", help="只核对,不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = self.taken_in(options)
        try:
            self.examine(batch, ignore=options["ignore_unknown"])
        except CommandError:
            self.drop(batch.pk)
            raise
        self.preview(batch)
        if options["dry_run"]:
            self.drop(batch.pk)
            self.stdout.write("试运行结束,没有写入任何内容。")
            return
        confirm_import(batch.pk, seen=self.now(batch).revision, actor=SYSTEM, now=clock.now())
        run_import(batch.pk)
        batch = self.now(batch)
        if batch.state != ImportState.DONE:
            raise CommandError(f"没有导入:{batch.failure or batch.state_label}")
        self.stdout.write(f"{batch}已导入,建立 {batch.created_sites} 件备案草稿。")

    def taken_in(self, options: dict[str, Any]) -> ImportBatch:
        union = union_by_code(options["union"])
        if union is None:
            raise CommandError(f"没有代码为“{options['union']}”的工会,请在管理后台“工会”中查看“工会代码”。")
        path: Path = options["file"]
        chosen = {"site_type": options["type"], "to_districts": options["to_districts"]}
        try:
            batch = start_import(
                union=union, path=path, name=path.name, actor=SYSTEM, now=clock.now(), **chosen
            )
        except OSError:
            raise CommandError(f"无法读取文件 {path},请检查路径和权限。") from None
        except SheetRefused as refused:
            raise CommandError(f"没有导入:{refused.sentence}") from None
        except TransitionRefused as refused:
            raise CommandError(refused.reason) from None
        run_import(batch.pk)
        return batch

    def examine(self, batch: ImportBatch, *, ignore: bool) -> None:
        """All that stands in the way, at once."""
        found = self.now(batch)
        if found.state == ImportState.MAPPING:
            found = self.mapped(found, ignore=ignore)
        if found.state == ImportState.FAILED:
            raise CommandError(f"没有导入:{found.failure}")
        for notice in found.notices:
            self.stdout.write(notice)
        lines = [
            f"工作表“{each.sheet}”第 {each.number} 行“{each.column or '整行'}”:"
            f"{f'(原文:{each.typed})' if each.typed else ''}{each.sentence}"
            for each in questions_of(found)
        ]
        if lines:
            raise CommandError(f"没有导入,共 {len(lines)} 处需要修改或答复:\n" + "\n".join(lines))

    def mapped(self, batch: ImportBatch, *, ignore: bool) -> ImportBatch:
        known = remembered_mapping(batch)
        unknown = unknown_heads(heads_of(batch), known)
        if unknown and not ignore:
            named = "、".join(f"“{text}”" for text in unknown)
            raise CommandError(
                f"没有导入:不认识这些列:{named}。请改列名,或加 --ignore-unknown 不导入这些列。"
            )
        mapping = {**known, **{head_key(text): "" for text in unknown}}
        try:
            map_heads(batch.pk, mapping, seen=batch.revision, actor=SYSTEM, now=clock.now())
        except TransitionRefused as refused:
            raise CommandError(f"没有导入:{refused.reason}") from None
        run_import(batch.pk)
        return self.now(batch)

    def preview(self, batch: ImportBatch) -> None:
        for kind, union, number in counts_of(batch):
            self.stdout.write(f"{site_type(kind).label} · {union}:{number} 处")
        found = self.now(batch)
        if changes := changes_in(found).count():
            self.stdout.write(f"变更备案:{changes} 处")
        if pairs := open_pairs(found):
            self.stdout.write(f"可能是同一处、待认定:{pairs} 对(在网页“批量导入”或各案件中认定)")
        if found.unchanged_rows:
            self.stdout.write(f"与名册一致、不作改动:{found.unchanged_rows} 行")

    def now(self, batch: ImportBatch) -> ImportBatch:
        found = batch_by_key(batch.pk)
        if found is None:
            raise CommandError("批次已不存在。")
        return found

    def drop(self, key: int) -> None:
        """What was only looked at leaves no batch that would hold up the same file."""
        batch = batch_by_key(key)
        if batch is not None and batch.state in (ImportState.MAPPING, ImportState.REVIEW):
            drop_import(key, seen=batch.revision, actor=SYSTEM, now=clock.now())
