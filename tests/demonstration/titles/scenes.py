"""A round whose notice hung out its days, and titles that were given by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from demonstration.models import (
    Designation,
    NominationState,
    Publicity,
    PublicityEntry,
    PublicityState,
    Round,
    RoundGrade,
    RoundState,
)
from demonstration.titles import services
from demonstration.titles.services import Change, Decided, Told
from sites.models import ServiceSite
from tests.demonstration.worlds import a_meeting, a_round, nominate
from tests.factories import NOW, Office

TODAY = NOW.date()

STARS = (
    {"position": 1, "name": "五星", "floor": 900},
    {"position": 2, "name": "四星", "floor": 800},
    {"position": 3, "name": "三星", "floor": 700},
)


def posted(
    office: Office,
    sites: Sequence[ServiceSite],
    *,
    state: str = PublicityState.ENDED,
    held: Sequence[int] = (),
    removed: Sequence[int] = (),
    **columns: Any,
) -> Round:
    """All sites stand on its notice with five stars; ``held`` and ``removed`` by their place in the list."""
    columns.setdefault("grades", STARS)
    round = a_round(office, RoundState.PUBLICITY, **columns)
    best = RoundGrade.objects.filter(round=round).order_by("position").first()
    ended = {"ended_at": NOW - timedelta(days=1)} if state == PublicityState.ENDED else {}
    publicity = Publicity.objects.create(
        round=round,
        number=f"GS{round.pk}",
        state=state,
        title="关于拟命名的公示",
        body="现予公示。",
        posted_at=NOW - timedelta(days=10),
        days=5,
        counted="workdays",
        counts_posting_day=False,
        ends_on=TODAY - timedelta(days=2),
        ends_at=NOW - timedelta(days=1),
        contact_office="市总工会权益保障部",
        contact_phone="0532-85911234",
        content="名单",
        digest="0" * 64,
        **ended,
    )
    for place, site in enumerate(sites):
        row = nominate(round, site, NominationState.SELECTED, grade=best, final_place=place + 1)
        PublicityEntry.objects.create(
            publicity=publicity,
            nomination=row,
            position=place + 1,
            name=site.name,
            union="市南区总工会",
            type_label="户外劳动者服务站点",
            grade=best.name if best else "",
            is_held=place in held,
            removed_why="异议成立" if place in removed else "",
        )
    return round


def decided(round: Round, **more: Any) -> Decided:
    return Decided(
        **{
            "document_number": "青工发〔2026〕30号",
            "decided_on": TODAY,
            "meeting": Told(round.meeting_id),
            "title": "关于命名示范站点的决定",
            "body": "决定命名。",
            **more,
        }
    )


def named(office: Office, sites: Sequence[ServiceSite], **columns: Any) -> list[Designation]:
    """Titles as the service gives them."""
    round = posted(office, sites, **columns)
    given = services.name_round(round.pk, decided(round), actor=office.actor("city"), now=NOW)
    return [Designation.objects.get(pk=row.pk) for row in given]


def change(row: Designation, ground: str = "连续两次检查不合格。", **more: Any) -> Change:
    meeting = more.pop("meeting", None) or Told(a_meeting(row.issuer).pk)
    return Change(ground, more.pop("on", TODAY), meeting, **more)
