"""For which sites is a batch worked out, and what do the tiers ask of each? Reads; never writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from demonstration.models import Designation, DesignationState, SubsidyBatch
from demonstration.subsidies.working import Case
from inspection.models import Assessment, AssessmentState
from rulebook.rubric import Purpose
from sites.models import HolidaySession, ServiceSite
from sites.vocabulary import IN_USE

#: Where the register says how many children a class has.
_CHILDREN = {"childcare_centre": "enrolled", "holiday_station": "children_at_once"}


@dataclass(frozen=True)
class Candidate:
    """``score`` in tenths of a point, ``wanted`` in fen."""

    site: ServiceSite
    designation: Designation | None
    score: int | None
    children: int | None
    wanted: int | None = None

    def case(self, *, is_repeat: bool) -> Case:
        return Case(
            level=self.designation.level if self.designation else "",
            score=self.score,
            children=self.children,
            is_repeat=is_repeat,
            wanted=self.wanted,
        )


def candidates_of(row: SubsidyBatch) -> list[Candidate]:
    """Sites with a valid title of the round; without a round every filed site of the types. By union and key."""
    if row.round_id is not None:
        return _named(row)
    rows = _with_facts(
        ServiceSite.objects.filter(
            union_path__startswith=row.pool.issuer.path or "-",
            site_type__in=row.site_types,
            state__in=IN_USE,
            filed_on__isnull=False,
        )
    )
    return [Candidate(site, None, _score(site), _children(site)) for site in rows]


def _named(row: SubsidyBatch) -> list[Candidate]:
    titles = Designation.objects.filter(
        nomination__round=row.round_id, state=DesignationState.VALID
    ).select_related("nomination")
    by_site = {title.site_id: title for title in titles}
    rows = _with_facts(ServiceSite.objects.filter(pk__in=by_site))
    return [_titled(site, by_site[site.pk]) for site in rows]


def _titled(site: ServiceSite, title: Designation) -> Candidate:
    wanted = title.nomination.amount_wanted if title.nomination else None
    return Candidate(site, title, _review_score(title), _children(site), wanted)


def _review_score(title: Designation) -> int | None:
    """Hundredths of the round cut down to tenths, never rounded up."""
    score = title.nomination.score if title.nomination else None
    return None if score is None else score // 10


def _with_facts(rows: Any) -> list[ServiceSite]:
    last = Assessment.objects.filter(
        site=OuterRef("pk"), purpose=Purpose.YEARLY, state=AssessmentState.CONCLUDED
    ).order_by("-concluded_at", "-id")
    session = HolidaySession.objects.filter(site=OuterRef("pk"), removed_at=None).order_by("-ends_on", "-id")
    told = rows.select_related("version", "managing_union").defer("search", "public_search")
    told = told.annotate(
        last_score=Subquery(last.values("total")[:1]), last_session=Subquery(session.values("children")[:1])
    )
    return list(told.order_by("union_path", "pk"))


def _score(site: ServiceSite) -> int | None:
    score: int | None = site.__dict__["last_score"]
    return score


def _children(site: ServiceSite) -> int | None:
    """Of the last session where sessions are kept, else as the register says; never a guess."""
    name = _CHILDREN.get(site.site_type)
    if name is None or site.version is None:
        return None
    session: int | None = site.__dict__["last_session"]
    told = session if session is not None else site.version.type_facts.get(name)
    return told if isinstance(told, int) else None
