"""Pools, titles and batches of a city at any point of their way."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from core.actor import Actor
from demonstration.models import (
    Designation,
    DesignationState,
    NominationState,
    Round,
    RoundState,
    Subsidy,
    SubsidyBatch,
    SubsidyPool,
)
from demonstration.subsidies import services
from demonstration.subsidies.services import Notice, PoolFacts, Receipt
from rulebook.models import RulePack
from rulebook.terms import SubsidyTier
from sites.likeness.selectors import pair_mark
from sites.models import LikenessDecision, ServiceSite
from tests.demonstration.worlds import TYPE, a_meeting, a_round, nominate
from tests.factories import NOW as EARLIER
from tests.factories import Office, actor_of, person, succeed

#: A month after the sites were filed, so that measures with tiers are in force.
NOW = EARLIER + timedelta(days=30)

CITY_TIER = SubsidyTier(site_type=TYPE, label="市级示范", amount_fen=300_033, level="city")
ALL_TIER = SubsidyTier(site_type=TYPE, label="首次建成", amount_fen=100_010, times="first")
AGAIN_TIER = SubsidyTier(site_type=TYPE, label="再次", amount_fen=50_005, times="repeat")

NOTICE = Notice("青工财〔2026〕15号", 2026, NOW.date())
RECEIPT = Receipt("HZ-001", NOW.date())

_numbers = itertools.count(1)


def put_tiers(office: Office, *tiers: SubsidyTier) -> None:
    """A measure in force before today with these tiers; each follows the one before."""
    newest = RulePack.objects.filter(family="outdoor", issuer=office.tree.city).latest("effective_from")
    succeed(newest, newest.effective_from + timedelta(days=1), subsidy_tiers=tiers)


def a_pool(office: Office, amount: int = 100_000_000, **columns: Any) -> SubsidyPool:
    given = {"name": f"阵地补助{next(_numbers)}", "source": "市总本级", "year": 2026, **columns}
    return services.enter_pool(
        office.tree.city, PoolFacts(amount=amount, **given), actor=office.actor("city"), now=NOW
    )


def title(site: ServiceSite, round: Round, *, level: str = "city", score: int = 9_000) -> Designation:
    """A valid title that the round gave."""
    number = next(_numbers)
    nomination = nominate(round, site, NominationState.NAMED, score=score)
    return Designation.objects.create(
        number=f"MM-{number:04d}",
        verify_token=f"t{number}",
        site=site,
        nomination=nomination,
        issuer=round.issuer,
        site_type=site.site_type,
        name=f"示范站点{number}",
        site_name=site.name,
        level=level,
        document_number="青工发〔2026〕30号",
        plate_number=f"P-{number:04d}",
        valid_from=NOW.date(),
        valid_until=NOW.date() + timedelta(days=730),
        digest="0" * 64,
        created_at=NOW,
        state=DesignationState.VALID,
    )


def tell_apart(sites: list[ServiceSite], by: Actor) -> None:
    """Somebody looked: these are different places, though some share a door."""
    rows = ServiceSite.objects.select_related("version__district").filter(pk__in=[site.pk for site in sites])
    for one, two in itertools.combinations(rows.order_by("pk"), 2):
        LikenessDecision.objects.create(
            first=one,
            second=two,
            verdict="different",
            reason="现场看过,是两处。",
            mark=pair_mark(one.version, two.version),
            decided_by_id=by.id,
            decided_at=NOW,
        )


@dataclass
class Money:
    """A pool, titled sites and the people who work on the money; the second officer approves."""

    office: Office
    sites: list[ServiceSite]
    amount: int = 100_000_000
    told_apart: bool = True

    def __post_init__(self) -> None:
        put_tiers(self.office, CITY_TIER)
        self.round = a_round(self.office, RoundState.NAMED)
        self.titles = [title(site, self.round) for site in self.sites]
        self.pool = a_pool(self.office, self.amount)
        if self.told_apart:
            tell_apart(self.sites, self.maker)

    @property
    def maker(self) -> Actor:
        return self.office.actor("city")

    @property
    def second(self) -> Actor:
        return self.office.actor("city2")

    @cached_property
    def finance_user(self) -> Any:
        return person("finance", "finance", self.office.tree.city, name="吴静")

    @property
    def finance(self) -> Actor:
        return actor_of(self.finance_user)

    def draft(self, **how: Any) -> SubsidyBatch:
        how.setdefault("round", self.round)
        return services.start_batch(self.pool, "示范阵地补助", actor=self.maker, now=NOW, **how)

    def submitted(self, **how: Any) -> SubsidyBatch:
        row = self.draft(**how)
        for line in row.lines.exclude(warnings=[]):
            services.edit_line(line, None, "已核实,不是重复补助。", actor=self.maker, now=NOW)
        return services.submit_batch(row.pk, actor=self.maker, now=NOW)

    def approved(self, **how: Any) -> SubsidyBatch:
        row = self.submitted(**how)
        meeting = a_meeting(self.office.tree.city)
        return services.approve_batch(row.pk, meeting.pk, actor=self.second, now=NOW)

    def arrived(self, line: Subsidy) -> Subsidy:
        """Paid along the whole chain, each step with its receipt."""
        step = 0
        while again(line).state != "received":
            step += 1
            services.pay_lines({line.pk: step}, NOTICE, actor=self.finance, now=NOW)
            services.enter_receipt(again(line), RECEIPT, actor=self.finance, now=NOW)
        return again(line)


def again(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def pool_now(money: Money) -> SubsidyPool:
    return SubsidyPool.objects.get(pk=money.pool.pk)
