"""What do pages and services read of nominations? Always within reach and before the wall of a conflict. Never writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Union
from accounts.reach import branch_key
from accounts.selectors import issuer_of, issuing_paths
from core.actor import Actor
from core.canonical import digest
from core.clock import LEGAL_ZONE
from demonstration.models import (
    Nomination,
    NominationGap,
    NominationLetter,
    NominationPaper,
    NominationState,
    Round,
    RoundQuota,
    RoundState,
)
from demonstration.nominating.policy import FILLERS, NOMINATIONS
from inspection.assessing.selectors import Board, board_of
from inspection.models import Assessment
from rulebook.selectors import measure_of
from sites.fact_values import Cycle
from sites.models import ServiceSite
from sites.selectors import facts_digest, sites_in_use_managed_by
from sites.vocabulary import IN_USE

#: Heavy columns that no list shows.
_UNSEEN = ("site__search", "site__public_search", "site__managing_union__search", "branch__search")

#: Still takes part, or may.
STANDING = Q(state__in=[state for state in NominationState if state != NominationState.WITHDRAWN])

#: Days that use and activities are counted over.
YEAR_BACK = timedelta(days=364)


def nominations_within(actor: Actor, round: Round) -> QuerySet[Nomination]:
    """Those of a round within reach: the one set that every count and every list is taken from."""
    return NOMINATIONS.visible_to(actor).filter(round=round)


@dataclass(frozen=True)
class Chosen:
    """What a list is narrowed to; empty means all."""

    state: str = ""
    branch: str = ""
    type_code: str = ""


def chosen_nominations(actor: Actor, round: Round, chosen: Chosen) -> QuerySet[Nomination]:
    """For a list: by branch, the recommended first in their order."""
    rows = nominations_within(actor, round)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.branch:
        rows = rows.filter(branch_id=int(chosen.branch))
    if chosen.type_code:
        rows = rows.filter(site_type=chosen.type_code)
    rows = rows.select_related("site__managing_union", "branch", "round", "assessment")
    rows = rows.prefetch_related("assessment__columns")
    unseen = (*_UNSEEN, "assessment__facts", "assessment__facilities")
    return rows.defer(*unseen).order_by(
        "branch__path", "site_type", F("rank").asc(nulls_last=True), "submitted_at", "id"
    )


@dataclass(frozen=True)
class Overview:
    """How many stand in each state, and the branches that there are, as far as the actor sees them."""

    counts: Mapping[str, int]
    branches: tuple[tuple[str, str], ...]


def overview_of(actor: Actor, round: Round) -> Overview:
    """In one statement; the branches in the order of the tree."""
    keys = ("branch__path", "branch_id", "branch__name", "state")
    rows = nominations_within(actor, round).order_by().values_list(*keys).annotate(n=Count("pk"))
    counts, branches = Counter[str](), dict[str, tuple[str, str]]()
    for path, key, name, state, count in rows:
        counts[state] += count
        branches[path] = (str(key), name)
    return Overview(counts, tuple(branches[path] for path in sorted(branches)))


def nomination_within(actor: Actor, number: str) -> Nomination | None:
    """One by its number, with what its page shows beside it."""
    rows = NOMINATIONS.visible_to(actor).select_related(
        "site__managing_union", "site__district", "version", "round__issuer", "round__pack", "branch", "quota"
    )
    return rows.defer(*_UNSEEN).filter(number=number).first()


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


def cycle_of(round: Round) -> Cycle:
    """The year before the call, the same for everybody who takes part."""
    last = round.opens_at.astimezone(LEGAL_ZONE).date() - timedelta(days=1)
    return Cycle(last - YEAR_BACK, last)


def is_asked(round: Round, site: ServiceSite) -> bool:
    """A site in use of one of the types, whose nearest issuing union holds the round."""
    fits = site.state in IN_USE and site.version_id is not None and site.site_type in round.site_types
    if not fits:
        return False
    issuer = issuer_of(site.union_path)
    return issuer is not None and issuer.pk == round.issuer_id


def standing_nomination(round: Round, site: ServiceSite) -> Nomination | None:
    """The one of this site in this round that was not withdrawn."""
    return Nomination.objects.filter(STANDING, round=round, site=site).first()


def nominations_about(actor: Actor, site: ServiceSite) -> QuerySet[Nomination]:
    """Those of a site that this person may see, the latest first."""
    rows = NOMINATIONS.visible_to(actor).filter(site=site).select_related("round", "branch")
    return rows.defer("branch__search").order_by("-id")


def rounds_open_at(now: datetime) -> QuerySet[Round]:
    """Rounds whose window is open now, whoever asks for whom."""
    rows = Round.objects.filter(state=RoundState.OPEN, opens_at__lte=now, closes_at__gt=now)
    return rows.select_related("issuer").order_by("closes_at", "pk")


def rounds_asking_for(site: ServiceSite, running: Sequence[Round]) -> list[Round]:
    """Of these rounds those of the site's own issuer and type."""
    fitting = [row for row in running if site.site_type in row.site_types]
    issuer = issuer_of(site.union_path) if fitting else None
    return [row for row in fitting if issuer is not None and row.issuer_id == issuer.pk]


