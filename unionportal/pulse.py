"""How do worker and scheduler show that they live? Four times a minute, in rows that ``/readyz`` reads.

Of several schedulers one works; the others stand by and take over when it falls silent. During maintenance it keeps its
place and its time: what falls due meanwhile is asked for afterwards, as the worker would let it go.
"""

from __future__ import annotations

import heapq
import logging
import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler
from celery.bootsteps import StartStopStep
from django.db import Error, connections

from core import clock
from core.heartbeat import beat, hold, holder_of, let_go
from core.scheduled import last_runs
from core.switches import is_copy, is_paused, maintained_until
from unionportal.safety import refuse_unsafe_start
from unionportal.watched import ALWAYS

logger = logging.getLogger(__name__)

EVERY = 15.0
#: What never ran is due, however long its turn is.
NEVER = timedelta(days=366)


def show_worker() -> None:
    """By a connection of its own that is closed at once: processes of the pool are forked from this one."""
    try:
        beat("worker", now=clock.now())
    except Error:
        logger.warning("the database did not take the sign of life of the worker")
    finally:
        connections.close_all()


class Pulse(StartStopStep):
    """A step of the worker's own loop: it shows the process, however busy its pool is.

    What it raises at its start stops the worker; what a receiver of a signal raises is only written down.
    """

    requires = ("celery.worker.components:Timer",)
    _timer: Any = None

    def start(self, parent: Any) -> None:
        refuse_unsafe_start()
        show_worker()
        self._timer = parent.timer.call_repeatedly(EVERY, show_worker)

    def stop(self, parent: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()


class OnlyOne(PersistentScheduler):
    """A scheduler that works as long as it holds the place of the one that does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}"
        self.works: bool | None = None
        self.paused = False
        self.ended: datetime | None = None
        self._fresh: set[str] = set()
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        Path(f"{self.schedule_filename}.seen").touch()  # the health check of the container looks at its age
        if not (self._holds() and self._knows()):
            return EVERY
        self._keep_time()
        wait: float = super().tick(*args, **kwargs)
        return min(wait, EVERY)

    def merge_inplace(self, b: Any) -> None:
        """What its file does not know stands there as if it had run just now."""
        self._fresh = set(b) - set(self.schedule)
        super().merge_inplace(b)

    def populate_heap(self, *args: Any, **kwargs: Any) -> None:
        """During maintenance nobody is asked for anything but to show that tasks get their turn."""
        super().populate_heap(*args, **kwargs)
        if self.paused:
            self._heap = [event for event in self._heap if event.entry.task == ALWAYS]
            heapq.heapify(self._heap)

    def _knows(self) -> bool:
        """Whether it could read what it goes by: is anything being maintained, what ran before?"""
        try:
            self._follow_maintenance()
            self._take_up()
        except Error:
            logger.warning("the database did not tell the scheduler what ran")
            connections.close_all()
            return False
        return True

    def _follow_maintenance(self) -> None:
        """After it the rows tell what ran: the worker may have let go what was asked for a moment before it began.

        One that began and ended between two turns, or while no scheduler ran, is known by its end.
        """
        paused, ended = is_paused(), maintained_until()
        if (paused, ended) == (self.paused, self.ended):
            return
        logger.warning("the scheduler %s", "waits for the end of maintenance" if paused else "goes on")
        if not paused:
            self._fresh |= {
                name
                for name, entry in self.schedule.items()
                if name in self.app.conf.beat_schedule and (ended is None or entry.last_run_at <= ended)
            }
        self.paused, self.ended, self._heap = paused, ended, None

    def _take_up(self) -> None:
        """Of what the file did not know the rows tell the last run: a container that is made anew every day has no other memory."""
        if not self._fresh:
            return
        runs = last_runs()
        for entry in (self.schedule[name] for name in self._fresh):
            now, run = entry.default_now(), runs.get(entry.name)
            told = (run.started_at or run.ended_at).astimezone(now.tzinfo) if run else now - NEVER
            entry.last_run_at = min(entry.last_run_at, told)
        self._fresh, self._heap = set(), None

    def _keep_time(self) -> None:
        """After the clock was set back an hour nothing waits an hour more: what ran in time to come ran just now."""
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > entry.default_now()]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            logger.warning("the clock was set back; %s entries of the schedule go on from now", len(ahead))
            self._heap = None

    def _holds(self) -> bool:
        """Without a database nothing that is asked for could be done anyway."""
        try:
            works = not is_copy() and (self._takes() or (_free_from_the_dead() and self._takes()))
        except Error:
            logger.warning("the database did not take the sign of life of the scheduler")
            connections.close_all()
            return False
        if works is not self.works:
            logger.warning("scheduler %s %s", self.holder, "works" if works else "stands by")
        self.works = works
        return works

    def _takes(self) -> bool:
        return hold("beat", self.holder, now=clock.now())

    def close(self) -> None:
        try:
            let_go("beat", self.holder)
        except Error:
            logger.warning("the place of the scheduler was not given back")
        super().close()


def _free_from_the_dead() -> bool:
    """A process of this machine that was killed is known to be gone; of other machines only silence tells."""
    holder = holder_of("beat")
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname() or _lives(int(pid)):
        return False
    let_go("beat", holder)
    return True


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
