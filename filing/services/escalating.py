"""A lapsed period is told to the office above, once, and never decides anything by itself."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Role
from accounts.selectors import people_who_decide, people_with_role
from core.actor import SYSTEM
from core.workflow import TransitionRefused
from filing.deadlines import due_moment_of
from filing.models import Filing
from filing.next_steps import WITH_AN_OFFICE, escalation_of
from filing.services.moving import role_at, tell
from filing.transitions import FILING


def escalate_lapsed(*, now: datetime) -> int:
    """Tell about every case whose period has lapsed by now; a second run finds nothing new."""
    lapsed = Filing.objects.filter(state__in=WITH_AN_OFFICE, escalated_at=None, due_on__lte=now.date())
    keys = lapsed.order_by("due_on", "pk").values_list("pk", flat=True)
    return sum(_escalate(key, now) for key in list(keys))


def _escalate(key: int, now: datetime) -> bool:
    filing = Filing.objects.select_related("site", "version").get(pk=key)
    escalation = escalation_of(filing)
    if escalation is None or not escalation.is_due(now):
        return False
    try:
        with FILING.step(
            key, "escalate", actor=SYSTEM, now=now, seen=filing.revision, escalated_at=now
        ) as step:
            _keep_recallable(step.row)
            _tell_about(step.row, now)
            moment = due_moment_of(step.row)
            step.details["due"] = moment.isoformat() if moment else ""
    except TransitionRefused:  # somebody acted meanwhile: nothing has lapsed any more
        return False
    return True


def _keep_recallable(filing: Filing) -> None:
    """A reminder is nobody's going on with the case: who passed it on may still take it back."""
    last = filing.last_move
    if last and last.get("revision") == filing.revision - 1:
        filing.last_move = {**last, "revision": filing.revision}
        filing.save(update_fields=["last_move"])


def _tell_about(filing: Filing, now: datetime) -> None:
    site = filing.site
    role = role_at(filing, filing.state)
    people = people_with_role(site.union_path, role, site_types=filing.types, on=now.date())
    above = people_who_decide(site.union_path, roles=[Role.CITY], site_types=filing.types, on=now.date())
    subject = f"{filing.version.name or filing.number}:{filing.state_label}已超期,请尽快办理"
    tell({person.pk: person for person in (*people, *above)}.values(), filing, subject, SYSTEM, now)
