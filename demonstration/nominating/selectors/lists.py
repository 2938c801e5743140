"""The list of a round and what stands above it; the quotas with the recommended in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from core.actor import Actor
from demonstration.models import (
    Nomination,
    NominationState,
    Round,
    RoundQuota,
)
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.selectors.rows import UNSEEN, nominations_within


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
    unseen = (*UNSEEN, "assessment__facts", "assessment__facilities")
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


@dataclass(frozen=True)
class QuotaLine:
    """One quota as its branch sees it. ``taken``: of those within sight."""

    quota: RoundQuota
    taken: int
    ranked: tuple[Nomination, ...]
    waiting: tuple[Nomination, ...]


def full_quota(row: Nomination) -> int:
    """How many places its branch had, once none is left; zero while there is one."""
    quotas = RoundQuota.objects.filter(round=row.round_id, union=row.branch_id, site_type=row.site_type)
    return quotas.filter(taken__gte=F("places")).values_list("places", flat=True).first() or 0


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


def neighbour_of(actor: Actor, row: Nomination, *, up: bool) -> Nomination | None:
    """The next one in the same quota that the actor can see, nearer to the top or to the end."""
    rows = NOMINATIONS.visible_to(actor).filter(quota_id=row.quota_id, state=NominationState.RECOMMENDED)
    if up:
        return rows.filter(rank__lt=row.rank).order_by("-rank").first()
    return rows.filter(rank__gt=row.rank).order_by("rank").first()


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
