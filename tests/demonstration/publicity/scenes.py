"""A locked list, a notice that hangs out, and objections, brought there by the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from demonstration.models import (
    Nomination,
    NominationState,
    Objection,
    Publicity,
    PublicityEntry,
    Round,
    RoundGrade,
    RoundState,
)
from demonstration.publicity import services
from demonstration.publicity.selectors import listed
from demonstration.publicity.services import Said
from sites.models import ServiceSite
from tests.demonstration.worlds import a_round, nominate
from tests.factories import NOW, Office

GRADES = (
    {"position": 1, "name": "示范站点", "places": 2},
    {"position": 2, "name": "备选", "places": 1, "is_reserve": True},
)

SAID = Said("该站点夜间不开放,与申报不符。")


def locked_round(office: Office, sites: list[ServiceSite], reserve: int = 0, **columns: Any) -> Round:
    """The list is locked: all sites are chosen but the last ``reserve``."""
    row = a_round(office, RoundState.LOCKED, grades=GRADES, **columns)
    first, second = RoundGrade.objects.filter(round=row).order_by("position")
    chosen = len(sites) - reserve
    for place, site in enumerate(sites, 1):
        is_chosen = place <= chosen
        nominate(
            row,
            site,
            NominationState.SELECTED if is_chosen else NominationState.RESERVE,
            grade=first if is_chosen else second,
            final_place=place,
            score=9000 - place,
        )
    return row


def posted(
    office: Office, sites: list[ServiceSite], now: datetime = NOW, reserve: int = 0, **columns: Any
) -> Publicity:
    round = locked_round(office, sites, reserve, **columns)
    usual = services.notice_for(round, listed(round))
    return services.post_notice(round.pk, usual, actor=office.actor("city"), now=now)


def entries_of(row: Publicity) -> list[PublicityEntry]:
    return list(PublicityEntry.objects.filter(publicity=row).order_by("position"))


def objected(entry: PublicityEntry, said: Said = SAID, now: datetime = NOW) -> Objection:
    return services.lodge_objection(entry.pk, said, address="203.0.113.9", now=now)


def answered(row: Objection, office: Office, *, is_upheld: bool, now: datetime = NOW) -> Objection:
    city = office.actor("city")
    services.take_objection(row.pk, actor=city, now=now)
    return services.decide_objection(
        row.pk,
        is_upheld=is_upheld,
        findings="经实地查看。",
        reply="感谢您的监督,已按规定处理。",
        actor=city,
        now=now,
    )


def restarted(row: Publicity, office: Office, now: datetime = NOW, **more: Any) -> Publicity:
    more = {"why": "名称有误", "names": {}, "risen": (), **more}
    notice = services.notice_for(row.round, listed(row.round))
    return services.restart_notice(row.pk, notice, actor=office.actor("city"), now=now, **more)


def again(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def state_of(entry: PublicityEntry) -> str:
    return str(Nomination.objects.values_list("state", flat=True).get(pk=entry.nomination_id))
