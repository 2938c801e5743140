"""A backup is restored beside the live installation, compared with what was kept, worked through, and removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings

from unionportal.keeping.saving import MEDIA, Kept, columns_of_files, examine
from unionportal.keeping.servers import NotKept, Postgresql, Sqlite, differing
from unionportal.schema import unknown_migrations

#: The backup may be older than the program, whose models and commands ask for tables and columns of today.
MIGRATE = ("migrate", "--noinput", "--verbosity=0")
#: What the portal itself says of the copy.
ASKED = (("verify_audit",), ("recompute", "--all"))
#: Where a database says that it is a copy.
SWITCHES = "core_switch"


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
    """Raises ``NotKept`` for a backup that is damaged, newer than the program or of another kind of database."""
    kept = examine(backup, say)
    if kept.vendor != server.vendor:
        raise NotKept(f"这是 {kept.vendor} 的备份,本系统现在使用 {server.vendor}。请在同类数据库上演练。")
    _refuse_newer(kept.migrations)
    report = Report(kept)
    with _folder(keep) as folder, server.restored(backup / kept.file, folder, keep=keep) as environment:
        say("数据库已恢复到副本,正在核对……")
        found = server.contents(environment)
        _refuse_newer(found.migrations)
        report.rows = sum(count for count, _ in found.tables.values())
        report.problems += differing(kept.tables, found.tables)
        behind = [name for name, value in kept.sequences.items() if found.sequences.get(name, 0) < value]
        report.problems += [f"编号序列 {name} 落后于备份。" for name in behind]
        if SWITCHES in found.tables:
            server.mark(environment, now.isoformat())
        _ask(report, server, environment, backup / MEDIA, now)
        report.copy = environment.get("RESTORED_AS") or environment["PORTAL_VAR"]
    return report


@contextmanager
def _folder(keep: bool) -> Iterator[Path]:
    """For the copy. One of which nobody is told, since the drill broke off, is never kept: it holds everybody's data."""
    folder = Path(tempfile.mkdtemp(prefix="portal-restored-"))
    stays = False
    try:
        yield folder
        stays = keep
    finally:
        if not stays:
            shutil.rmtree(folder)


def _refuse_newer(migrations: list[str]) -> None:
    unknown = unknown_migrations(migrations)
    if unknown:
        raise NotKept(
            f"这份备份由更新版本的系统制作,其数据库有 {len(unknown)} 项变更是本系统没有的"
            f"(如 {unknown[-1]}),没有恢复。请先把系统升级到制作备份的版本或更新的版本。"
        )


def _ask(
    report: Report, server: Sqlite | Postgresql, environment: dict[str, str], media: Path, now: datetime
) -> None:
    """The copy is brought up to the program first."""
    if failed := _run(environment, media, MIGRATE):
        report.problems.append(failed)
        return
    server.mark(environment, now.isoformat())
    report.missing = _files_missing(server, environment, media)
    asked = (_run(environment, media, command) for command in ASKED)
    report.problems += list(islice(filter(None, asked), 1))


def _files_missing(server: Sqlite | Postgresql, environment: dict[str, str], media: Path) -> int:
    """Files that rows name and the backup does not hold."""
    named = (name for place in columns_of_files() for name in server.names(environment, *place))
    return sum(not (media / name).is_file() for name in named)


def _run(environment: dict[str, str], media: Path, command: Sequence[str]) -> str:
    """In a process of its own, on the copy: it knows no queue, no mail server and no gateway."""
    away = dict.fromkeys(("REDIS_URL", "EMAIL_URL", "WECOM_ROBOT_URL", "SMS_URL"), "")
    told = {**os.environ, **away, **environment, "MEDIA_ROOT": str(media), "PORTAL_NO_BOOTSTRAP": "1"}
    done = subprocess.run(  # noqa: S603  # own command
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stderr or done.stdout).strip()[-300:]
    return f"副本上运行 {command[0]} 没有通过:{said}" if done.returncode else ""
