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
    requires_system_checks: list[str] = []  # Django's own attribute

    def run_from_argv(self, argv: list[str]) -> None:
        """Everything after ``test`` belongs to pytest, options included."""
        self.handle(*argv[2:])

    def handle(self, *args: Any, **options: Any) -> None:
        url = os.environ.get("DATABASE_URL", "")
        runs = [("SQLite", {"DATABASE_URL": ""}, ["-m", "not browser"] if url else [])]
        if url:
            runs.append(("PostgreSQL", {"DATABASE_URL": url}, []))
        for name, environment, selection in runs:
            self.stdout.write(f"\n测试数据库:{name}", ending="\n")
            self.stdout.flush()
            code = self._pytest([*selection, *map(str, args)], environment)
            if code:
                sys.exit(code)

    def _pytest(self, arguments: list[str], environment: dict[str, str]) -> int:
        full = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "unionportal.settings.test"}
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=settings.BASE_DIR, env=full, check=False).returncode  # noqa: S603  # own command
