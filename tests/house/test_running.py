"""Does the installation say how it stands, to machines and to its administrator, and does writing stop when asked?"""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from celery.exceptions import Ignore
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM, Actor
from core.heartbeat import HOLD, beat, hold, last_beat, let_go
from core.jobs import JOBS, JobKind, Run, abandoned_jobs, ask_for, run_job
from core.models import AuditEntry, Heartbeat, JobRun, OwedMessage, ScheduledRun, Switch
from core.outbox import owe
from core.scheduled import note_run
from core.switches import begin_maintenance, mark_copy
from core.tasks import deliver_messages, seal_audit
from tests.factories import NOW, build_office, person
from unionportal import parts as standing
from unionportal.logs import JsonFormatter, PlainFormatter
from unionportal.parts import backup, parts
from unionportal.pulse import OnlyOne
from unionportal.settings.schedule import CELERY_BEAT_SCHEDULE, TITLES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def administrator(office):
    client = Client()
    client.force_login(person("gu", "administrator", office.tree.city, name="顾磊"))
    return client


def all_alive(now=NOW):
    for name in ("beat", "worker", "tasks"):
        beat(name, now=now)


def state_of(name, now=NOW):
    return next(line for line in parts(now) if line.name == name)


def test_everything_alive_is_ready(client):
    all_alive()
    answer = client.get("/readyz")
    told = {name: part["state"] for name, part in answer.json()["parts"].items() if part["state"] == "failed"}
    assert (answer.status_code, told) == (200, {})


@pytest.mark.parametrize(("silent", "word"), [("beat", "定时调度"), ("worker", "后台任务进程")])
def test_who_falls_silent_is_named_within_a_minute(client, settings, silent, word):
    all_alive(NOW + timedelta(seconds=60))
    beat(silent, now=NOW)
    settings.CLOCK_PIN = (NOW + timedelta(seconds=49)).isoformat()
    assert client.get("/readyz").status_code == 200
    settings.CLOCK_PIN = (NOW + timedelta(seconds=60)).isoformat()
    answer = client.get("/readyz")
    failed = {
        name: part["detail"] for name, part in answer.json()["parts"].items() if part["state"] == "failed"
    }
    assert answer.status_code == 503
    assert list(failed) == [silent]
    assert word in failed[silent] and "60 秒没有动静" in failed[silent]


def test_a_queue_that_waits_messages_that_wait_and_work_that_waits_are_warnings(client):
    all_alive()
    beat("tasks", now=NOW - timedelta(minutes=4))
    owe(7, "待您审核", key="k", now=NOW - timedelta(minutes=20), urgent=True)
    owe(7, "多次退回", key="l", now=NOW, urgent=True)
    OwedMessage.objects.filter(key="l").update(attempts=3)
    JOBS.register("slow", JobKind("慢", lambda run: None))
    ask_for("slow", key="j", about="x", given={}, actor=SYSTEM, now=NOW - timedelta(hours=1))
    del JOBS._items["slow"]
    answer = client.get("/readyz")
    told = answer.json()["parts"]
    assert answer.status_code == 200
    assert [told[name]["state"] for name in ("tasks", "messages", "jobs")] == ["warning"] * 3
    assert "有 1 条消息到时没有发出,1 条多次未能发出" in told["messages"]["detail"]


def test_a_task_that_failed_or_missed_its_turns_is_named_in_chinese():
    all_alive()
    note_run("seal the audit trail", took_ms=5, changed=None, error="", now=NOW)
    assert state_of("schedule").ok is True
    assert "没有按时运行:封存操作日志" in state_of("schedule", NOW + timedelta(hours=4)).words
    note_run("seal the audit trail", took_ms=5, changed=None, error="OSError:磁盘已满", now=NOW)
    assert "没有成功:封存操作日志" in state_of("schedule").words
    note_run("seal the audit trail", took_ms=5, changed=3, error="", now=NOW)
    run = ScheduledRun.objects.get()
    assert (run.runs, run.failures, run.changed, run.failed_at) == (3, 1, 3, NOW)
    assert state_of("schedule").ok is True


def test_a_task_notes_how_it_ended_and_a_task_nobody_scheduled_does_not(settings):
    settings.CELERY_TASK_EAGER_PROPAGATES = False
    owe(7, "待您审核", key="k", now=NOW, urgent=True)
    deliver_messages.apply(args=("mail",))
    deliver_messages.apply(args=("elsewhere",))
    run = ScheduledRun.objects.get()
    assert (run.name, run.changed, run.error) == ("send mail", 1, "")


