"""Is the audit trail still what was sealed? Names the first entry that is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.clock import LEGAL_ZONE
from core.sealing import first_altered, sealed_so_far
from core.words import chinese_moment

_HOW = "后台任务每小时封存一次。"


class Command(BaseCommand):
    help = "核对操作日志的封存链,指出第一个被改动的区段。"

    def handle(self, *args: Any, **options: Any) -> None:
        altered = first_altered()
        if altered:
            raise CommandError(f"{altered}与封存时不一致。")
        sealed = sealed_so_far()
        if sealed.until is None:
            self.stdout.write(f"操作日志还没有封存过,{sealed.waiting:,} 条都没有核对。{_HOW}")
            return
        until = chinese_moment(sealed.until.astimezone(LEGAL_ZONE))
        self.stdout.write(f"操作日志完整:到{until}已封存 {sealed.entries:,} 条,都与封存时一致。")
        if sealed.waiting:
            self.stdout.write(f"另有 {sealed.waiting:,} 条等待封存,没有核对。{_HOW}")
