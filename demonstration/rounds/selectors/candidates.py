"""Who is eligible for a round, and why not?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from accounts.reach import branch_key
from core.actor import Actor
from core.clock import LEGAL_ZONE
from demonstration.models import (
    Designation,
    DesignationState,
    Nomination,
    NominationState,
    Round,
)
from demonstration.policy import not_walled
from demonstration.rounds.eligibility import COOLING_OFF, Answer, Known, answers_of, is_eligible
from demonstration.rounds.selectors.rounds import measure_for
from inspection.models import Assessment, AssessmentState, Rectification
from inspection.rectifying.states import STANDING
from rulebook.choices import Counted
from rulebook.rubric import Purpose
from rulebook.selectors import load_calendar, measure_of
from rulebook.workdays import DueDate, due_after
from sites.models import ServiceSite
from sites.policy import SITES
from sites.vocabulary import IN_USE

#: Heavy columns that no list shows.
_UNSEEN = ("search", "public_search", "managing_union__search")


def candidates(round: Round) -> QuerySet[ServiceSite]:
    """Every site of the round's types that is in use below its issuer, with what eligibility asks."""
    concluded = Assessment.objects.filter(
        site=OuterRef("pk"), purpose=Purpose.YEARLY, state=AssessmentState.CONCLUDED
    ).order_by("-concluded_at", "-id")
    orders = Rectification.objects.filter(site=OuterRef("pk"), state__in=STANDING).order_by()
    titles = Designation.objects.filter(
        site=OuterRef("pk"), name=round.title_name, level=round.level, state=DesignationState.VALID
    )
    revoked = Designation.objects.filter(
        site=OuterRef("pk"), issuer=round.issuer_id, state=DesignationState.REVOKED
    ).order_by()
    entered = Nomination.objects.filter(round=round.pk, site=OuterRef("pk")).exclude(
        state=NominationState.WITHDRAWN
    )
    rows = ServiceSite.objects.filter(
        union_path__startswith=round.issuer.path or "-", site_type__in=round.site_types, state__in=IN_USE
    )
    return rows.annotate(
        last_score=Subquery(concluded.values("total")[:1]),
        last_conclusion=Subquery(concluded.values("conclusion")[:1]),
        last_concluded=Subquery(concluded.values("concluded_at")[:1]),
        open_orders=Subquery(orders.values("site").annotate(n=Count("pk")).values("n")),
        title_until=Subquery(titles.values("valid_until")[:1]),
        revoked_on=Subquery(revoked.values("site").annotate(last=Max("ended_on")).values("last")),
        is_entered=Exists(entered),
        on_map=Q(version__listed_amap=True) | Q(version__listed_baidu=True) | Q(version__listed_tencent=True),
    )


def _known(site: ServiceSite) -> Known:
    told = site.__dict__
    concluded = told["last_concluded"]
    return Known(
        state=site.state,
        filed_on=site.filed_on,
        score=told["last_score"],
        conclusion=told["last_conclusion"] or "",
        concluded_on=concluded.astimezone(LEGAL_ZONE).date() if concluded else None,
        orders=told["open_orders"] or 0,
        is_on_map=bool(told["on_map"]),
        title_until=told["title_until"],
        revoked_on=told["revoked_on"],
    )


def cooling_of(round: Round) -> Callable[[date], DueDate | None]:
    """Until when a site stays out after its title was taken away on a day, as the measure of the round says."""

    def until(revoked_on: date) -> DueDate | None:
        measure = measure_of(round.pack_id) if round.pack_id else measure_for(round, closes_on(round))
        limit = measure.limit_for(COOLING_OFF) if measure else None
        if limit is None:
            return None
        if limit.counted == Counted.WORKDAYS:
            return due_after(revoked_on, limit.days, load_calendar())
        return DueDate(revoked_on + timedelta(days=limit.days), provisional=False)

    return until


def last_scores(round: Round) -> dict[int, int]:
    """Tenths of the last concluded yearly review, by site; sites without one are left out."""
    found = {row.pk: row.__dict__["last_score"] for row in candidates(round).only("pk").iterator()}
    return {key: score for key, score in found.items() if score is not None}


def closes_on(round: Round) -> date:
    return round.closes_at.astimezone(LEGAL_ZONE).date()


def answers_for(round: Round, sites: Iterable[ServiceSite]) -> dict[int, list[Answer]]:
    """The answers for these sites by their key, in one statement; sites that cannot take part at all are left out."""
    rows = candidates(round).filter(pk__in=[site.pk for site in sites])
    return {
        row.pk: answers_of(round, _known(row), closes_on(round), cooling_of(round)) for row in rows.iterator()
    }


@dataclass(frozen=True)
class Candidate:
    """A site of the round's types, its answers, and whether it is nominated already."""

    site: ServiceSite
    branch_id: int
    answers: list[Answer]
    is_entered: bool

    @property
    def is_eligible(self) -> bool:
        return is_eligible(self.answers)

    @property
    def lacking(self) -> list[str]:
        return [f"{answer.label}:{answer.words}" for answer in self.answers if not answer.is_met]


def candidates_within(actor: Actor, round: Round) -> Iterator[Candidate]:
    """Sites within reach with their answers, by the tree; nothing that stands behind a wall of the actor."""
    walled = Nomination.objects.filter(round=round.pk).exclude(not_walled(actor)).values("site_id")
    rows = candidates(round).filter(SITES.scope(actor)).exclude(pk__in=walled)
    above, last_day, cooling = round.issuer.path or "", closes_on(round), cooling_of(round)
    shown = rows.select_related("managing_union", "district").defer(*_UNSEEN).order_by("union_path", "pk")
    for row in shown.iterator():
        answers = answers_of(round, _known(row), last_day, cooling)
        yield Candidate(row, branch_key(row.union_path, above), answers, row.__dict__["is_entered"])


def counts_within(actor: Actor, round: Round) -> dict[str, int]:
    """How many nominations stand in which state, without those behind a wall of the actor."""
    rows = Nomination.objects.filter(not_walled(actor), round=round.pk).order_by()
    return dict(rows.values_list("state").annotate(count=Count("pk")))
