"""Does a backup come back whole? Restores it beside the live installation and compares; the live one is not touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from core import clock
from core.heartbeat import beat
from unionportal.keeping.restoring import Report, restore_beside
from unionportal.keeping.servers import NotKept, server_of


class Command(BaseCommand):
    help = "演练恢复:把备份恢复成旁边的副本,逐表核对后删除副本;不影响正在使用的系统。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="backup 命令备份的文件夹。")
        parser.add_argument("--keep", action="store_true", help="核对后保留副本,供查看。")

    def handle(self, *args: Any, **options: Any) -> None:
        began = clock.now()
        server = server_of(connection.settings_dict)
        try:
            report = restore_beside(
                server, options["folder"], self.stdout.write, keep=options["keep"], now=began
            )
        except (NotKept, OSError) as failed:
            raise CommandError(str(failed)) from failed
        self._tell(report, options["keep"])
        if report.problems:
            raise CommandError("恢复演练没有通过:\n" + "\n".join(report.problems))
        beat("restore drill", now=clock.now())
        seconds = (clock.now() - began).total_seconds()
        self.stdout.write(f"恢复演练通过,用时 {seconds:.0f} 秒。")

    def _tell(self, report: Report, keep: bool) -> None:
        self.stdout.write(
            f"核对 {len(report.kept.tables)} 张表 {report.rows:,} 行、{len(report.kept.sequences)} 个编号序列、"
            f"{report.kept.media:,} 个文件;操作日志封存链和全部结果已重新核对。"
        )
        if report.missing:
            self.stdout.write(f"有 {report.missing:,} 处登记的文件在备份时就没有找到。")
        if keep:
            self.stdout.write(f"副本保留在 {report.copy},它不发送消息、不运行定时任务;看完请删除。")
