"""Forty at one quota of ten, a place that becomes free, two who begin at once: each time the database keeps count."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from core.workflow import TransitionRefused
from demonstration.models import Nomination, NominationState, RoundQuota, RoundState
from demonstration.nominating import services
from demonstration.nominating.replay import replay_quotas
from demonstration.nominating.services import QuotaFull
from demonstration.rounds.services import start_review
from sites.models import ServiceSite
from tests.demonstration.nominating.scenes import again, filled, open_round, started, submitted
from tests.demonstration.worlds import nominate
from tests.factories import NOW, Office, build_office
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.boards import open_site
from tests.inspection.reviews import twin

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

__all__ = ["crowd"]

MANY, PLACES, ROUNDS = 40, 10, 5


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return open_site(office)


def many(office: Office, site: ServiceSite, round: Any) -> list[Nomination]:
    places = [twin(site, office.tree.primary, f"第{each}站点") for each in range(MANY)]
    return [nominate(round, place) for place in places]


def at_once(crowd: Any, acts: list[Callable[[], Any]]) -> Counter[str]:
    """All wait for one another, then go; what became of each, by its kind."""
    barrier = threading.Barrier(len(acts), timeout=SOON)

    def run(act: Callable[[], Any]) -> str:
        connection.ensure_connection()
        barrier.wait()
        try:
            act()
        except QuotaFull as full:
            assert "名额已用完" in full.reason
            return "full"
        except TransitionRefused:
            return "refused"
        return "done"

    found = [crowd(lambda act=act: run(act)) for act in acts]
    return Counter(each.result(timeout=6 * SOON) for each in found)


def test_forty_at_once_on_a_quota_of_ten_and_a_freed_place_is_used_once(
    office: Office, site: ServiceSite, crowd: Any
) -> None:
    round = open_round(office, places=PLACES)
    rows = many(office, site, round)
    officer, quota = office.actor("district"), RoundQuota.objects.get(union=office.tree.south)
    for _ in range(ROUNDS):
        found = at_once(
            crowd,
            [lambda row=row: services.recommend(row.pk, actor=officer, now=NOW) for row in rows],  # type: ignore[misc]
        )
        assert found == {"done": PLACES, "full": MANY - PLACES}
        held = Nomination.objects.filter(state=NominationState.RECOMMENDED)
        assert sorted(held.values_list("rank", flat=True)) == list(range(1, PLACES + 1))
        quota.refresh_from_db()
        assert quota.taken == PLACES
        freed, waiting = held.get(rank=4), [row for row in rows if again(row).state == "submitted"][:5]
        found = at_once(
            crowd,
            [
                lambda pk=freed.pk: services.take_back(pk, actor=officer, now=NOW),  # type: ignore[misc]
                *(
                    lambda row=row: services.recommend(row.pk, actor=officer, now=NOW)  # type: ignore[misc]
                    for row in waiting
                ),
            ],
        )
        assert found["done"] in (
            1,
            2,
        )  # the freed place is used once or, where all came before it, not at all
        assert found["full"] == len(waiting) + 1 - found["done"]
        if found["done"] == 1:
            services.recommend(waiting[0].pk, actor=officer, now=NOW)
        with pytest.raises(QuotaFull):
            services.recommend(
                waiting[-1].pk if again(waiting[-1]).rank is None else waiting[0].pk, actor=officer, now=NOW
            )
        assert replay_quotas().differing == ()
        for row in Nomination.objects.filter(state=NominationState.RECOMMENDED).order_by("pk"):
            services.take_back(row.pk, actor=officer, now=NOW)


def test_the_last_place_goes_to_the_first_and_the_second_reads_that_it_is_gone(
    office: Office, site: ServiceSite, crowd: Any
) -> None:
    round = open_round(office, places=1)
    first, second = nominate(round, site), nominate(round, twin(site, office.tree.primary, "第二站点"))
    officer = office.actor("district")
    with held_open(lambda: services.recommend(first.pk, actor=officer, now=NOW)):
        other = crowd(lambda: services.recommend(second.pk, actor=officer, now=NOW))
        see_waiting()
        assert not other.done()
    with pytest.raises(QuotaFull, match="名额已用完:本工会共 1 个"):
        other.result(timeout=SOON)


def test_a_place_that_is_withdrawn_serves_whoever_waited_for_it(
    office: Office, site: ServiceSite, crowd: Any
) -> None:
    round = open_round(office, places=1)
    first, second = nominate(round, site), nominate(round, twin(site, office.tree.primary, "第二站点"))
    officer = office.actor("district")
    services.recommend(first.pk, actor=officer, now=NOW)
    with held_open(
        lambda: services.withdraw_nomination(first.pk, note="改造", actor=office.actor("keeper"), now=NOW)
    ):
        other = crowd(lambda: services.recommend(second.pk, actor=officer, now=NOW))
        see_waiting()
    assert other.result(timeout=SOON).rank == 1
    assert RoundQuota.objects.get(union=office.tree.south).taken == 1


def test_two_who_begin_for_one_site_make_one_nomination(
    office: Office, site: ServiceSite, crowd: Any
) -> None:
    round = open_round(office)
    with held_open(lambda: started(round, site, office.actor("keeper"))):
        second = crowd(lambda: started(round, site, office.actor("district")))
        see_waiting()
    with pytest.raises(TransitionRefused, match="只能申报一次"):
        second.result(timeout=SOON)
    assert Nomination.objects.count() == 1


def test_what_is_handed_in_while_the_window_ends_is_in_or_refused(
    office: Office, site: ServiceSite, crowd: Any
) -> None:
    round = open_round(office)
    keeper = office.actor("keeper")
    row = filled(started(round, site, keeper), keeper)

    def close() -> None:
        rows = type(round).objects
        rows.select_for_update().get(pk=round.pk)
        rows.filter(pk=round.pk).update(state=RoundState.RECOMMENDING)

    with held_open(close):
        late = crowd(lambda: services.submit_nomination(row.pk, seen=row.revision, actor=keeper, now=NOW))
        see_waiting()
    with pytest.raises(TransitionRefused, match="不接受申报"):
        late.result(timeout=SOON)
    assert again(row).state == "draft"


def test_a_recommendation_meanwhile_goes_on_into_the_review_or_is_refused(
    office: Office, site: ServiceSite, crowd: Any
) -> None:
    round = open_round(office, state=RoundState.RECOMMENDING)
    first, second = nominate(round, site), nominate(round, twin(site, office.tree.primary, "第二站点"))
    officer, city = office.actor("district"), office.actor("city")
    services.recommend(first.pk, actor=officer, now=NOW)
    with held_open(lambda: services.recommend(second.pk, actor=officer, now=NOW)):
        review = crowd(lambda: start_review(round.pk, actor=city, now=round.recommend_until))
        see_waiting()
    review.result(timeout=SOON)
    assert [again(row).state for row in (first, second)] == ["review", "review"]


def test_a_withdrawal_while_the_review_begins_leaves_nothing_half_done(
    office: Office, site: ServiceSite, crowd: Any
) -> None:
    round = open_round(office)
    row = submitted(round, site, office.actor("keeper"))
    services.recommend(row.pk, actor=office.actor("district"), now=NOW)
    type(round).objects.filter(pk=round.pk).update(state=RoundState.RECOMMENDING)
    with held_open(lambda: start_review(round.pk, actor=office.actor("city"), now=round.recommend_until)):
        late = crowd(
            lambda: services.withdraw_nomination(row.pk, note="改造", actor=office.actor("keeper"), now=NOW)
        )
        see_waiting()
    with pytest.raises(TransitionRefused):
        late.result(timeout=SOON)
    assert (again(row).state, RoundQuota.objects.get(union=office.tree.south).taken) == ("review", 1)
