"""A draw is committed: the list, the weights and the digest of a secret seed are published before anything is drawn."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Union, User
from accounts.reach import Place
from accounts.selectors import issuer_of
from core.actor import Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.many import insert_many
from core.workflow import attempt
from inspection.models import DrawEntry, DrawInspector, SpotCheck
from inspection.rectifying.services.numbering import draw_number
from inspection.spot_checks.drawing import seed_digest
from inspection.spot_checks.policy import SPOT_CHECKS
from inspection.spot_checks.selectors import barred_from, list_of, people_to_send, pool_of
from inspection.spot_checks.states import SpotCheckState
from inspection.spot_checks.weights import BASE, weigh
from sites.models import ServiceSite

SERIES = "draw"
SEED_BYTES = 32

#: A draw of more is two draws.
MOST_POOL = 20_000
MOST_SIZE = 500


class BadDraw(Exception):
    """The draw cannot be committed as typed; ``problems`` by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class Plan:
    """Who draws what: the branch, the filter, how many, what weighs how much, who may be sent."""

    union: Union
    title: str
    size: int
    weights: dict[str, int]
    inspectors: Sequence[int]
    site_type: str = ""
    districts: Sequence[str] = field(default_factory=tuple)
    per_site: int = 2


@dataclass(frozen=True)
class Proposed:
    """A draw before there is one."""

    place: Place
    audit_label: str
    audit_path: str
    pk: None = None
    audit_type: str = "inspection.spotcheck"


def commit_draw(plan: Plan, *, actor: Actor, now: datetime) -> SpotCheck:
    """Raises ``BadDraw`` with every problem by field, ``NotAllowed``."""
    path = plan.union.path or ""
    proposed = Proposed(Place(path, None, plan.site_type), plan.title, path)
    with attempt(actor, "spot_check.commit", proposed, now=now, label="公布抽查名单"):
        SPOT_CHECKS.require(actor, "commit", proposed)
        today = now.astimezone(LEGAL_ZONE).date()
        sites = list(pool_of(actor, plan.union, plan.site_type, plan.districts).only(*_READ)[: MOST_POOL + 1])
        wanted = set(plan.inspectors)
        people = [user for user in people_to_send(plan.union, today) if user.pk in wanted]
        _require_sense(plan, len(sites), len(people))
        check = _written(plan, len(sites), actor, now)
        _enter(check, sites, people, plan)
        check.list_digest = list_of(check).digest
        check.is_sealed = True
        check.save(update_fields=["list_digest", "is_sealed"])
        record(
            actor,
            "spot_check.commit",
            check,
            now=now,
            label="公布抽查名单",
            after=check.state,
            details={"list": check.list_digest, "seed": check.seed_digest, "pool": check.pool},
        )
    return check


_READ = ("code", "union_path", "site_type", "district", "state")


def _require_sense(plan: Plan, pool: int, people: int) -> None:
    problems = {}
    if pool == 0:
        problems["site_type"] = "按这些条件没有正在使用的阵地,请放宽类型或区(市)。"
    elif pool > MOST_POOL:
        problems["site_type"] = f"名单超过 {MOST_POOL:,} 处,请按类型或区(市)分几次抽。"
    elif not 1 <= plan.size <= min(pool, MOST_SIZE):
        problems["size"] = f"抽取处数应在 1 到 {min(pool, MOST_SIZE)} 之间(名单共 {pool} 处)。"
    if people < plan.per_site:
        problems["inspectors"] = f"每处 {plan.per_site} 人检查,请至少选 {plan.per_site} 名检查人员。"
    if problems:
        raise BadDraw(problems)


def _written(plan: Plan, pool: int, actor: Actor, now: datetime) -> SpotCheck:
    seed = secrets.token_bytes(SEED_BYTES).hex()
    issuer = issuer_of(plan.union.path or "") or plan.union
    year = now.astimezone(LEGAL_ZONE).year
    return SpotCheck.objects.create(
        number=draw_number(
            issuer.pk,
            SERIES,
            year,
            written=lambda serial: f"CC-{year}-{serial:04d}",
            is_taken=lambda number: SpotCheck.objects.filter(number=number).exists(),
        ),
        title=plan.title,
        union=plan.union,
        state=SpotCheckState.COMMITTED,
        site_type=plan.site_type,
        districts=sorted(plan.districts),
        size=plan.size,
        per_site=plan.per_site,
        weights={"base": BASE, **plan.weights},
        pool=pool,
        seed=seed,
        seed_digest=seed_digest(seed),
        committed_by_id=actor.key,
        committed_at=now,
        updated_at=now,
    )


def _enter(check: SpotCheck, sites: Sequence[ServiceSite], people: Sequence[User], plan: Plan) -> None:
    """The rows of the list and of the people, as they stand at this moment."""
    today = check.committed_at.astimezone(LEGAL_ZONE).date()
    weighed = weigh(frozenset(site.pk for site in sites), plan.weights, today)
    barred = barred_from(sites, people, plan.union)
    insert_many(
        [
            DrawEntry(
                spot_check=check,
                site=site,
                code=site.code or "",
                weight=weighed[site.pk][0],
                strata=list(weighed[site.pk][1]),
                barred=sorted([key, why] for key, why in barred.get(site.pk, {}).items()),
            )
            for site in sites
        ]
    )
    DrawInspector.objects.bulk_create(
        DrawInspector(
            spot_check=check,
            user=user,
            name=user.name or user.username,
            office=user.home_union.name if user.home_union else "",
        )
        for user in people
    )
