"""What is said against an entry holds that entry alone; who said it is read by the handler alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.actor import NOBODY
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.walls import entries_seen, messages_seen
from core.workflow import TransitionRefused
from demonstration.models import Conflict, Objection, ObjectionState, Round, RoundState
from demonstration.publicity import services
from demonstration.publicity.policy import OBJECTIONS
from demonstration.publicity.selectors import objected_among, objection_within
from demonstration.publicity.services import NoMoreToday, Said
from demonstration.publicity.services.objecting import MOST_A_NETWORK
from sites.refusals import Refusal
from tests.demonstration.publicity.scenes import (
    SAID,
    again,
    answered,
    entries_of,
    objected,
    posted,
    restarted,
    state_of,
)
from tests.factories import NOW, actor_of, person

SIGNED = Said("该站点不开放。", "刘同志", "0532-85910001")


def barred(office, entry):
    return Conflict.objects.create(
        user=office.city,
        nomination_id=entry.nomination_id,
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )


def test_only_the_entry_concerned_waits(office, sites):
    row = posted(office, sites)
    first = entries_of(row)[0]
    said = objected(first)
    assert (said.state, said.number[:7], len(said.token) >= 12) == ("received", "YY2026-", True)
    assert [each.is_held for each in entries_of(row)] == [True, False, False]
    assert objected_among(each.nomination_id for each in entries_of(row)) == {first.nomination_id}
    answered(said, office, is_upheld=False)
    assert [each.is_held for each in entries_of(row)] == [False, False, False]
    assert (state_of(first), again(said).answered_at) == ("selected", NOW)


def test_it_waits_for_the_last_of_several(office, sites):
    first = entries_of(posted(office, sites))[0]
    one, two = objected(first), objected(first, SIGNED)
    answered(one, office, is_upheld=False)
    assert again(first).is_held
    answered(two, office, is_upheld=False)
    assert not again(first).is_held


def test_a_second_one_upheld_over_the_same_entry_changes_nothing_more(office, sites):
    first = entries_of(posted(office, sites))[0]
    one, two = objected(first), objected(first, SIGNED)
    answered(one, office, is_upheld=True)
    answered(two, office, is_upheld=True)
    assert state_of(first) == "excluded"
    assert one.number in again(first).removed_why
    with pytest.raises(TransitionRefused, match="已从公示名单中撤下"):
        objected(first)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(" "), "请填写异议内容"),
        (Said("长" * 2001), "最多 2,000 个字,现在是 2,001 个字"),
        (Said("长" * 100_000), "现在是 100,000 个字"),
        (Said("负责人身份证 11010519491231002X"), "身份证号码"),
        (Said("不开放", "刘同志"), "同时填写姓名"),
        (Said("不开放", "", "0532-85910001"), "同时填写姓名"),
        (Said("不开放", "刘同志", "电话"), "联系电话只填电话号码"),
        (Said("\u202e不开放"), "隐藏字符"),
    ],
)
def test_what_is_not_taken(office, sites, said, words):
    entry = entries_of(posted(office, sites))[0]
    with pytest.raises(Refusal, match=words):
        objected(entry, said)
    assert Objection.objects.count() == 0


def test_two_thousand_characters_are_taken(office, sites):
    assert objected(entries_of(posted(office, sites))[0], Said("长" * 2000)).pk


def test_half_open_until_the_moment_of_the_end(office, sites):
    row = posted(office, sites)
    entry = entries_of(row)[0]
    assert objected(entry, now=row.ends_at - timedelta(seconds=1)).pk
    with pytest.raises(TransitionRefused, match="期满"):
        objected(entry, now=row.ends_at)


def test_a_replaced_notice_takes_none(office, sites):
    row = posted(office, sites)
    restarted(row, office)
    with pytest.raises(TransitionRefused, match="重新发布"):
        objected(entries_of(row)[0])


def test_a_crowd_from_one_network_is_told_to_come_tomorrow(office, sites):
    entry = entries_of(posted(office, sites))[0]
    for _ in range(MOST_A_NETWORK):
        objected(entry)
    with pytest.raises(NoMoreToday):
        objected(entry)
    services.lodge_objection(entry.pk, SAID, address="198.51.100.1", now=NOW)
    assert objected(entry, now=NOW + timedelta(days=1)).pk


def test_the_answer_needs_findings_and_reply(office, sites):
    said = objected(entries_of(posted(office, sites))[0])
    city = office.actor("city")
    services.take_objection(said.pk, actor=city, now=NOW)
    for findings, reply, words in (("", "已处理", "核查情况"), ("查过", " ", "答复")):
        with pytest.raises(Refusal, match=f"请填写{words}"):
            services.decide_objection(
                said.pk, is_upheld=True, findings=findings, reply=reply, actor=city, now=NOW
            )
    assert again(said).state == ObjectionState.EXAMINING
    with pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.filter(pk=said.pk).update(state="rejected")


def test_what_was_said_and_answered_stands(office, sites):
    said = answered(objected(entries_of(posted(office, sites))[0]), office, is_upheld=False)
    rows = Objection.objects.filter(pk=said.pk)
    for change in ({"text": "改过"}, {"reply": "改过"}, {"state": "examining"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_nobody_with_a_conflict_handles_it_or_learns_of_it(office, sites):
    row = posted(office, sites)
    first, second, _ = entries_of(row)
    said, other = objected(first), objected(second)
    barred(office, first)
    city, colleague = office.actor("city"), office.actor("city2")
    assert objection_within(city, said.number) is None
    assert objection_within(city, other.number) is not None
    assert objection_within(colleague, said.number) is not None
    with pytest.raises(NotAllowed, match="回避"):
        services.take_objection(said.pk, actor=city, now=NOW)
    entries = AuditEntry.objects.filter(action="objection.lodge")
    assert {each.target_label for each in entries.filter(entries_seen(city))} == {f"异议 {other.number}"}
    assert entries.filter(entries_seen(colleague)).count() == 2
    told = OwedMessage.objects.filter(recipient_id=office.city.pk, key__startswith="objection:")
    assert told.count() == 2, "told before the conflict was known"
    assert [each.subject for each in told.filter(messages_seen(city))] == [
        f"收到公示异议 {other.number},请受理"
    ]


def test_who_has_a_conflict_is_not_told(office, sites):
    first = entries_of(posted(office, sites))[0]
    barred(office, first)
    said = objected(first)
    told = set(
        OwedMessage.objects.filter(key__startswith="objection:").values_list("recipient_id", flat=True)
    )
    assert office.city.pk not in told
    assert office.city2.pk in told
    assert said.sender_name == ""


def test_the_trail_and_messages_never_name_the_sender(office, sites):
    said = objected(entries_of(posted(office, sites))[0], SIGNED)
    answered(said, office, is_upheld=True)
    whole = str(list(AuditEntry.objects.values())) + str(list(OwedMessage.objects.values()))
    assert "刘同志" not in whole
    assert "85910001" not in whole


def test_who_may_read_the_sender(office, sites):
    said = objected(entries_of(posted(office, sites))[0], SIGNED)
    plain = person("plain", "city", office.tree.city, rights={"decide": False}, name="经办")
    auditor = person("audit", "auditor", office.tree.city, name="监督员")
    from_row = objection_within(office.actor("city"), said.number)
    assert OBJECTIONS.decide(office.actor("city"), "see_sender", from_row)
    for user in (plain, auditor, office.district, office.keeper):
        assert not OBJECTIONS.decide(actor_of(user), "see_sender", from_row), user
    assert objection_within(actor_of(auditor), said.number) is not None
    assert objection_within(office.actor("district"), said.number) is None


def test_one_that_came_by_letter_is_entered_by_the_handler(office, sites):
    row = posted(office, sites)
    entry = entries_of(row)[0]

    def enter(at, actor="city", now=row.ends_at):
        return services.enter_objection(
            entry.pk, SIGNED, channel="信函", received_at=at, actor=office.actor(actor), now=now
        )

    last = row.ends_at - timedelta(hours=1)
    assert enter(last).channel == "信函"
    assert again(entry).is_held
    for at in (row.ends_at, row.posted_at - timedelta(minutes=1)):
        with pytest.raises(TransitionRefused, match="不在公示期内"):
            enter(at)
    with pytest.raises(TransitionRefused, match="晚于现在"):
        enter(last, now=NOW)
    with pytest.raises(NotAllowed):
        enter(last, actor="district")
    Round.objects.filter(pk=row.round_id).update(state=RoundState.NAMED)
    with pytest.raises(TransitionRefused, match="已经作出命名决定"):
        enter(last)


def test_the_attempt_after_the_end_stands_in_the_trail(office, sites):
    row = posted(office, sites)
    with pytest.raises(TransitionRefused):
        objected(entries_of(row)[0], now=row.ends_at)
    entry = AuditEntry.objects.get(action="objection.lodge", outcome="refused")
    assert entry.actor_name == NOBODY.name
