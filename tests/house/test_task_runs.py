"""What the tasks of the schedule leave undone is said as a warning, kept as rows, and started again from the page."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from errno import ENOSPC

import pytest
from django.db import OperationalError
from django.db.models import Value
from django.test import Client

from core.clock import start_of
from core.models import AuditEntry, OwedMessage, ScheduledRun, TaskRun
from core.outbox import owe
from core.registry import CHECKS
from core.scheduled import MOST_KEPT, note_run
from core.tasks import deliver_messages, seal_audit
from inspection.laddering.services import following
from inspection.models import CheckRun, Finding
from inspection.tasks import follow_checks, follow_ladder
from inspection.watching.services import try_again
from inspection.watching.services.one_day import MOST_ATTEMPTS
from inspection.watching.services.running import DayRefused
from tests.factories import NOW, build_office, person
from tests.inspection.ladders import found_on, known_check
from tests.sites.public_sites import OFFICE_HOURS, opened_site
from unionportal.parts import parts
from unionportal.watched import DISK_FULL, UNEXPECTED

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER_KEY = "1f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    settings.CELERY_TASK_EAGER_PROPAGATES = False


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def administrator(office):
    client = Client()
    client.force_login(person("gu", "administrator", office.tree.city, name="顾磊"))
    return client


@pytest.fixture
def broken(monkeypatch, office):
    """Of two checks one cannot be asked; the other finds a site."""
    monkeypatch.setattr(CHECKS, "_items", {code: CHECKS[code] for code in ("agreement_ended", "map_missing")})
    check = CHECKS["map_missing"]
    opened_site(office.tree.primary, "协议站", agreement_ends_on=TODAY - timedelta(days=1))

    def raising(day):
        return check.failing(day).annotate(broken=Value("no number")).extra(where=["1 / 0 = (SELECT x)"])

    monkeypatch.setitem(CHECKS._items, "map_missing", replace(check, failing=raising))
    logging.disable(logging.CRITICAL)
    yield check
    logging.disable(logging.NOTSET)


def schedule_part():
    return next(line for line in parts(NOW) if line.name == "schedule")


def test_a_check_that_broke_is_a_warning_until_a_later_run_made_it_good(broken, monkeypatch, settings):
    for _ in range(MOST_ATTEMPTS + 2):
        follow_checks.apply()
    run = ScheduledRun.objects.get(name="watch the register")
    assert run.undone == "预警检查:“没有标注电子地图”2026年10月12日没有完成。其他预警项已检查。"
    assert (run.error, run.failures, Finding.objects.count()) == ("", 0, 1)
    assert schedule_part().ok is None
    assert "没有全部完成:检查预警问题" in schedule_part().words
    monkeypatch.setitem(CHECKS._items, "map_missing", broken)
    settings.CLOCK_PIN = (NOW + timedelta(days=1)).isoformat()
    follow_checks.apply()
    assert ScheduledRun.objects.get(name="watch the register").undone == ""


def test_a_site_whose_measures_break_is_named_and_the_others_are_followed(office, monkeypatch):
    bad, good = (opened_site(office.tree.primary, name, hours=OFFICE_HOURS) for name in ("坏站", "好站"))
    real = following.remind_each

    def remind(ripe, *, now):
        if any(site.pk == bad.pk for site, _ in ripe):
            raise ZeroDivisionError
        real(ripe, now=now)

    monkeypatch.setattr(following, "remind_each", remind)
    with known_check():
        for site in (bad, good):
            found_on(site)
        follow_ladder.apply()
    run = ScheduledRun.objects.get(name="climb the ladder")
    bad.refresh_from_db()
    assert f"处置措施:{bad.code}没有处理成功" in run.undone
    assert (run.changed, run.error) == (1, "")
    assert "没有全部完成:准备和推进处置措施" in schedule_part().words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(ENOSPC, "No space left on device"), DISK_FULL),
        (OperationalError("server closed the connection"), "数据库连接不上或正忙"),
        (ConnectionRefusedError(), "任务队列或外部服务器连接不上"),
        (KeyError("office_phone=13912345678"), UNEXPECTED),
    ],
)
def test_a_reason_is_plain_and_the_technical_line_stands_in_the_log(monkeypatch, caplog, error, words):
    def breaking(**kwargs):
        raise error

    monkeypatch.setattr("core.tasks.seal_entries", breaking)
    seal_audit.apply(throw=False)
    run = ScheduledRun.objects.get(name="seal the audit trail")
    assert run.error.startswith(words)
    assert not any(letter.isascii() and letter.isalpha() for letter in run.error.replace("Redis", ""))
    assert type(error).__name__ in caplog.text


def test_of_each_task_the_last_runs_that_did_something_are_kept():
    for number in range(MOST_KEPT + 3):
        note_run("send mail", took_ms=1000, changed=number + 1, error="", now=NOW + timedelta(minutes=number))
        note_run("send mail", took_ms=10, changed=0, error="", now=NOW + timedelta(minutes=number))
    note_run("seal the audit trail", took_ms=5, changed=None, error="失败。", now=NOW)
    kept = TaskRun.objects.filter(name="send mail").order_by("-id")
    assert list(kept.values_list("changed", flat=True)) == list(range(MOST_KEPT + 3, 3, -1))
    assert kept[0].started_at == NOW + timedelta(minutes=MOST_KEPT + 2, seconds=-1)
    assert TaskRun.objects.filter(name="seal the audit trail").count() == 1
    for _ in range(3):
        note_run("watch the register", took_ms=5, changed=0, error="", undone="有一项没有完成。", now=NOW)
    assert TaskRun.objects.filter(name="watch the register").count() == 1, "the same is not told ten times"


def test_the_page_tells_start_reason_and_the_last_runs(administrator):
    note_run("send mail", took_ms=2000, changed=12, error="", now=NOW - timedelta(minutes=5))
    note_run("send mail", took_ms=90, changed=None, error=DISK_FULL, now=NOW)
    note_run("climb the ladder", took_ms=90, changed=2, error="", undone="有一处没有处理。", now=NOW)
    page = administrator.get("/admin/health/").content.decode()
    for words in (DISK_FULL, "部分完成", "有一处没有处理。", "定时任务运行记录", "12 条"):
        assert words in page
    assert "/admin/health/tasks/send-mail/again/" in page


def test_an_administrator_runs_a_task_now_and_once(administrator, django_capture_on_commit_callbacks):
    owe(7, "待您审核", key="k", now=NOW, urgent=True, address="a@x.cn")
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True) as asked:
            answer = administrator.post("/admin/health/tasks/send-mail/again/", {"key": KEY})
        assert answer.status_code == 302
    assert asked == [], "the same form asks once"
    assert OwedMessage.objects.get().sent_at == NOW
    entry = AuditEntry.objects.get(action="task.again")
    assert (entry.actor_name, entry.target_label, entry.label) == ("顾磊", "发送邮件", "重新运行定时任务")
    assert administrator.post("/admin/health/tasks/nothing/again/", {"key": OTHER_KEY}).status_code == 404


def test_an_administrator_tries_a_check_that_was_given_up(
    administrator, broken, monkeypatch, django_capture_on_commit_callbacks
):
    for _ in range(MOST_ATTEMPTS + 1):
        follow_checks.apply()
    run = CheckRun.objects.get(code="map_missing")
    assert (run.attempts, run.ended_at) == (MOST_ATTEMPTS, None)
    address = f"/admin/health/checks/{run.pk}/again/"
    assert address in administrator.get("/admin/health/").content.decode()
    monkeypatch.setitem(CHECKS._items, "map_missing", broken)
    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post(address, {"key": KEY}).status_code == 302
    run.refresh_from_db()
    assert (run.error, run.ended_at is not None) == ("", True)
    assert AuditEntry.objects.filter(action="check.again", actor_name="顾磊").count() == 1
    page = administrator.post(address, {"key": OTHER_KEY}, follow=True).content.decode()
    assert "不需要重新运行" in page
    assert administrator.post("/admin/health/checks/0/again/", {"key": KEY[::-1]}).status_code in (400, 404)
    assert "没有完成的预警检查" not in page


def test_nobody_else_starts_anything(office, broken):
    follow_checks.apply()
    client = Client()
    client.force_login(office.city)
    run = CheckRun.objects.get(code="map_missing")
    for address in ("tasks/send-mail", f"checks/{run.pk}"):
        assert client.post(f"/admin/health/{address}/again/", {"key": KEY}).status_code == 403
    assert CheckRun.objects.get(pk=run.pk).attempts == 1
    assert not AuditEntry.objects.filter(action__endswith=".again").exists()


def test_a_day_that_later_ones_left_behind_is_not_tried(broken, office, monkeypatch, settings):
    follow_checks.apply()
    run = CheckRun.objects.get(code="map_missing")
    monkeypatch.setitem(CHECKS._items, "map_missing", broken)
    settings.CLOCK_PIN = (start_of(TODAY + timedelta(days=1)) + timedelta(hours=9)).isoformat()
    follow_checks.apply()
    with pytest.raises(DayRefused, match="已经运行到以后的日期"):
        try_again(run.pk, actor=office.actor("city"), now=NOW)


def test_a_task_that_does_all_leaves_nothing_undone():
    deliver_messages.apply(args=("mail",))
    assert ScheduledRun.objects.get().undone == ""
