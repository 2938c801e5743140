"""May this actor take in a list for this union? Who may write single cases there may write many.

Existing sites enter the register by one decision: the district's officers write that list, the city signs it as it signs
every filing, and the last signature is never an author's.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import Columns, decides, held, managed
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, both, denied, either, system_only
from filing.models.imports import ImportBatch, ImportMode, ImportState
from filing.policy import WRITERS

COLUMNS = Columns("union__path", "union__governs_id", "site_type", "pk")

#: Once it was submitted, the city reads a list of existing sites.
_SUBMITTED = (
    ImportState.PROPOSED,
    ImportState.WRITING,
    ImportState.DONE,
    ImportState.UNDONE,
    ImportState.FAILED,
)


def _scope(actor: Actor) -> Q:
    submitted = Q(mode=ImportMode.EXISTING, state__in=_SUBMITTED)
    return managed(actor, COLUMNS, WRITERS) | managed(actor, COLUMNS, (Role.CITY,)) & submitted


_writes_existing = held(Role.DISTRICT)
_writes_drafts = held(*WRITERS)
_decides = decides(Role.CITY)


def _writes(actor: Actor, row: ImportBatch) -> Decision:
    return either(system_only, _writes_existing if row.is_existing else _writes_drafts)(actor, row)


def _not_its_author(actor: Actor, row: ImportBatch) -> Decision:
    if actor.key in row.writers:
        return denied("您参与过这份名单的填报,不能作最后签批,请由另一位同志办理。")
    return ALLOWED


def _not_signed_yet(actor: Actor, row: ImportBatch) -> Decision:
    if actor.key in row.signers:
        return denied("您已在前一环节签署意见,请由另一位同志办理。")
    return ALLOWED


def _carries_out(actor: Actor, row: ImportBatch) -> Decision:
    """Drafts are written for the one who sent the list, existing sites for the one who approved it."""
    return _decides(actor, row) if row.is_existing else _writes(actor, row)


IMPORTS: Policy[ImportBatch] = Policy(
    ImportBatch,
    scope=_scope,
    beside=["union"],
    rules={
        "start": either(system_only, _writes_drafts),
        "start_existing": either(system_only, _writes_existing),
        **dict.fromkeys(("read", "read_known", "map", "check", "answer", "pair", "confirm", "drop"), _writes),
        "propose": _writes_existing,
        "take_back": _writes_existing,
        "sign": both(held(Role.CITY), _not_signed_yet),
        "approve": both(_decides, _not_its_author, _not_signed_yet),
        "return": held(Role.CITY),
        "open_paper": decides(Role.DISTRICT, Role.CITY),
        "finish": _carries_out,
        "fail": either(system_only, _carries_out),
        "undo": _writes,
        "undo_existing": either(system_only, _decides),  # what was decided is taken back by who decides
    },
)
