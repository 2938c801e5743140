"""What runs in the background of filing: lists are read, checked and written."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from kombu.exceptions import OperationalError

from accounts.actors import actor_for
from core import clock
from core.actor import SYSTEM, Actor
from core.jobs import JOBS, HoldLost, JobKind, Run, shown
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from filing.imports.selectors import abandoned_runs
from filing.imports.selectors.enrolling import approver_of
from filing.imports.services import (
    check_rows,
    claim_run,
    enrol_sites,
    fail_import,
    stage_rows,
    write_sites,
)
from filing.imports.services.running import MOST_ATTEMPTS, note_progress
from filing.models.imports import ImportBatch, ImportState
from sites.sheets.limits import SheetRefused

logger = logging.getLogger(__name__)

#: Under this name runs stand among the jobs of the back office.
KIND = "filing.import"


def ring_for(key: int) -> None:
    """Ask for the run; when the broker is away, the scheduler finds the batch in its table."""
    try:
        run_import.delay(key)
    except OperationalError:
        logger.warning("import %s waits for the scheduler", key)


@shared_task
def run_import(key: int) -> None:
    """Bring a batch as far as it goes without a person. Safe to run twice: only one run is let in.

    Whose rights it has is read once: what a check finds is only shown, and the writing is a run of its own.
    """
    with _heap_at_rest():
        batch = claim_run(key, clock.now())
        if batch is None:
            return
        if batch.attempts > MOST_ATTEMPTS:
            reason = "处理时多次中断,请重新上传;仍不成功的,请联系系统管理员。"
            fail_import(batch, reason, actor=SYSTEM, now=clock.now())
            return
        actor, about = actor_of(batch), f"{batch} {batch.file_name}({batch.state_label})"
        with shown(KIND, about=about, actor=actor, clock=clock.now, total=batch.total_rows) as run:
            while batch is not None:
                batch = advance(batch, actor, run)


def _left_behind(run: Run) -> None:
    """The batch itself remembers what is to be done; the row only says that this run came to no end."""
    raise TransitionRefused("处理中断。系统会自动接着办理,见同一批次的下一条记录。")


JOBS.register(KIND, JobKind("批量导入", _left_behind))


@contextmanager
def _heap_at_rest() -> Iterator[None]:
    """What the process held before is not searched for garbage again and again while thousands of rows come and go."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def advance(batch: ImportBatch, actor: Actor, run: Run) -> ImportBatch | None:
    """One stage of a claimed batch, or what ends it; the batch, where the next stage follows at once.

    Nothing when another run took it over meanwhile.
    """
    try:
        return _one_stage(batch, actor, run)
    except (HoldLost, TransitionRefused):
        logger.info("import %s was taken over or finished by another run", batch.pk)
        return None


def _one_stage(batch: ImportBatch, actor: Actor, run: Run) -> ImportBatch | None:
    """A file that cannot be read, or a right that is gone, ends the batch."""

    def tick(done: int) -> None:
        note_progress(batch, done, clock.now())
        run.show(done)

    try:
        if batch.state == ImportState.READING:
            return stage_rows(batch, actor=actor, now=clock.now(), tick=tick)
        if batch.state == ImportState.CHECKING:
            check_rows(batch, actor=actor, now=clock.now(), tick=tick)
        elif batch.is_existing:
            enrol_sites(batch, actor=actor, now=clock.now())
        else:
            write_sites(batch, actor=actor, now=clock.now())
    except (SheetRefused, NotAllowed) as refused:
        reason = refused.sentence if isinstance(refused, SheetRefused) else refused.reason
        fail_import(batch, reason, actor=SYSTEM, now=clock.now())
        run.fail(reason)
    return None


def actor_of(batch: ImportBatch) -> Actor:
    """Whoever uploaded, or approved, with the rights of this moment; the operator's command acts as the system."""
    person = batch.uploader
    if batch.is_existing and batch.state == ImportState.WRITING:
        person = approver_of(batch) or person
    return actor_for(person, today=clock.today()) if person else SYSTEM


@shared_task
def resume_imports() -> None:
    """Every minute. Finds batches whose run died, or whose call got lost."""
    for key in abandoned_runs(clock.now()):
        run_import(key)
