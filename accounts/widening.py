"""What becomes of two grants of one role over one union when one person shall hold both?"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime

from accounts.models import RoleGrant
from accounts.services import change_grant, changes_between
from core.actor import Actor

_RIGHTS = ("can_people", "can_data", "can_export", "can_decide")


def widen_grant(grant: RoleGrant, other: RoleGrant, *, actor: Actor, now: datetime) -> None:
    """Let a grant reach what ``other`` of the same role and union reaches too; one that has run out counts no more."""
    before = copy(grant)
    has_ended = grant.valid_until is not None and grant.valid_until < now.date()
    given = [other] if has_ended else [grant, other]
    for name in _RIGHTS:
        setattr(grant, name, any(getattr(each, name) for each in given))
    grant.site_types = _all_types(given)
    days = [each.valid_until or date.max for each in given]
    grant.valid_until = None if date.max in days else max(days)
    changes = changes_between(before, grant, ("site_types", *_RIGHTS, "valid_until"))
    if changes:
        change_grant(grant, changes, actor=actor, now=now)


def _all_types(grants: Sequence[RoleGrant]) -> list[str]:
    """Empty, which means every type, as soon as one of them is."""
    if not all(each.site_types for each in grants):
        return []
    return sorted({code for each in grants for code in each.site_types})
