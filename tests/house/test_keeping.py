"""A backup comes back whole beside the live installation; a damaged one is named and not restored."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import count, takewhile

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from core.actor import SYSTEM
from core.audit import record
from core.guards import install_guards
from core.heartbeat import last_beat
from core.models import AuditEntry, Heartbeat, OwedMessage
from core.outbox import owe
from core.sealing import seal_entries
from tests.factories import NOW
from tests.installation import Installation, until
from tests.sinks import mail_sink
from unionportal.keeping import restoring
from unionportal.keeping.restoring import restore_beside
from unionportal.keeping.saving import Kept, examine, save
from unionportal.keeping.servers import NotKept, Sqlite, differing, server_of
from unionportal.parts import parts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def office(settings, tmp_path):
    """Some rows, a sealed trail, and files; sequences that ran ahead of their rows."""
    settings.MEDIA_ROOT = tmp_path / "media"
    for number in range(3):
        path = settings.MEDIA_ROOT / f"sites/{number}/照片 {number}.jpg"
        path.parent.mkdir(parents=True)
        path.write_bytes(os.urandom(1000))
        record(SYSTEM, "test", Heartbeat(name=str(number)), now=NOW, note="甲'乙\n丙")
        owe(number, "待您审核", key=str(number), now=NOW, urgent=True, address=f"u{number}@x.cn")
    OwedMessage.objects.filter(key="2").delete()
    seal_entries(now=NOW.replace(year=2027))
    return settings.MEDIA_ROOT


@pytest.fixture
def backup(office, tmp_path):
    call_command("backup", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Where copies are made that must not be left lying."""
    folder = tmp_path / "beside"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@contextmanager
def people_writing(media):
    """Three who write on and on, each act with a file, a message and an entry: all of it in one transaction."""
    ended = threading.Event()

    def work(number):
        try:
            for turn in takewhile(lambda turn: not ended.is_set(), count()):
                act(media, f"{number}-{turn}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        clerks = [pool.submit(work, number) for number in range(3)]
        try:
            yield
        finally:
            ended.set()
    assert [each.result() for each in clerks] == [None] * 3, "none of them was disturbed"


def act(media, key):
    with transaction.atomic():
        (media / f"sites/{key}.jpg").write_bytes(key.encode())
        owe(9, "边备份边办理", key=f"act:{key}", now=NOW, urgent=True)
        record(SYSTEM, "act", Heartbeat(name=key), now=NOW)


def acts():
    return OwedMessage.objects.filter(key__startswith="act:").count()


def test_what_was_kept_while_people_write_comes_back_row_by_row_and_the_copy_is_removed(
    office, capsys, tmp_path, beside
):
    kept = tmp_path / "kept"
    before = {name: model.objects.count() for name, model in PAIR.items()}
    with people_writing(office):
        until(lambda: acts() > 10, "people write", pause=0.01)
        begun = acts()
        call_command("backup", str(kept))
        ended = acts()
        until(lambda: acts() > ended, "people write on", pause=0.01)
    told = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    (messages, entries) = (told["tables"][name][0] - before[name] for name in PAIR)
    assert begun <= messages == entries < acts(), "an act was kept by half, or nobody wrote meanwhile"
    assert told["media"] >= 3 + messages, "the files of what was kept"
    call_command("restore_drill", str(kept))
    said = capsys.readouterr().out
    assert "恢复演练通过" in said
    assert f"{told['media']:,} 个文件" in said and "操作日志封存链" in said
    assert last_beat("restore drill") is not None and last_beat("backup") is not None
    assert list(beside.iterdir()) == []
    assert not copies()


#: What an act writes, by table.
PAIR = {"core_owedmessage": OwedMessage, "core_auditentry": AuditEntry}


def copies():
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", ["%_restored_%"])
        return [name for (name,) in cursor.fetchall() if str(os.getpid()) in name]


def test_the_manifest_holds_counts_digests_and_sequences(backup):
    told = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    assert told["tables"]["core_auditentry"][0] == AuditEntry.objects.count()
    assert told["tables"]["core_owedmessage"][0] == 2
    assert told["media"] == 3
    assert max(told["sequences"].values()) >= 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: flip(
            folder / ("database.dump" if connection.vendor == "postgresql" else "database.sqlite3")
        ),
        lambda folder: flip(next((folder / "media").rglob("*.jpg"))),
        lambda folder: next((folder / "media").rglob("*.jpg")).unlink(),
        lambda folder: (folder / "media" / "more.jpg").write_bytes(b"x"),
        lambda folder: flip(folder / "manifest.json"),
        lambda folder: flip(folder / "media.txt"),
        lambda folder: (folder / "manifest.sha256").unlink(),
    ],
    ids=["database", "picture", "picture gone", "picture more", "manifest", "list", "no seal"],
)
def test_a_damaged_backup_is_named_and_not_restored(backup, spoil, monkeypatch):
    spoil(backup)
    restored = []
    monkeypatch.setattr(
        type(server_of(connection.settings_dict)), "restored", lambda *a, **k: restored.append(a)
    )
    with pytest.raises(CommandError, match="请换一份备份"):
        call_command("restore_drill", str(backup))
    assert restored == []
    assert last_beat("restore drill") is None