def sites_to_nominate(actor: Actor, round: Round) -> QuerySet[ServiceSite]:
    """Sites of this person that the round asks for and that do not take part yet."""
    path = round.issuer.path or ""
    rows = sites_in_use_managed_by(actor, FILLERS).filter(
        site_type__in=round.site_types, union_path__startswith=path, version__isnull=False
    )
    for nearer in issuing_paths():
        if nearer != path and nearer.startswith(path):
            rows = rows.exclude(union_path__startswith=nearer)
    taken = Nomination.objects.filter(STANDING, round=round).values("site_id")
    rows = rows.exclude(pk__in=taken).select_related("managing_union", "version")
    return rows.defer("search", "public_search", "managing_union__search").order_by("union_path", "id")


@dataclass(frozen=True)
class QuotaLine:
    """One quota as its branch sees it. ``taken``: of those within sight."""

    quota: RoundQuota
    taken: int
    ranked: tuple[Nomination, ...]
    waiting: tuple[Nomination, ...]


def quota_lines(actor: Actor, round: Round) -> list[QuotaLine]:
    """The quotas that this person may use up, each with the recommended in their order and those that wait."""
    quotas = RoundQuota.objects.filter(round=round).select_related("union").defer("union__search")
    led = [quota for quota in quotas if _leads(actor, round, quota)]
    if not led:
        return []
    states = [NominationState.SUBMITTED, NominationState.RECOMMENDED, NominationState.PASSED_OVER]
    rows = chosen_nominations(actor, round, Chosen()).filter(state__in=states)
    found: Mapping[tuple[int, str], list[Nomination]] = {(q.union_id, q.site_type): [] for q in led}
    for row in rows:
        found.get((row.branch_id, row.site_type), []).append(row)
    return [_line(quota, found[quota.union_id, quota.site_type]) for quota in led]


def _line(quota: RoundQuota, rows: list[Nomination]) -> QuotaLine:
    ranked = tuple(row for row in rows if row.state == NominationState.RECOMMENDED)
    rest = tuple(row for row in rows if row.state != NominationState.RECOMMENDED)
    return QuotaLine(quota, len(ranked), ranked, rest)


def _leads(actor: Actor, round: Round, quota: RoundQuota) -> bool:
    probe = Nomination(round=round, branch=quota.union, site_type=quota.site_type)
    return bool(NOMINATIONS.decide(actor, "recommend", probe))


def branch_of(round: Round, site: ServiceSite) -> Union:
    """The union right below the issuer that answers for the site; the issuer for its own."""
    return Union.objects.get(pk=branch_key(site.union_path, round.issuer.path or ""))


def neighbour_of(actor: Actor, row: Nomination, *, up: bool) -> Nomination | None:
    """The next one in the same quota that the actor can see, nearer to the top or to the end."""
    rows = NOMINATIONS.visible_to(actor).filter(quota_id=row.quota_id, state=NominationState.RECOMMENDED)
    if up:
        return rows.filter(rank__lt=row.rank).order_by("-rank").first()
    return rows.filter(rank__gt=row.rank).order_by("rank").first()


def nomination_of(actor: Actor, assessment: Assessment) -> Nomination | None:
    """The nomination that leads this assessment, if this person may see it."""
    return NOMINATIONS.visible_to(actor).filter(assessment=assessment).first()


def newest_version_number(row: Nomination) -> int | None:
    """The number of the version in force of its site."""
    return ServiceSite.objects.values_list("version__number", flat=True).get(pk=row.site_id)


def quotas_miscounted() -> list[str]:
    """A line for each quota whose counter or order does not follow from its nominations."""
    held: dict[int, list[int]] = {}
    rows = Nomination.objects.filter(quota__isnull=False).order_by("quota_id", "rank")
    for quota_id, rank in rows.values_list("quota_id", "rank"):
        held.setdefault(int(quota_id or 0), []).append(int(rank or 0))
    found = []
    for quota in RoundQuota.objects.select_related("round", "union").order_by("pk").iterator():
        ranks = held.get(quota.pk, [])
        if len(ranks) != quota.taken:
            found.append(f"{quota.round} {quota}:已用 {quota.taken} 个,实有推荐 {len(ranks)} 个")
        elif ranks != list(range(1, len(ranks) + 1)):
            found.append(f"{quota.round} {quota}:推荐次序不连续 {ranks}")
    return found


def count_quotas() -> int:
    return RoundQuota.objects.count()


def nomination_of_site(actor: Actor, round: Round, site: ServiceSite) -> Nomination | None:
    """The standing one of a site in a round, if this person may see it."""
    return NOMINATIONS.visible_to(actor).filter(STANDING, round=round, site=site).first()


def letter_of(row: Nomination, serial: int) -> NominationLetter | None:
    """One letter with its gaps."""
    return row.letters.prefetch_related("gaps").filter(number=serial).first()
