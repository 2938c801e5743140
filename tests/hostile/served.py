"""The portal as it is deployed: the container's own command under production settings, asked over bare sockets."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from unionportal.bench.meter import children_of, memory_of
from unionportal.bench.serving import free_port

HOST = "portal.test"
FORM = "application/x-www-form-urlencoded"
#: Longer than any honest answer takes; whoever waits for it has found a hung worker.
PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    """What came back; ``status`` is 0 where the connection was closed without a word."""

    status: int
    text: str

    @property
    def content(self) -> bytes:
        """The page alone."""
        return self.text.partition("\r\n\r\n")[2].encode()


@dataclass
class Served:
    """A running server, and the pieces of a request."""

    port: int
    pid: int
    folder: Path
    officer: Any = None

    def workers(self) -> list[int]:
        return sorted(children_of(self.pid))

    def memory(self) -> dict[int, float]:
        """MiB that each worker holds now; peaks are counted anew from here."""
        for pid in self.workers():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return {pid: memory_of(pid) for pid in self.workers()}

    def peaks(self) -> dict[int, float]:
        """The most MiB that each worker has held since then."""
        return {pid: memory_of(pid, "VmHWM") for pid in self.workers()}

    def raw(self, request: bytes, *, cut: bool = False) -> Answer:
        """Send these bytes as they are, read until the server closes; ``cut``: the line ends behind them."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            # It may answer before the end, as it should; the answer can still be read.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(request)
                if cut:
                    line.shutdown(socket.SHUT_WR)
            return _read(line)

    def ask(self, method: str, path: str, body: bytes = b"", *, missing: int = 0, **headers: str) -> Answer:
        """A request with its length; names of headers are written with underscores.

        ``missing``: so many bytes of the body are announced and never come.
        """
        told = {"Host": HOST, "Connection": "close", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body:
            told.setdefault("Content-Length", str(len(body)))
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        request = f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body
        return self.raw(request[: len(request) - missing], cut=bool(missing))


@dataclass
class Visitor:
    """Somebody with a cookie jar at the forms of the portal."""

    server: Served
    jar: dict[str, str] = field(default_factory=dict)

    def _headers(self) -> dict[str, str]:
        return (
            {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())} if self.jar else {}
        )

    def get(self, path: str) -> Answer:
        return self._kept(self.server.ask("GET", path, **self._headers()))

    def post(self, path: str, body: bytes, content_type: str = FORM, *, missing: int = 0) -> Answer:
        """With the token of a form, as a page of ours would send it."""
        told = {
            "Content_Type": content_type,
            "X_CSRFToken": self.jar["csrftoken"],
            "Origin": f"http://{HOST}",
        }
        return self._kept(self.server.ask("POST", path, body, missing=missing, **told, **self._headers()))

    def _kept(self, answer: Answer) -> Answer:
        self.jar.update(
            re.findall(r"^Set-Cookie: (\w+)=([^;\s]*)", answer.text, re.MULTILINE | re.IGNORECASE)
        )
        return answer


def administrator(server: Served) -> Visitor:
    """The office is opened by its own page, and its first administrator signs in."""
    visitor = Visitor(server)
    visitor.get("/setup/")
    password = "shilaoren-beach-night-4"
    first = {"union_name": "青岛市总工会", "city": "qingdao", "district_list": "", "name": "张管理"}
    account = {"username": "first", "password": password}
    opened = visitor.post("/setup/", urlencode({**first, **account, "again": password}).encode())
    if opened.status != 302:
        raise RuntimeError(opened.text)
    return signed_in(server, **account)


def signed_in(server: Served, username: str, password: str) -> Visitor:
    """By the form, as a person signs in."""
    visitor = Visitor(server)
    visitor.get("/accounts/login/")
    account = {"username": username, "password": password}
    entered = visitor.post("/accounts/login/", urlencode(account).encode())
    if entered.status != 302 or visitor.get("/desk/").status != 200:
        raise RuntimeError(entered.text)
    return visitor


def _read(line: socket.socket) -> Answer:
    found = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while part := line.recv(65536):
            found += part
    status = re.match(rb"HTTP/1\.[01] (\d{3})", found)
    return Answer(int(status[1]) if status else 0, found.decode("utf-8", "replace"))


def command() -> list[str]:
    """As the container starts it."""
    (line,) = re.findall(r"^CMD (\[.*\])$", (settings.BASE_DIR / "Dockerfile").read_text(), re.MULTILINE)
    return list(json.loads(line))


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The deployed portal on a database of its own, until the block ends."""
    environment = _environment(folder)

    _prepare(environment)
    port = free_port()
    told = [f"127.0.0.1:{port}" if each == "0.0.0.0:8000" else each for each in command()]
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", *told], cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
    )
    try:
        server = Served(port, process.pid, folder)
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        log.close()


def _prepare(environment: dict[str, str]) -> None:
    """The tables and the static files, side by side."""
    steps = [("migrate",), ("collectstatic", "--noinput")]
    how: dict[str, Any] = {"cwd": settings.BASE_DIR, "env": environment, "stdout": subprocess.DEVNULL}
    running = [subprocess.Popen([sys.executable, "manage.py", *step], **how) for step in steps]
    if any([process.wait() for process in running]):  # all of them, so that none is left behind
        raise RuntimeError("the portal could not be prepared")


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "unionportal.settings.production",
        "PORTAL_NO_BOOTSTRAP": "1",
        "PORTAL_PLAIN_HTTP": "1",
        "PORTAL_VAR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "SECRET_KEY": "only-for-a-server-of-a-test-that-nobody-else-can-reach-0123456789",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }


def _wait_for(server: Served, process: Any) -> None:
    """Until it answers; a server that ended instead says why."""
    while True:
        if process.poll() is not None:
            raise RuntimeError((server.folder / "server.log").read_text())
        try:
            if server.ask("GET", "/healthz").status:
                return
        except ConnectionRefusedError:
            continue
