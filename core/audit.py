"""What was done, by whom, why? Entries are written explicitly, in the same transaction, and never change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core.actor import Actor
from core.canonical import digest
from core.many import insert_many, like
from core.models import AuditEntry, AuditSeal

#: Old and new value of one field, as texts that a reader understands.
Change = tuple[str, str]

#: Entries younger than this may still have an uncommitted elder; they wait for the next seal.
SEAL_MARGIN = timedelta(minutes=10)


def type_of(row: Any) -> str:
    return str(getattr(row, "audit_type", "") or row._meta.label_lower)


def record(
    actor: Actor,
    action: str,
    row: Any,
    *,
    now: datetime,
    label: str = "",
    before: str = "",
    after: str = "",
    note: str = "",
    changes: Mapping[str, Change] | None = None,
    details: Mapping[str, Any] | None = None,
    outcome: str = "done",
) -> AuditEntry:
    """Write one entry about ``row``.

    The row may tell ``audit_label`` (how people call it), ``audit_path`` (its place in the tree, for an auditor's
    scope) and ``audit_about`` (the thing whose history it belongs to).
    """
    entry = like(
        _entry(actor, action, now=now, label=label, before=before, after=after, note=note),
        **_told_of(row),
        changes={name: list(change) for name, change in (changes or {}).items()},
        details=dict(details or {}),
        outcome=outcome,
    )
    entry.save(force_insert=True)
    return entry


def record_each(
    actor: Actor,
    action: str,
    rows: Iterable[Any],
    *,
    now: datetime,
    label: str,
    after: str = "",
    note: str = "",
    details: Mapping[str, Any] | None = None,
    own: Callable[[Any], Mapping[str, Any]] = lambda row: {},
) -> None:
    """One entry about each of many rows that were made or ended by one act; ``details`` name the act.

    ``own``: columns of the entry that are told of each row alone.
    """
    entry = _entry(actor, action, now=now, label=label, after=after, note=note)
    entry.details = dict(details or {})
    insert_many([like(entry, **_told_of(row), **own(row)) for row in rows])


def _entry(
    actor: Actor,
    action: str,
    *,
    now: datetime,
    label: str,
    before: str = "",
    after: str = "",
    note: str = "",
) -> AuditEntry:
    """What every entry says of who did what, not yet of which row, and not yet written."""
    return AuditEntry(
        at=now,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_office=actor.office,
        action=action,
        label=label or action,
        before=before,
        after=after,
        note=note,
    )


def _told_of(row: Any) -> dict[str, str]:
    """The columns of an entry that say which row it is about."""
    target_type, target_id = type_of(row), str(row.pk or "")
    return {
        "target_type": target_type,
        "target_id": target_id,
        "target_label": str(getattr(row, "audit_label", row))[:200],
        "about": getattr(row, "audit_about", f"{target_type}:{target_id}"),
        "scope_path": getattr(row, "audit_path", ""),
    }


def last_entry_on(row: Any) -> AuditEntry | None:
    """The latest thing really done to this row."""
    return AuditEntry.objects.filter(target_type=type_of(row), target_id=str(row.pk), outcome="done").last()


def was_told(action: str, row: Any, *, since: datetime) -> bool:
    """Is there an entry of this kind on the row, not older than ``since``?"""
    entries = AuditEntry.objects.filter(target_type=type_of(row), target_id=str(row.pk), action=action)
    return entries.filter(at__gte=since).exists()


def history_about(about: str) -> QuerySet[AuditEntry]:
    """Everything told about one thing, newest first."""
    return AuditEntry.objects.filter(about=about).order_by("-id")


def history_on(row: Any) -> QuerySet[AuditEntry]:
    """Everything told about this very row, newest first."""
    return AuditEntry.objects.filter(target_type=type_of(row), target_id=str(row.pk)).order_by("-id")


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
