"""Takes in the yearly notice from one file; the same file once more brings nothing new."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.actor import SYSTEM
from rulebook.notice_files import read_notice
from rulebook.notices import BadNotice
from rulebook.services import import_calendar_year


class Command(BaseCommand):
    help = "导入国务院办公厅年度节假日安排(一个 TOML 或 CSV 文件)。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="TOML 或 CSV 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            notice = read_notice(path.read_bytes(), path.name)
        except OSError:
            raise CommandError(f"无法读取文件 {path},请检查路径和权限。") from None
        except BadNotice as error:
            raise CommandError(f"{path.name} 未导入,共 {len(error.problems)} 处错误:\n{error}") from None
        imported = import_calendar_year(notice, actor=SYSTEM, now=clock.now())
        if imported.is_new:
            self.stdout.write(f"已导入{imported.calendar},列明 {imported.calendar.day_count} 天。")
            if imported.moved:
                self.stdout.write(f"已按新安排重新计算 {imported.moved} 件在办案件的期限。")
        else:
            self.stdout.write(f"内容与{imported.calendar}相同,未作改动。")
