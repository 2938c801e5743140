"""Was the page up? Real looks at the real page, gaps told, and a proof that a script verifies without the portal."""

from __future__ import annotations

import importlib.util
import io
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import DatabaseError, transaction

from demonstration.models import PageCheck
from demonstration.publicity import services
from demonstration.publicity.bundle import MANIFEST, packed
from demonstration.publicity.proof import Look, gaps_in
from demonstration.publicity.selectors import faults_of
from demonstration.publicity.services import Channel, Said
from demonstration.tasks import look_at_notices
from sites.images import clean_picture
from tests.demonstration.publicity.scenes import again, answered, entries_of, objected, posted
from tests.factories import NOW
from tests.office import picture

SCRIPT = Path(project.BASE_DIR) / "docs" / "verify_publicity.py"
NOBODY_LISTENS = "http://127.0.0.1:9"
HOUR = timedelta(hours=1)


def script():
    spec = importlib.util.spec_from_file_location("verify_publicity", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Shown:
    """What a server shows, and where."""

    words: list[str]
    address: str


@pytest.fixture
def site_of_others() -> Iterator[Shown]:
    """A web server that shows one page; its words can be changed."""
    page = [""]

    class Shows(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page[0].encode())

        def log_message(self, *told: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Shows) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Shown(page, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()


def test_a_look_reads_the_page_as_a_visitor_and_seals_it(office, sites):
    row = posted(office, sites)
    first = services.look_at(row, now=NOW)
    second = services.look_at(row, now=NOW + HOUR)
    assert (first.status, first.is_up, first.digest) == (200, True, row.digest)
    assert (first.sequence, second.sequence, second.previous) == (1, 2, first.seal)
    assert first.seal != second.seal


def test_the_task_looks_at_what_runs(office, sites, settings):
    settings.CLOCK_PIN = (NOW + HOUR).isoformat()
    row = posted(office, sites)
    assert look_at_notices() == 1
    services.end_notices(now=row.ends_at)
    assert look_at_notices() == 0
    assert PageCheck.objects.get().checked_at == NOW + HOUR


def test_looks_are_never_rewritten(office, sites):
    check = services.look_at(posted(office, sites), now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        PageCheck.objects.filter(pk=check.pk).update(is_up=False)


def test_the_page_killed_for_six_hours_is_flagged(office, sites, settings):
    row = posted(office, sites)
    for hours in range(13):
        settings.PUBLIC_ADDRESS = NOBODY_LISTENS if 3 <= hours <= 8 else ""
        services.look_at(row, now=NOW + HOUR * hours)
    checks = PageCheck.objects.filter(publicity=row)
    assert checks.filter(status=0, is_up=False).count() == 6
    faults = faults_of(row, NOW + HOUR * 12)
    assert [(gap.since, gap.until) for gap in faults.gaps] == [(NOW + 2 * HOUR, NOW + 9 * HOUR)]
    assert faults.altered == ()


@pytest.mark.parametrize(("minutes", "flagged"), [(359, 0), (360, 1)])
def test_six_hours_are_the_line(minutes, flagged):
    looks = [Look(1, NOW, 200, "", True), Look(2, NOW + timedelta(minutes=minutes), 200, "", True)]
    assert len(gaps_in(looks, NOW, looks[1].checked_at)) == flagged


def test_a_worker_that_never_looked_proves_nothing(office, sites):
    row = posted(office, sites)
    assert [gap.hours for gap in faults_of(row, NOW + 7 * HOUR).gaps] == [7]


def test_through_the_network_the_words_are_compared(office, sites, settings, site_of_others, client):
    row = posted(office, sites)
    page = client.get(f"/notices/{row.pk}/").content.decode()
    settings.PUBLIC_ADDRESS = site_of_others.address
    site_of_others.words[0] = page
    assert services.look_at(row, now=NOW).is_up
    site_of_others.words[0] = page.replace("示范站点", "示范驿站", 1)
    found = services.look_at(row, now=NOW + HOUR)
    assert (found.status, found.is_up, found.digest == row.digest) == (200, False, False)
    site_of_others.words[0] = "<html>维护中</html>"
    assert not services.look_at(row, now=NOW + 2 * HOUR).is_up
    assert [look.sequence for look in faults_of(row, NOW + 3 * HOUR).altered] == [2]


def test_a_line_that_changed_in_the_rows_is_seen_on_the_page(office, sites):
    row = posted(office, sites)
    type(row).objects.filter(pk=row.pk).update(contact_phone="0532-00000000")
    assert not services.look_at(row, now=NOW).is_up


def proof(office, sites, settings):
    """A notice with everything: lengthened, objected, hung elsewhere, down for a while."""
    row = posted(office, sites)
    for hours in range(10):
        settings.PUBLIC_ADDRESS = NOBODY_LISTENS if 2 <= hours <= 8 else ""
        services.look_at(row, now=NOW + HOUR * hours)
    settings.PUBLIC_ADDRESS = ""
    city = office.actor("city")
    services.extend_notice(row.pk, date(2026, 10, 21), why="页面中断", actor=city, now=NOW + HOUR * 10)
    services.look_at(again(row), now=NOW + HOUR * 11)
    said = Said("夜间\n不开放。", "王秘密", "0532-85910001")
    answered(objected(entries_of(row)[0], said), office, is_upheld=True)
    channel = Channel("市总工会网站", "https://union.example.cn/1", date(2026, 10, 12))
    services.add_channel(row.pk, channel, clean_picture(picture(shade=3)), actor=city, now=NOW)
    return services.bundle_of(again(row), now=NOW + HOUR * 12)


def test_the_proof_verifies_without_the_portal(office, sites, settings, tmp_path):
    data, seal = proof(office, sites, settings)
    path = tmp_path / "proof.zip"
    path.write_bytes(data)
    asked = [sys.executable, "-I", "-S", str(SCRIPT), str(path), seal[:16]]
    answer = subprocess.run(asked, capture_output=True, check=False, env={})
    assert answer.returncode == 0, answer.stdout.decode()
    assert b"11 looks" in answer.stdout
    assert b"gap_since" in answer.stdout
    whole = b"".join(script().read_archive(path).values()).decode(errors="replace")
    assert "王秘密" not in whole
    assert "85910001" not in whole
    assert '"signed":true' in whole


def test_the_same_facts_give_the_same_file(office, sites, settings):
    row = posted(office, sites)
    assert services.bundle_of(row, now=NOW) == services.bundle_of(row, now=NOW)


def line_at(data: bytes, at: int) -> int:
    """The line that holds a byte; its end belongs to it."""
    return data[:at].count(b"\n") + 1


def test_one_flipped_byte_is_named_with_its_file_and_line(office, sites, settings, tmp_path):
    data, seal = proof(office, sites, settings)
    path, reader, rng = tmp_path / "proof.zip", script(), random.Random(20261012)
    path.write_bytes(data)
    files = reader.read_archive(path)
    assert {MANIFEST, "texts.jsonl", "checks.jsonl", "notice-1.txt", "notice-2.txt"} <= set(files)
    for name, content in files.items():
        start = data.index(content)
        for at in {0, len(content) - 1, *(rng.randrange(len(content)) for _ in range(8))} if content else ():
            flipped = bytearray(data)
            flipped[start + at] ^= 1 << rng.randrange(8)
            path.write_bytes(bytes(flipped))
            found, _ = reader.problems(str(path), seal[:16])
            named = name if name.startswith("pictures/") else f"{name} line {line_at(content, at)}"
            assert len(found) == 1, (name, at, found)
            assert found[0].startswith(named), (name, at, found)


def rewritten(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Altered by somebody who knows how the manifest is made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {each: archive.read(each) for each in archive.namelist() if each != MANIFEST}
        head = script().json.loads(archive.read(MANIFEST).splitlines()[0])["content"]["about"]
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)
    return packed(files, head)[0]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("checks.jsonl", b'"up":false', b'"up":true', "checks.jsonl line 3: the chain is broken"),
        ("checks.jsonl", b'"status":200', b'"status":201', "checks.jsonl line 1: the chain is broken"),
        ("notice-1.txt", "示范".encode(), "普通".encode(), "texts.jsonl line 1"),
        ("flags.jsonl", b"gap_since", b"gap_never", "flags.jsonl does not tell"),
    ],
)
def test_a_forger_who_makes_a_new_manifest_is_found_too(
    office, sites, settings, tmp_path, name, old, new, words
):
    data, seal = proof(office, sites, settings)
    path = tmp_path / "proof.zip"
    path.write_bytes(rewritten(data, name, old, new))
    found, _ = script().problems(str(path))
    assert words in found[0]
    assert "the seal is another one" in script().problems(str(path), seal[:16])[0][0]


def test_what_is_no_archive_is_said(tmp_path):
    path = tmp_path / "proof.zip"
    path.write_bytes(b"no archive")
    assert "cannot be opened" in script().problems(str(path))[0][0]
