"""A server of PostgreSQL of a test alone, to be killed, and to be given a disk that can be full."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection

from tests.installation import until
from unionportal.bench.serving import free_port

#: Where its programs lie; ``None``: not on this machine.
TOOLS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))), None)


MIB = 1024 * 1024


@dataclass
class SmallDisk:
    """A file system of its own, to be filled to the last byte. ``is_mounted``: this machine lets us have one."""

    folder: Path
    size: int
    is_mounted: bool = False

    def mount(self) -> None:
        self.folder.mkdir(parents=True)
        line = ["mount", "-t", "tmpfs", "-o", f"size={self.size}", "portal-test", str(self.folder)]
        can = os.getuid() == 0 and shutil.which("mount")
        self.is_mounted = bool(can) and not subprocess.run(line, capture_output=True, check=False).returncode

    def unmount(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
            self.is_mounted = False

    @contextmanager
    def full(self) -> Iterator[None]:
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (MIB, 4096):
                with suppress(OSError):
                    while file.write(bytes(size)) == size:
                        pass
        try:
            yield
        finally:
            filler.unlink()


@dataclass
class Cluster:
    """It refuses to run as root, so it runs as ``postgres`` there. Its tables lie on a small disk, its log does not."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.disk = SmallDisk(self.folder / "small", 96 * MIB)

    def run(self, *words: str) -> None:
        done = self.tried(*words)
        assert done.returncode == 0, done.stderr

    def tried(self, *words: str) -> subprocess.CompletedProcess[str]:
        line = [str(TOOLS / words[0]), *words[1:]]  # type: ignore[operator]
        if os.getuid() == 0:
            line = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *line]
        return subprocess.run(line, cwd="/", capture_output=True, text=True, check=False)

    def make(self) -> None:
        self.folder.mkdir()
        self.disk.mount()
        tables = self.disk.folder / "tables"
        tables.mkdir()
        if os.getuid() == 0:
            for folder in (self.folder, self.disk.folder, tables):
                shutil.chown(folder, "postgres", "postgres")
        made = (
            "-D",
            str(self.folder / "data"),
            "-U",
            "portal",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        )
        self.run("initdb", *made)
        self.start()
        self.told("postgres", f"CREATE TABLESPACE small LOCATION '{tables}'")
        self.told("postgres", "CREATE DATABASE portal TABLESPACE small")

    def told(self, database: str, line: str) -> None:
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "portal")
        self.run("psql", "-qX", *where, "-v", "ON_ERROR_STOP=1", "-c", line, database)

    def fill(self) -> None:
        """With the tables of the suite, as its migrations made them."""
        told = connection.settings_dict
        where = {
            "PGHOST": told["HOST"],
            "PGPORT": told["PORT"],
            "PGUSER": told["USER"],
            "PGPASSWORD": told["PASSWORD"],
        }
        dump = ["pg_dump", "--no-owner", "--no-privileges", told["NAME"]]
        known = {name: str(value) for name, value in where.items() if value}
        tables = subprocess.run(dump, env={**os.environ, **known}, capture_output=True, check=True)
        load = ["psql", "-qX", "-h", "127.0.0.1", "-p", str(self.port), "-U", "portal", "portal"]
        subprocess.run(load, input=tables.stdout, stdout=subprocess.DEVNULL, check=True)

    def start(self) -> None:
        """It waits for what the killed one left behind to be gone. No plug is pulled here: the kernel keeps what was written."""
        listens = f"-p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=40 -c fsync=off"
        options = f"{listens} -c unix_socket_directories={self.folder}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        line = ("pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")
        until(lambda: self.tried(*line).returncode == 0, "the server starts", pause=0.02)

    def kill(self) -> None:
        """All of its processes at once, without a word."""
        leader = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        for pid in (leader, *map(int, children)):
            with suppress(ProcessLookupError):  # a backend that ended by itself
                os.kill(pid, signal.SIGKILL)
        until(lambda: is_gone(leader), "the server is gone", pause=0.01)

    def stop(self) -> None:
        try:
            self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        finally:
            self.disk.unmount()

    @contextmanager
    def rows(self) -> Iterator[Any]:
        """All that is read belongs to one moment."""
        link = psycopg2.connect(host="127.0.0.1", port=self.port, user="portal", dbname="portal")
        link.set_session(isolation_level="REPEATABLE READ", readonly=True)
        try:
            yield link.cursor()
        finally:
            link.close()


def is_gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
