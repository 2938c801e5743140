"""``manage.py recompute --all``: does every stored outcome still follow from its frozen facts and its pinned rules?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.registry import RECOMPUTERS

#: Lines of differences that are printed of each kind; the count is always whole.
MOST_LINES = 50


class Command(BaseCommand):
    help = "按保存的资料和当时的规则重新计算全部结果,逐字核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="核对全部种类的结果")
        parser.add_argument("--only", choices=[name for name, _ in RECOMPUTERS.items()], help="只核对一种")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["only"]
        if not wanted and not options["all"]:
            raise CommandError("请写明 --all(全部)或 --only 种类。")
        failed = 0
        for name, each in RECOMPUTERS.items():
            if wanted and name != wanted:
                continue
            found = each.replay()
            failed += len(found.differing)
            self.stdout.write(
                f"{each.title}:重新计算 {found.replayed:,} 条,不一致 {len(found.differing):,} 条"
            )
            for line in found.differing[:MOST_LINES]:
                self.stdout.write(f"  {line}")
        if failed:
            raise CommandError(f"有 {failed:,} 条结果与保存的不一致。")
