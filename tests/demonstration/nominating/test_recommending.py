"""A branch recommends inside its quota, in an order, until its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.models import OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import Nomination, RoundQuota, RoundState
from demonstration.nominating import services
from demonstration.nominating.replay import replay_quotas
from demonstration.nominating.services import QuotaFull
from demonstration.rounds.services import start_review
from inspection.models import Assessment
from tests.demonstration.nominating.scenes import (
    again,
    north_officer,
    open_round,
    returned,
    started,
    submitted,
)
from tests.demonstration.worlds import a_round
from tests.factories import NOW, Office
from tests.inspection.reviews import twin

SECOND = timedelta(seconds=1)


@pytest.fixture
def keeper(office: Office) -> Any:
    return office.actor("keeper")


@pytest.fixture
def district(office: Office) -> Any:
    return office.actor("district")


# Ranking


def three(office: Office, sites: list[Any], keeper: Any, round: Any) -> list[Nomination]:
    others = [twin(sites[0], office.tree.primary, f"第{each}站点") for each in range(2)]
    return [submitted(round, site, keeper) for site in (sites[0], *others)]


def ranks(rows: list[Nomination]) -> list[int | None]:
    return [again(row).rank for row in rows]


def test_the_branch_ranks_inside_its_quota(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    rows = three(office, sites, keeper, open_round(office))
    for row in rows[:2]:
        services.recommend(row.pk, actor=district, now=NOW, note="同意推荐")
    with pytest.raises(QuotaFull, match="名额已用完:本工会共 2 个"):
        services.recommend(rows[2].pk, actor=district, now=NOW)
    services.move(rows[1].pk, up=True, actor=district, now=NOW)
    assert ranks(rows) == [2, 1, None]
    with pytest.raises(TransitionRefused, match="已经排在最前"):
        services.move(rows[1].pk, up=True, actor=district, now=NOW)
    services.take_back(rows[1].pk, actor=district, now=NOW)
    assert ranks(rows) == [1, None, None]
    services.recommend(rows[2].pk, actor=district, now=NOW)
    assert ranks(rows) == [1, None, 2]
    assert RoundQuota.objects.get(union=office.tree.south).taken == 2
    assert replay_quotas().differing == ()


def test_the_database_refuses_the_one_too_many(office: Office) -> None:
    open_round(office, places=1)
    quota = RoundQuota.objects.filter(union=office.tree.south)
    with pytest.raises(IntegrityError), transaction.atomic():
        quota.update(taken=2)


def test_a_counter_that_lies_is_told(office: Office) -> None:
    open_round(office, places=1)
    RoundQuota.objects.filter(union=office.tree.south).update(taken=1)
    assert [line.split(":")[1] for line in replay_quotas().differing] == ["已用 1 个,实有推荐 0 个"]


def test_a_withdrawn_recommendation_frees_its_place(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    rows = three(office, sites, keeper, open_round(office))
    for row in rows[:2]:
        services.recommend(row.pk, actor=district, now=NOW)
    with pytest.raises(NoteMissing):
        services.withdraw_nomination(rows[0].pk, note=" ", actor=keeper, now=NOW)
    services.withdraw_nomination(rows[0].pk, note="场地改造", actor=keeper, now=NOW)
    assert ranks(rows) == [None, 1, None]
    assert Assessment.objects.get(pk=rows[0].assessment_id).state == "void"
    services.recommend(rows[2].pk, actor=district, now=NOW)
    assert ranks(rows) == [None, 1, 2]


def test_without_a_quota_nothing_is_recommended(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = a_round(office, RoundState.OPEN, least_months=0)
    row = submitted(round, sites[0], keeper)
    with pytest.raises(TransitionRefused, match="没有给本工会分配"):
        services.recommend(row.pk, actor=district, now=NOW)


def test_recommending_ends_at_its_minute(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = open_round(office)
    row = submitted(round, sites[0], keeper)
    with pytest.raises(TransitionRefused, match="推荐已于"):
        services.recommend(row.pk, actor=district, now=round.recommend_until)
    assert (
        services.recommend(row.pk, actor=district, now=round.recommend_until - SECOND).state == "recommended"
    )


def test_who_is_passed_over_is_told_why(office: Office, sites: list[Any], keeper: Any, district: Any) -> None:
    row = submitted(open_round(office), sites[0], keeper)
    services.pass_over(row.pk, note="开放时间不足", actor=district, now=NOW)
    told = OwedMessage.objects.filter(recipient_id=office.keeper.pk).latest("pk")
    assert "未获推荐(开放时间不足)" in told.subject
    services.take_up(row.pk, actor=district, now=NOW)
    assert again(row).state == "submitted"


def test_another_branch_and_the_city_do_not_recommend(office: Office, sites: list[Any], keeper: Any) -> None:
    row = submitted(open_round(office), sites[0], keeper)
    for actor in (north_officer(office), office.actor("city"), keeper):
        with pytest.raises(NotAllowed):
            services.recommend(row.pk, actor=actor, now=NOW)


# The review begins


def test_the_review_takes_the_recommended_and_leaves_the_others_behind(
    office: Office, sites: list[Any], keeper: Any, district: Any
) -> None:
    round = open_round(office, places=1)
    rows = three(office, sites, keeper, round)
    draft = started(round, twin(sites[0], office.tree.primary, "草稿站点"), keeper)
    services.recommend(rows[0].pk, actor=district, now=NOW)
    returned(rows[1], district, "practices")
    type(round).objects.filter(pk=round.pk).update(state=RoundState.RECOMMENDING)
    start_review(round.pk, actor=office.actor("city"), now=round.recommend_until)
    assert [again(row).state for row in rows] == ["review", "passed_over", "passed_over"]
    assert again(draft).state == "withdrawn"
    assert again(rows[0]).rank == 1
    assert services.enter_review(round, now=NOW) == 0
    with pytest.raises(TransitionRefused):
        services.withdraw_nomination(rows[0].pk, note="不再参加", actor=keeper, now=NOW)
    told = OwedMessage.objects.filter(recipient_id=office.keeper.pk, subject__contains="未获推荐")
    assert told.count() == 2
