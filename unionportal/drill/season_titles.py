"""A third of the sites of the seasons hold a title: named by the service at the end of a round, decided on by a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.clock import LEGAL_ZONE
from demonstration.models import (
    Designation,
    Meeting,
    Nomination,
    NominationState,
    Publicity,
    PublicityEntry,
    PublicityState,
    Round,
    RoundState,
)
from demonstration.titles.services import Change, Decided, Told, keep_title, name_round, revoke_title
from demonstration.titles.words import decision_title
from rulebook.models import RulePack
from sites.codes import make_token
from sites.models import ServiceSite
from unionportal.drill.office import Office

TITLE_NAME = "示范爱心妈妈小屋"
GROUND = "暂停挂牌后仍未完成整改。"
KEPT, TAKEN = "会议保留称号", "会议取消称号"


def holds_title(number: int) -> bool:
    """Whether the site of this number, counted from 0, is among those that are named."""
    return number % 3 == 0


def name_sites(office: Office, pack: RulePack, sites: Iterable[ServiceSite], now: datetime) -> None:
    """The service names them. Up to the end of its notice the round is written as rows: the drill judges nothing of that."""
    round = _posted_round(office, pack, now)
    notice = _ended_notice(round, now)
    for place, site in enumerate(sites, start=1):
        _stand_on(notice, site, office, place, now)
    today = now.astimezone(LEGAL_ZONE).date()
    decided = Decided(
        document_number=f"青工发〔{today.year}〕30号",
        decided_on=today,
        meeting=Told(round.meeting_id),
        title=decision_title(round),
        body="决定命名。",
    )
    name_round(round.pk, decided, actor=office.people["city"], now=now)


def _posted_round(office: Office, pack: RulePack, now: datetime) -> Round:
    issuer = pack.issuer
    meeting = Meeting.objects.create(
        issuer=issuer,
        name="主席办公会",
        held_on=now.astimezone(LEGAL_ZONE).date(),
        minutes_number=f"〔{now.year}〕第1期",
        entered_by=office.people["city"].name,
        entered_at=now,
    )
    return Round.objects.create(
        **asked_for(pack, now - timedelta(days=40)),
        state=RoundState.PUBLICITY,
        review_until=now - timedelta(days=30),
        recommend_until=now - timedelta(days=35),
        opens_at=now - timedelta(days=60),
        drafted_by=office.people["city"].name,
        drafted_at=now - timedelta(days=60),
        published_at=now - timedelta(days=60),
        meeting=meeting,
        locked_at=now - timedelta(days=20),
        list_digest="0" * 64,
    )


def asked_for(pack: RulePack, closes_at: datetime) -> dict[str, object]:
    """Columns of a round for the title of the drill whose window ends at a moment; a probe needs no more."""
    return {
        "issuer": pack.issuer,
        "pack": pack,
        "title": "示范评定",
        "title_name": TITLE_NAME,
        "year": closes_at.year,
        "site_types": ["nursing_room"],
        "least_months": 0,
        "closes_at": closes_at,
    }


def _ended_notice(round: Round, now: datetime) -> Publicity:
    ended = now - timedelta(days=1)
    return Publicity.objects.create(
        round=round,
        number=f"GS{round.year}-{round.pk:04d}",
        state=PublicityState.ENDED,
        title="关于拟命名的公示",
        body="现予公示。",
        posted_at=now - timedelta(days=15),
        days=5,
        counted="workdays",
        counts_posting_day=False,
        ends_on=ended.astimezone(LEGAL_ZONE).date(),
        ends_at=ended,
        ended_at=ended,
        contact_office="市总工会女职工部",
        contact_phone="0532-80000001",
        content="名单",
        digest="0" * 64,
    )


def _stand_on(notice: Publicity, site: ServiceSite, office: Office, place: int, now: datetime) -> None:
    nomination = Nomination.objects.create(
        number=f"SB2000-{place:06d}",
        verify_token=make_token(),
        code=f"S{place:05d}",
        round=notice.round,
        site=site,
        version_id=site.version_id,
        site_type=site.site_type,
        branch_id=office.primary.parent_id,
        state=NominationState.SELECTED,
        final_place=place,
        created_at=now,
        updated_at=now,
        submitted_at=now - timedelta(days=50),
    )
    PublicityEntry.objects.create(
        publicity=notice,
        nomination=nomination,
        position=place,
        name=site.name,
        union=office.primary.name,
        type_label="爱心妈妈小屋",
    )


def decide_title(office: Office, number: str, *, keeps: bool, now: datetime) -> str:
    """A meeting about the title that a signature proposed to take away; what it came to, as it is counted."""
    key, city = Designation.objects.values_list("pk", flat=True).get(number=number), office.people["city"]
    if keeps:
        keep_title(key, "整改已见成效。", actor=city, now=now)
        return KEPT
    today = now.astimezone(LEGAL_ZONE).date()
    meeting = Told(None, "主席办公会", today, f"〔{today.year}〕第{today:%m%d}期")
    revoke_title(key, Change(GROUND, today, meeting), actor=city, now=now)
    return TAKEN
