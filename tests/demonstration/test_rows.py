"""What the database itself refuses of rounds, nominations, lists, titles and money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from demonstration.models import (
    Conflict,
    ConflictSource,
    Nomination,
    NominationState,
    Round,
    RoundQuota,
    RoundState,
    SubsidyPool,
)
from demonstration.policy import not_walled
from tests.demonstration.worlds import a_meeting, a_round, nominate
from tests.factories import NOW, Office


def refused(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
    except (IntegrityError, DatabaseError):
        return True
    return False


def test_a_site_stands_in_a_round_once_until_it_is_withdrawn(office: Office, sites: list[Any]) -> None:
    row = a_round(office)
    first = nominate(row, sites[0])
    assert refused(lambda: nominate(row, sites[0]))
    Nomination.objects.filter(pk=first.pk).update(state=NominationState.WITHDRAWN)
    assert nominate(row, sites[0]).pk


def test_a_quota_never_holds_more_than_its_places(office: Office) -> None:
    row = a_round(office, quotas={office.tree.south: 1})
    quota = RoundQuota.objects.filter(round=row)
    assert quota.update(taken=F("taken") + 1) == 1
    assert refused(lambda: quota.update(taken=F("taken") + 1))


def test_two_nominations_of_a_quota_never_share_a_rank(office: Office, sites: list[Any]) -> None:
    row = a_round(office, quotas={office.tree.south: 2})
    quota = RoundQuota.objects.get(round=row)
    nominate(row, sites[0], quota=quota, rank=1)
    assert refused(lambda: nominate(row, sites[1], quota=quota, rank=1))


@pytest.mark.parametrize("state", [RoundState.LOCKED, RoundState.PUBLICITY, RoundState.NAMED])
def test_no_list_is_locked_without_its_meeting(office: Office, state: str) -> None:
    row = a_round(office)
    assert refused(lambda: Round.objects.filter(pk=row.pk).update(state=state))


def test_a_meeting_is_never_changed(office: Office) -> None:
    meeting = a_meeting(office.tree.city)
    assert refused(lambda: type(meeting).objects.filter(pk=meeting.pk).update(name="另一次会议"))


def test_a_pool_is_never_overdrawn(office: Office) -> None:
    pool = SubsidyPool.objects.create(
        issuer=office.tree.city,
        name="阵地建设补助",
        source="市总本级",
        year=2026,
        amount=100,
        entered_by="财务",
        entered_at=NOW,
    )
    rows = SubsidyPool.objects.filter(pk=pool.pk)
    assert rows.update(committed=100) == 1
    assert refused(lambda: rows.update(committed=101))


def test_nobody_finds_what_stands_behind_his_wall(office: Office, sites: list[Any]) -> None:
    row = a_round(office)
    kept, barred = nominate(row, sites[0]), nominate(row, sites[1])
    Conflict.objects.create(
        user=office.city,
        nomination=barred,
        source=ConflictSource.DECLARED,
        reason="亲属在该单位",
        entered_by="赵强",
        entered_at=NOW,
    )
    found = Nomination.objects.filter(not_walled(office.actor("city")))
    assert [each.pk for each in found] == [kept.pk]
    assert Nomination.objects.filter(not_walled(office.actor("city2"))).count() == 2
