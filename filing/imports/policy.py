"""May this actor take in a list for this union? Who may write single cases there may write many."""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, held, managed
from core.actor import Actor
from core.policy import Policy, either, system_only
from filing.models.imports import ImportBatch
from filing.policy import WRITERS

COLUMNS = Columns("union__path", "union__governs_id", "site_type", "pk")


def _scope(actor: Actor) -> Q:
    return managed(actor, COLUMNS, WRITERS)


_writes = either(system_only, held(*WRITERS))

IMPORTS: Policy[ImportBatch] = Policy(
    ImportBatch,
    scope=_scope,
    beside=["union"],
    rules=dict.fromkeys(
        (
            "start",
            "read",
            "read_known",
            "map",
            "check",
            "answer",
            "confirm",
            "finish",
            "fail",
            "drop",
            "undo",
        ),
        _writes,
    ),
)
