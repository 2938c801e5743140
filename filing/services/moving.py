"""What every move of a case has in common: the new clock, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.outbox import owe
from core.workflow import Step
from filing.clock import clock_of
from filing.models import Filing, FilingAuthor
from filing.policy import ACCEPTED_BY
from filing.selectors import pinned_measure
from filing.states import FilingState
from filing.transitions import FILING
from rulebook.selectors import Measure, load_calendar


@contextmanager
def moved(
    filing_id: int, action: str, *, actor: Actor, now: datetime, note: str = "", **fields: Any
) -> Iterator[Step[Filing]]:
    """Walk an edge that starts a new clock; the office that acts next is told."""
    with FILING.step(filing_id, action, actor=actor, now=now, note=note, updated_at=now, **fields) as step:
        note_move(step, action, actor)
        start_clock(step.row, pinned_measure(step.row), now)
        yield step
        tell_next_office(step.row, actor, now)


def note_move(step: Step[Filing], action: str, actor: Actor) -> None:
    """Called in the step, before the new clock starts: who passes it on, and the clock that ran until now."""
    row = step.row
    since = row.state_since
    escalated = row.escalated_at
    row.last_move = {
        "action": action,
        "by": actor.key,
        "revision": row.revision,
        "since": since.isoformat() if since else None,
        "spent": row.workdays_spent,
        "escalated": escalated.isoformat() if escalated else None,
    }
    row.save(update_fields=["last_move"])


def start_clock(filing: Filing, measure: Measure, now: datetime, *, spent: int = 0) -> None:
    """The clock of the state just reached; only a case that may make the move is asked for its measure."""
    state, calendar = filing.state, load_calendar()
    clock = clock_of(state, measure, calendar, now, spent=0 if state == FilingState.RETURNED else spent)
    clock["workdays_spent"] = spent
    for name, value in clock.items():
        setattr(filing, name, value)
    filing.save(update_fields=list(clock))


def note_author(filing: Filing, actor: Actor, now: datetime) -> None:
    """Anyone who edited or submitted is an author, once."""
    FilingAuthor.objects.get_or_create(filing=filing, user_id=actor.key, defaults={"since": now})


def role_at(filing: Filing, state: str) -> str:
    """Who acts in a state; empty when nobody has to."""
    if state == FilingState.DISTRICT_CHECK:
        waits_for_street = filing.needs_street_check and not filing.street_checked_at
        return Role.STREET if waits_for_street else Role.DISTRICT
    if state in (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE):
        return ACCEPTED_BY.get(filing.acceptance_level, Role.CITY)
    if state == FilingState.CITY_FILING:
        return Role.CITY
    return ""


def tell_next_office(filing: Filing, actor: Actor, now: datetime, what: str = "") -> None:
    """Whoever acts now is told at once that it is his turn."""
    _tell_office(filing, filing.state, what or filing.state_label, actor, now, urgent=True)


def tell_office_left(filing: Filing, state: str, what: str, actor: Actor, now: datetime) -> None:
    """Whoever would have acted in a state that the case has left is told with the next digest."""
    _tell_office(filing, state, what, actor, now, urgent=False)


def _tell_office(filing: Filing, state: str, what: str, actor: Actor, now: datetime, *, urgent: bool) -> None:
    role = role_at(filing, state)
    if role:
        site = filing.site
        people = people_with_role(site.union_path, role, site_types=filing.types, on=now.date())
        subject = f"{filing.version.name or filing.number}:{what}"
        tell(people, filing, subject, actor, now, urgent=urgent)


def tell_authors(filing: Filing, what: str, actor: Actor, now: datetime, about: str = "") -> None:
    people = User.objects.filter(pk__in=filing.authors.values("user_id"))
    tell(people, filing, f"{filing.version.name or filing.number}:{what}", actor, now, about)


def tell(
    people: Any,
    filing: Filing,
    subject: str,
    actor: Actor,
    now: datetime,
    about: str = "",
    *,
    urgent: bool = True,
) -> None:
    """Owe each person the message once per move, or once ``about`` something; whoever caused it is not told."""
    url = reverse("filing", args=[filing.number])
    for person in people:
        if person.pk != actor.id:
            key = f"filing:{filing.pk}:{about or filing.revision}:{person.pk}"
            owe(person.pk, subject, key=key, now=now, url=url, address=person.email, urgent=urgent)
