"""Builds 500,000 sites on PostgreSQL and measures the goals of ``docs/benchmarks.md`` against their floors."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from unionportal.bench import dataset, goals, pages
from unionportal.bench.exports import export_goals
from unionportal.bench.imports import import_goals
from unionportal.bench.night import night_goals
from unionportal.bench.rehearsals import rehearsal_goals
from unionportal.bench.watching import watch_goals

GOALS = sorted(
    {*pages.GOALS, "P11", "P12", "P13", "P14", "P15", "P16", "P17", "P26"}, key=lambda goal: int(goal[1:])
)


class Command(BaseCommand):
    help = "在独立的 PostgreSQL 数据库上建立 50 万个样例阵地并测量性能目标。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sites", type=int, default=500_000, help="阵地数量,默认 500000。")
        parser.add_argument(
            "--rows", type=int, default=10_000, help="导入和导出的行数,默认 10000;目标按 100000。"
        )
        parser.add_argument("--only", nargs="+", choices=GOALS, default=GOALS, help="只测量这些目标。")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("性能测量需要 PostgreSQL,请设置 DATABASE_URL。")
        started = time.perf_counter()
        call_command("migrate", verbosity=0)
        migrated = time.perf_counter() - started
        if dataset.is_foreign():
            raise CommandError("数据库中已有其他数据。请用一个空的数据库运行性能测量。")
        if not dataset.is_loaded(options["sites"]):
            self.stdout.write(f"正在建立 {options['sites']} 个样例阵地……")
            dataset.load(options["sites"])
        wanted = set(options["only"])
        results = []
        if "P22" in wanted:
            results = [goals.Result("P22", "空库 migrate", 20.0, migrated, "秒"), goals.start_up()]
        self._report([*results, *self._measured(wanted, options["rows"])])

    def _measured(self, wanted: Collection[str], rows: int) -> Iterator[goals.Result]:
        if wanted & set(pages.GOALS):
            yield from pages.page_goals(wanted)
        if "P16" in wanted:
            yield from self._searches()
        if wanted & {"P13", "P14"}:
            yield from import_goals(wanted, rows)
        if "P15" in wanted:
            yield from export_goals(rows)
        if "P26" in wanted:
            yield from rehearsal_goals()
        if "P11" in wanted:
            yield from watch_goals()
        if wanted & {"P12", "P17"}:
            yield from night_goals(wanted)

    def _searches(self) -> Iterator[goals.Result]:
        district, _ = dataset.sample()
        for words in ("中山", "龘靐", "zsl"):
            yield goals.query(
                "P16",
                f"检索“{words}”",
                30.0,
                lambda w=words: goals.searched(w),
                lambda: goals.district_list(district),
            )

    def _report(self, results: list[goals.Result]) -> None:
        settings_line = (
            f"Django 设置 {settings.SETTINGS_MODULE},每项 {goals.ROUNDS} 轮,取中位数;"
            "实测为 CPU 比值并据此判定;注明“按用时”的,按用时比判定。"
        )
        self.stdout.write(f"\n{settings_line}\n\n| 目标 | 内容 | 限值 | 实测 | 波动 | 用时比 | 结论 |")
        self.stdout.write("| --- | --- | --- | --- | --- | --- | --- |")
        for each in results:
            spread = wall = ""
            if isinstance(each.measured, goals.Ratio):
                spread = f"{each.measured.lowest:.2f}–{each.measured.highest:.2f}"
                wall = f"{each.measured.wall:.2f}{'(按用时)' if each.by_time else ''}"
            verdict = "达到" if each.met else "未达到"
            line = f"| {each.goal} | {each.what} | {each.bar:g} {each.unit} | {_told(each):.2f} {each.unit} | {spread} | {wall} | {verdict} |"
            self.stdout.write(line)
        if not all(each.met for each in results):
            raise CommandError("有目标未达到,见上表。")


def _told(result: goals.Result) -> float:
    """The column of the processor ratio, also where the clock judges."""
    return result.measured.cpu if isinstance(result.measured, goals.Ratio) else result.measured
