"""What follows when somebody posts where he may not? Beyond reach the answer is 404, within reach 403; either way
the attempt stands in the trail.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.reach import Place
from core.actor import Actor
from core.policy import NotAllowed
from core.reaching import note_beyond, require
from core.workflow import attempt
from filing.models import Filing
from filing.services.drafting import Proposal
from filing.transitions import FILING


def require_right(filing: Filing, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this to the case at all? Raises ``NotAllowed``, recorded."""
    require(FILING, filing, action, actor=actor, now=now)


def require_writing(filing: Filing, *, actor: Actor, now: datetime) -> None:
    """May the person write into this case? Raises ``NotAllowed``, recorded."""
    require_right(filing, "edit", actor=actor, now=now)


def refuse_start(reason: str, *, actor: Actor, now: datetime) -> None:
    """Nobody without a writer's grant begins a case anywhere; the attempt is recorded."""
    nowhere: Any = Proposal(Place(""), "新建备案", actor.path)
    with attempt(actor, "filing.start", nowhere, now=now, label="新建备案"):
        raise NotAllowed(reason)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a case that exists; a number that nobody has leaves nothing."""
    filing = Filing.objects.select_related("site").filter(number=number).first()
    note_beyond(filing, "filing", "案件", actor=actor, now=now)
