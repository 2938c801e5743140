"""Keeps database and files in one folder, with a list by which they can be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from core import clock
from core.heartbeat import beat
from unionportal.keeping.saving import save
from unionportal.keeping.servers import NotKept, server_of


class Command(BaseCommand):
    help = "把数据库和上传的文件备份到一个新的文件夹;备份期间可以照常办理。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="新的文件夹,最好在另一块磁盘上。")

    def handle(self, *args: Any, **options: Any) -> None:
        server = server_of(connection.settings_dict)
        now = clock.now()
        try:
            kept = save(server, Path(settings.MEDIA_ROOT), options["folder"], now=now)
        except (NotKept, OSError) as failed:
            raise CommandError(f"没有备份成功:{failed}") from failed
        beat("backup", now=now)
        rows = sum(count for count, _ in kept.tables.values())
        said = f"已备份到 {options['folder']}:{len(kept.tables)} 张表 {rows:,} 行,文件 {kept.media:,} 个。"
        self.stdout.write(f"{said}请定期运行 restore_drill 演练恢复。")
