"""Builds 500,000 sites on PostgreSQL and measures the goals of ``docs/benchmarks.md`` against their floors."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from unionportal.bench import dataset, goals
from unionportal.bench.people import BARE, officer_cookie
from unionportal.bench.serving import serving


class Command(BaseCommand):
    help = "在独立的 PostgreSQL 数据库上建立 50 万个样例阵地并测量性能目标。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sites", type=int, default=500_000, help="阵地数量,默认 500000。")

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
        results = [goals.Result("P22", "空库 migrate", 20.0, migrated, "秒"), goals.start_up()]
        results += self._pages() + self._queries()
        self._report(results)

    def _pages(self) -> list[goals.Result]:
        district, sites = dataset.sample()
        cookie, plain = officer_cookie(district), officer_cookie(district, BARE)
        with (
            serving("unionportal.wsgi:application") as portal,
            serving("unionportal.bench.floor:application") as floor,
        ):
            signed = (floor, [f"/signed-in/?district={district}"] * goals.REQUESTS, plain)
            bare = (floor, [f"/anonymous/?district={district}"] * goals.REQUESTS, "")
            listed = [f"/desk/sites/?district={district}&state=open&sort=name"] * goals.REQUESTS
            files = [f"/desk/sites/{code}/" for code in sites[: goals.REQUESTS]]
            shown = [f"/s/{code}/" for code in sites[: goals.REQUESTS]]
            found = [f"/?district={district}&type=nursing_room"] * goals.REQUESTS
            return [
                goals.page("P4", "阵地名册 50 行", 2.0, (portal, listed, cookie), signed),
                goals.page("P6", "阵地档案", 1.8, (portal, files, cookie), signed),
                goals.page("P8", "公众阵地页", 1.3, (portal, shown, ""), bare),
                goals.page("P8", "公众查找页", 1.5, (portal, found, ""), bare),
                goals.worker_memory(portal),
            ]

    def _queries(self) -> list[goals.Result]:
        district, _ = dataset.sample()
        return [
            goals.query(
                "P16",
                f"检索“{words}”",
                30.0,
                lambda w=words: goals.searched(w),
                lambda: goals.district_list(district),
            )
            for words in ("中山", "龘靐", "zsl")
        ]

    def _report(self, results: list[goals.Result]) -> None:
        settings_line = (
            f"Django 设置 {settings.SETTINGS_MODULE},每项 {goals.ROUNDS} 轮,取中位数;按 CPU 比值判定。"
        )
        self.stdout.write(f"\n{settings_line}\n\n| 目标 | 内容 | 限值 | 实测 | 波动 | 用时比 | 结论 |")
        self.stdout.write("| --- | --- | --- | --- | --- | --- | --- |")
        for each in results:
            spread, wall = "", ""
            if isinstance(each.measured, goals.Ratio):
                spread = f"{each.measured.lowest:.2f}–{each.measured.highest:.2f}"
                wall = f"{each.measured.wall:.2f}"
            verdict = "达到" if each.met else "未达到"
            line = f"| {each.goal} | {each.what} | {each.bar:g} {each.unit} | {each.value:.2f} {each.unit} | {spread} | {wall} | {verdict} |"
            self.stdout.write(line)
        if not all(each.met for each in results):
            raise CommandError("有目标未达到,见上表。")
