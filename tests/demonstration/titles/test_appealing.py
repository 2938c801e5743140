"""A site asks that a decision be looked at again: within its term, once, answered by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import (
    Appeal,
    Conflict,
    Designation,
    Nomination,
    NominationState,
    RoundGrade,
    TitleEvent,
)
from demonstration.publicity.selectors import listed_anew
from demonstration.titles import services
from demonstration.titles.replay import replay_certificates
from demonstration.titles.selectors import appeals_within
from demonstration.titles.term import term_from
from demonstration.titles.views.appealing import what_about
from rulebook.choices import Counted
from rulebook.selectors import load_calendar, measure_of
from rulebook.terms import Limit
from sites.models import Honour
from tests.demonstration.publicity.scenes import answered, entries_of, objected
from tests.demonstration.publicity.scenes import posted as hung
from tests.demonstration.titles.scenes import change, named, posted
from tests.demonstration.worlds import nominate
from tests.factories import NOW, actor_of, person

REASON = "评审时的材料没有全部打开,请再看一次。"


@pytest.fixture
def other(office):
    """A second officer who decides."""
    return actor_of(person("second", "city", office.tree.city, name="市总复核"))


@pytest.fixture
def keeper(office):
    return office.actor("keeper")


@pytest.fixture
def revoked(office, sites):
    row = named(office, sites[:1])[0]
    services.revoke_title(row.pk, change(row), actor=office.actor("city"), now=NOW)
    return Designation.objects.select_related("site").get(pk=row.pk)


def ask(row, actor, now=NOW, reason=REASON):
    return services.ask_about_title(row, reason, actor=actor, now=now)


def answer(row, actor, *, changes, reply="经核实,材料确有遗漏。", **more):
    return services.answer_appeal(row.pk, reply, changes=changes, actor=actor, now=NOW, **more)


def test_a_title_comes_back_with_its_grade_and_honour(revoked, keeper, other):
    row = answer(ask(revoked, keeper), other, changes=True)
    title = Designation.objects.get(pk=revoked.pk)
    assert (row.state, title.state, title.grade, title.ended_on, title.ground) == (
        "changed",
        "valid",
        "五星",
        None,
        "",
    )
    assert TitleEvent.objects.filter(designation=title).last().kind == "restored"
    assert Honour.objects.filter(site=title.site, removed_at=None).count() == 1
    assert replay_certificates().differing == ()


def test_a_grade_comes_back(office, sites, keeper, other):
    row = named(office, sites[:1])[0]
    services.lower_title(row.pk, "三星", change(row), actor=office.actor("city"), now=NOW)
    answer(ask(Designation.objects.get(pk=row.pk), keeper), other, changes=True)
    row.refresh_from_db()
    assert (row.state, row.grade) == ("valid", "五星")
    assert [each.title for each in Honour.objects.filter(site=row.site, removed_at=None)] == [
        "示范户外劳动者服务站点(五星)"
    ]


def test_what_is_kept_stays_and_is_answered_once(revoked, keeper, other):
    row = ask(revoked, keeper)
    answer(row, other, changes=False)
    assert Designation.objects.get(pk=revoked.pk).state == "revoked"
    with pytest.raises(TransitionRefused):
        answer(row, other, changes=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.filter(pk=row.pk).update(reply="改写")


def test_who_took_it_away_does_not_answer(office, revoked, keeper):
    row = ask(revoked, keeper)
    with pytest.raises(NotAllowed, match="没有参与原决定"):
        answer(row, office.actor("city"), changes=False)
    assert AuditEntry.objects.filter(action="appeal.keep", outcome="refused").exists()


def test_an_answer_has_words(revoked, keeper, other):
    row = ask(revoked, keeper)
    with pytest.raises(NoteMissing):
        answer(row, other, changes=False, reply=" ")


def test_one_request_for_one_thing(revoked, keeper):
    row = ask(revoked, keeper)
    services.withdraw_appeal(row.pk, actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="已经申请过"):
        ask(revoked, keeper)


@pytest.mark.parametrize(("day", "is_late"), [(26, False), (27, True)])
def test_ten_working_days_where_the_measure_says_nothing(revoked, keeper, day, is_late):
    # 12 October is the day of the decision; the tenth working day after it is the 26th.
    moment = NOW.replace(day=day)
    if is_late:
        with pytest.raises(TransitionRefused, match="2026年10月26日届满"):
            ask(revoked, keeper, moment)
    else:
        assert ask(revoked, keeper, moment).state == "asked"


def test_the_measure_gives_the_term(revoked):
    measure = measure_of(revoked.pack_id)
    limited = replace(measure, limits=(Limit(code="appeal", name="申请复核", days=3, counted=Counted.DAYS),))
    assert term_from(measure, NOW.date(), load_calendar()).words == "10 个工作日"
    assert term_from(limited, NOW.date(), load_calendar()).last_day == date(2026, 10, 15)


def test_nothing_to_ask_about_a_title_that_stands(office, sites, keeper):
    row = named(office, sites[:1])[0]
    with pytest.raises(TransitionRefused, match="没有可以申请复核的事项"):
        ask(row, keeper)


def test_a_request_says_why(revoked, keeper):
    with pytest.raises(TransitionRefused, match="请填写申请理由"):
        ask(revoked, keeper, reason=" ")


# About a nomination that ended below the line


@pytest.fixture
def passed(office, sites):
    round = posted(office, sites[1:])
    row = nominate(round, sites[0], NominationState.UNSELECTED)
    return Nomination.objects.select_related("site__managing_union", "round").get(pk=row.pk)


def test_a_nomination_joins_the_list_with_the_grade_that_was_chosen(passed, keeper, other):
    row = services.ask_about_nomination(passed, REASON, actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="列入哪个等次"):
        answer(row, other, changes=True)
    grade = RoundGrade.objects.get(round=passed.round, name="三星")
    answer(row, other, changes=True, grade_id=grade.pk)
    passed.refresh_from_db()
    assert (passed.state, passed.grade_id) == ("selected", grade.pk)


def test_only_what_ended_below_the_line_is_asked_about(office, sites, keeper):
    round = posted(office, sites[:1])
    row = Nomination.objects.get(round=round)
    with pytest.raises(TransitionRefused, match="没有可以申请复核的事项"):
        services.ask_about_nomination(row, REASON, actor=keeper, now=NOW)


def test_who_stands_behind_a_wall_neither_sees_nor_answers(office, passed, keeper, other):
    row = services.ask_about_nomination(passed, REASON, actor=keeper, now=NOW)
    Conflict.objects.create(
        user_id=other.id,
        nomination=passed,
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    assert not appeals_within(other).exists()
    with pytest.raises(NotAllowed, match="回避"):
        answer(row, other, changes=False)
    assert appeals_within(office.actor("city")).count() == 1


def test_the_answer_is_due_within_the_same_term(revoked, keeper):
    assert ask(revoked, keeper).due_on == date(2026, 10, 26)


# About a nomination that an objection took off the list


@pytest.fixture
def off(office, sites):
    """The first site of a notice that still hangs out; the city's first officer upheld what was said against it."""
    entry = entries_of(hung(office, sites, reserve=1))[0]
    answered(objected(entry), office, is_upheld=True)
    return Nomination.objects.select_related("site__managing_union", "round").get(pk=entry.nomination_id)


