"""What was done, by whom, why? Entries are written explicitly, in the same transaction, and never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from core.many import insert_many, like
from core.models import AuditEntry

#: Old and new value of one field, as texts that a reader understands.
Change = tuple[str, str]


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
