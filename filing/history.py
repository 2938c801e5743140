"""What was done with a case, as its page tells it? What checkers noted stays theirs until a letter tells it."""

from __future__ import annotations

from collections.abc import Mapping

from core.actor import Actor
from core.audit import history_about
from core.models import AuditEntry
from filing.gaps import told_gaps
from filing.models import Filing

#: Entries of the history on the page of a case; the rest stands in the site's file.
MOST_ENTRIES = 100

#: Keys among an entry's details under which the services tell a gap, and how the page calls what was done to it.
NOTED, DROPPED = "noted", "dropped"
_DONE: Mapping[str, str] = {NOTED: "记下需补正", DROPPED: "删除需补正"}


def history_of(filing: Filing, actor: Actor, *, sees_unsent: bool) -> list[AuditEntry]:
    """The newest entries first, each with what else it says in ``said``.

    ``sees_unsent``: the reader checks the case now. Anybody else reads of a gap what a letter told, and what he did
    himself.
    """
    entries = list(history_about(filing.audit_about)[:MOST_ENTRIES])
    told = {str(gap) for gap in told_gaps(filing)}
    for entry in entries:
        for key, done in _DONE.items():
            gap = entry.details.get(key, "")
            is_told = key == NOTED and gap in told
            if gap and (is_told or sees_unsent or entry.actor_id == actor.key):
                entry.said = f"{done}:{gap}"
    return entries
