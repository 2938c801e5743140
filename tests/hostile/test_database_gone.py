"""I1, I2: PostgreSQL killed while people hand in, and away for a while. What was shown exists; nothing exists by half."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests.hostile.served import HOST, Served, command
from tests.installation import until
from unionportal.bench.serving import free_port

TOOLS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))), None)

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,  # so that the tables which are copied have been made
    pytest.mark.skipif(TOOLS is None, reason="no server programs of PostgreSQL on this machine"),
]

#: Printed by a process that runs on the cluster of this test: who is there, and by which cookie.
MADE = """
import json, django
django.setup()
from unionportal.drill.office import build_office
from unionportal.bench.people import session_cookie
from accounts.models import User
office = build_office()
keeper = User.objects.get(username="keeper")
print(json.dumps({"union": office.primary.pk, "cookies": [session_cookie(keeper) for _ in range(8)]}))
"""


@dataclass
class Cluster:
    """A server of PostgreSQL of this test alone; it refuses to run as root, so it runs as ``postgres`` there."""

    folder: Path
    port: int = field(default_factory=free_port)

    def run(self, *words: str) -> None:
        done = self.tried(*words)
        assert done.returncode == 0, done.stderr

    def tried(self, *words: str) -> subprocess.CompletedProcess[str]:
        line = [str(TOOLS / words[0]), *words[1:]]
        if os.getuid() == 0:
            line = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *line]
        return subprocess.run(line, cwd="/", capture_output=True, text=True, check=False)

    def make(self) -> None:
        self.folder.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-U",
            "portal",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        )
        self.start()
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "portal", "portal")

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
        """It waits for what the killed one left behind to be gone."""
        listens = f"-p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=40"
        options = f"{listens} -c unix_socket_directories={self.folder}"
        line = (
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-o",
            options,
            "-l",
            str(self.folder / "log"),
            "-w",
            "start",
        )
        until(lambda: self.tried(*line).returncode == 0, "the server starts")

    def kill(self) -> None:
        """All of its processes at once, without a word."""
        leader = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        for pid in (leader, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{leader}").exists() or is_gone(leader), "the server is gone")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    @contextmanager
    def rows(self):
        link = psycopg2.connect(host="127.0.0.1", port=self.port, user="portal", dbname="portal")
        try:
            yield link.cursor()
        finally:
            link.close()


def is_gone(pid):
    return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.fixture(scope="module")
def cluster(django_db_setup, django_db_blocker):
    folder = Path(f"/tmp/portal-cluster-{os.getpid()}")
    made = Cluster(folder)
    made.make()
    with django_db_blocker.unblock():
        made.fill()
    yield made
    made.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def portal(cluster, tmp_path_factory):
    """The deployed portal on that cluster, an office, and eight signed-in browsers."""
    folder = tmp_path_factory.mktemp("gone")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "unionportal.settings.production",
        "PORTAL_NO_BOOTSTRAP": "1",
        "PORTAL_PLAIN_HTTP": "1",
        "PORTAL_VAR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "SECRET_KEY": "only-for-a-server-of-a-test-that-nobody-else-can-reach-0123456789",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": f"postgresql://portal@127.0.0.1:{cluster.port}/portal",
        "REDIS_URL": "",
    }
    how = {"cwd": settings.BASE_DIR, "env": environment}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], check=True, **how)
    made = subprocess.run([sys.executable, "-c", MADE], check=False, capture_output=True, text=True, **how)
    assert made.returncode == 0, made.stderr
    port = free_port()
    line = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in command()]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", *line], stdout=log, stderr=log, **how)
    server = Served(port, process.pid, folder, json.loads(made.stdout.splitlines()[-1]))
    try:
        until(lambda: server.ask("GET", "/healthz").status == 200, "the server answers")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def hand_in(portal, cookie, key):
    """One new case by its form; gives its number, or the status when nothing was shown."""
    token = "a" * 32
    form = {"key": key, "type": "nursing_room", "union": portal.officer["union"], "district": "370202"}
    answer = portal.ask(
        "POST",
        "/desk/filings/new/",
        urlencode({**form, "csrfmiddlewaretoken": token}).encode(),
        Content_Type="application/x-www-form-urlencoded",
        Cookie=f"{cookie}; csrftoken={token}",
        Origin=f"http://{HOST}",
    )
    found = re.search(r"^Location: /desk/filings/([^/\s]+)/", answer.text, re.MULTILINE | re.IGNORECASE)
    return found[1] if answer.status == 302 and found else str(answer.status)


def test_what_was_shown_before_the_server_was_killed_exists_whole_and_the_rest_not_at_all(cluster, portal):
    keys, shown, lock = [], {}, threading.Lock()
    ended = threading.Event()

    def clerk(cookie):
        while not ended.is_set():
            key = str(uuid.uuid4())
            with lock:
                keys.append(key)
            number = "0"
            try:
                number = hand_in(portal, cookie, key)
            except OSError:
                continue
            finally:
                with lock:
                    shown[key] = number

    clerks = [threading.Thread(target=clerk, args=[cookie]) for cookie in portal.officer["cookies"]]
    for each in clerks:
        each.start()
    for wanted in (8, 16, 24):
        until(partial(handed_in, shown, wanted), "some cases are handed in")
        cluster.kill()
        cluster.start()
    ended.set()
    for each in clerks:
        each.join()
    numbers = {number for number in shown.values() if is_number(number)}
    assert len(numbers) == sum(map(is_number, shown.values()))
    with cluster.rows() as rows:
        rows.execute("SELECT number FROM filing_filing")
        stored = {number for (number,) in rows.fetchall()}
        rows.execute("SELECT result FROM core_formkey WHERE result LIKE '/desk/filings/%'")
        by_key = {result.split("/")[3] for (result,) in rows.fetchall()}
        rows.execute("SELECT DISTINCT target_label FROM core_auditentry WHERE target_type = 'filing.filing'")
        told = " ".join(label for (label,) in rows.fetchall())
    assert numbers <= stored
    assert stored == by_key
    assert all(number in told for number in numbers)
    assert set(shown.values()) - numbers <= {"0", "500", "503"}
    for key, number in list(shown.items()):
        if not is_number(number):  # whoever got no answer sends his form again
            again = hand_in(portal, portal.officer["cookies"][0], key)
            assert is_number(again) and again not in numbers
            numbers.add(again)


def handed_in(shown, wanted):
    return sum(map(is_number, list(shown.values()))) >= wanted


def is_number(text):
    return len(text) > 3


def test_a_database_that_is_away_is_said_with_when_to_come_back_and_is_back_without_a_restart(
    cluster, portal
):
    cluster.kill()
    for page in ("/", "/accounts/login/"):
        answer = portal.ask("GET", page)
        if page == "/":
            assert answer.status == 503
            assert "retry-after: 20" in answer.text.lower()
            assert "系统暂时无法使用" in answer.text
    assert portal.ask("GET", "/healthz").status == 200
    ready = portal.ask("GET", "/readyz")
    assert ready.status == 503 and "数据库连接不上" in ready.text
    cluster.start()
    until(lambda: portal.ask("GET", "/").status == 200, "the portal is back")
    assert is_number(hand_in(portal, portal.officer["cookies"][0], str(uuid.uuid4())))
