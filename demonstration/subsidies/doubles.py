"""Did this site get money before, under whatever name? Earlier lines of the same site, of a like place, of its host.

Reads what was funded; decides nothing: each finding is a sentence that somebody must answer with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from core.canonical import digest
from core.money import yuan
from demonstration.conflicts import Body, same_body
from demonstration.models import COMMITTED, BatchState, Subsidy, SubsidyState
from rulebook.choices import TitleLevel
from sites.likeness.crowd import alike_across, alike_pairs
from sites.likeness.scoring import Looks
from sites.likeness.selectors.known import place_names, point_of
from sites.models import LikenessDecision, ServiceSite
from sites.vocabulary import IN_USE, LikenessVerdict

_READ = (
    *("site_id", "number", "amount", "batch__pool__year", "batch__title", "designation__level"),
    *("payee_id", "site__site_type", "batch__pool__issuer_id"),
)


@dataclass(frozen=True)
class Funded:
    """One line that holds money, or is proposed elsewhere."""

    site: int
    number: str
    amount: int
    year: int
    batch: str
    level: str
    payee: int
    site_type: str
    issuer: int

    def words(self, year: int) -> str:
        level = f"({TitleLevel(self.level).label})" if self.level else ""
        when = "本年度" if self.year == year else f"{self.year}年度"
        return f"{when}“{self.batch}”{level}已安排 {yuan(self.amount)},编号 {self.number}"


@dataclass(frozen=True)
class Known:
    """What is compared of one site."""

    key: int
    name: str
    looks: Looks
    host: Body
    is_in_use: bool


@dataclass
class Before:
    """All that was funded, by site, and which sites may be one place."""

    lines: dict[int, list[Funded]] = field(default_factory=lambda: defaultdict(list))
    twins: dict[int, list[tuple[Known, str]]] = field(default_factory=lambda: defaultdict(list))

    def own(self, site: int) -> list[Funded]:
        return self.lines.get(site, [])

    def elsewhere(self, site: int) -> list[tuple[Known, str, list[Funded]]]:
        """Places that may be this one and were funded, with why they may be it."""
        return [(twin, why, self.own(twin.key)) for twin, why in self.twins.get(site, [])]

    @property
    def all(self) -> list[Funded]:
        return [each for found in self.lines.values() for each in found]


def funded(types: Iterable[str], *, apart_from: int | None = None) -> list[Funded]:
    """What holds money of any pool, and what is proposed in another batch that runs; given back whole, it is gone."""
    holds = Q(state__in=COMMITTED) & ~Q(state=SubsidyState.RETURNED, recalled=F("amount"))
    proposed = Q(state=SubsidyState.PROPOSED, batch__state__in=[BatchState.DRAFT, BatchState.SUBMITTED])
    rows = Subsidy.objects.filter(holds | proposed, site__site_type__in=list(types))
    found = rows.exclude(batch=apart_from) if apart_from else rows
    return [
        Funded(site, number, amount, year, batch, level or "", *rest)
        for site, number, amount, year, batch, level, *rest in found.order_by("pk").values_list(*_READ)
    ]


def known_sites(keys: Iterable[int]) -> list[Known]:
    """In the order of their keys."""
    places = place_names()
    rows = ServiceSite.objects.filter(pk__in=list(keys)).order_by("pk")
    return [
        Known(
            key=row["pk"],
            name=row["name"],
            looks=Looks(
                row["site_type"],
                row["district_id"],
                row["name"],
                row["version__address"] or "",
                point_of(row["lat"], row["lng"]),
                places.get(row["district_id"], ()),
            ),
            host=Body("共建单位", row["version__host_name"] or "", row["version__host_credit_code"] or ""),
            is_in_use=row["state"] in IN_USE,
        )
        for row in rows.values(
            *("pk", "site_type", "district_id", "name", "lat", "lng", "state"),
            *("version__address", "version__host_name", "version__host_credit_code"),
        )
    ]


def before(sites: Sequence[int], types: Iterable[str], *, apart_from: int | None = None) -> Before:
    """Everything that speaks against paying these sites, whatever they are called now."""
    found = Before()
    for line in funded(types, apart_from=apart_from):
        found.lines[line.site].append(line)
    mine = known_sites(sites)
    others = known_sites(set(found.lines) - set(sites))
    everyone = [*mine, *others]
    told_apart = _told_apart([each.key for each in mine])
    for at, other, why in _alike(mine, others):
        one, two = everyone[at], everyone[other]
        if told_apart.get(_pair(one.key, two.key)) == _mark(one, two):
            continue
        found.twins[one.key].append((two, why))
        if other < len(mine):
            found.twins[two.key].append((one, why))
    return found


def _alike(mine: Sequence[Known], others: Sequence[Known]) -> Iterable[tuple[int, int, str]]:
    """Pairs by their places in both lists, with why; each once."""
    looks, known = [each.looks for each in mine], [each.looks for each in others]
    seen: set[tuple[int, int]] = set()
    for compare in (alike_pairs, alike_across):
        for at, other, alike in compare(looks, known):
            seen.add((at, other))
            yield at, other, "、".join(alike.reasons)
    for at, one in enumerate(mine):
        for beyond, two in enumerate(others, len(mine)):
            if (at, beyond) not in seen and _follows(one, two):
                yield at, beyond, "共建单位相同,且原阵地已不再使用"


def _follows(one: Known, two: Known) -> bool:
    """The same host had a site of this type that is not used any more."""
    same_kind = one.looks.site_type == two.looks.site_type
    return same_kind and not two.is_in_use and same_body(one.host, two.host)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _mark(one: Known, other: Known) -> str:
    pair = sorted([(one.key, one.looks.mark), (other.key, other.looks.mark)])
    return digest([mark for _, mark in pair])


def _told_apart(keys: Sequence[int]) -> dict[tuple[int, int], str]:
    """Pairs that somebody said are two places, with how they looked then; the latest word counts."""
    rows = LikenessDecision.objects.filter(Q(first__in=keys) | Q(second__in=keys)).order_by("id")
    latest: dict[tuple[int, int], Any] = {_pair(row.first_id, row.second_id): row for row in rows}
    return {pair: row.mark for pair, row in latest.items() if row.verdict != LikenessVerdict.SAME}
