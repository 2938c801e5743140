"""Two at the same moment, forced: the last two who hand in, the closing of the round, an assignment meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from demonstration.models import Review, ReviewState, Round, RoundState
from demonstration.reviewing import services
from demonstration.reviewing.replay import replay_scores
from demonstration.rounds.services import drop_round
from rulebook.services import seed_calendars
from tests.demonstration.reviewing.panels import Panel, build_panel, given_to, scored
from tests.factories import NOW, build_office
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.boards import open_site
from tests.inspection.reviews import World, sites_everywhere

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def panel() -> Panel:
    seed_calendars(actor=SYSTEM, now=NOW)
    office = build_office()
    return build_panel(World(office, sites_everywhere(office, open_site(office))))


def ready(panel: Panel, at: int) -> Review:
    """One case of this reviewer, all scored."""
    review = given_to(panel.cases[0], panel.reviewers[at])
    scored(review, panel.actor(at))
    return review


def hand_in(panel: Panel, at: int) -> int:
    return services.submit_reviews(panel.reviewers[at].pk, actor=panel.actor(at), now=NOW)


def states(panel: Panel) -> list[str]:
    rows = Review.objects.filter(nomination__round=panel.round).order_by("reviewer_id")
    return list(rows.values_list("state", flat=True))


def test_the_last_two_hand_in_at_once_and_both_count(panel: Panel, crowd: Any) -> None:
    ready(panel, 0)
    ready(panel, 1)
    with held_open(lambda: hand_in(panel, 0)):
        second = crowd(lambda: hand_in(panel, 1))
        see_waiting()
        assert not second.done()
    assert second.result(timeout=SOON) == 1
    assert states(panel) == [ReviewState.SUBMITTED] * 2
    found = replay_scores()
    assert (found.replayed, found.differing) == (2, ())


def test_who_hands_in_while_the_round_is_ended_is_refused_whole(panel: Panel, crowd: Any) -> None:
    ready(panel, 0)
    city = panel.office.actor("city")
    with held_open(lambda: drop_round(panel.round.pk, note="终止", actor=city, now=NOW)):
        late = crowd(lambda: hand_in(panel, 0))
        see_waiting()
    with pytest.raises(TransitionRefused):
        late.result(timeout=SOON)
    review = Review.objects.get()
    assert (review.state, review.total, review.outcome) == (ReviewState.RELEASED, None, "")


def test_the_round_that_ends_while_somebody_hands_in_waits_and_keeps_his_score(
    panel: Panel, crowd: Any
) -> None:
    ready(panel, 0)
    given_to(panel.cases[0], panel.reviewers[1])
    city = panel.office.actor("city")
    with held_open(lambda: hand_in(panel, 0)):
        ending = crowd(lambda: drop_round(panel.round.pk, note="终止", actor=city, now=LATER))
        see_waiting()
        assert not ending.done()
    ending.result(timeout=SOON)
    assert states(panel) == [ReviewState.SUBMITTED, ReviewState.RELEASED]
    assert Round.objects.get(pk=panel.round.pk).state == RoundState.DROPPED


def test_two_assignments_at_once_give_each_place_once(panel: Panel, crowd: Any) -> None:
    city, other = panel.office.actor("city"), panel.office.actor("city2")
    with held_open(lambda: services.assign_reviews(panel.round.pk, actor=city, now=NOW)):
        second = crowd(lambda: services.assign_reviews(panel.round.pk, actor=other, now=LATER))
        see_waiting()
    second.result(timeout=SOON)
    assert len(states(panel)) == 2 * len(panel.cases)


def test_who_is_recused_while_he_hands_in_leaves_no_half_score(panel: Panel, crowd: Any) -> None:
    review = ready(panel, 0)
    city = panel.office.actor("city")
    user = panel.reviewers[0].user_id
    with held_open(lambda: services.enter_conflict(panel.cases[0].pk, user, "亲属", actor=city, now=NOW)):
        late = crowd(lambda: hand_in(panel, 0))
        see_waiting()
    with pytest.raises(TransitionRefused):
        late.result(timeout=SOON)
    review.refresh_from_db()
    assert (review.state, review.total) == (ReviewState.RECUSED, None)
