"""What does the file of a site say of its nominations, and where does one begin? On its assessment: the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.registry import NextStep
from demonstration.models import Nomination, NominationState, Round
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.selectors.asking import rounds_asking_for, rounds_open_at
from demonstration.nominating.selectors.rows import nomination_of, nominations_about, standing_nomination
from demonstration.nominating.words import TAGS, moment_words, next_step_of, told_state
from inspection.models import Assessment
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

#: Lines of the panel, and rounds that may be open at once.
MOST_LINES, MOST_ROUNDS = 5, 50


def nomination_lists(actor: Actor, site: ServiceSite, now: datetime) -> list[tuple[QuerySet[Any], int]]:
    return [(nominations_about(actor, site), MOST_LINES), (rounds_open_at(now), MOST_ROUNDS)]


def nominations_panel(
    actor: Actor, site: ServiceSite, now: datetime, rows: list[Nomination], running: list[Round]
) -> Mapping[str, Any] | None:
    """The nominations of a site within sight, and the rounds in which this person may put it forward now."""
    rounds = _open_to(actor, site, running)
    if not rows and not rounds:
        return None
    return {
        "rows": [(row, told_state(row).label, TAGS[told_state(row)]) for row in rows],
        "rounds": [
            {
                "title": round.title,
                "until": moment_words(round.closes_at),
                "url": f"{reverse('nominate', args=[round.pk])}?site={site.code}",
            }
            for round in rounds
        ],
    }


def _open_to(actor: Actor, site: ServiceSite, running: list[Round]) -> list[Round]:
    may = site.state in IN_USE and NOMINATIONS.decide(
        actor, "start", Nomination(site=site, site_type=site.site_type)
    )
    if not may:
        return []
    return [round for round in rounds_asking_for(site, running) if standing_nomination(round, site) is None]


def assessment_panel(actor: Actor, row: Assessment, now: datetime) -> Mapping[str, Any] | None:
    """The nomination that this self-assessment belongs to."""
    nomination = nomination_of(actor, row)
    if nomination is None:
        return None
    words = {
        NominationState.DRAFT: "评完后回到申报页,核对并提交。",
        NominationState.RETURNED: "只有补正通知单列明的评分项可以修改。",
    }.get(NominationState(nomination.state), "")
    return {
        "number": nomination.number,
        "url": reverse("nomination", args=[nomination.number]),
        "words": words,
    }


def nomination_step(row: Any, now: datetime) -> NextStep | None:
    """The next step of a nomination; other rows are not ours."""
    return next_step_of(row, now) if isinstance(row, Nomination) else None
