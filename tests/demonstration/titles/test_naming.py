"""The decision that names: who gets a title, who waits, what keeps it from being made, and all or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import (
    Conflict,
    Designation,
    DesignationState,
    NamingDecision,
    Nomination,
    PublicityEntry,
    PublicityState,
    Round,
    TitleEvent,
)
from demonstration.titles import services
from demonstration.titles.replay import replay_certificates
from demonstration.titles.services import Told, giving
from demonstration.titles.verification import verified_certificate
from sites.models import Honour
from tests.demonstration.titles.scenes import TODAY, decided, named, posted
from tests.demonstration.worlds import a_meeting
from tests.factories import NOW, build_tree


def name(office, round, **more):
    return services.name_round(round.pk, decided(round, **more), actor=office.actor("city"), now=NOW)


def test_who_stood_on_the_notice_gets_a_title_with_its_numbers_and_term(office, sites):
    round = posted(office, sites, title_years=2)
    given = name(office, round)
    assert Round.objects.get(pk=round.pk).state == "named"
    assert {row.nomination.site_id for row in given} == {site.pk for site in sites}
    first = Designation.objects.get(pk=given[0].pk)
    assert (first.valid_from, first.valid_until) == (TODAY, date(2028, 10, 11))
    assert (first.grade, first.level, first.document_number) == ("五星", "city", "青工发〔2026〕30号")
    assert first.plate_number == f"SF-{sites[0].district_id}-HWYZ-2026-0001"
    assert len({row.plate_number for row in given}) == len({row.number for row in given}) == len(sites)
    assert set(Nomination.objects.filter(round=round).values_list("state", flat=True)) == {"named"}
    event = TitleEvent.objects.get(designation=first)
    assert (event.kind, event.meeting_id, event.by_id) == ("named", round.meeting_id, office.actor("city").id)


def test_the_honours_of_the_site_and_its_keeper_hear_of_it(office, sites):
    row = named(office, sites[:1])[0]
    honour = Honour.objects.get(site=row.site)
    assert honour.words == "市级 示范户外劳动者服务站点(五星) 2026年(青工发〔2026〕30号)"
    assert OwedMessage.objects.filter(subject__contains="已命名为").exists()


def test_who_is_held_waits_and_is_named_later_under_the_same_number(office, sites):
    round = posted(office, sites, held=[0])
    given = name(office, round)
    assert len(given) == len(sites) - 1
    waiting = Nomination.objects.get(round=round, state="selected")
    city = office.actor("city")
    with pytest.raises(TransitionRefused, match="没有可以命名"):
        services.name_more(round.pk, TODAY, Told(round.meeting_id), actor=city, now=NOW)
    PublicityEntry.objects.filter(nomination=waiting).update(is_held=False)
    later = services.name_more(round.pk, TODAY, Told(a_meeting(round.issuer).pk), actor=city, now=NOW)
    assert [row.nomination_id for row in later] == [waiting.pk]
    assert later[0].document_number == given[0].document_number
    assert NamingDecision.objects.filter(round=round).count() == 1


def test_who_was_taken_off_is_never_named(office, sites):
    round = posted(office, sites, removed=[0])
    name(office, round)
    assert not Designation.objects.filter(site=sites[0]).exists()


@pytest.mark.parametrize("state", [PublicityState.RUNNING, PublicityState.REPLACED])
def test_no_name_before_the_notice_has_hung_its_days(office, sites, state):
    round = posted(office, sites, state=state)
    with pytest.raises(TransitionRefused, match="公示"):
        name(office, round)
    assert Round.objects.get(pk=round.pk).state == "publicity"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"meeting": Told()}, "请先选择或登记会议"),
        ({"meeting": Told(name="主席办公会", held_on=TODAY)}, "请先选择或登记会议"),
        (
            {"meeting": Told(name="会", held_on=TODAY + timedelta(days=1), minutes_number="1")},
            "会议日期晚于决定日期",
        ),
        (
            {"meeting": Told(name="会", held_on=TODAY - timedelta(days=11), minutes_number="1")},
            "会议早于评定通知的发布日期.*不能作为本次命名的依据",
        ),
        ({"document_number": " "}, "请填写决定的文号"),
        ({"decided_on": TODAY + timedelta(days=1)}, "晚于今天"),
        ({"decided_on": TODAY - timedelta(days=2)}, "早于公示期满"),
    ],
)
def test_what_a_decision_lacks_is_said_and_nothing_is_written(office, sites, more, words):
    round = posted(office, sites)
    with pytest.raises(TransitionRefused, match=words):
        name(office, round, **more)
    assert not Designation.objects.exists()
    assert not NamingDecision.objects.exists()


def test_a_meeting_of_another_union_carries_nothing(office, sites):
    round = posted(office, sites)
    other = a_meeting(build_tree("乙", governs=False).city)
    with pytest.raises(TransitionRefused, match="请先选择或登记会议"):
        name(office, round, meeting=Told(other.pk))


def test_all_or_nothing(office, sites, monkeypatch):
    round = posted(office, sites)
    draw, drawn = giving.draw_plate_number, []

    def breaks_at_the_last(*about):
        drawn.append(about)
        if len(drawn) == len(sites):
            raise DatabaseError("the disk is full")
        return draw(*about)

    monkeypatch.setattr(giving, "draw_plate_number", breaks_at_the_last)
    with pytest.raises(DatabaseError), transaction.atomic():
        name(office, round)
    assert not Designation.objects.exists()
    assert Round.objects.get(pk=round.pk).state == "publicity"
    assert not Honour.objects.filter(title__contains="示范户外").exists()


def test_who_has_a_conflict_names_nobody(office, sites):
    round = posted(office, sites)
    Conflict.objects.create(
        user=office.city,
        nomination=Nomination.objects.filter(round=round).first(),
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    with pytest.raises(NotAllowed, match="回避"):
        name(office, round)


def test_the_district_names_nobody_and_the_attempt_is_kept(office, sites):
    round = posted(office, sites)
    with pytest.raises(NotAllowed):
        services.name_round(round.pk, decided(round), actor=office.actor("district"), now=NOW)
    assert AuditEntry.objects.filter(action="round.name", outcome="refused").exists()


def test_the_second_decision_is_refused(office, sites):
    round = posted(office, sites)
    name(office, round)
    with pytest.raises(TransitionRefused, match="未能办理"):
        name(office, round)


def test_a_running_title_of_the_same_name_ends_with_the_new_one(office, sites):
    old = named(office, sites[:1])[0]
    new = named(office, sites[:1])[0]
    old.refresh_from_db()
    assert (old.state, old.ended_on) == (DesignationState.LAPSED, TODAY)
    assert new.state == DesignationState.VALID


def test_the_certificate_is_verified_by_number_and_token_and_recomputed(office, sites):
    row = named(office, sites[:1])[0]
    told = verified_certificate(row.number, row.verify_token)
    assert told is not None
    assert told.state.startswith("有效(2026年10月12日至")
    assert verified_certificate(row.number, "2" * 16) is None
    assert replay_certificates().differing == ()
    Designation.objects.filter(pk=row.pk).update(grade="三星")
    assert "证书内容与摘要不一致" in replay_certificates().differing[0]


@pytest.mark.parametrize("column", ["plate_number", "site_name", "valid_until", "document_number"])
def test_the_database_keeps_what_a_certificate_says(office, sites, column):
    row = named(office, sites[:1])[0]
    value = date(2050, 1, 1) if column == "valid_until" else "X"
    with pytest.raises(DatabaseError), transaction.atomic():
        Designation.objects.filter(pk=row.pk).update(**{column: value})
