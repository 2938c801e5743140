"""Two who lock one list at the same moment, forced: one lock wins, and the second reads who was first."""

from __future__ import annotations

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from demonstration.models import NominationState, Round, RoundState
from demonstration.ranking.services import lock_list
from rulebook.services import seed_calendars
from tests.demonstration.worlds import a_meeting, a_reviewer, a_round, nominate, scored
from tests.factories import NOW, build_office, person
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.boards import open_site
from tests.inspection.reviews import sites_everywhere

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def round(office):
    """Three cases with one score each, better and better."""
    row = a_round(office, RoundState.REVIEW, reviewers_per_case=1)
    reviewer = a_reviewer(row, person("judge", "reviewer", office.tree.city))
    for place, site in enumerate(sites_everywhere(office, open_site(office))[:3]):
        scored(nominate(row, site, NominationState.REVIEW), reviewer, 700 + place * 50)
    return row


def test_of_two_who_lock_one_list_one_does(office, round, crowd):
    meetings = [a_meeting(office.tree.city, minutes_number=f"〔2026〕第{number}期") for number in (9, 10)]

    def lock(who, meeting):
        return lock_list(round.pk, meeting.pk, actor=office.actor(who), now=NOW)

    with held_open(lambda: lock("city", meetings[0])):
        second = crowd(lambda: lock("city2", meetings[1]))
        see_waiting()
    with pytest.raises(TransitionRefused, match="赵强"):
        second.result(timeout=SOON)
    row = Round.objects.get(pk=round.pk)
    assert (row.state, row.meeting_id) == (RoundState.LOCKED, meetings[0].pk)
    places = row.nominations.order_by("final_place").values_list("state", "final_place")
    assert list(places) == [("selected", 1), ("selected", 2), ("unselected", 3)]
