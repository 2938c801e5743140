"""A title on the ladder: the signature proposes, a meeting decides, and the site waits before it comes again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from core.models import OwedMessage
from core.policy import NotAllowed
from demonstration.models import Designation
from demonstration.rounds.selectors import answers_for
from demonstration.titles.next_steps import ends_on, step_of
from demonstration.titles.selectors import due_to_lapse
from demonstration.titles.services import (
    answer_appeal,
    ask_about_title,
    keep_title,
    lapse_titles,
    lower_title,
    revoke_title,
)
from inspection.laddering.next_steps import steps_for
from inspection.laddering.selectors import standings_of
from inspection.laddering.services import follow_ladder, sign_consequence
from inspection.models import Consequence, ConsequenceCause, Rectification
from tests.demonstration.titles.scenes import STARS, change, named
from tests.demonstration.worlds import a_round
from tests.factories import NOW, Office, actor_of, person
from tests.factories.orders import order_on
from tests.inspection.ladders import after, calendared_office, next_year, the
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return calendared_office()


@pytest.fixture
def title(office) -> Designation:
    site = opened_site(office.tree.primary, hours=OFFICE_HOURS)
    (row,) = named(office, [site])
    return row


def suspended(office: Office, title: Designation, days: int = 0) -> Rectification:
    """An order of the site that lapsed, its plate suspended on ``NOW`` by a signature."""
    order = order_on(title.site, office.actor("district"), now=NOW - timedelta(days=40 - days))
    row = Consequence.objects.create(
        site=title.site,
        action="suspend",
        state="signed",
        pack=order.pack,
        ripe_on=NOW.date(),
        announced_at=NOW,
        announced_on=NOW.date(),
        earliest_on=NOW.date(),
        signed_at=NOW,
        signed_by=office.district,
        updated_at=NOW,
    )
    ConsequenceCause.objects.create(
        consequence=row, order=order, title="逾期", since=NOW.date(), term="满 30 日"
    )
    return order


def proposed(office: Office, title: Designation) -> Consequence:
    suspended(office, title)
    assert follow_ladder(now=after(29)).changed == 0
    assert follow_ladder(now=after(30)).announced == 1
    row = the("revoke", title.site)
    return sign_consequence(row.pk, actor=office.actor("city"), now=after(50))


def test_the_signature_takes_nothing_and_leads_to_the_act_with_its_meeting(office, title):
    row = proposed(office, title)
    title.refresh_from_db()
    assert (title.state, row.state) == ("valid", "signed")
    assert row.outcome_url == f"/desk/titles/{title.number}/revoke/"
    page = office_client(office).get(f"/desk/titles/{title.number}/")
    assert "已签批拟取消示范阵地资格,等待会议研究" in page.content.decode()


def office_client(office: Office):
    client = Client()
    client.force_login(office.city)
    return client


def test_a_district_does_not_sign_for_a_title(office, title):
    suspended(office, title)
    follow_ladder(now=after(30))
    with pytest.raises(NotAllowed):
        sign_consequence(the("revoke", title.site).pk, actor=office.actor("district"), now=after(50))


def test_the_ladder_waits_for_the_meeting_and_goes_on_from_its_day(office, title):
    row = proposed(office, title)
    assert follow_ladder(now=after(200)).changed == 0
    on = after(60).date()
    revoke_title(title.pk, change(title, on=on), actor=office.actor("city"), now=after(60))
    row.refresh_from_db()
    assert (row.state, row.ending) == ("settled", "示范称号已取消")
    (cause,) = standings_of([title.site_id], on)[title.site_id].causes
    assert cause.taken["revoke"] == on
    assert follow_ladder(now=after(119)).changed == 0
    assert follow_ladder(now=after(120)).announced == 1
    assert the("cancel", title.site).ripe_on == on + timedelta(days=60)


def test_a_meeting_that_keeps_the_title_takes_the_proposal_back_and_leads_to_no_cancellation(office, title):
    row = proposed(office, title)
    keep_title(title.pk, "整改已见成效。", actor=office.actor("city"), now=after(55))
    row.refresh_from_db()
    words = "经研究保留示范称号,没有取消;问题仍未解决的,重新起算天数"
    assert (row.state, row.is_spared, row.ending) == ("dropped", True, words)
    (cause,) = standings_of([title.site_id], after(60).date())[title.site_id].causes
    assert ("revoke" in cause.taken, cause.spared["revoke"]) == (False, after(55).date())
    assert follow_ladder(now=after(55 + 29)).changed == 0
    assert follow_ladder(now=after(55 + 30)).announced == 1
    assert [each.action for each in Consequence.objects.filter(state="announced")] == ["revoke"]


def test_a_lower_grade_instead_takes_the_proposal_back(office):
    site = opened_site(office.tree.primary, hours=OFFICE_HOURS)
    (title,) = named(office, [site], grades=STARS)
    row = proposed(office, title)
    lower_title(
        title.pk, "四星", change(title, on=after(55).date()), actor=office.actor("city"), now=after(55)
    )
    row.refresh_from_db()
    assert (row.state, row.ending[:10]) == ("dropped", "经研究降低等次为“四")
    assert follow_ladder(now=after(85)).announced == 1


def test_a_title_given_back_on_appeal_leads_to_no_cancellation(office, title):
    row = proposed(office, title)
    revoke_title(title.pk, change(title, on=after(60).date()), actor=office.actor("city"), now=after(60))
    title.refresh_from_db()
    appeal = ask_about_title(title, "不符。", actor=office.actor("keeper"), now=after(61))
    other = actor_of(person("second", "city", office.tree.city, name="市总复核"))
    answer_appeal(appeal.pk, "经核实有误。", changes=True, actor=other, now=after(63))
    row.refresh_from_db()
    assert (row.state, row.ending) == ("dropped", "经复核恢复称号;问题仍未解决的,重新起算天数")
    assert "注销" not in "".join(step.what for step in steps_for(title.site, after(64)))
    assert follow_ladder(now=after(63 + 29)).changed == 0
    assert follow_ladder(now=after(63 + 30)).announced == 1
    assert [each.action for each in Consequence.objects.filter(state="announced")] == ["revoke"]


def test_a_title_given_back_after_the_cancellation_was_signed_tells_those_who_signed(office, title):
    next_year()
    proposed(office, title)
    revoke_title(title.pk, change(title, on=after(60).date()), actor=office.actor("city"), now=after(60))
    title.refresh_from_db()
    appeal = ask_about_title(title, "不符。", actor=office.actor("keeper"), now=after(61))
    follow_ladder(now=after(120))
    row = the("cancel", title.site)
    ready = after((row.earliest_on - NOW.date()).days)
    sign_consequence(row.pk, actor=office.actor("district"), now=ready)
    other = actor_of(person("second", "city", office.tree.city, name="市总复核"))
    answer_appeal(appeal.pk, "经核实有误。", changes=True, actor=other, now=ready)
    told = OwedMessage.objects.filter(recipient_id=office.district.pk, url=f"/desk/consequences/{row.pk}/")
    newest = told.order_by("-pk").first()
    assert newest.is_urgent and "经复核恢复称号" in newest.subject
    assert newest.subject.endswith("不再注销的,请撤回注销备案案件")


def test_the_loss_of_another_title_settles_nothing(office, title):
    row = proposed(office, title)
    (second,) = named(office, [title.site], title_name="另一称号")
    revoke_title(second.pk, change(second, on=after(60).date()), actor=office.actor("city"), now=after(60))
    row.refresh_from_db()
    assert row.state == "signed"


def test_a_proposal_whose_order_is_over_is_taken_back_as_its_page_says(office, title):
    row = proposed(office, title)
    Rectification.objects.update(state="withdrawn")
    page = office_client(office).get(f"/desk/titles/{title.number}/").content.decode()
    assert "所依据的整改通知已经了结,系统随后自动撤下" in page and "等待会议研究" not in page
    assert follow_ladder(now=after(51)).dropped == 1
    row.refresh_from_db()
    assert (row.state, row.ending[-8:]) == ("dropped", "已撤销,不再取消")
    assert follow_ladder(now=after(52)).changed == 0


@pytest.mark.parametrize("state", ["revoked", "lapsed"])
def test_a_title_that_ended_in_the_moment_of_the_signature_waits_for_no_meeting(office, title, state):
    """Whoever ended it did not see the signature; the next run does what he would have done."""
    row = proposed(office, title)
    ended = {"ended_on": after(50).date(), "ground": "有效期届满"}
    Designation.objects.filter(pk=title.pk).update(state=state, **ended)
    assert follow_ladder(now=after(51)).dropped == 1
    row.refresh_from_db()
    told = {"revoked": ("settled", "示范称号已取消"), "lapsed": ("dropped", "有效期届满,不再需要取消")}
    assert (row.state, row.ending) == told[state]
    assert sum(follow_ladder(now=after(days)).announced for days in (52, 60, 110, 111)) == 1
    assert the("cancel", title.site).state == "announced"


def test_a_site_without_a_title_goes_past_that_rung(office, title):
    suspended(office, title)
    revoke_title(title.pk, change(title), actor=office.actor("city"), now=NOW)
    assert follow_ladder(now=after(59)).changed == 0
    assert follow_ladder(now=after(60)).announced == 1
    assert the("cancel", title.site).ripe_on == after(60).date()


def test_the_page_of_a_title_says_the_day_on_which_the_task_ends_it(title):
    end = ends_on(title)
    assert step_of(title).when.startswith(f"{end.year}年")
    assert due_to_lapse(end - timedelta(days=1)) == []
    at = NOW.replace(year=end.year, month=end.month, day=end.day)
    assert lapse_titles(due_to_lapse(end), now=at) == 1
    title.refresh_from_db()
    assert ends_on(title) is None


def test_a_site_that_lost_its_title_is_named_with_the_day_from_which_it_may_come_again(office, title):
    revoke_title(title.pk, change(title), actor=office.actor("city"), now=NOW)
    round = a_round(office, title_name="另一称号")
    answers = {each.code: each for each in answers_for(round, [title.site])[title.site_id]}
    assert not answers["cooling"].is_met
    assert answers["cooling"].words == "2026年10月12日取消示范阵地资格,间隔期至2027年10月12日"
    days = ("closes_at", "recommend_until", "review_until")
    year = {name: NOW + timedelta(days=365 + number) for number, name in enumerate(days)}
    later = a_round(office, title_name="第三称号", **year)
    assert {each.code: each for each in answers_for(later, [title.site])[title.site_id]}["cooling"].is_met


def test_what_is_ahead_is_the_same_on_every_page(office, title):
    suspended(office, title)
    follow_ladder(now=after(30))
    (step,) = steps_for(title.site, after(30))
    assert step.when == f"最早{the('revoke', title.site).earliest_on:%Y年%-m月%-d日}可以签批"
    assert date(2026, 11, 11) < the("revoke", title.site).earliest_on
