"""What do pages and services read of the money? Rows within reach, with what they show. Never writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from accounts.models import Union
from core.actor import Actor
from demonstration.models import (
    COMMITTED,
    BatchState,
    DesignationState,
    Meeting,
    Payment,
    Round,
    RoundState,
    Subsidy,
    SubsidyBatch,
    SubsidyPool,
    SubsidyState,
    TitleEventKind,
    UseReport,
)
from demonstration.rounds.selectors import rounds_within
from demonstration.subsidies.chains import chain_of, keys_of
from demonstration.subsidies.policy import BATCHES, POOLS, SUBSIDIES
from sites.models import ServiceSite

_UNSEEN = ("payee__search", "keeper__search", "site__search", "site__public_search")


def pools_within(actor: Actor) -> QuerySet[SubsidyPool]:
    return POOLS.visible_to(actor).select_related("issuer").defer("issuer__search")


def balance_of(actor: Actor, batch: SubsidyBatch) -> int | None:
    """What its pool has left, in fen; ``None`` where the pool pays for something that the actor must not see."""
    is_seen = batch.__dict__.get("pool_is_seen")
    if is_seen is None:
        is_seen = pools_within(actor).filter(pk=batch.pool_id).exists()
    return batch.pool.left if is_seen else None


def batches_within(actor: Actor) -> QuerySet[SubsidyBatch]:
    """The latest first, with how many lines and how much money they are."""
    rows = BATCHES.visible_to(actor).select_related("pool__issuer", "round")
    told = ~Q(lines__state=SubsidyState.DROPPED)
    return rows.annotate(
        line_count=Count("lines", filter=told), total=Sum("lines__amount", filter=told)
    ).order_by("-id")


def batch_within(actor: Actor, key: int) -> SubsidyBatch | None:
    """With whether its pool may be seen too, in the same statement."""
    rows = BATCHES.visible_to(actor).select_related("pool__issuer", "round", "pack", "meeting")
    seen = POOLS.visible_to(actor).filter(pk=OuterRef("pool_id"))
    return rows.annotate(pool_is_seen=Exists(seen)).filter(pk=key).first()


def lines_of(batch: SubsidyBatch) -> QuerySet[Subsidy]:
    """In the order in which they were worked out; whoever may see the batch may see them."""
    rows = Subsidy.objects.filter(batch=batch).select_related(*_BESIDE)
    return rows.defer(*_UNSEEN).order_by("pk")


_BESIDE = ("site", "designation", "payee", "keeper", "batch__pool__issuer")


def lines_within(actor: Actor) -> QuerySet[Subsidy]:
    return SUBSIDIES.visible_to(actor).select_related(*_BESIDE).defer(*_UNSEEN)


def line_within(actor: Actor, number: str) -> Subsidy | None:
    return lines_within(actor).filter(number=number).first()


def lines_of_site(actor: Actor, site: ServiceSite) -> QuerySet[Subsidy]:
    """Approved money of one site, the latest first."""
    rows = lines_within(actor).filter(site=site, batch__state=BatchState.APPROVED)
    return rows.exclude(state=SubsidyState.DROPPED).order_by("-pk")


def chain(row: Subsidy) -> list[Union]:
    """The unions through which the money of a line goes, from the issuer to the account."""
    account = row.keeper or row.payee
    keys = chain_of(row.batch.pool.issuer.path or "", account.path or "")
    unions = Union.objects.defer("search").in_bulk(set(keys))
    return [unions[key] for key in keys]


def possible_keepers(row: Subsidy) -> list[Union]:
    """Upper unions of the payee, from the issuer down, that may keep its account."""
    issuer, payee = row.batch.pool.issuer.path or "", row.payee.path or ""
    if not payee.startswith(issuer):
        return []
    keys = keys_of(payee)[len(keys_of(issuer)) - 1 : -1]
    unions = Union.objects.defer("search").in_bulk(keys)
    return [unions[key] for key in keys if key in unions]


def payments_of(row: Subsidy) -> list[Payment]:
    return list(row.payments.select_related("payer", "payee").defer("payer__search", "payee__search"))


def has_arrived(row: Subsidy, last: Payment | None) -> bool:
    """Whether this payment went to the account; unions may have moved since, the account is the same."""
    return last is not None and last.payee_id == (row.keeper_id or row.payee_id)


def stands_again(row: Subsidy) -> bool:
    """Whether its title was taken away after the approval, and is valid now."""
    title = row.designation
    if not row.was_approved or title is None or title.state != DesignationState.VALID:
        return False
    return title.events.filter(kind=TitleEventKind.REVOKED, at__gte=row.approved_at).exists()


def came_back(row: Subsidy) -> int:
    """Integer fen that were recovered of this line."""
    return row.recoveries.aggregate(sum=Sum("amount"))["sum"] or 0


def spent(row: Subsidy) -> int:
    """Integer fen of which the use was reported."""
    return row.use_reports.aggregate(sum=Sum("amount"))["sum"] or 0


def uses_of(row: Subsidy) -> list[UseReport]:
    return list(row.use_reports.select_related("voucher"))


def voucher_of(row: Subsidy, key: int) -> UseReport | None:
    """One whose file is still there."""
    rows = row.use_reports.filter(pk=key, voucher__isnull=False, voucher__erased_at=None)
    return rows.select_related("voucher").first()


def usual_keepers(payees: Iterable[int]) -> dict[int, int]:
    """Who kept the account of each payee the last time; those that keep their own are left out."""
    rows = Subsidy.objects.filter(payee__in=set(payees)).exclude(state=SubsidyState.DROPPED)
    latest = dict(rows.order_by("pk").values_list("payee_id", "keeper_id"))
    return {payee: keeper for payee, keeper in latest.items() if keeper is not None}


def held_of(pool: SubsidyPool) -> int:
    """What the lines and recoveries of a pool say that it has committed; the column must equal it."""
    lines = Subsidy.objects.filter(batch__pool=pool, state__in=COMMITTED)
    held = lines.aggregate(sum=Sum("amount"))["sum"] or 0
    back = lines.aggregate(sum=Sum("recoveries__amount"))["sum"] or 0
    return int(held - back)


def issuers_funded_by(actor: Actor) -> list[Union]:
    """Issuing unions whose money this person may enter."""
    reach = Q(pk__in=[])
    for path in sorted({grant.union_path for grant in actor.grants if grant.union_path}):
        reach |= Q(path__startswith=path)
    found = Union.objects.filter(reach, is_issuer=True).order_by("path")
    return [union for union in found if POOLS.decide(actor, "enter", SubsidyPool(issuer=union))]


def named_rounds(actor: Actor) -> list[Round]:
    return list(rounds_within(actor).filter(state=RoundState.NAMED))


def meetings_of(issuer_id: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(issuer=issuer_id)


def counts_of(batch: SubsidyBatch) -> Mapping[str, Any]:
    """Lines that count, their sum in fen, and how many wait for a reason."""
    rows = Subsidy.objects.filter(batch=batch).exclude(state=SubsidyState.DROPPED)
    told = rows.aggregate(
        count=Count("pk"),
        total=Sum("amount"),
        open=Count("pk", filter=~Q(warnings=[]) & Q(override_reason="")),
    )
    return {"count": told["count"], "total": told["total"] or 0, "open": told["open"]}
