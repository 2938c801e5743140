"""Where workers come from in a test in which many of them die: all is loaded once, each is forked from it in a moment.

A worker is what the compose file starts, a group of its own with its pool; only the reading of modules is shared.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings


@dataclass
class Nursery:
    """``living``: the workers by their names, with the leaders of their groups."""

    process: subprocess.Popen[str]
    folder: Path
    living: dict[str, int] = field(default_factory=dict)

    def start(self, name: str) -> None:
        self.process.stdin.write(f"{self.folder / name}.log\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        self.living[name] = int(self.process.stdout.readline())  # type: ignore[union-attr]

    def kill(self, name: str) -> None:
        """The whole group at once, without a word. Raises ``ProcessLookupError`` for one that has ended by itself."""
        os.killpg(self.living.pop(name), signal.SIGKILL)

    def is_ready(self, name: str) -> bool:
        path = self.folder / f"{name}.log"
        return path.exists() and " ready." in path.read_text(encoding="utf-8", errors="replace")


@contextmanager
def nursery(folder: Path, environment: dict[str, str], line: list[str]) -> Iterator[Nursery]:
    """Workers that are started by ``line``, the words behind ``python -m``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked_workers", *line],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made = Nursery(process, folder)
    try:
        yield made
    finally:
        for name in list(made.living):
            with suppress(ProcessLookupError):
                made.kill(name)
        process.communicate()
