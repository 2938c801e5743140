"""Runs the whole portal on one machine: web server, worker with scheduler, and the demo city when there is nothing."""

from __future__ import annotations

import os
import signal
import socket
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.selectors import has_demo_people, is_empty_office
from unionportal.household import Household

LOGINS = "keeper district district2 district3 metro city city2 reviewer1…reviewer7 finance auditor admin"
START_SECONDS = 60


class Command(BaseCommand):
    help = "启动门户:网页服务和后台任务。首次启动时建立演示城市;加 --empty 则从空库开始。"
    requires_system_checks: list[str] = []  # migrate runs them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="不建立演示城市,首页引导创建第一个管理员。")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), free_port(os.environ.get("PORT", "8000"))
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        household = Household()
        try:
            self._prepare_database()
            self._serve(household, host, port)
            self._greet(household, port, filling=is_empty_office() and not options["empty"])
            self._watch(household)
        except KeyboardInterrupt:
            self._say("\n正在停止……")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave children behind
            household.stop()
        self._say("门户已停止。")

    def _prepare_database(self) -> None:
        self._say("正在准备数据库……")
        call_command("migrate", verbosity=0)

    def _serve(self, household: Household, host: str, port: int) -> None:
        where = ["--bind", f"{host}:{port}"]
        size = ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
        calm = ["--log-level", "warning", "--graceful-timeout", "1"]
        household.start("网页服务", "gunicorn", *where, *size, *calm, "unionportal.wsgi")
        beat = ["--beat", "--schedule", str(settings.VAR_DIR / "beat-schedule")]
        worker = ["--quiet", "-A", "unionportal", "worker", "-c", "1", "-l", "WARNING"]
        household.start("后台任务", "celery", *worker, *beat)
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            self._refuse_if_ended(household)
            if time.monotonic() > deadline:
                raise CommandError(f"网页服务在 {START_SECONDS} 秒内没有响应,请查看上面的信息后重新启动。")
            time.sleep(0.1)

    def _greet(self, household: Household, port: int, *, filling: bool) -> None:
        self._say(f"\n门户已启动:http://127.0.0.1:{port}/(工作人员入口 /desk/,按 Ctrl-C 停止)")
        if filling or has_demo_people():
            self._say(f"演示账号:{LOGINS}\n演示密码:{settings.DEMO_PASSWORD}\n")
        elif is_empty_office():
            self._say(f"请打开 http://127.0.0.1:{port}/setup/ 创建第一个管理员。\n")
        if filling:
            self._say("正在建立演示城市,页面已可打开,数据会陆续补齐……")
            household.start("演示城市", str(settings.BASE_DIR / "manage.py"), "demo", module=False)

    def _watch(self, household: Household) -> None:
        """Until somebody stops us, or the web server or the worker ends by itself."""
        while True:
            self._refuse_if_ended(household)
            time.sleep(0.5)

    def _refuse_if_ended(self, household: Household) -> None:
        for name, code in household.ended():
            if name != "演示城市":
                raise CommandError(f"{name}意外停止(代码 {code}),请查看上面的信息后重新启动。")
            if code:
                self._say("演示城市没有建完,请查看上面的信息。门户继续运行。")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def free_port(text: str) -> int:
    """The wanted port, or one clear sentence why not."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CommandError(f"端口 {text} 无效,请改用 1–65535 之间的数字,例如 PORT=8001。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as taken:
            words = (
                f"端口 {text} 已被占用。请停掉占用它的程序,或换一个端口:PORT=8001 python3 manage.py portal"
            )
            raise CommandError(words) from taken
    return int(text)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
