"""Is the audit trail still what was sealed? Names the first entry that is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit import first_altered


class Command(BaseCommand):
    help = "核对操作日志的封存链,指出第一个被改动的区段。"

    def handle(self, *args: Any, **options: Any) -> None:
        altered = first_altered()
        if altered:
            raise CommandError(f"{altered}与封存时不一致。")
        self.stdout.write("操作日志完整,与封存时一致。")