def test_a_task_that_breaks_says_why(monkeypatch):
    def full(**kwargs):
        raise OSError("磁盘已满")

    monkeypatch.setattr("core.tasks.seal_entries", full)
    seal_audit.apply(throw=False)
    run = ScheduledRun.objects.get(name="seal the audit trail")
    assert (run.error, run.failed_at) == (
        "运行时出现意外错误,没有完成,错误已记入系统日志。重新运行仍不成功的,请联系技术支持。",
        NOW,
    )


def test_every_task_of_the_schedule_has_its_word():
    assert set(CELERY_BEAT_SCHEDULE) == set(TITLES)


def test_a_full_disk_is_a_warning_with_what_to_do(settings):
    settings.DISK_SHARE = 1.1
    assert (state_of("disk").ok, "请尽快清理或扩容" in state_of("disk").words) == (None, True)


def test_a_backup_that_is_missing_or_old_is_said():
    assert "还没有用 backup 命令备份过" in backup(NOW).words
    beat("backup", now=NOW)
    assert "还没有做过恢复演练" in backup(NOW).words
    beat("restore drill", now=NOW)
    assert backup(NOW + timedelta(days=2)).ok is True
    assert "已超过 2 天" in backup(NOW + timedelta(days=2, seconds=1)).words


def test_of_two_schedulers_one_works_and_the_other_takes_over_when_it_falls_silent():
    assert hold("beat", "first", now=NOW)
    assert not hold("beat", "second", now=NOW + HOLD)
    assert hold("beat", "first", now=NOW + timedelta(seconds=30))
    assert not hold("beat", "second", now=NOW + timedelta(seconds=30) + HOLD)
    assert hold("beat", "second", now=NOW + timedelta(seconds=31) + HOLD)
    assert not hold("beat", "first", now=NOW + timedelta(seconds=31) + HOLD)
    let_go("beat", "second")
    assert hold("beat", "first", now=NOW + timedelta(seconds=32) + HOLD)
    assert last_beat("beat") == NOW + timedelta(seconds=32) + HOLD


def test_a_scheduler_of_this_machine_that_was_killed_is_not_waited_for():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here = socket.gethostname()
    for holder, works in (
        (f"elsewhere:{gone.pid}", False),
        (f"{here}:{os.getppid()}", False),
        (f"{here}:{gone.pid}", True),
    ):
        Heartbeat.objects.update_or_create(name="beat", defaults={"holder": holder, "seen_at": NOW})
        scheduler = OnlyOne.__new__(OnlyOne)
        scheduler.holder, scheduler.works = f"{here}:{os.getpid()}", None
        assert scheduler._holds() is works
    mark_copy(now=NOW)
    assert scheduler._holds() is False, "a copy runs no scheduler"


def test_metrics_are_for_whoever_brings_the_token_or_asks_from_a_named_network(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "of-the-watcher"
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer wrong").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer of-the-watcher").status_code == 200
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = "", ["10.0.0.0/8"]
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    for address in ("192.168.1.1", "", "::1"):
        assert client.get("/metrics", REMOTE_ADDR=address).status_code == 404


def test_metrics_tell_the_numbers_in_the_text_of_prometheus(client, settings):
    settings.METRICS_NETWORKS = ["127.0.0.0/8"]
    all_alive()
    note_run("seal the audit trail", took_ms=1500, changed=None, error="", now=NOW - timedelta(seconds=30))
    owe(7, "待您审核", key="k", now=NOW - timedelta(seconds=90), urgent=True)
    answer = client.get("/metrics")
    lines = answer.content.decode().splitlines()
    for line in (
        "portal_ready 1",
        'portal_part_ok{part="database"} 1',
        'portal_seen_seconds_ago{name="worker"} 0',
        'portal_messages{standing="waiting"} 1',
        "portal_message_oldest_seconds 90",
        'portal_task_seconds{task="seal the audit trail"} 1.5',
        'portal_task_last_seconds_ago{task="seal the audit trail"} 30',
        "# TYPE portal_task_runs_total counter",
    ):
        assert line in lines
    assert "待您审核" not in answer.content.decode()


