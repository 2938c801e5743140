"""Is the audit trail still what was sealed? Names the first block that is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit import first_broken_seal


class Command(BaseCommand):
    help = "核对操作日志的封存链,指出第一个被改动的区段。"

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken_seal()
        if broken is not None:
            raise CommandError(f"操作日志第 {broken.first_id}–{broken.last_id} 条与封存时不一致。")
        self.stdout.write("操作日志完整,与封存时一致。")
