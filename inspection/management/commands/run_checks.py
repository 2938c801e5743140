"""``manage.py run_checks``: the checks of a day, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from inspection.watching.services import DayRefused, run_checks, tell_new_findings


class Command(BaseCommand):
    help = "运行预警检查:先补做缺少的日期,再检查当日;重复运行不会重复登记问题。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="检查到哪一天,如 2026-10-13;不写为今天")
        parser.add_argument(
            "--only", nargs="+", default=[], help="只运行这些代码的预警项,同一问题的严重项一并运行"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ran = run_checks(clock=clock.now, on=options["on"], only=options["only"])
        except DayRefused as refused:
            raise CommandError(refused.reason) from refused
        tell_new_findings(now=clock.now())
        self.stdout.write(ran.words)
        if ran.broken:
            raise CommandError(f"有 {len(ran.broken)} 项没有完成,原因见管理后台“预警检查”和系统日志。")
