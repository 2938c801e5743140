"""Two servers side by side, the portal and the floor, each with two workers on the same database."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from unionportal.bench.meter import children_of

WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and the processes that do its work."""

    port: int
    pid: int

    def get(self, paths: Sequence[str], cookie: str = "") -> int:
        """Ask for each path once over one connection; anything but 200 voids the run."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for path in paths:
            link.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = link.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        link.close()
        return len(paths)

    def pids(self) -> list[int]:
        """Its workers and all processes of the database."""
        return [*children_of(self.pid), *database_pids()]


def database_pids() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(application: str, **changes: str) -> Iterator[Server]:
    """Run ``application`` under gunicorn until the block ends; ``changes`` are made to its environment."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "-b", f"127.0.0.1:{port}", "-w", str(WORKERS)]
    process = subprocess.Popen([*command, "--log-level", "error"], env={**os.environ, **changes})  # noqa: S603  # own command
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start within a minute")