def test_the_administrator_reads_each_part_and_starts_failed_work_again(
    administrator, django_capture_on_commit_callbacks
):
    all_alive()
    done = []

    def work(run: Run) -> None:
        with run.finishing():
            done.append(1)

    JOBS.register("test", JobKind("试做", work))
    try:
        job = ask_for("test", key="k", about="第一批", given={}, actor=Actor(id=7, name="王芳"), now=NOW)
        JobRun.objects.filter(pk=job.pk).update(ended_at=NOW, error="处理时出现意外错误。")
        page = administrator.get("/admin/health/").content.decode()
        for word in (
            "运行状态",
            "数据库",
            "工作日历",
            "备份",
            "磁盘",
            "试做",
            "处理时出现意外错误。",
            "重新开始",
            "发送邮件",
            "定时任务还没有运行过",
            'href="/admin/core/owedmessage/?sent=no"',
        ):
            assert word in page
        assert administrator.get("/admin/core/owedmessage/?sent=no").status_code == 200
        key = "0f8fad5b-d9cb-469f-a165-70867728950e"
        with django_capture_on_commit_callbacks(execute=True):
            answer = administrator.post(f"/admin/health/jobs/{job.pk}/again/", {"key": key})
    finally:
        del JOBS._items["test"]
    assert answer.status_code == 302
    assert JobRun.objects.get(pk=job.pk).standing is JobRun.Standing.DONE
    assert AuditEntry.objects.filter(action="job.again", actor_name="顾磊").count() == 1


def test_what_waits_to_be_sent_names_who_is_to_get_it(administrator, office):
    owe(office.keeper.pk, "待您补正", key="one", now=NOW, address="w@union.example")
    page = administrator.get("/admin/core/owedmessage/?sent=no").content.decode()
    assert "待您补正" in page and f">{office.keeper.name}<br>w@union.example</td>" in page
    OwedMessage.objects.update(attempts=3, last_error="<邮箱不存在>")
    page = administrator.get("/admin/core/owedmessage/?sent=no").content.decode()
    assert "待发出<br>已试 3 次" in page and "&lt;邮箱不存在&gt;" in page
    OwedMessage.objects.update(sent_at=NOW, channel="mail", attempts=1, address="", last_error="")
    page = administrator.get("/admin/core/owedmessage/").content.decode()
    assert "2026年10月12日 10:00<br>" in page and f">{office.keeper.name}</td>" in page


def test_nobody_else_sees_how_the_installation_stands(office):
    client = Client()
    client.force_login(office.city)
    answer = client.get("/admin/health/")
    assert answer.status_code == 403
    assert "只有系统管理员可以查看" in answer.content.decode()


def test_during_maintenance_pages_are_read_and_a_form_hears_until_when(client, administrator):
    call_command("maintenance", "on", "--until", NOW.strftime("%Y-%m-%d 23:30"))
    assert client.get("/accounts/login/").status_code == 200
    assert administrator.get("/admin/health/").status_code == 200
    before = AuditEntry.objects.count()
    answer = administrator.post("/accounts/password/", {"old_password": "x"})
    assert answer.status_code == 503
    assert "23:30 恢复" in answer.content.decode()
    assert "维护期间可以查看" in answer.content.decode()
    assert int(answer["Retry-After"]) >= 60
    assert AuditEntry.objects.count() == before
    call_command("maintenance", "off")
    assert administrator.post("/accounts/password/", {"old_password": "x"}).status_code == 200
    assert [
        entry.action for entry in AuditEntry.objects.filter(action__startswith="maintenance").order_by("pk")
    ] == [
        "maintenance.begin",
        "maintenance.end",
    ]


def test_every_page_of_the_office_says_that_it_is_maintained_and_until_when(client, office):
    """Known with the person who looks, so that no page asks for it."""
    city = Client()
    city.force_login(office.city, backend="accounts.backends.OfficeBackend")
    with CaptureQueriesContext(connection) as before:
        page = city.get("/desk/sites/")
    assert "系统正在维护" not in page.content.decode()
    call_command("maintenance", "on", "--until", NOW.strftime("%Y-%m-%d 23:30"))
    with CaptureQueriesContext(connection) as during:
        said = city.get("/desk/sites/").content.decode()
    assert "系统正在维护,现在可以查看,不能填报和办理" in said and "23:30 恢复" in said
    assert len(during) == len(before)
    assert "系统正在维护" not in client.get("/").content.decode(), "who looks for a site is not concerned"
    assert "23:30 恢复" in client.get("/accounts/login/").content.decode(), "who is about to type is"
    call_command("maintenance", "off")
    assert "系统正在维护" not in city.get("/desk/sites/").content.decode()


def test_the_switch_is_told_in_words(capsys):
    with pytest.raises(CommandError, match="不需要恢复"):
        call_command("maintenance", "off")
    with pytest.raises(CommandError, match="时间应写成"):
        call_command("maintenance", "on", "--until", "明天")
    call_command("maintenance")
    assert "没有维护" in capsys.readouterr().out


def test_nothing_is_begun_in_the_background_during_maintenance_or_on_a_copy():
    owe(7, "待您审核", key="k", now=NOW, urgent=True)
    for switch_on in (lambda: begin_maintenance(None, actor=SYSTEM, now=NOW), lambda: mark_copy(now=NOW)):
        switch_on()
        with pytest.raises(Ignore):
            deliver_messages.before_start("id", ("mail",), {})
        deliver_messages.apply(args=("mail",))
        assert OwedMessage.objects.get().sent_at is None
        Switch.objects.all().delete()
    deliver_messages.apply(args=("mail",))
    assert OwedMessage.objects.get().sent_at == NOW


