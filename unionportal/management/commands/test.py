"""Runs the whole suite: on SQLite, and on PostgreSQL as well when ``DATABASE_URL`` names one."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "运行全部测试;其余参数原样交给 pytest。"
    requires_system_checks: list[str] = []  # pytest starts Django itself

    def run_from_argv(self, argv: list[str]) -> None:
        """Everything after ``test`` belongs to pytest, options included."""
        self.handle(*argv[2:])

    def handle(self, *args: Any, **options: Any) -> None:
        """The last line is pytest's own; the first database that fails ends the run."""
        with_postgresql = bool(os.environ.get("DATABASE_URL"))
        if with_postgresql:
            self._say("在 SQLite 上运行测试(浏览器和耗时较长的测试随后在 PostgreSQL 上运行):")
            code = self._pytest(args, DATABASE_URL="", PORTAL_TEST_FOLLOWS="postgresql")
            if code:
                sys.exit(code)
            self._say("在 PostgreSQL 上运行测试:")
        else:
            self._say("在 SQLite 上运行测试;设置 DATABASE_URL 后会在 PostgreSQL 上再运行一遍:")
        sys.exit(self._pytest(args))

    def _pytest(self, arguments: tuple[Any, ...], **changes: str) -> int:
        told = {"DJANGO_SETTINGS_MODULE": "unionportal.settings.test", "PORTAL_NO_BOOTSTRAP": "1"}
        # The whole suite is long enough for two processes to pay; a part of it is not.
        environment = {**os.environ, **told, **changes}
        command = [sys.executable, "-m", "pytest", *map(str, arguments or ("-n", "2"))]
        return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False).returncode  # noqa: S603  # own command

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
