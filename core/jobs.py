"""What long work was asked for, who is at it, how far is it, how did it end? Knows no queue and reads no clock.

A run holds a job as long as it shows itself. One that fell silent loses it to the next, and keeps nothing any more:
results are kept in the same transaction that ends the job, and only by its holder. What maintenance cuts off is taken up
again when it is over.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, When

from core.actor import Actor
from core.models import JobRun
from core.policy import NotAllowed
from core.registry import Registry
from core.switches import is_paused
from core.workflow import TransitionRefused

logger = logging.getLogger(__name__)

#: A run that did not show itself for so long is taken for dead.
SILENCE = timedelta(minutes=3)
#: As many runs may die over one job before it is given up.
MOST_ATTEMPTS = 3

CUT_OFF = "处理时多次中断,没有完成。请重新开始;仍不成功的,请联系系统管理员。"
BROKEN = "处理时出现意外错误,没有完成,错误已记入系统日志。请重新开始;仍不成功的,请联系系统管理员。"


class HoldLost(Exception):
    """Another run has taken the job over, or nothing is to be written now; whoever gets this stops and keeps nothing."""


@dataclass(frozen=True)
class Run:
    """One try at a job. The task that starts it brings the clock."""

    job: JobRun
    clock: Callable[[], datetime]

    @property
    def held(self) -> QuerySet[JobRun]:
        """The row, as long as this run is its holder."""
        return JobRun.objects.filter(pk=self.job.pk, holder=self.job.holder)

    def show(self, done: int) -> bool:
        """Tell how far it is; whether it still holds the job, and may go on with it."""
        return not is_paused() and bool(self.held.update(done=done, seen_at=self.clock()))

    def tick(self, done: int) -> None:
        """Show how far it is, outside of any transaction so that a page can see it. Raises ``HoldLost``."""
        if not self.show(done):
            raise HoldLost

    @contextmanager
    def finishing(self) -> Iterator[JobRun]:
        """What is kept inside stands or falls with the end of the job. Raises ``HoldLost``."""
        with transaction.atomic():
            job = self.held.select_for_update().first()
            if job is None or is_paused():
                raise HoldLost
            yield job
            job.holder, job.ended_at, job.done = None, self.clock(), job.total
            job.save(update_fields=["holder", "ended_at", "done", "result_url"])

    def fail(self, sentence: str) -> None:
        """End it with a sentence for whoever asked."""
        self.held.update(holder=None, ended_at=self.clock(), error=sentence[:300])


@dataclass(frozen=True)
class JobKind:
    """``work`` does the whole job and keeps its results within ``Run.finishing``."""

    label: str
    work: Callable[[Run], None]


JOBS: Registry[JobKind] = Registry("jobs")


def ask_for(
    kind: str,
    *,
    key: str,
    about: str,
    given: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    total: int = 0,
) -> JobRun:
    """Note the work in the transaction that wants it; the same key is noted once. The caller tells the trail."""
    told = _asked(kind, about=about, given=given, actor=actor, now=now, total=total)
    job, _ = JobRun.objects.get_or_create(key=key, defaults=told)
    return job


def _asked(
    kind: str, *, about: str, given: Mapping[str, Any], actor: Actor, now: datetime, total: int
) -> dict[str, Any]:
    """What a new row says of who asked for what."""
    return {
        "kind": kind,
        "label": JOBS[kind].label,
        "about": about[:200],
        "given": dict(given),
        "actor_id": actor.id,
        "actor_name": actor.name,
        "asked_at": now,
        "seen_at": now,
        "total": total,
    }


@contextmanager
def shown(
    kind: str, *, about: str, actor: Actor, clock: Callable[[], datetime], total: int = 0
) -> Iterator[Run]:
    """A run that another table remembers and takes up, shown among the jobs from its beginning to its end.

    It is never done from here: where it died, the kind's ``work`` ends the row by refusing in words.
    """
    now, holder = clock(), uuid.uuid4()
    job = JobRun.objects.create(
        key=f"{kind}:{holder}",
        holder=holder,
        started_at=now,
        attempts=1,
        **_asked(kind, about=about, given={}, actor=actor, now=now, total=total),
    )
    run = Run(job, clock)
    try:
        yield run
    except Exception:
        run.fail(BROKEN)
        raise
    run.held.update(holder=None, ended_at=clock())


def job_named(key: str) -> JobRun | None:
    return JobRun.objects.filter(key=key).first()


def job_at(pk: int) -> JobRun | None:
    return JobRun.objects.filter(pk=pk).first()


def recent_jobs(most: int = 20) -> list[JobRun]:
    """What is not ended or failed comes first, then the newest."""
    failed = Case(When(~Q(error=""), then=1), default=2, output_field=IntegerField())
    first = Case(When(ended_at=None, then=0), default=failed, output_field=IntegerField())
    return list(JobRun.objects.order_by(first, "-asked_at")[:most])


def start_again(key: str, *, now: datetime) -> JobRun:
    """A failed job waits once more, with all its tries. The caller tells the trail. Raises ``TransitionRefused``."""
    fresh = {"ended_at": None, "error": "", "done": 0, "attempts": 0, "started_at": None}
    failed = JobRun.objects.filter(key=key, ended_at__isnull=False).exclude(error="")
    if not failed.update(**fresh, asked_at=now, seen_at=now):
        raise TransitionRefused("这项任务没有失败,不需要重新开始。请刷新页面查看进度。")
    return JobRun.objects.get(key=key)


def abandoned_jobs(now: datetime) -> list[int]:
    """Not ended, and nobody showed himself for a while: the run died, or the call got lost."""
    silent = JobRun.objects.filter(_fell_silent(now), ended_at=None)
    return list(silent.order_by("seen_at").values_list("pk", flat=True))


def _fell_silent(now: datetime) -> Q:
    """Seen too long ago, or at a time that is still to come: the clock was set back since."""
    return Q(seen_at__lt=now - SILENCE) | Q(seen_at__gt=now + SILENCE)


def run_job(key: int, clock: Callable[[], datetime]) -> None:
    """Do the job, unless it has ended or somebody is at it."""
    run = _claimed(key, clock)
    if run is None:
        return
    if run.job.attempts > MOST_ATTEMPTS:
        run.fail(CUT_OFF)
        return
    try:
        JOBS[run.job.kind].work(run)
    except HoldLost:
        logger.info("job %s was taken over by another run", key)
    except (TransitionRefused, NotAllowed) as refused:
        run.fail(refused.reason)
    except Exception:
        logger.exception("job %s broke", key)
        run.fail(BROKEN)


def _claimed(key: int, clock: Callable[[], datetime]) -> Run | None:
    """The job in the hands of a new run; of two that ask at once only one gets it."""
    now, holder = clock(), uuid.uuid4()
    free = Q(holder=None) | _fell_silent(now)
    taken = JobRun.objects.filter(free, pk=key, ended_at=None).update(
        holder=holder, started_at=now, seen_at=now, done=0, attempts=F("attempts") + 1
    )
    job = JobRun.objects.filter(pk=key, holder=holder).first() if taken else None
    return Run(job, clock) if job else None
