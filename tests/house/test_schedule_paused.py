"""What falls due during maintenance is asked for afterwards, and the scheduler keeps its place meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils.module_loading import import_string

from core import clock
from core.actor import SYSTEM
from core.heartbeat import beat
from core.models import Heartbeat, ScheduledRun
from core.scheduled import note_run
from core.switches import ENDED, begin_maintenance, end_maintenance
from unionportal import pulse
from unionportal.celery import app
from unionportal.parts import parts
from unionportal.pulse import EVERY, OnlyOne

pytestmark = pytest.mark.django_db

DAILY = "ask for seasons of holiday stations"
SIGN = "show that tasks get their turn"


@pytest.fixture
def scheduler_at(tmp_path, monkeypatch):
    """A real one with its file; what it asks for is done at once, as a worker would, and named in its ``asked``."""

    @contextmanager
    def started():
        scheduler = OnlyOne(app, schedule_filename=str(tmp_path / "beat"), lazy=False)
        scheduler.asked = []

        def ask(entry, producer=None):
            if entry.name in app.conf.beat_schedule:  # celery sweeps results by an entry of its own
                scheduler.asked.append(entry.name)
                import_string(entry.task).apply(args=entry.args)

        monkeypatch.setattr(scheduler, "apply_entry", ask)
        try:
            yield scheduler
        finally:
            scheduler.close()

    return started


@pytest.fixture(autouse=True)
def all_ran_just_now(scheduler_at):
    """Also by the file of the scheduler; each entry is due when its own turn has passed."""
    for name in app.conf.beat_schedule:
        note_run(name, took_ms=0, changed=0, error="", now=clock.now())
    with scheduler_at() as scheduler:
        go_on(scheduler)


def ran_a_day_ago(scheduler, name=DAILY):
    scheduler.schedule[name].last_run_at = app.now() - timedelta(days=1, minutes=1)
    ScheduledRun.objects.filter(name=name).update(started_at=clock.now() - timedelta(days=1, minutes=1))
    scheduler._heap = None


def go_on(scheduler):
    """As the service of celery does: until it may sleep. What was asked for."""
    scheduler.asked.clear()
    for _ in range(2 * len(scheduler.schedule)):
        if scheduler.tick() > 0:
            return list(scheduler.asked)
    raise AssertionError("the scheduler comes to no rest")


def maintained():
    begin_maintenance(None, actor=SYSTEM, now=clock.now())


def maintained_no_more():
    end_maintenance(actor=SYSTEM, now=clock.now())


def test_a_daily_task_that_falls_into_maintenance_is_asked_for_right_after_it(scheduler_at):
    with scheduler_at() as scheduler:
        maintained()
        ran_a_day_ago(scheduler)
        before = scheduler.schedule[DAILY].last_run_at
        for _ in range(3):
            assert DAILY not in go_on(scheduler)
        assert scheduler.schedule[DAILY].last_run_at == before, "it keeps its time"
        maintained_no_more()
        scheduler.asked.clear()
        scheduler.tick()
        assert scheduler.asked == [DAILY], "at the first turn"
        assert DAILY not in go_on(scheduler)
        assert ScheduledRun.objects.get(name=DAILY).runs == 2


def test_during_maintenance_scheduler_and_tasks_show_that_they_live(scheduler_at):
    with scheduler_at() as scheduler:
        maintained()
        Heartbeat.objects.all().delete()
        for entry in scheduler.schedule.values():
            entry.last_run_at = app.now() - timedelta(days=2)
        scheduler._heap = None
        assert go_on(scheduler) == [SIGN]
        assert 0 < scheduler.tick() <= EVERY
        told = {line.name: line.ok for line in parts(clock.now())}
        assert (told["beat"], told["tasks"], told["maintenance"]) == (True, True, None)


def test_a_scheduler_that_is_started_anew_during_maintenance_has_lost_nothing(scheduler_at):
    with scheduler_at() as scheduler:
        ran_a_day_ago(scheduler)
        maintained()
        go_on(scheduler)
    with scheduler_at() as scheduler:
        assert DAILY not in go_on(scheduler)
    maintained_no_more()
    with scheduler_at() as scheduler:
        assert DAILY in go_on(scheduler)
        assert DAILY not in go_on(scheduler)


def test_what_was_asked_for_and_let_go_since_maintenance_began_is_asked_for_again(scheduler_at):
    """The scheduler has noted it; the rows know that it never ran."""
    with scheduler_at() as scheduler:
        ran_a_day_ago(scheduler)
        scheduler.schedule[DAILY].last_run_at = app.now()
        maintained()
        assert DAILY not in go_on(scheduler)
        maintained_no_more()
        asked = go_on(scheduler)
        assert DAILY in asked
        assert {"sweep files without a row", "seal the audit trail"}.isdisjoint(asked), "what ran is not"


def test_a_maintenance_between_two_turns_of_the_scheduler_loses_nothing(scheduler_at, monkeypatch):
    """It begins when a task was just asked for, and is over before the scheduler looks again."""
    with scheduler_at() as scheduler:
        ran_a_day_ago(scheduler)
        ask = scheduler.apply_entry

        def ask_meanwhile(entry, producer=None):
            maintained()
            ask(entry, producer)
            maintained_no_more()

        with monkeypatch.context() as short:
            short.setattr(scheduler, "apply_entry", ask_meanwhile)
            scheduler.tick()
        assert (scheduler.asked, ScheduledRun.objects.get(name=DAILY).runs) == ([DAILY], 1), "let go"
        assert DAILY in go_on(scheduler)
        assert DAILY not in go_on(scheduler)


def test_a_maintenance_that_ended_while_no_scheduler_ran_loses_nothing(scheduler_at):
    with scheduler_at() as scheduler:
        ran_a_day_ago(scheduler)
        scheduler.schedule[DAILY].last_run_at = app.now()  # asked for, and let go
        maintained()
    maintained_no_more()
    with scheduler_at() as scheduler:
        assert DAILY in go_on(scheduler)


def test_a_database_that_goes_away_between_two_questions_stops_no_scheduler(scheduler_at, monkeypatch):
    def gone():
        raise OperationalError

    with scheduler_at() as scheduler:
        ran_a_day_ago(scheduler)
        monkeypatch.setattr(pulse.connections, "close_all", lambda: None)
        with monkeypatch.context() as away:
            away.setattr(pulse, "is_paused", gone)
            assert (scheduler.tick(), scheduler.asked) == (EVERY, [])
        assert DAILY in go_on(scheduler)


def test_a_task_that_is_under_way_is_not_asked_for_twice_when_the_scheduler_starts_anew(scheduler_at):
    """Maintenance was over a month ago; the nightly task was asked for a moment ago and still runs."""
    with scheduler_at() as scheduler:
        beat(ENDED, now=clock.now() - timedelta(days=30))
        go_on(scheduler)
        ran_a_day_ago(scheduler)
        scheduler.schedule[DAILY].last_run_at = app.now()
    with scheduler_at() as scheduler:
        assert DAILY not in go_on(scheduler)
