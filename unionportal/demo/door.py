"""The last two months at the doors of the demo city: stickers, confirmations, supplies, what broke, what the public told.

Each act goes through its service at its own past moment, between the steps of the cases, so that the trail stays in order.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial

from core.actor import Actor
from core.clock import LEGAL_ZONE
from inspection.models import PublicReport
from inspection.reporting.services import Told, answer_report, explain, lodge_report
from inspection.reporting.states import ReportState, Wrong
from sites.at_door.selectors import code_in_force, open_faults, printable
from sites.at_door.services import mend_fault, note_old_code, print_stickers, renew_code
from sites.confirming import Source
from sites.models import ServiceSite
from sites.services import Sender, confirm_facts, confirm_group, tell_supply
from sites.use.kinds import FAULT
from sites.use.services import write_record
from sites.vocabulary import IN_USE, SupplyState
from unionportal.demo.plan import FIRST_OFFICES, HOME_TYPES
from unionportal.demo.rounds import Stage
from unionportal.demo.unions import Office, People

PER_PAGE = 8
#: State, how many, days until the first of it ends: in plenty, nearly ended, ended, short, gone.
SUPPLIES: tuple[tuple[SupplyState, int | None, int | None], ...] = (
    (SupplyState.ENOUGH, 24, 200),
    (SupplyState.ENOUGH, 12, 20),
    (SupplyState.LOW, 3, 12),
    (SupplyState.LOW, 2, None),
    (SupplyState.OUT, None, None),
)
#: How many days before now it was told, what broke, which facility is out of use where the site has it.
FAULTS = (
    (12, "饮水机不出热水", ("water_dispenser", "water")),
    (10, "门锁松动", ()),
    (3, "空调不制冷", ("air_conditioner",)),
)
#: What the public told: kind, words, the answer with its words, what the keeper said; how many days before now.
REPORTS: tuple[tuple[Wrong, str, ReportState | None, str, str], ...] = (
    (
        Wrong.LOCKED,
        "上午十点来过,门锁着。",
        ReportState.CONFIRMED,
        "当天值班人员临时外出,没有安排替班,已要求安排专人替班。给您带来不便,请谅解。",
        "值班人员临时外出约四十分钟,没有留人。",
    ),
    (
        Wrong.WRONG,
        "电话打不通。",
        ReportState.REFUTED,
        "经现场核对,对外电话可以接通,开放时间内有人接听。感谢您的反映。",
        "",
    ),
    (Wrong.BROKEN, "充电插座没有电。", None, "", "已联系电工,正在检修。"),
    (Wrong.LOCKED, "", None, "", ""),
)


@dataclass
class Doors:
    """Who acts where, and when. Sites of people with a login come first, so that their pages show the most."""

    people: People
    now: datetime
    told: list[PublicReport] = field(default_factory=list)

    def stages(self) -> list[Stage]:
        acts: list[tuple[int, Callable[[datetime], None]]] = [
            (60, self.print),
            (40, self.confirm_most),
            (16, self.stock),
            *((days, partial(self.break_down, place)) for place, (days, *_) in enumerate(FAULTS)),
            (9, self.hear),
            (8, self.renew),
            (6, self.answer),
            (5, self.confirm_some),
            (4, self.mend),
            (2, self.scan_old),
        ]
        return [self._stage(days, act) for days, act in acts]

    def _stage(self, days: int, act: Callable[[datetime], None]) -> Stage:
        day = self.now.astimezone(LEGAL_ZONE).date() - timedelta(days=days)
        moment = datetime.combine(day, time(9, 30), LEGAL_ZONE)
        return Stage(moment, lambda: act(moment))

    def _offices(self) -> list[Office]:
        """Those with a login first."""
        return sorted(
            self.people.offices,
            key=lambda office: (
                FIRST_OFFICES.index(office.union.code) if office.union.code in FIRST_OFFICES else 9
            ),
        )

    def _doors(self) -> Iterator[tuple[ServiceSite, Actor, Office]]:
        """Each site in use at this moment with its keeper and its office: one of each office, then the next of each."""
        offices = self._offices()
        places = {key: place for place, office in enumerate(offices) for key in office.keepers}
        rows = ServiceSite.objects.filter(state__in=IN_USE, managing_union__in=places)
        turns = dict.fromkeys(range(len(offices)), 0)
        found = []
        by_type = sorted(rows.select_related("version").order_by("managing_union_id", "pk"), key=_rank)
        for site in by_type:
            place = places[site.managing_union_id]
            found.append((turns[place], place, site))
            turns[place] += 1
        for _, place, site in sorted(found, key=lambda each: each[:2]):
            yield site, offices[place].keepers[site.managing_union_id], offices[place]

    def print(self, now: datetime) -> None:
        for office in self._offices()[: len(FIRST_OFFICES)]:
            codes = [site.code or "" for site in printable(office.officer)]
            if codes:
                print_stickers(codes, PER_PAGE, actor=office.officer, now=now)

    def confirm_most(self, now: datetime) -> None:
        """Two of three; the others are asked for it by the nightly watch in their time."""
        for place, (site, keeper, _) in enumerate(self._doors()):
            if place % 3 != 1:
                confirm_facts(site.pk, by=Sender(keeper, now))

    def confirm_some(self, now: datetime) -> None:
        """Group by group, as somebody knows it: on the spot, or by telephone from the district."""
        for place, (site, keeper, office) in enumerate(self._doors()):
            if place % 4 == 0:
                confirm_group(site.pk, "hours", Source.ON_SITE, by=Sender(keeper, now))
            elif place % 4 == 1:
                known = site.version is not None and site.version.public_phone
                group = "phone" if known else "place"
                confirm_group(site.pk, group, Source.PHONE, by=Sender(office.officer, now))

    def stock(self, now: datetime) -> None:
        told = iter(SUPPLIES * 2)
        for (site, keeper, _), (state, count, days) in zip(self._doors(), told, strict=False):
            ends = now.date() + timedelta(days=days) if days else None
            supply = site.kind.supplies[-1 if state == SupplyState.ENOUGH else 0]
            tell_supply(site.pk, supply, state, count=count, expires_on=ends, by=Sender(keeper, now))

    def break_down(self, place: int, now: datetime) -> None:
        for site, keeper, _ in list(self._doors())[place : place + 1]:
            _, what, wanted = FAULTS[place]
            there = [code for code in wanted if site.version and code in site.version.facilities]
            typed = {
                "reported_on": now.date(),
                "what": what,
                "facility": "".join(there[:1]),
                "fixed_on": None,
            }
            write_record(site.pk, FAULT, typed, by=Sender(keeper, now))

    def mend(self, now: datetime) -> None:
        """One of them; the first waits longer than it may."""
        broken = [(site, keeper) for site, keeper, _ in self._doors() if open_faults(site).exists()]
        for site, keeper in broken[1:]:
            for fault in open_faults(site):
                mend_fault(site.pk, fault.pk, by=Sender(keeper, now, fault.revision))

    def hear(self, now: datetime) -> None:
        for (site, _, _), (kind, words, *_) in zip(self._doors(), REPORTS, strict=False):
            entry = lodge_report(site.pk, Told(kind, words), address=_nowhere(), now=now)
            self.told.append(entry.report)
        for report in self.told[:1]:
            lodge_report(report.site_id, Told(report.kind), address=_nowhere(), now=now)

    def answer(self, now: datetime) -> None:
        by_union = {key: office for office in self.people.offices for key in office.keepers}
        for report, (_, _, verdict, words, explained) in zip(self.told, REPORTS, strict=False):
            union = report.site.managing_union_id
            if explained:
                explain(report.pk, explained, actor=by_union[union].keepers[union], now=now)
            if verdict:
                answer_report(report.pk, verdict, words, actor=by_union[union].officer, now=now)

    def renew(self, now: datetime) -> None:
        """One sticker was lost."""
        for site, keeper, _ in self._doors():
            if code_in_force(site):
                renew_code(site.pk, by=Sender(keeper, now))
                return

    def scan_old(self, now: datetime) -> None:
        """And hangs somewhere still."""
        for site, _, _ in self._doors():
            old = site.door_codes.exclude(ended_at=None).first()
            if old is not None:
                for device in range(3):
                    note_old_code(old, address=_nowhere(), device=str(device), now=now)
                return


def _rank(site: ServiceSite) -> int:
    """Those first that most people walk into."""
    return HOME_TYPES.index(site.site_type) if site.site_type in HOME_TYPES else len(HOME_TYPES)


def _nowhere() -> str:
    """A network that nobody has, another one each time: what is counted of networks counts none of them twice."""
    return str(ipaddress.IPv6Address(secrets.randbits(128)))


def at_the_doors(people: People, now: datetime) -> list[Stage]:
    return Doors(people, now).stages()
