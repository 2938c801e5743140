"""Which lists of this person came to nothing lately? Lines for the desk, until the list is sent again or a week has passed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.reach import holds
from core.actor import Actor
from core.registry import Inbox, InboxItem, InboxList, Reader
from filing.imports.selectors import failed_lists_of
from filing.models.imports import ImportBatch
from filing.policy import WRITERS

#: More lines than this help nobody on a desk.
MOST_LINES = 5


def imports_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    if holds(actor, *WRITERS):
        yield InboxList(failed_lists_of(actor, today), _failed, MOST_LINES)


def _failed(reader: Reader, rows: list[ImportBatch]) -> Inbox:
    return Inbox(
        waiting=[
            InboxItem(
                title=f"{batch}名单 {batch.file_name}",
                url=reverse("import-batch", args=[batch.pk]),
                reason=f"没有导入:{batch.failure[:80]}",
                tag=batch.state_label,
                at=batch.created_at,
            )
            for batch in rows
        ]
    )
