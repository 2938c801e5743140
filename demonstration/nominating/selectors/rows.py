"""Which nominations does somebody see, and what belongs to one?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from core.actor import Actor
from core.canonical import digest
from demonstration.models import (
    Nomination,
    NominationGap,
    NominationLetter,
    NominationPaper,
    NominationState,
    Round,
)
from demonstration.nominating.policy import NOMINATIONS
from inspection.assessing.selectors import Board, board_of
from inspection.models import Assessment
from rulebook.selectors import measure_of
from sites.models import ServiceSite
from sites.selectors import facts_digest

#: Heavy columns that no list shows.
UNSEEN = ("site__search", "site__public_search", "site__managing_union__search", "branch__search")

#: Still takes part, or may.
STANDING = Q(state__in=[state for state in NominationState if state != NominationState.WITHDRAWN])


def nominations_within(actor: Actor, round: Round) -> QuerySet[Nomination]:
    """Those of a round within reach: the one set that every count and every list is taken from."""
    return NOMINATIONS.visible_to(actor).filter(round=round)


def nomination_within(actor: Actor, number: str) -> Nomination | None:
    """One by its number, with what its page shows beside it."""
    rows = NOMINATIONS.visible_to(actor).select_related(
        "site__managing_union", "site__district", "version", "round__issuer", "round__pack", "branch", "quota"
    )
    return rows.defer(*UNSEEN).filter(number=number).first()


def nomination_numbered(number: str) -> Nomination | None:
    """Whoever asks: for the page that verifies a paper, with its token."""
    return Nomination.objects.select_related("round", "version", "site").filter(number=number).first()


def board_at(row: Nomination, on: date) -> Board:
    """The points of one's own, with table, facts and proofs."""
    if row.assessment_id is None:
        raise LookupError(f"nomination {row.pk} has no assessment")
    rows = Assessment.objects.select_related("site", "version", "pack").prefetch_related("columns__answers")
    return board_of(rows.get(pk=row.assessment_id), on)


def papers_of(row: Nomination) -> list[NominationPaper]:
    """What was handed in with it; erased files are gone."""
    papers = row.papers.select_related("attachment").filter(attachment__erased_at=None)
    return list(papers)


def paper_of(row: Nomination, key: int) -> NominationPaper | None:
    papers = row.papers.select_related("attachment").filter(attachment__erased_at=None)
    return papers.filter(pk=key).first()


def gaps_of(row: Nomination) -> list[NominationGap]:
    """All gaps with their letters, letter by letter; what was not sent comes last."""
    gaps = row.gaps.select_related("letter").order_by(
        F("letter__number").asc(nulls_last=True), "position", "pk"
    )
    return list(gaps)


def content_digest(row: Nomination, board: Board, papers: Iterable[NominationPaper]) -> str:
    """What exactly was handed in: facts, practices, papers and the points of one's own."""
    own = board.columns.get("own")
    money = {} if row.amount_wanted is None else {"wanted": row.amount_wanted}
    return digest(
        {
            **money,
            "facts": facts_digest(row.version),
            "practices": row.practices,
            "papers": sorted([paper.item, paper.title, paper.attachment.sha256] for paper in papers),
            "points": own.outcome if own else "",
        }
    )


def asks_for_money(row: Nomination) -> bool:
    """Whether the measure of the round has subsidies for sites of this type."""
    key = row.round.pack_id
    return key is not None and bool(measure_of(key).tiers_for(row.site_type))


def standing_nomination(round: Round, site: ServiceSite) -> Nomination | None:
    """The one of this site in this round that was not withdrawn."""
    return Nomination.objects.filter(STANDING, round=round, site=site).first()


def nominations_about(actor: Actor, site: ServiceSite) -> QuerySet[Nomination]:
    """Those of a site that this person may see, the latest first."""
    rows = NOMINATIONS.visible_to(actor).filter(site=site).select_related("round", "branch")
    return rows.defer("branch__search").order_by("-id")


def nomination_of(actor: Actor, assessment: Assessment) -> Nomination | None:
    """The nomination that leads this assessment, if this person may see it."""
    return NOMINATIONS.visible_to(actor).filter(assessment=assessment).first()


def newest_version_number(row: Nomination) -> int | None:
    """The number of the version in force of its site."""
    return ServiceSite.objects.values_list("version__number", flat=True).get(pk=row.site_id)


def nomination_of_site(actor: Actor, round: Round, site: ServiceSite) -> Nomination | None:
    """The standing one of a site in a round, if this person may see it."""
    return NOMINATIONS.visible_to(actor).filter(STANDING, round=round, site=site).first()


def letter_of(row: Nomination, serial: int) -> NominationLetter | None:
    """One letter with its gaps."""
    return row.letters.prefetch_related("gaps").filter(number=serial).first()
