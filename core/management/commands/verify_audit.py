"""Is the audit trail still what was sealed? Names the first entry that is not."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import LEGAL_ZONE
from core.sealing import first_altered, holds_seal, sealed_so_far
from core.words import chinese_moment

_HOW = "后台任务每小时封存一次。"


class Command(BaseCommand):
    help = "核对操作日志的封存链,指出第一个被改动的区段。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seal", default="", help="以前抄存的封存码:核对它还在封存链中,末尾没有被截掉。")

    def handle(self, *args: Any, **options: Any) -> None:
        altered = first_altered()
        if altered:
            raise CommandError(f"{altered}与封存时不一致。")
        noted = options["seal"].strip()
        if noted and not (re.fullmatch(r"[0-9a-fA-F]{16,64}", noted) and holds_seal(noted)):
            raise CommandError(f"封存链中没有封存码 {noted}:末尾可能被截掉,或者抄写有误,请核对。")
        sealed = sealed_so_far()
        if sealed.until is None:
            self.stdout.write(f"操作日志还没有封存过,{sealed.waiting:,} 条都没有核对。{_HOW}")
            return
        until = chinese_moment(sealed.until.astimezone(LEGAL_ZONE))
        self.stdout.write(f"操作日志完整:到{until}已封存 {sealed.entries:,} 条,都与封存时一致。")
        self.stdout.write(
            f"最后一段的封存码 {sealed.code},请抄存在系统以外;下次加 --seal 核对,可发现末尾被截掉。"
        )
        if sealed.waiting:
            self.stdout.write(f"另有 {sealed.waiting:,} 条等待封存,没有核对。{_HOW}")