def test_a_backup_of_another_format_is_not_restored(backup):
    sealed(backup, format=99)
    with pytest.raises(CommandError, match="另一版本的系统制作"):
        call_command("restore_drill", str(backup))


def sealed(backup, **told):
    """With something else in its manifest, as another version would have written it."""
    manifest = backup / "manifest.json"
    kept = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**kept, **told}, ensure_ascii=False), encoding="utf-8")
    (backup / "manifest.sha256").write_text(sha256(manifest.read_bytes()).hexdigest(), "utf-8")


@pytest.fixture
def tomorrow():
    """The database was brought up to a version that this program is not."""
    recorder = MigrationRecorder(connection)
    recorder.record_applied("service_sites", "9999_of_tomorrow")
    yield
    recorder.record_unapplied("service_sites", "9999_of_tomorrow")


def test_a_backup_of_a_newer_version_is_refused_and_the_program_on_its_database_is_not_ready(
    tomorrow, backup, beside
):
    told = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))["migrations"]
    assert "service_sites.9999_of_tomorrow" in told and "core.0001_initial" in told
    with pytest.raises(CommandError, match=r"由更新版本的系统制作.*9999_of_tomorrow.*没有恢复"):
        call_command("restore_drill", str(backup))
    sealed(backup, migrations=[])
    for how in ((), ("--keep",)):
        with pytest.raises(CommandError, match="由更新版本的系统制作"):
            call_command("restore_drill", str(backup), *how)
        assert (copies(), list(beside.iterdir())) == ([], []), "nobody was told where it lies"
    line = {each.name: each for each in parts(NOW)}["migrations"]
    assert (line.ok, "请升级程序" in line.words) == (False, True)


@pytest.mark.parametrize("how", [(), ("--keep",)])
def test_a_drill_that_breaks_off_leaves_no_copy_of_which_nobody_knows(backup, beside, monkeypatch, how):
    def full(*args):
        assert list(beside.iterdir()), "the copy is there"
        assert len(copies()) == (connection.vendor == "postgresql")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(restoring, "_ask", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("restore_drill", str(backup), *how)
    assert (copies(), list(beside.iterdir())) == ([], [])


def test_a_restored_file_that_is_refused_is_not_left_lying(tmp_path, beside, monkeypatch):
    """Where the database is a file the copy lies in the folder itself, with everybody's data."""
    (tmp_path / "kept").mkdir()
    with closing(sqlite3.connect(tmp_path / "kept" / Sqlite.file)) as made, made:
        made.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app, name)")
        made.execute("INSERT INTO django_migrations (app, name) VALUES ('core', '9999_of_tomorrow')")
    kept = Kept("", Sqlite.vendor, Sqlite.file, tables={}, sequences={}, media=0, migrations=[])
    monkeypatch.setattr(restoring, "examine", lambda folder, say: kept)
    said = []
    with pytest.raises(NotKept, match="由更新版本的系统制作"):
        restore_beside(Sqlite({"NAME": "live"}), tmp_path / "kept", said.append, keep=False, now=NOW)
    assert said == ["数据库已恢复到副本,正在核对……"]
    assert list(beside.iterdir()) == []


@contextmanager
def older_database(folder):
    """As an earlier version left it: tables of today are not there yet."""
    told, name = connection.settings_dict, f"older_{os.getpid()}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        older = {**told, "NAME": name}
        environment = {"DATABASE_URL": server_of(older)._address(name)}
    else:
        older = {**told, "NAME": str(folder / "portal.sqlite3")}
        environment = {"DATABASE_URL": "", "PORTAL_VAR": str(folder)}
    try:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "core", "0001", "--verbosity=0"],
            env={**os.environ, **environment, "PORTAL_NO_BOOTSTRAP": "1"},
            check=True,
        )
        yield server_of(older)
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.once
def test_a_backup_of_an_older_version_is_brought_up_to_the_program_and_passes(office, tmp_path):
    (tmp_path / "older").mkdir()
    with older_database(tmp_path / "older") as server:
        kept = save(server, office, tmp_path / "kept", now=NOW)
        assert "service_sites_attachment" not in kept.tables
        report = restore_beside(server, tmp_path / "kept", lambda line: None, keep=False, now=NOW)
    assert (report.problems, report.missing) == ([], 0)


