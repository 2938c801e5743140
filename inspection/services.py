"""What follows from a visit: it is written down once, with everybody who was there."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from inspection.models import Visit
from inspection.visits import VisitFacts
from sites.models import ServiceSite


def record_visit(site: ServiceSite, kind: str, facts: VisitFacts, *, actor: Actor, now: datetime) -> Visit:
    """Keep the visit; the case that needed it moves in its own step, in the same transaction."""
    return Visit.objects.create(
        site=site,
        kind=kind,
        held_on=facts.held_on,
        inspectors=list(facts.inspectors),
        organisation=facts.organisation,
        met_on_site=facts.met_on_site,
        verdict=facts.verdict,
        findings=facts.findings,
        fix_by=facts.fix_by,
        recorded_by=actor.name,
        recorded_at=now,
    )
