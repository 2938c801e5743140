"""Keeps database and files in one folder, with a list by which they can be checked."""

from __future__ import annotations

import errno
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
        except NotKept as refused:
            raise CommandError(f"没有备份成功:{refused}") from refused
        except OSError as failed:
            raise CommandError(f"没有备份成功:{_in_words(failed, options['folder'])}") from failed
        beat("backup", now=now)
        rows = sum(count for count, _ in kept.tables.values())
        said = f"已备份到 {options['folder']}:{len(kept.tables)} 张表 {rows:,} 行,文件 {kept.media:,} 个。"
        self.stdout.write(f"{said}请定期运行 restore_drill 演练恢复。")


#: What a disk answers, and what helps.
_DISK = {
    errno.ENOSPC: "磁盘已满,请清理或换一块磁盘",
    errno.EDQUOT: "超过了磁盘配额,请清理或换一块磁盘",
    errno.EACCES: "没有写入权限,请换一个文件夹,或请服务器管理员授权",
    errno.EPERM: "没有写入权限,请换一个文件夹,或请服务器管理员授权",
    errno.EROFS: "磁盘是只读的,请换一块磁盘",
    errno.ENOENT: "这个位置不能建立文件夹,请换一个",
    errno.ENOTDIR: "这个位置不能建立文件夹,请换一个",
}


def _in_words(failed: OSError, folder: Path) -> str:
    told = _DISK.get(failed.errno or 0, f"磁盘读写出错({failed.strerror or failed}),请检查磁盘后重试")
    return f"{failed.filename or folder}:{told}。"