class Secretive(Exception):
    """What a library says of the row that it could not keep."""


PERSONAL = {
    "phone": "13912345678",
    "abroad": "+8613912345679",
    "landline": "0532 85911235",
    "identity": "110101199003071233",
    "spaced": "370202 19900101 123X",
    "row": "王建国",
    "mail": "wang@union.example",
    "password": "shilaoren-beach-night",
    "token": "kJ83hd92jd",
}


def broken_page():
    raise Secretive(
        f"Key (office_phone)=({PERSONAL['phone']}) id {PERSONAL['identity']} of {PERSONAL['mail']}, "
        f"password={PERSONAL['password']} at /verify/1/?k={PERSONAL['token']} tel {PERSONAL['abroad']} "
        f"or {PERSONAL['landline']}, {PERSONAL['spaced']}\nDETAIL:  Failing row contains (7, {PERSONAL['row']})."
    )


@pytest.mark.parametrize("formatter", [JsonFormatter(), PlainFormatter("%(levelname)s %(message)s")])
def test_a_page_that_breaks_shows_a_number_and_the_log_the_same_number_and_no_person(
    administrator, monkeypatch, formatter
):
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    keep = Keep()
    keep.setFormatter(formatter)
    logging.getLogger("django.request").addHandler(keep)
    monkeypatch.setattr("accounts.views.MyMessages.get", lambda self, request: broken_page())
    administrator.raise_request_exception = False
    try:
        answer = administrator.get("/accounts/messages/")
    finally:
        logging.getLogger("django.request").removeHandler(keep)
    page, log = answer.content.decode(), "\n".join(written)
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in page and answer["X-Request-Id"] in log
    assert "Traceback" not in page and "Secretive" in log
    assert [name for name, value in PERSONAL.items() if value in page + log] == []
    if isinstance(formatter, JsonFormatter):
        line = json.loads(written[-1])
        assert line["request"] == answer["X-Request-Id"]
        assert line["actor"] == int(administrator.session["_auth_user_id"])


def test_work_that_is_under_way_keeps_nothing_once_maintenance_begins_and_is_done_afterwards():
    kept = []

    def work(run):
        if not kept:
            begin_maintenance(None, actor=SYSTEM, now=NOW)
        with run.finishing():
            kept.append(run)

    with JOBS.known("long", JobKind("长", work)):
        job = ask_for("long", key="j", about="x", given={}, actor=SYSTEM, now=NOW)
        run_job(job.pk, lambda: NOW)
        assert kept == [] and JobRun.objects.get().ended_at is None
        Switch.objects.all().delete()
        later = NOW + timedelta(minutes=5)
        assert abandoned_jobs(later) == [job.pk]
        kept.append("not again")
        run_job(job.pk, lambda: later)
    assert len(kept) == 2 and JobRun.objects.get().ended_at == later


def test_a_database_that_is_away_is_said_in_words_with_when_to_come_back(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("unionportal.health.parts", away)
    client.raise_request_exception = False
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "20"
    assert "系统暂时无法使用" in answer.content.decode()


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="of PostgreSQL: tests/hostile/test_database_gone.py"
)
def test_a_disk_that_is_full_is_told_in_words_and_nothing_is_kept(client, monkeypatch):
    def write(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1")  # no page more than there are
            cursor.execute(
                "INSERT INTO core_heartbeat (name, holder, seen_at) VALUES ('x', zeroblob(9999999), '')"
            )

    monkeypatch.setattr("unionportal.health.parts", write)
    client.raise_request_exception = False
    try:
        answer = client.get("/readyz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "服务器存储空间已用完,本次没有保存" in answer.content.decode()


def test_a_number_that_a_stranger_claims_is_not_taken_over(client, settings):
    claimed = client.get("/healthz", HTTP_X_REQUEST_ID="abcdef-1234567")["X-Request-Id"]
    assert claimed != "abcdef-1234567"
    settings.TRUSTED_PROXIES = 1
    assert client.get("/healthz", HTTP_X_REQUEST_ID="abcdef-1234567")["X-Request-Id"] == "abcdef-1234567"
    assert client.get("/healthz", HTTP_X_REQUEST_ID="a\tb" * 9)["X-Request-Id"] != "a\tb" * 9


def test_a_file_queue_that_is_gone_is_a_failure(settings, tmp_path):
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path
    assert state_of("broker").ok is False
    assert timedelta(minutes=1) > standing.SILENCE
