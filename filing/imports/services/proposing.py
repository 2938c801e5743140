"""A list of existing sites is submitted with its paper, signed level by level, and sent back when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import User
from core.actor import SYSTEM, Actor
from core.outbox import owe
from core.workflow import Step, TransitionRefused
from filing.imports.selectors.enrolling import (
    enrolment_of,
    lack_of_rules,
    levels_of,
    next_signers,
    pinned_measures,
)
from filing.imports.selectors.measures import Measures
from filing.imports.services.authors import note_import_author
from filing.imports.services.pairing import has_fresh_pairs, note_pairs
from filing.imports.transitions import IMPORT
from filing.models.enrolment import Enrolment
from filing.models.imports import ImportBatch
from filing.models.writing import EnrolmentSignOff
from filing.services.documents import files_taken_back
from sites.codes import make_token
from sites.models import Attachment
from sites.paper_files import CleanPaper
from sites.services import keep_paper, release

#: A stage that begins anew counts its own tries.
_FRESH: dict[str, Any] = {"attempts": 0, "progressed_at": None, "done_rows": 0}

_NEW_LIKENESS = "核对之后,又有阵地与名单中的阵地相近。请退回经办人,认定是不是同一处后重新提交。"


@dataclass(frozen=True)
class Cited:
    """What the decision rests on, as the officer wrote it down; one of title and number at least."""

    title: str
    document_number: str
    dated_on: date
    file_name: str = ""


def propose_enrolment(
    key: int, cited: Cited, paper: CleanPaper | None, *, seen: int, actor: Actor, now: datetime
) -> ImportBatch:
    """Submit the list for signature. ``paper`` may be left out when it was sent before and the list came back."""
    with (
        files_taken_back() as kept,
        IMPORT.step(key, "propose", actor=actor, now=now, seen=seen, signed_levels=0) as step,
    ):
        batch, measures = step.row, Measures(step.row, now.date())
        for sentence in lack_of_rules(batch, measures):
            raise TransitionRefused(sentence)
        batch.sign_levels = len(levels_of(batch, measures))
        batch.save(update_fields=["sign_levels"])
        enrolment = _with_paper(batch, cited, paper, kept, actor, now)
        note_import_author(batch, actor, now)
        batch.forget()
        step.details.update(paper=enrolment.paper, file=enrolment.attachment.sha256)
        _tell(next_signers(batch, now.date()), batch, "既有阵地入册名单待签批", actor, now)
    return step.row


def _with_paper(
    batch: ImportBatch,
    cited: Cited,
    paper: CleanPaper | None,
    kept: list[Attachment],
    actor: Actor,
    now: datetime,
) -> Enrolment:
    """The row with its paper; one that is replaced goes."""
    earlier = enrolment_of(batch)
    if paper is None and earlier is None:
        raise TransitionRefused("请上传所依据文件的盖章 PDF 或扫描件。")
    told = {**vars(cited), "proposed_by_id": actor.key, "proposed_at": now, "returned": ""}
    row = earlier or Enrolment(batch=batch, verify_token=make_token())
    replaced = earlier.attachment if earlier and paper else None
    if paper is not None:
        kept.append(keep_paper(paper, owner_union=batch.union, uploader_id=actor.key, now=now))
        row.attachment = kept[-1]
    else:
        told.pop("file_name")
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    if replaced is not None:
        release(replaced)
    return row


def sign_enrolment(key: int, *, seen: int, actor: Actor, now: datetime, note: str = "") -> ImportBatch:
    """One level before the last."""
    with IMPORT.step(key, "sign", actor=actor, now=now, note=note, seen=seen) as step:
        _sign(step, actor, now, note)
        _tell(next_signers(step.row, now.date()), step.row, "既有阵地入册名单待签批", actor, now)
    return step.row


def approve_enrolment(key: int, *, seen: int, actor: Actor, now: datetime, note: str = "") -> ImportBatch:
    """The last signature: the sites are written into the register in the background, all of them or none."""
    with IMPORT.step(key, "approve", actor=actor, now=now, note=note, seen=seen, **_FRESH) as step:
        batch = step.row
        if has_fresh_pairs(batch, writer_of(batch, now)):
            raise TransitionRefused(_NEW_LIKENESS)
        _sign(step, actor, now, note)
        Enrolment.objects.filter(batch=batch).update(decided_at=now)
    return step.row


def _sign(step: Step[ImportBatch], actor: Actor, now: datetime, note: str) -> None:
    batch = step.row
    name = levels_of(batch, pinned_measures(batch))[batch.signed_levels]
    EnrolmentSignOff.objects.create(
        batch=batch,
        level=batch.signed_levels + 1,
        level_name=name,
        user_id=actor.key,
        opinion=note.strip(),
        at=now,
    )
    batch.signed_levels += 1
    batch.save(update_fields=["signed_levels"])
    batch.forget()
    step.details["level"] = name


def return_enrolment(key: int, *, seen: int, actor: Actor, now: datetime, note: str) -> ImportBatch:
    """Back to the officer with the reason; the signatures given so far end."""
    with IMPORT.step(key, "return", actor=actor, now=now, note=note, seen=seen, signed_levels=0) as step:
        _reopen(step.row, note, now)
        people = User.objects.filter(pk__in=step.row.authors.values("user_id"))
        _tell(people, step.row, "既有阵地入册名单已退回,请查看原因", actor, now)
    return step.row


def take_back_enrolment(key: int, *, seen: int, actor: Actor, now: datetime, note: str = "") -> ImportBatch:
    """The officer takes it back himself."""
    with IMPORT.step(key, "take_back", actor=actor, now=now, note=note, seen=seen, signed_levels=0) as step:
        _reopen(step.row, "", now)
    return step.row


def _reopen(batch: ImportBatch, reason: str, now: datetime) -> None:
    batch.sign_offs.all().delete()
    batch.forget()
    Enrolment.objects.filter(batch=batch).update(returned=reason.strip()[:300])
    note_pairs(batch, writer_of(batch, now), now)


def writer_of(batch: ImportBatch, now: datetime) -> Actor:
    """Whoever sent the list: what it is compared with is what he may know of."""
    return actor_for(batch.uploader, today=now.date()) if batch.uploader else SYSTEM


def _tell(people: Iterable[User], batch: ImportBatch, subject: str, actor: Actor, now: datetime) -> None:
    url = reverse("import-batch", args=[batch.pk])
    for person in people:
        if person.pk != actor.id:
            key = f"import:{batch.pk}:{batch.revision}:{person.pk}"
            owe(person.pk, f"{batch}:{subject}", key=key, now=now, url=url, address=person.email, urgent=True)


def tell_enrolled(batch: ImportBatch, number: int, actor: Actor, now: datetime) -> None:
    """Who wrote the list hears that it is carried out."""
    people = User.objects.filter(pk__in=batch.authors.values("user_id"))
    _tell(people, batch, f"{number} 处阵地已列入名册", actor, now)
