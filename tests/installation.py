"""The processes of the compose file, started by hand beside a test: web, workers, schedulers and a Redis of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import Celery
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

from accounts.models import User
from tests.factories import PASSWORD
from tests.hostile.served import HOST, Served, command
from unionportal.bench.serving import free_port

#: What stands on a test that starts them.
MARKS = [
    pytest.mark.pg,
    pytest.mark.redis,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="no redis-server on this machine"),
]
#: Longer than anything here takes on a busy machine; whoever waits for it has found a fault.
PATIENCE = 150.0
_PAUSE = threading.Event()


def until(holds: Callable[[], Any], what: str, patience: float = PATIENCE, pause: float = 0.2) -> Any:
    """What ``holds`` gives once it is true; asked again and again, at most so long."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(ConnectionError, socket.timeout):
            if found := holds():
                return found
        _PAUSE.wait(pause)
    raise AssertionError(f"it never came to pass: {what}")


def commands_of_compose() -> dict[str, list[str]]:
    """By service what the compose file starts."""
    told = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return {name: list(told[name]["command"]) for name in ("redis", "worker", "beat")}


@dataclass
class Installation:
    """Everything of one installation lies in ``folder``; what still runs is ended with the block.

    ``database``: another one of the same server than that of the test.
    """

    folder: Path
    mail_port: int
    database: str = ""
    redis_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        told = connection.settings_dict
        password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
        database = self.database or told["NAME"]
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.quick_production",
            "PORTAL_NO_BOOTSTRAP": "1",
            "PORTAL_PLAIN_HTTP": "1",
            "PORTAL_VAR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "SECRET_KEY": "only-for-a-server-of-a-test-that-nobody-else-can-reach-0123456789",
            "ALLOWED_HOSTS": HOST,
            "DATABASE_URL": f"postgresql://{told['USER']}{password}@{told['HOST']}:{told['PORT'] or 5432}/{database}",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "LOG_FORMAT": "json",
        }

    def __enter__(self) -> Installation:
        return self

    def __exit__(self, *trouble: object) -> None:
        for name in list(self.processes):
            self.kill(name)

    def start(self, name: str) -> None:
        """``web``, ``redis``, or ``worker`` and ``beat`` with whatever behind the word: worker, worker2."""
        kind = re.sub(r"\d+$", "", name)
        if kind == "web":
            line = [word.replace("0.0.0.0:8000", f"127.0.0.1:{self.web_port}") for word in command()]
            line = [sys.executable, "-m", *line]
        elif kind == "redis":
            (self.folder / "redis").mkdir(exist_ok=True)
            line = [*commands_of_compose()["redis"], "--port", str(self.redis_port), "--bind", "127.0.0.1"]
            line += ["--dir", str(self.folder / "redis")]
        else:
            line = [sys.executable, "-m", *commands_of_compose()[kind]]
            line = [str(self.folder / name) if word == "/tmp/beat" else word for word in line]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                line,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def begin(self, *names: str) -> None:
        """Redis and these, up to a first answer that all is well."""
        self.start("redis")
        until(lambda: self.redis("ping") == "PONG", "Redis answers")
        for name in names:
            self.start(name)
        until(lambda: self.web.ask("GET", "/readyz").status == 200, "everything is ready")

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """The whole group, as when a machine is switched off."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(timeout=60)

    def ring(self, task: str, *words: str) -> None:
        """Ask for a task now, as the scheduler would."""
        Celery(broker=f"redis://127.0.0.1:{self.redis_port}/0").send_task(task, words)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    @property
    def web(self) -> Served:
        return Served(self.web_port, self.processes["web"].pid, self.folder)

    def redis(self, *words: str) -> str:
        line = ["redis-cli", "-p", str(self.redis_port), *words]
        return subprocess.run(line, capture_output=True, text=True, check=False).stdout.strip()


def people_can_sign_in() -> None:
    """With the password of the suite, kept as production keeps them: the suite's own way is quick and unknown there."""
    hasher = Argon2PasswordHasher()
    User.objects.update(password=hasher.encode(PASSWORD, hasher.salt()))


@contextmanager
def installation(folder: Path, mail_port: int) -> Iterator[Installation]:
    made = Installation(folder, mail_port)
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=made.environment, check=True)
    with made:
        yield made
