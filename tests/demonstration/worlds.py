"""Rounds and nominations at any point of their way, written as rows: for tests of what comes later on that way."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from accounts.models import Union, User
from accounts.reach import branch_key
from demonstration.models import (
    Meeting,
    Nomination,
    NominationState,
    Review,
    Reviewer,
    ReviewKind,
    ReviewState,
    Round,
    RoundGrade,
    RoundQuota,
    RoundState,
)
from inspection.models import Assessment
from rulebook.models import RulePack
from rulebook.rubric import Purpose
from sites.models import ServiceSite
from tests.factories import NOW, Office
from tests.inspection.reviews import twin

TYPE = "outdoor_station"
_numbers = itertools.count(1)


def a_meeting(issuer: Union, **columns: Any) -> Meeting:
    given = {
        "name": "主席办公会",
        "held_on": NOW.date(),
        "minutes_number": "〔2026〕第9期",
        "entered_by": "市总经办",
        "entered_at": NOW,
    }
    return Meeting.objects.create(issuer=issuer, **{**given, **columns})


def a_round(
    office: Office,
    state: str = RoundState.REVIEW,
    *,
    grades: Sequence[dict[str, Any]] = ({"position": 1, "name": "示范站点", "places": 2},),
    quotas: dict[Union, int] | None = None,
    **columns: Any,
) -> Round:
    """One round over outdoor stations in ``state``, its window around ``NOW``; pinned unless it is a draft."""
    given: dict[str, Any] = {
        "issuer": office.tree.city,
        "title": "2026年度示范户外劳动者服务站点评定",
        "title_name": "示范户外劳动者服务站点",
        "year": 2026,
        "site_types": [TYPE],
        "document_number": "青工办发〔2026〕21号",
        "call": "现就评定事项通知如下。",
        "opens_at": NOW - timedelta(days=10),
        "closes_at": NOW + timedelta(days=10),
        "recommend_until": NOW + timedelta(days=20),
        "review_until": NOW + timedelta(days=40),
        "contact_office": "市总工会权益保障部",
        "contact_phone": "0532-85911234",
        "drafted_by": "市总经办",
        "drafted_at": NOW - timedelta(days=20),
    }
    if state not in (RoundState.DRAFT, RoundState.DROPPED):
        given["pack"] = RulePack.objects.filter(family="outdoor", state="published").latest("effective_from")
        given["published_at"] = NOW - timedelta(days=10)
    if state in (RoundState.LOCKED, RoundState.PUBLICITY, RoundState.NAMED):
        given |= {"meeting": a_meeting(office.tree.city), "list_digest": "0" * 64, "locked_at": NOW}
    row = Round.objects.create(state=state, **{**given, **columns})
    RoundGrade.objects.bulk_create(RoundGrade(round=row, **grade) for grade in grades)
    RoundQuota.objects.bulk_create(
        RoundQuota(round=row, union=union, site_type=TYPE, places=places)
        for union, places in (quotas or {}).items()
    )
    return row


def nominate(
    round: Round, site: ServiceSite, state: str = NominationState.SUBMITTED, **columns: Any
) -> Nomination:
    """A nomination of this site as it stands in the register, with a self-assessment that says nothing yet.

    Its number is of a year in which no service numbers anything.
    """
    number = next(_numbers)
    given: dict[str, Any] = {
        "number": f"SB2000-{number:06d}",
        "verify_token": f"token{number}",
        "code": f"S{number:03d}",
        "version_id": site.version_id,
        "site_type": site.site_type,
        "branch_id": branch_key(site.union_path, round.issuer.path or ""),
        "practices": "全天开放,设有母婴专区,组织志愿者每周值守。",
        "created_at": NOW,
        "updated_at": NOW,
    }
    if round.pack_id is not None and "assessment" not in columns:
        given["assessment"] = _points(round, site)
    if state != NominationState.DRAFT:
        given |= {"submitted_at": NOW, "submitted_by": "甲公司填报员"}
    return Nomination.objects.create(round=round, site=site, state=state, **{**given, **columns})


def _points(round: Round, site: ServiceSite) -> Assessment:
    """Handed in along with the nomination."""
    return Assessment.objects.create(
        site=site,
        version_id=site.version_id,
        site_type=site.site_type,
        purpose=Purpose.DEMONSTRATION,
        state="district",
        number=f"PD2000-{next(_numbers):06d}",
        verify_token="token",
        pack_id=round.pack_id,
        cycle_first=NOW.date() - timedelta(days=364),
        cycle_last=NOW.date(),
        opened_at=NOW,
        opened_by="甲公司填报员",
        frozen_at=NOW,
    )


def many_sites(office: Office, site: ServiceSite, count: int) -> list[ServiceSite]:
    """``count`` further sites in use, spread over the branches."""
    tree = office.tree
    homes = [tree.primary, tree.other_primary, tree.north_primary, tree.metro_primary]
    return [twin(site, homes[each % len(homes)], f"第{each + 1}站点") for each in range(count)]


def a_reviewer(round: Round, user: User, **columns: Any) -> Reviewer:
    """Somebody who signed."""
    given = {
        "state": "signed",
        "invited_at": NOW - timedelta(days=5),
        "invite_until": NOW + timedelta(days=5),
        "signed_at": NOW - timedelta(days=4),
    }
    return Reviewer.objects.create(round=round, user=user, **{**given, **columns})


def scored(nomination: Nomination, reviewer: Reviewer, total: int, kind: str = ReviewKind.PAPERS) -> Review:
    """A submitted review with this total (tenths)."""
    return Review.objects.create(
        nomination=nomination,
        reviewer=reviewer,
        kind=kind,
        state=ReviewState.SUBMITTED,
        assigned_at=NOW,
        submitted_at=NOW,
        total=total,
        outcome="{}",
    )
