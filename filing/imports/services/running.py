"""A run is claimed, shows how far it is, and ends; a dead one is taken over by the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from core.actor import Actor
from core.jobs import HoldLost
from filing.imports.selectors import SILENCE
from filing.imports.selectors.enrolling import enrolment_of
from filing.imports.services.telling import tell_failed
from filing.imports.transitions import IMPORT
from filing.models.imports import WORKING, ImportBatch, ImportState
from sites.services import release

#: Tells how many rows are done; whoever runs the import brings the clock.
Tick = Callable[[int], None]

MOST_ATTEMPTS = 3


def claim_run(key: int, now: datetime) -> ImportBatch | None:
    """The batch, if it has to be worked on and nobody else does; of two that ask at once only one gets it.

    What an earlier run or an earlier check left behind is gone.
    """
    silent = Q(progressed_at=None) | Q(progressed_at__lt=now - SILENCE)
    claimed = ImportBatch.objects.filter(silent, pk=key, state__in=WORKING).update(
        progressed_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    batch = ImportBatch.objects.select_related("union", "uploader__home_union").get(pk=key)
    if batch.state == ImportState.CHECKING:
        batch.questions.all().delete()
        batch.sites.all().delete()
    elif batch.attempts > 1:
        batch.rows.all().delete()
    return batch


def note_progress(batch: ImportBatch, done: int, now: datetime) -> None:
    """Show how far this run is; a page sees it with the rows. Raises ``HoldLost`` once another run took over.

    Told first in the transaction that keeps the rows, so that a run which stood still adds none to another's.
    """
    held = ImportBatch.objects.filter(pk=batch.pk, revision=batch.revision, attempts=batch.attempts)
    if not held.update(done_rows=done, progressed_at=now):
        raise HoldLost


def released(batch: ImportBatch) -> dict[str, Any]:
    """Fields of the step that ends the stage of a run. Raises ``HoldLost`` when another run took the batch over."""
    return {"attempts": _if_held(batch, 0), "progressed_at": None}


def held_on(batch: ImportBatch, now: datetime) -> dict[str, Any]:
    """The same where the run goes on with the next stage: its first try, claimed with the step."""
    return {"attempts": _if_held(batch, 1), "progressed_at": now}


def _if_held(batch: ImportBatch, tries: int) -> Callable[[ImportBatch], int]:
    """Asked of the locked row, so that a run which stood still ends nothing of another's."""

    def attempts(row: ImportBatch) -> int:
        if row.attempts != batch.attempts:
            raise HoldLost
        return tries

    return attempts


def fail_import(batch: ImportBatch, reason: str, *, actor: Actor, now: datetime) -> None:
    """The batch ends without anything made; what was staged goes with the file.

    Raises ``HoldLost`` when another run took the batch over: its end is not this run's to tell.
    """
    ended: dict[str, Any] = {"failure": reason[:300], "progressed_at": None}
    with IMPORT.step(
        batch.pk, "fail", actor=actor, now=now, note=reason, seen=batch.revision, **ended
    ) as step:
        if step.row.attempts != batch.attempts:
            raise HoldLost
        forget_content(step.row)
        forget_paper(step.row)
        tell_failed(step.row, reason, now)


def forget_paper(batch: ImportBatch) -> None:
    """A list that ends without entering the register keeps no stamped paper; the trail names it."""
    enrolment = enrolment_of(batch)
    if enrolment is not None:
        attachment = enrolment.attachment
        enrolment.delete()
        release(attachment)


def forget_content(batch: ImportBatch) -> None:
    """Rows, questions and the file are needed no longer; what was made stays."""
    batch.rows.all().delete()
    batch.questions.all().delete()
    batch.pairs.filter(verdict="").delete()
    batch.sites.filter(filing=None).delete()
    drop_file(batch)


def drop_file(batch: ImportBatch) -> None:
    """The stored file goes after the commit; its name at once."""
    if batch.stored:
        erase_after_commit(batch)
        ImportBatch.objects.filter(pk=batch.pk).update(stored="")
        batch.stored = None


def erase_after_commit(batch: ImportBatch) -> None:
    """The stored file alone; its name goes with the step."""
    storage, name = batch.stored.storage, batch.stored.name or ""
    transaction.on_commit(lambda: storage.delete(name))
