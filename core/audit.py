"""What was done, by whom, why? Entries are written explicitly, in the same transaction, and never change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core.actor import Actor
from core.canonical import canonical_json
from core.models import AuditEntry, AuditSeal

#: Old and new value of one field, as texts that a reader understands.
Change = tuple[str, str]

#: Entries younger than this may still have an uncommitted elder; they wait for the next seal.
SEAL_MARGIN = timedelta(minutes=10)


def type_of(row: Any) -> str:
    return str(row._meta.label_lower)


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
    target_type = type_of(row)
    target_id = str(row.pk or "")
    return AuditEntry.objects.create(
        at=now,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_office=actor.office,
        action=action,
        label=label or action,
        target_type=target_type,
        target_id=target_id,
        target_label=str(getattr(row, "audit_label", row))[:200],
        about=getattr(row, "audit_about", f"{target_type}:{target_id}"),
        scope_path=getattr(row, "audit_path", ""),
        before=before,
        after=after,
        note=note,
        changes={name: list(change) for name, change in (changes or {}).items()},
        details=dict(details or {}),
        outcome=outcome,
    )


def last_entry_on(row: Any) -> AuditEntry | None:
    """The latest thing really done to this row."""
    return AuditEntry.objects.filter(target_type=type_of(row), target_id=str(row.pk), outcome="done").last()


def history_about(about: str) -> QuerySet[AuditEntry]:
    """Everything told about one thing, newest first."""
    return AuditEntry.objects.filter(about=about).order_by("-id")


def seal_entries(*, now: datetime) -> AuditSeal | None:
    """Chain all entries not yet sealed into one block; a second run seals nothing."""
    with transaction.atomic():
        last = AuditSeal.objects.select_for_update().order_by("-last_id").first()
        start = last.last_id if last else 0
        block = AuditEntry.objects.filter(id__gt=start, at__lt=now - SEAL_MARGIN).order_by("id")
        ids = list(block.values_list("id", flat=True))
        if not ids:
            return None
        previous = last.digest if last else ""
        return AuditSeal.objects.create(
            first_id=ids[0],
            last_id=ids[-1],
            entries=len(ids),
            previous=previous,
            digest=digest_of(previous, block.iterator()),
            sealed_at=now,
        )


def digest_of(previous: str, entries: Iterable[AuditEntry]) -> str:
    """SHA-256 over the previous digest and each entry's canonical JSON, in order."""
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        digest.update(canonical_json(entry.as_sealed()).encode())
    return digest.hexdigest()


def first_broken_seal() -> AuditSeal | None:
    """The first block whose entries are no longer what was sealed; ``None`` when the chain is whole."""
    previous = ""
    for seal in AuditSeal.objects.order_by("last_id"):
        entries = AuditEntry.objects.filter(id__gte=seal.first_id, id__lte=seal.last_id).order_by("id")
        if seal.previous != previous or seal.digest != digest_of(previous, entries.iterator()):
            return seal
        previous = seal.digest
    return None
