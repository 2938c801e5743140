"""How is a drill written down? One page of Markdown; knows no drill by name."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import date

from django.db import connection

from core.words import chinese_day
from unionportal.drill.outcome import Outcome


@dataclass(frozen=True)
class Run:
    """When a drill ran, and for how many seconds; of which size, and which one is the full one."""

    name: str
    line: str
    on: date
    seconds: float
    size: int
    full: int


def database_words() -> str:
    """The kind and version of database that drills run on; asks the server, changes nothing."""
    if connection.vendor == "sqlite":
        return f"SQLite {connection.Database.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def verdict(run: Run, outcome: Outcome) -> str:
    """All hold only for a run of full size that came to its end; any other one says how far it came."""
    if outcome.broken:
        return "有性质被打破"
    if outcome.cut:
        return f"没有走完,不能说明性质成立:{outcome.cut}"
    if run.size < run.full:
        return f"在这一规模内没有性质被打破(规模 {run.size:,},足量为 {run.full:,})"
    return "全部成立"


def page(run: Run, outcome: Outcome, database: str) -> str:
    """The whole page: facts of the run, what was checked, what was counted, what broke."""
    facts = [
        ("日期", chinese_day(run.on)),
        ("数据库", f"{database}(演练专用,用后即删)"),
        ("环境", f"Python {platform.python_version()}"),
        ("规模", outcome.size),
        ("用时", f"{run.seconds:,.1f} 秒"),
        ("内存峰值(单个进程)", f"{outcome.peak_mib:,.0f} MiB"),
        ("结论", verdict(run, outcome)),
    ]
    parts = [f"# 演练 {run.name}:{run.line}", _table(("项目", "内容"), facts)]
    parts += ["## 核对的性质", "\n".join(f"- {each}" for each in outcome.checked)]
    if outcome.rows:
        parts += ["## 结果", _table(outcome.heads, outcome.rows)]
    if outcome.counted:
        counts = [(what, f"{number:,}") for what, number in outcome.counted.most_common()]
        parts += ["## 计数", _table(("内容", "次数"), counts)]
    if outcome.broken:
        parts += ["## 被打破的性质", "\n".join(f"- {each}" for each in outcome.broken)]
    return "\n\n".join(parts) + "\n"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]] | list[tuple[str, str]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