def test_what_was_taken_off_can_be_asked_about_from_that_day_and_comes_back(off, office, keeper, other):
    with pytest.raises(TransitionRefused, match="2026年10月26日届满"):
        services.ask_about_nomination(off, REASON, actor=keeper, now=NOW.replace(day=27))
    row = services.ask_about_nomination(off, REASON, actor=keeper, now=NOW.replace(day=26))
    with pytest.raises(NotAllowed, match="没有参与原决定"):
        answer(row, office.actor("city"), changes=False)
    grade = RoundGrade.objects.get(round=off.round, is_reserve=False)
    answer(row, other, changes=True, grade_id=grade.pk)
    off.refresh_from_db()
    assert (off.state, off.grade_id) == ("selected", grade.pk)
    assert off in listed_anew(off.round), "its old entry stays off; a notice tells of it anew"
    (told,) = appeals_within(keeper)
    assert what_about(told) == "2026年度示范户外劳动者服务站点评定 不予命名"


def test_the_page_of_what_was_taken_off_leads_to_the_request(off, office, keeper, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    client = Client()
    client.force_login(office.keeper)
    page = client.get(reverse("nomination", args=[off.number])).content.decode()
    asking = reverse("nomination-appeal", args=[off.number])
    assert "对“不予命名”有异议的,2026年10月26日前" in page and asking in page
    assert "不予命名" in client.get(asking).content.decode()
    services.ask_about_nomination(off, REASON, actor=keeper, now=NOW)
    assert asking not in client.get(reverse("nomination", args=[off.number])).content.decode()