def flip(path):
    """One byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def test_a_row_that_came_back_otherwise_is_named(backup, office, tmp_path):
    kept = examine(backup, lambda line: None)
    changed = {**kept.tables, "core_owedmessage": [2, "0"], "core_formkey": [7, "0"]}
    del changed["core_heartbeat"]
    said = differing(kept.tables, changed)
    assert len(said) == 3
    for words in (
        "core_formkey 应有 0 行,恢复后 7 行",
        "core_heartbeat 缺失",
        "core_owedmessage 的内容与备份时不同",
    ):
        assert any(words in sentence for sentence in said)


def test_a_trail_that_was_altered_before_the_backup_does_not_pass(office, tmp_path):
    """The copy is whole, and still says that somebody changed an entry past the guards."""
    with connection.cursor() as cursor:
        name = "guard_core_auditentry_update"
        off = f"ALTER TABLE core_auditentry DISABLE TRIGGER {name}"
        cursor.execute(off if connection.vendor == "postgresql" else f"DROP TRIGGER {name}")
        cursor.execute("UPDATE core_auditentry SET note = 'altered' WHERE target_label = '1'")
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE core_auditentry ENABLE TRIGGER {name}")
    install_guards(connection)
    call_command("backup", str(tmp_path / "kept"))
    with pytest.raises(CommandError, match="verify_audit 没有通过"):
        call_command("restore_drill", str(tmp_path / "kept"))


def test_a_copy_that_is_kept_knows_that_it_is_one_and_tells_nobody_anything(backup, capsys, tmp_path, beside):
    call_command("restore_drill", str(backup), "--keep")
    assert "副本保留在" in capsys.readouterr().out
    assert len(list(beside.iterdir())) == 1
    if connection.vendor == "postgresql":
        (name,) = copies()
        told = connection.settings_dict
        with psycopg2.connect(
            dbname=name, host=told["HOST"], user=told["USER"], password=told["PASSWORD"]
        ) as copy:
            cursor = copy.cursor()
            cursor.execute("SELECT name FROM core_switch")
            assert cursor.fetchall() == [("copy",)]
            if shutil.which("redis-server"):
                nothing_goes_out_of(name, tmp_path)
            cursor.execute("SELECT count(*) FROM core_owedmessage WHERE sent_at IS NULL")
            assert cursor.fetchone() == (2,)
        copy.close()
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def nothing_goes_out_of(name, folder):
    """A worker and a scheduler that somebody starts on the copy, with the mail server of the real installation."""
    with mail_sink() as mails, Installation(folder, mails.port, database=name) as made:
        for each in ("redis", "worker", "beat"):
            made.start(each)
        until(lambda: made.redis("ping") == "PONG", "Redis answers")
        made.ring("core.tasks.deliver_messages", "mail")
        until(
            lambda: "deliver_messages" in made.log("worker") and " ignored" in made.log("worker"),
            "it is let go",
        )
        until(lambda: " stands by" in made.log("beat"), "the scheduler looks who works")
        assert "Sending due task" not in made.log("beat")
    assert mails.tried == []


def test_a_folder_with_something_in_it_is_left_alone_and_a_broken_backup_is_none(
    office, tmp_path, monkeypatch
):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(CommandError, match="请换一个新的文件夹"):
        call_command("backup", str(tmp_path / "full"))

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("unionportal.keeping.saving._copied", full)
    with pytest.raises(CommandError, match=r"没有备份成功.*磁盘已满,请清理"):
        call_command("backup", str(tmp_path / "kept"))
    assert [path.name for path in tmp_path.iterdir() if "kept" in path.name] == []


@pytest.mark.parametrize("where", ["kept", "inner/deeper"])
def test_no_backup_is_put_among_the_files_that_it_copies(office, where):
    with pytest.raises(CommandError, match="请换一个单独的文件夹"):
        call_command("backup", str(office / where))
    assert not list(office.rglob("*.partial"))


def test_the_files_are_not_put_below_a_backup_either(office):
    with pytest.raises(CommandError, match=r"请换一个|里已有内容"):
        call_command("backup", str(office.parent))


def test_a_place_that_is_none_is_refused_in_words(office):
    with pytest.raises(CommandError, match=r"不能建立文件夹,请换一个|没有写入权限"):
        call_command("backup", "/proc/kept")


def test_what_is_written_meanwhile_belongs_to_the_backup_or_not_but_never_by_half(office, tmp_path):
    """Rows that come while the dump runs change neither it nor its sums."""
    server = server_of(connection.settings_dict)
    kept = save(server, office, tmp_path / "kept", now=NOW)
    owe(9, "后来的", key="9", now=NOW, urgent=True)
    again = save(server, office, tmp_path / "again", now=NOW)
    assert [again.tables["core_owedmessage"][0], kept.tables["core_owedmessage"][0]] == [3, 2]
