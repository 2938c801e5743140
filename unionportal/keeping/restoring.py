"""A backup is restored beside the live installation, compared with what was kept, worked through, and removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from unionportal.keeping.saving import MEDIA, Kept, columns_of_files, examine
from unionportal.keeping.servers import NotKept, Postgresql, Sqlite, differing

#: What the portal itself says of the copy. Migrations are run on it first: the backup may be older than the program.
ASKED = (("migrate", "--noinput", "--verbosity=0"), ("verify_audit",), ("recompute", "--all"))


@dataclass
class Report:
    """``problems``: sentences; none means that everything came back."""

    kept: Kept
    problems: list[str] = field(default_factory=list)
    rows: int = 0
    missing: int = 0
    copy: str = ""


def restore_beside(
    server: Sqlite | Postgresql, backup: Path, say: Callable[[str], None], *, keep: bool, now: datetime
) -> Report:
    """Raises ``NotKept`` for a backup that is damaged or of another kind of database: nothing is restored then."""
    kept = examine(backup, say)
    if kept.vendor != server.vendor:
        raise NotKept(f"这是 {kept.vendor} 的备份,本系统现在使用 {server.vendor}。请在同类数据库上演练。")
    report = Report(kept)
    folder = Path(tempfile.mkdtemp(prefix="portal-restored-"))
    with server.restored(backup / kept.file, folder, keep=keep) as environment:
        say("数据库已恢复到副本,正在核对……")
        tables, sequences = server.contents(environment)
        report.rows = sum(count for count, _ in tables.values())
        report.problems += differing(kept.tables, tables)
        behind = [name for name, value in kept.sequences.items() if sequences.get(name, 0) < value]
        report.problems += [f"编号序列 {name} 落后于备份。" for name in behind]
        report.missing = _files_missing(server, environment, backup / MEDIA)
        server.mark(environment, now.isoformat())
        report.problems += _asked(environment, backup / MEDIA)
        report.copy = environment.get("RESTORED_AS") or environment["PORTAL_VAR"]
    if not keep:
        shutil.rmtree(folder)
    return report


def _files_missing(server: Sqlite | Postgresql, environment: dict[str, str], media: Path) -> int:
    """Files that rows name and the backup does not hold."""
    named = (name for place in columns_of_files() for name in server.names(environment, *place))
    return sum(not (media / name).is_file() for name in named)


def _asked(environment: dict[str, str], media: Path) -> list[str]:
    """In processes of their own, on the copy: it knows no queue, no mail server and no gateway."""
    away = dict.fromkeys(("REDIS_URL", "EMAIL_URL", "WECOM_ROBOT_URL", "SMS_URL"), "")
    told = {**os.environ, **away, **environment, "MEDIA_ROOT": str(media), "PORTAL_NO_BOOTSTRAP": "1"}
    problems = []
    for command in ASKED:
        done = subprocess.run(  # noqa: S603  # own command
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            problems.append(f"副本上运行 {command[0]} 没有通过:{(done.stderr or done.stdout).strip()[-300:]}")
            break
    return problems
