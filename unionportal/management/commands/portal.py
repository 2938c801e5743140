"""Runs the whole portal on one machine: web server, worker with scheduler, and the demo city when there is nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.selectors import has_demo_people, is_empty_office

LOGINS = "keeper district district2 district3 metro city city2 reviewer1…reviewer7 finance auditor admin"


class Command(BaseCommand):
    help = "启动门户:网页服务和后台任务。首次启动时建立演示城市;加 --empty 则从空库开始。"
    requires_system_checks: list[str] = []  # Django's own attribute; migrate runs the checks

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="不建立演示城市,首页引导创建第一个管理员。")

    def handle(self, *args: Any, **options: Any) -> None:
        port = self._port()
        self._prepare()
        self._children: list[subprocess.Popen[bytes]] = []
        signal.signal(signal.SIGTERM, _stop)
        try:
            self._start(port, fill=is_empty_office() and not options["empty"])
            self._say_hello(port)
            self._watch()
        except KeyboardInterrupt:
            self.stdout.write("\n正在停止……")
        finally:
            self._stop_all()

    def _port(self) -> int:
        text = os.environ.get("PORT", "8000")
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise CommandError(f"端口 {text} 无效,请用 PORT=8000 这样的数字(1–65535)。")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(text)))
            except OSError as taken:
                raise CommandError(
                    f"端口 {text} 已被占用。请停掉占用它的程序,或换一个端口:PORT=8001 python3 manage.py portal"
                ) from taken
        return int(text)

    def _prepare(self) -> None:
        for folder in (settings.VAR_DIR, settings.MEDIA_ROOT, *settings.BROKER_FOLDERS):
            folder.mkdir(parents=True, exist_ok=True)
        self.stdout.write("正在准备数据库……")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _start(self, port: int, *, fill: bool) -> None:
        python = [sys.executable, "-m"]
        web = [*python, "gunicorn", "unionportal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        web += ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
        beat = str(settings.VAR_DIR / "beat")
        worker = [
            *python,
            "celery",
            "-A",
            "unionportal",
            "worker",
            "-B",
            "-c",
            "1",
            "-s",
            beat,
            "-l",
            "WARNING",
        ]
        self._run(web)
        self._run(worker)
        if fill:
            self.stdout.write("正在建立演示城市,页面已可打开,数据会陆续补齐……")
            self._filling = self._run([sys.executable, "manage.py", "demo"])

    _filling: subprocess.Popen[bytes] | None = None

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PORTAL_NO_BOOTSTRAP": "1"}
        child = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)  # noqa: S603  # own command
        self._children.append(child)
        return child

    def _say_hello(self, port: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        self.stdout.write(f"\n门户已启动:http://127.0.0.1:{port}/  (工作人员入口 /desk/,按 Ctrl-C 停止)")
        if has_demo_people() or self._filling:
            password = os.environ.get("DEMO_PASSWORD", settings.DEMO_PASSWORD)
            self.stdout.write(f"演示账号:{LOGINS}\n演示密码:{password}\n")
        elif is_empty_office():
            self.stdout.write(f"请打开 http://127.0.0.1:{port}/setup/ 创建第一个管理员。\n")

    def _watch(self) -> None:
        """Until somebody stops us, or the web server or the worker ends."""
        while True:
            for child in list(self._children):
                code = child.poll()
                if code is not None:
                    self._children.remove(child)
                    if child is not self._filling:
                        raise CommandError("网页服务或后台任务意外停止,请查看上面的信息后重新启动。")
                    if code:
                        self.stderr.write("演示城市没有建完,请查看上面的信息。")
            time.sleep(0.5)

    def _stop_all(self) -> None:
        for child in self._children:
            _signal(child, signal.SIGTERM)
        for child in self._children:
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                _signal(child, signal.SIGKILL)
                child.wait()


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    """To the child and everything it started."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
