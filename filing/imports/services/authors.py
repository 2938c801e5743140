"""Who worked on a list is one of its authors, once: the last signature is never theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from filing.models.imports import ImportBatch
from filing.models.writing import ImportAuthor


def note_deciders(batch: ImportBatch, decided: Mapping[int, datetime]) -> None:
    """Whose decisions a list takes over, and since when: they are authors of it too."""
    for user_id, since in decided.items():
        ImportAuthor.objects.get_or_create(batch=batch, user_id=user_id, defaults={"since": since})


def note_import_author(batch: ImportBatch, actor: Actor, now: datetime) -> None:
    """The system is nobody's author."""
    if actor.is_signed_in:
        ImportAuthor.objects.get_or_create(batch=batch, user_id=actor.key, defaults={"since": now})
