"""Two at the same moment, forced: the second waits for the first, then reads what it did and is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from demonstration.models import Appeal, Designation, NamingDecision, Priority, TitleEvent
from demonstration.titles import services
from inspection.laddering.services import follow_ladder, sign_consequence
from inspection.rectifying.services import withdraw_order
from rulebook.services import seed_calendars
from sites.models import ServiceSite
from tests.demonstration.titles.scenes import change, decided, named, posted
from tests.demonstration.titles.test_laddering import suspended
from tests.factories import NOW, build_office
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.boards import open_site
from tests.inspection.ladders import after, the

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def sites(office):
    return [ServiceSite.objects.get(pk=open_site(office).pk)]


def test_of_two_decisions_one_names(office, sites, crowd):
    round = posted(office, sites)
    with held_open(
        lambda: services.name_round(round.pk, decided(round), actor=office.actor("city"), now=NOW)
    ):
        second = crowd(
            lambda: services.name_round(round.pk, decided(round), actor=office.actor("city2"), now=LATER)
        )
        see_waiting()
        assert not second.done()
    with pytest.raises(TransitionRefused, match="赵强"):
        second.result(timeout=SOON)
    assert NamingDecision.objects.count() == Designation.objects.count() == 1


def test_of_two_who_use_a_priority_one_does(office, sites, crowd):
    row = named(office, sites)[0]

    def use(who, now, what):
        return lambda: services.use_priority(row.pk, 2026, "person", what, actor=office.actor(who), now=now)

    with held_open(use("city", NOW, "市劳动奖章")):
        second = crowd(use("city2", LATER, "省劳动奖章"))
        see_waiting()
    with pytest.raises(TransitionRefused, match="已经使用"):
        second.result(timeout=SOON)
    assert Priority.objects.get().used_for == "市劳动奖章"


def test_of_two_who_take_a_title_away_one_does(office, sites, crowd):
    row = named(office, sites)[0]

    def revoke(who, now):
        return lambda: services.revoke_title(row.pk, change(row), actor=office.actor(who), now=now)

    with held_open(revoke("city", NOW)):
        second = crowd(revoke("city2", LATER))
        see_waiting()
    with pytest.raises(TransitionRefused, match="赵强"):
        second.result(timeout=SOON)
    assert TitleEvent.objects.filter(kind="revoked").count() == 1


def test_of_two_requests_about_one_thing_one_stands(office, sites, crowd):
    row = named(office, sites)[0]
    services.revoke_title(row.pk, change(row), actor=office.actor("city"), now=NOW)
    again = Designation.objects.select_related("site").get(pk=row.pk)

    def ask(who):
        return lambda: services.ask_about_title(again, "请再看一次。", actor=office.actor(who), now=NOW)

    with held_open(ask("keeper")):
        second = crowd(ask("district"))
        see_waiting()
    with pytest.raises(TransitionRefused, match="已经申请过复核"):
        second.result(timeout=SOON)
    assert Appeal.objects.get().asked_by == "王芳"


def test_a_title_that_is_taken_while_its_loss_is_signed_waits_for_no_meeting(office, sites, crowd):
    (row,) = named(office, sites)
    suspended(office, row)
    follow_ladder(now=after(30))
    proposal, city, now = the("revoke", row.site), office.actor("city"), after(50)
    told = change(row, on=now.date())
    with held_open(lambda: sign_consequence(proposal.pk, actor=city, now=now)):
        crowd(lambda: services.revoke_title(row.pk, told, actor=city, now=now)).result(timeout=SOON)
    proposal.refresh_from_db()
    assert (proposal.state, Designation.objects.get().state) == ("signed", "revoked")
    assert (follow_ladder(now=after(51)).dropped, follow_ladder(now=after(52)).changed) == (1, 0)
    proposal.refresh_from_db()
    assert (proposal.state, follow_ladder(now=after(111)).announced) == ("settled", 1)


@pytest.mark.parametrize("over", ["title", "order"])
def test_two_machines_take_a_proposal_that_is_over_back_once(office, sites, crowd, over):
    (row,) = named(office, sites)
    suspended(office, row)
    follow_ladder(now=after(30))
    proposal, city, now = the("revoke", row.site), office.actor("city"), after(50)
    sign_consequence(proposal.pk, actor=city, now=now)
    if over == "title":
        Designation.objects.filter(pk=row.pk).update(state="lapsed", ended_on=now.date(), ground="有效期届满")
    else:
        withdraw_order(proposal.causes.get().order_id, actor=office.actor("district"), now=now, note="有误。")
    with held_open(lambda: follow_ladder(now=after(51))):
        second = crowd(lambda: follow_ladder(now=after(51)))
        see_waiting()
    assert second.result(timeout=SOON).changed == 0
    proposal.refresh_from_db()
    assert proposal.state == "dropped"
