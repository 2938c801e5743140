"""The audit trail is chained block by block; who altered, removed or added an entry past the guards is found out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
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
    ripe = min(now, _oldest_open() or now) - SEAL_MARGIN
    waiting = unsealed.filter(at__gte=ripe).values_list("id", flat=True).first()
    return unsealed if waiting is None else unsealed.filter(id__lt=waiting)


def _oldest_open() -> datetime | None:
    """When the longest of the transactions that are open now began: it may hold an entry with a lower number."""
    if connection.vendor != "postgresql":
        return None  # one writes at a time
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        found: datetime | None = cursor.fetchone()[0]
    return found


#: Hexadecimal digits kept of each entry's digest: enough to name the altered one.
MARK = 16
#: And of a seal, as people note it.
CODE = 16


def mark_of(entry: AuditEntry) -> str:
    return digest(entry.as_sealed())[:MARK]


def _chained(previous: str, marks: str) -> str:
    return hashlib.sha256(f"{previous}{marks}".encode()).hexdigest()


def first_altered() -> str:
    """Names the first entry or block that is no longer what was sealed; empty when the chain is whole."""
    previous, last = "", 0
    for seal in AuditSeal.objects.order_by("last_id"):
        if seal.previous != previous or seal.digest != _chained(previous, seal.marks):
            return f"第 {seal.first_id}–{seal.last_id} 条的封存记录"
        altered = _first_altered_in(seal, last)
        if altered:
            return altered
        previous, last = seal.digest, seal.last_id
    return ""


def holds_seal(code: str) -> bool:
    """Is a seal that somebody noted elsewhere still part of the chain? Who removes the last blocks takes it along."""
    return AuditSeal.objects.filter(digest__startswith=code.lower()).exists()


@dataclass(frozen=True)
class Sealed:
    """How many entries the seals cover and until when they were taken; how many wait for the next one.

    ``code``: the beginning of the last seal, to be noted elsewhere; empty while there is none.
    """

    entries: int
    until: datetime | None
    waiting: int
    code: str


def sealed_so_far() -> Sealed:
    told = AuditSeal.objects.aggregate(entries=Sum("entries"), until=Max("sealed_at"), last=Max("last_id"))
    waiting = AuditEntry.objects.filter(id__gt=told["last"] or 0).count()
    digests = AuditSeal.objects.order_by("-last_id").values_list("digest", flat=True)
    return Sealed(told["entries"] or 0, told["until"], waiting, (digests.first() or "")[:CODE])


def _first_altered_in(seal: AuditSeal, after: int) -> str:
    """Of everything that is numbered behind the block before, up to the end of this one."""
    marks = [seal.marks[i : i + MARK] for i in range(0, len(seal.marks), MARK)]
    entries = AuditEntry.objects.filter(id__gt=after, id__lte=seal.last_id).order_by("id")
    place, before = 0, after
    for entry in entries.iterator():
        mark = mark_of(entry)
        if mark not in marks[place : place + 1]:
            return _what_happened(entry, mark, marks[place:], before, entries.count() - len(marks))
        place, before = place + 1, entry.pk
    return "" if place == len(marks) else _missing(before, None, len(marks) - place)


def _what_happened(entry: AuditEntry, mark: str, expected: list[str], before: int, more: int) -> str:
    if mark in expected:
        return _missing(before, entry.pk, expected.index(mark))
    return f"第 {entry.pk} 条操作日志" if more <= 0 else f"第 {entry.pk} 条操作日志是后来添加的,"


def _missing(before: int, until: int | None, count: int) -> str:
    place = f"第 {before} 条与第 {until} 条之间" if until else f"第 {before} 条之后"
    return f"操作日志{place}缺少 {count} 条,"
