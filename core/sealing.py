"""The audit trail is chained block by block; who altered, removed or added an entry past the guards is found out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from core.canonical import digest
from core.models import AuditEntry, AuditSeal

#: Entries younger than this may still have an uncommitted elder; they wait for the next seal.
SEAL_MARGIN = timedelta(minutes=10)


def seal_entries(*, now: datetime) -> AuditSeal | None:
    """Chain all entries not yet sealed into one block; a second run seals nothing."""
    with transaction.atomic():
        last = AuditSeal.objects.select_for_update().order_by("-last_id").first()
        start = last.last_id if last else 0
        block = _ripe_entries(start, now)
        ids = list(block.values_list("id", flat=True))
        if not ids:
            return None
        previous = last.digest if last else ""
        marks = "".join(map(mark_of, block.iterator()))
        return AuditSeal.objects.create(
            first_id=ids[0],
            last_id=ids[-1],
            entries=len(ids),
            previous=previous,
            marks=marks,
            digest=_chained(previous, marks),
            sealed_at=now,
        )


def _ripe_entries(start: int, now: datetime) -> QuerySet[AuditEntry]:
    """In the order of writing, up to the first that must still wait: a past date does not overtake it."""
    unsealed = AuditEntry.objects.filter(id__gt=start).order_by("id")
    waiting = unsealed.filter(at__gte=now - SEAL_MARGIN).values_list("id", flat=True).first()
    return unsealed if waiting is None else unsealed.filter(id__lt=waiting)


#: Hexadecimal digits kept of each entry's digest: enough to name the altered one.
MARK = 16


def mark_of(entry: AuditEntry) -> str:
    return digest(entry.as_sealed())[:MARK]


def _chained(previous: str, marks: str) -> str:
    return hashlib.sha256(f"{previous}{marks}".encode()).hexdigest()


def first_altered() -> str:
    """Names the first entry or block that is no longer what was sealed; empty when the chain is whole."""
    previous = ""
    for seal in AuditSeal.objects.order_by("last_id"):
        if seal.previous != previous or seal.digest != _chained(previous, seal.marks):
            return f"第 {seal.first_id}–{seal.last_id} 条的封存记录"
        altered = _first_altered_in(seal)
        if altered:
            return altered
        previous = seal.digest
    return ""


@dataclass(frozen=True)
class Sealed:
    """How many entries the seals cover and until when they were taken; how many wait for the next one."""

    entries: int
    until: datetime | None
    waiting: int


def sealed_so_far() -> Sealed:
    told = AuditSeal.objects.aggregate(entries=Sum("entries"), until=Max("sealed_at"), last=Max("last_id"))
    waiting = AuditEntry.objects.filter(id__gt=told["last"] or 0).count()
    return Sealed(told["entries"] or 0, told["until"], waiting)


def _first_altered_in(seal: AuditSeal) -> str:
    marks = [seal.marks[i : i + MARK] for i in range(0, len(seal.marks), MARK)]
    entries = AuditEntry.objects.filter(id__gte=seal.first_id, id__lte=seal.last_id).order_by("id")
    count = 0
    for mark, entry in zip(marks, entries.iterator(), strict=False):
        if mark != mark_of(entry):
            return f"第 {entry.pk} 条操作日志"
        count += 1
    return (
        ""
        if count == len(marks) == entries.count()
        else f"第 {seal.first_id}–{seal.last_id} 条之间有缺失或增添"
    )
