"""Where no mail server is set, a demo tells what it would have sent: one line on its console."""

from __future__ import annotations

import sys

from django.conf import settings

from core.channels.base import Letter


class Console:
    name = "console"
    label = "演示窗口"
    asks = ""
    help = "没有设置邮件服务器时使用:消息写在启动本系统的窗口里。"

    @property
    def is_offered(self) -> bool:
        return bool(settings.EMAIL_BACKEND.endswith("console.EmailBackend"))

    def problem_with(self, address: str) -> str:
        return ""

    def send(self, letter: Letter) -> None:
        sys.stdout.write(f"[消息] {letter.address}:{letter.short}\n")
        sys.stdout.flush()
