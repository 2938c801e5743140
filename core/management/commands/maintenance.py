"""Switches writing off and on again for the whole installation; reading goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.actor import SYSTEM
from core.switches import begin_maintenance, end_maintenance, maintenance
from core.words import chinese_moment

FORM = "%Y-%m-%d %H:%M"


class Command(BaseCommand):
    help = "维护开关:on 只能查看、不能填报和办理,后台任务暂停;off 恢复;不写则显示现在的状态。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wanted", nargs="?", choices=["on", "off"])
        parser.add_argument("--until", default="", help='预计恢复时间,例如 "2026-10-13 18:00"。')

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["wanted"] == "on":
            until = _moment(options["until"])
            if until and until <= now:
                raise CommandError("预计恢复时间已经过去,请填写以后的时间。")
            begin_maintenance(until, actor=SYSTEM, now=now)
        elif options["wanted"] == "off" and not end_maintenance(actor=SYSTEM, now=now):
            raise CommandError("现在没有维护,不需要恢复。")
        switch = maintenance()
        if switch is None:
            self.stdout.write("正常办理,没有维护。")
            return
        said = (
            f",预计 {chinese_moment(switch.until.astimezone(clock.LEGAL_ZONE))} 恢复" if switch.until else ""
        )
        self.stdout.write(f"正在维护:只能查看,后台任务暂停{said}。完成后请运行 maintenance off。")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, FORM).replace(tzinfo=clock.LEGAL_ZONE) if text else None
    except ValueError as unclear:
        raise CommandError('时间应写成 "2026-10-13 18:00" 的样子,请重新填写。') from unclear
