"""I1, I2: PostgreSQL killed while people hand in, away for a while, on a full disk. What was shown exists; nothing exists by half."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import uuid
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.hostile.cluster import MIB, TOOLS, Cluster, SmallDisk
from tests.hostile.served import FORM, HOST, Served, command
from tests.imports.lists import HEADS, csv_of, row_of
from tests.installation import until
from unionportal.bench.serving import free_port

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,  # so that the tables which are copied have been made
    pytest.mark.skipif(TOOLS is None, reason="no server programs of PostgreSQL on this machine"),
]

#: So often the server is killed, each time at another moment.
KILLS = 20
SEED = 20261130
_MOMENT = threading.Event()

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


@pytest.fixture(scope="module")
def cluster(django_db_setup, django_db_blocker):
    folder = Path(f"/tmp/portal-cluster-{os.getpid()}")
    made = Cluster(folder)
    try:
        made.make()
        with django_db_blocker.unblock():
            made.fill()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """Where uploaded files go: a disk of its own, where this machine lets us have one."""
    disk = SmallDisk(tmp_path_factory.mktemp("uploads") / "media", MIB)
    disk.mount()
    yield disk
    disk.unmount()


@pytest.fixture(scope="module")
def portal(cluster, media, tmp_path_factory):
    """The deployed portal on that cluster, an office, and eight signed-in browsers."""
    folder = tmp_path_factory.mktemp("gone")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "unionportal.settings.production",
        "PORTAL_NO_BOOTSTRAP": "1",
        "PORTAL_PLAIN_HTTP": "1",
        "PORTAL_VAR": str(folder),
        "MEDIA_ROOT": str(media.folder),
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


def sent(portal, cookie, path, body, content_type=FORM):
    """A form of a page that this browser was shown."""
    token = "a" * 32
    told = {"Cookie": f"{cookie}; csrftoken={token}", "X_CSRFToken": token, "Origin": f"http://{HOST}"}
    return portal.ask("POST", path, body, Content_Type=content_type, **told)


def new_case(portal, cookie, key):
    form = {"key": key, "type": "nursing_room", "union": portal.officer["union"], "district": "370202"}
    return sent(portal, cookie, "/desk/filings/new/", urlencode(form).encode())


def number_in(answer):
    """The number of the case that an answer leads to; empty when nothing was shown."""
    found = re.search(r"^Location: /desk/filings/([^/\s]+)/", answer.text, re.MULTILINE | re.IGNORECASE)
    return found[1] if answer.status == 302 and found else ""


def whole_cases(cluster):
    """By its key the number of each case; each stands with its entry in the trail, or does not stand at all."""
    with cluster.rows() as rows:
        rows.execute("SELECT number FROM filing_filing")
        stored = {number for (number,) in rows.fetchall()}
        rows.execute("SELECT key, result FROM core_formkey WHERE result LIKE '/desk/filings/%'")
        by_key = {str(key): result.split("/")[3] for key, result in rows.fetchall()}
        rows.execute("SELECT DISTINCT target_label FROM core_auditentry WHERE target_type = 'filing.filing'")
        told = " ".join(label for (label,) in rows.fetchall())
        rows.execute("SELECT count(*) FROM filing_filingauthor")
        assert rows.fetchone()[0] == len(stored)
    assert stored == set(by_key.values()) and len(by_key) == len(stored)
    assert [number for number in stored if number not in told] == []
    return by_key


class Clerks:
    """One at each browser: hands in one case after the other; who gets no answer sends the same form again."""

    def __init__(self, portal):
        self.portal, self.ended = portal, threading.Event()
        self.shown, self.refused = {}, set()
        self.threads = [threading.Thread(target=self.work, args=[each]) for each in portal.officer["cookies"]]

    def work(self, cookie):
        while not self.ended.is_set():
            key, number = str(uuid.uuid4()), ""
            while not number:
                with suppress(OSError):
                    answer = new_case(self.portal, cookie, key)
                    number = number_in(answer)
                    if not number:
                        self.refused.add(answer.status)
                        _MOMENT.wait(0.05)
            self.shown[key] = number

    def __enter__(self):
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *trouble):
        self.ended.set()
        for each in self.threads:
            each.join()


def test_what_was_shown_before_the_server_was_killed_exists_whole_and_the_rest_not_at_all(cluster, portal):
    chance, earlier = random.Random(SEED), whole_cases(cluster)
    with Clerks(portal) as clerks:
        for _ in range(KILLS):
            before = len(clerks.shown)
            until(lambda least=before: len(clerks.shown) > least, "cases are handed in again", pause=0.01)
            _MOMENT.wait(chance.uniform(0, 0.2))
            seen = dict(clerks.shown)
            cluster.kill()
            cluster.start()
            stored = whole_cases(cluster)
            assert seen.items() <= stored.items(), "a number that was shown is gone"
    assert whole_cases(cluster) == {**earlier, **clerks.shown}
    assert clerks.refused <= {503}


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
    assert number_in(new_case(portal, portal.officer["cookies"][0], str(uuid.uuid4())))


def test_a_full_disk_of_the_database_stops_writing_alone_and_says_who_makes_room(cluster, portal):
    if not cluster.disk.is_mounted:
        pytest.skip("this machine lets us have no small disk")
    cookie = portal.officer["cookies"][0]
    assert number_in(new_case(portal, cookie, str(uuid.uuid4())))
    before = whole_cases(cluster)
    with cluster.disk.full():
        key, answer = until(lambda: refused(portal, cookie), "the disk takes no more", pause=0.01)
        assert answer.status == 503
        assert "retry-after: 300" in answer.text.lower()
        assert "存储空间已用完" in answer.text and "没有保存" in answer.text and "系统管理员" in answer.text
        after = whole_cases(cluster)
        assert before.items() <= after.items() and key not in after
        for page in ("/", "/desk/", "/desk/filings/", f"/desk/filings/{next(iter(after.values()))}/"):
            assert portal.ask("GET", page, Cookie=cookie).status == 200, page
    number = number_in(new_case(portal, cookie, key))
    assert whole_cases(cluster) == {**after, key: number}


def refused(portal, cookie):
    """A page may have room for some rows yet."""
    key = str(uuid.uuid4())
    answer = new_case(portal, cookie, key)
    return None if number_in(answer) else (key, answer)


def test_a_full_disk_of_uploads_refuses_a_list_in_words_and_keeps_nothing_of_it(cluster, portal, media):
    if not media.is_mounted:
        pytest.skip("this machine lets us have no small disk")
    cookie, list_ = portal.officer["cookies"][0], csv_of([HEADS, *map(row_of, range(1, 60))]).encode()
    form = {"union": portal.officer["union"], "mode": "drafts", "key": str(uuid.uuid4())}
    body = encode_multipart(BOUNDARY, {**form, "file": SimpleUploadedFile("名单.csv", list_)})
    with media.full():
        answer = sent(portal, cookie, "/desk/import/", body, MULTIPART_CONTENT)
        assert answer.status == 400
        assert "服务器存不下文件,没有保存。请联系本单位系统管理员检查存储空间" in answer.text
        assert [path.name for path in media.folder.rglob("*") if path.is_file()] == ["filler"]
        assert lists_of(cluster) == 0
        assert "存放文件的磁盘只剩" in portal.ask("GET", "/readyz").text
    assert sent(portal, cookie, "/desk/import/", body, MULTIPART_CONTENT).status == 302
    assert lists_of(cluster) == 1


def lists_of(cluster):
    with cluster.rows() as rows:
        rows.execute("SELECT count(*) FROM filing_importbatch")
        return rows.fetchone()[0]
