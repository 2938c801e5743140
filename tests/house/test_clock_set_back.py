"""T5: the clock of the server is set back an hour. Who died is called dead, who lives goes on, and no age is negative."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.heartbeat import HOLD, beat, hold
from core.jobs import JOBS, SILENCE, JobKind, abandoned_jobs, ask_for, run_job
from core.models import JobRun
from core.scheduled import note_run
from tests.factories import NOW
from unionportal.celery import app
from unionportal.metrics import exposition
from unionportal.parts import parts
from unionportal.pulse import EVERY, OnlyOne

pytestmark = pytest.mark.django_db

BACK = NOW - timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK_PIN = NOW.isoformat()


def standing(now):
    return {line.name: line for line in parts(now)}


def test_who_died_before_the_clock_was_set_back_is_not_called_well():
    for name in ("beat", "worker", "tasks"):
        beat(name, now=NOW)
    note_run("send mail", took_ms=5, changed=0, error="", now=NOW)
    found = standing(BACK + timedelta(minutes=5))
    assert (found["beat"].ok, found["worker"].ok, found["tasks"].ok) == (False, False, None)
    assert "时间可能调回过" in found["worker"].words
    assert "没有按时运行:发送邮件" in found["schedule"].words
    for name in ("beat", "worker", "tasks"):
        beat(name, now=BACK + timedelta(minutes=5))
    found = standing(BACK + timedelta(minutes=5))
    assert [found[name].ok for name in ("beat", "worker", "tasks")] == [True] * 3


def test_two_machines_whose_clocks_differ_a_little_do_not_push_each_other_out():
    assert hold("beat", "first", now=NOW)
    assert not hold("beat", "second", now=NOW - HOLD)
    beat("worker", now=NOW + timedelta(seconds=20))
    assert standing(NOW)["worker"].ok is True


def test_another_scheduler_takes_over_at_once():
    assert hold("beat", "dead", now=NOW)
    assert hold("beat", "second", now=BACK)
    assert not hold("beat", "third", now=BACK + timedelta(seconds=5))


def test_long_work_whose_run_died_is_taken_up_at_once():
    done = []
    with JOBS.known("long", JobKind("长", done.append)):
        job = ask_for("long", key="j", about="x", given={}, actor=SYSTEM, now=NOW)
        JobRun.objects.filter(pk=job.pk).update(holder=uuid.uuid4(), seen_at=NOW)
        assert abandoned_jobs(NOW - SILENCE) == [], "clocks of two machines may differ a little"
        run_job(job.pk, lambda: NOW - SILENCE)
        assert done == []
        assert abandoned_jobs(BACK) == [job.pk]
        run_job(job.pk, lambda: BACK)
    assert [run.job.pk for run in done] == [job.pk]


def test_no_age_on_the_metrics_is_negative():
    beat("worker", now=NOW)
    note_run("send mail", took_ms=5, changed=0, error="", now=NOW)
    lines = [line for line in exposition(BACK).splitlines() if "seconds_ago{" in line]
    assert len(lines) == 2
    assert [line for line in lines if float(line.split()[-1]) != 3600] == []


def test_a_scheduler_that_lost_its_file_asks_for_what_is_overdue_and_for_nothing_else(tmp_path, monkeypatch):
    """A container that is made anew every day knows from the rows alone what ran."""
    run = app.now() - timedelta(hours=23)
    late = {"sweep files without a row": timedelta(hours=2), "erase old ledgers": timedelta(0)}
    never = "remind of stamped forms"
    for name in set(app.conf.beat_schedule) - {never}:
        lately = app.now() if app.conf.beat_schedule[name]["schedule"] < 3600 else run
        note_run(name, took_ms=0, changed=0, error="", now=(lately if name not in late else run - late[name]))
    asked = []
    for _ in range(2):
        scheduler = OnlyOne(app, schedule_filename=str(tmp_path / "beat"), lazy=False)
        monkeypatch.setattr(scheduler, "apply_entry", lambda entry, producer=None: asked.append(entry.name))
        try:
            for _ in scheduler.schedule:
                scheduler.tick()
        finally:
            scheduler.close()
    assert sorted(asked) == sorted([*late, never, "seal the audit trail"])


def test_nothing_of_the_schedule_waits_an_hour_more(tmp_path, settings, monkeypatch):
    """A real scheduler with its file: what it keeps was written before the clock was set back."""
    OnlyOne(app, schedule_filename=str(tmp_path / "beat"), lazy=False).close()
    scheduler = OnlyOne(app, schedule_filename=str(tmp_path / "beat"), lazy=False)
    try:
        asked = []
        monkeypatch.setattr(scheduler, "apply_entry", lambda entry, producer=None: asked.append(entry.name))
        now = app.now()
        for entry in scheduler.schedule.values():
            entry.last_run_at = now + timedelta(hours=1)
        scheduler._heap = None
        assert scheduler.tick() <= EVERY
        assert asked == []
        assert (tmp_path / "beat.seen").exists(), "the health check of its container looks for it"
        kept = scheduler.schedule["send mail"]
        assert kept.is_due().next <= 60
        assert kept.last_run_at <= app.now()
        kept.last_run_at = app.now() - timedelta(seconds=61)
        scheduler._heap = None
        scheduler.tick()
        assert asked == ["send mail"]
    finally:
        scheduler.close()
    assert scheduler.holder.endswith(f":{os.getpid()}")
