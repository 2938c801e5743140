"""Runs the hostile and endurance cases at full size and keeps what they saw under ``docs/measurements``."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from unionportal.drill.drills import DRILLS, Drill
from unionportal.drill.paper import Run, database_words, page, verdict


class Command(BaseCommand):
    help = "在演练专用的临时数据库上按足量规模运行演练,结果写入 docs/measurements/。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="演练名称;不写则列出并运行全部演练。")
        parser.add_argument("--size", type=int, default=0, help="规模,默认为该演练的足量规模。")
        parser.add_argument(
            "--minutes",
            type=float,
            default=math.inf,
            help="最多运行的分钟数;到时停止,写明走到哪里,以失败结束。",
        )
        parser.add_argument(
            "--into",
            type=Path,
            default=settings.BASE_DIR / "docs" / "measurements",
            help="结果写入的文件夹。",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when a property of any drill broke or one did not come to its end; the others still run."""
        chosen = self._chosen(options["name"])
        if options["size"] < 0:
            raise CommandError("--size 应大于 0,请重新填写。")
        failed = [each.name for each in chosen if not self._run(each, options)]
        if failed:
            raise CommandError(
                f"演练 {'、'.join(failed)} 有性质被打破或没有走完,见上文和 {options['into']}。"
            )

    def _chosen(self, name: str) -> list[Drill]:
        if name and name not in DRILLS:
            raise CommandError(f"没有名为“{name}”的演练,可选:{'、'.join(DRILLS)}。")
        if not name:
            self._say("演练:")
            for each in DRILLS.values():
                self._say(f"  {each.name:<14} {each.line}")
        return [DRILLS[name]] if name else list(DRILLS.values())

    def _run(self, drill: Drill, options: dict[str, Any]) -> bool:
        self._say(f"\n正在演练 {drill.name}:{drill.line}……")
        database, started = database_words(), time.monotonic()
        size = options["size"] or drill.size
        outcome = drill.run(size, self._say, started + 60 * options["minutes"])
        seconds = time.monotonic() - started
        run = Run(drill.name, drill.line, clock.today(), seconds, size, drill.size)
        path = options["into"] / f"drill-{drill.name}.md"
        path.write_text(page(run, outcome, database), encoding="utf-8")
        for sentence in outcome.broken:
            self._say(f"  被打破:{sentence}")
        self._say(f"{drill.name}:{outcome.size},{verdict(run, outcome)},用时 {seconds:.1f} 秒。结果:{path}")
        return not outcome.broken and not outcome.cut

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
