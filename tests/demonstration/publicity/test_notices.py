"""The list hangs out, ends by itself, never early; what is material begins anew, what is not does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from demonstration.models import (
    Conflict,
    Nomination,
    NominationState,
    Publicity,
    PublicityState,
    PublicityText,
    Round,
    RoundState,
)
from demonstration.publicity import services
from demonstration.publicity.replay import replay_notices
from demonstration.publicity.selectors import latest_of, listed, vacancies
from demonstration.rounds.hooks import what_is_left
from demonstration.tasks import follow_notices
from rulebook.models import RulePack
from rulebook.services.calendars import import_calendar_year
from sites.refusals import Refusal
from tests.demonstration.publicity.scenes import (
    again,
    answered,
    entries_of,
    locked_round,
    objected,
    posted,
    restarted,
    state_of,
)
from tests.factories import NOW, succeed
from tests.filing.test_settling import notice

END = datetime(2026, 10, 20, tzinfo=LEGAL_ZONE)


def usual(round):
    return services.notice_for(round, listed(round))


def refused_by_the_database(act):
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def test_the_locked_list_hangs_out_with_its_end_and_digest(office, sites):
    row = posted(office, sites, reserve=1)
    assert again(row.round).state == RoundState.PUBLICITY
    assert (row.state, row.ends_on, row.ends_at) == ("running", date(2026, 10, 19), END)
    told = [(each.position, each.grade, each.nomination.state) for each in entries_of(row)]
    assert told == [(1, "示范站点", "selected"), (2, "示范站点", "selected"), (3, "备选", "reserve")]
    lines = row.content.split("\n")
    assert lines[0] == "关于拟命名2026年度示范户外劳动者服务站点的公示"
    assert "拟命名下列阵地为示范户外劳动者服务站点" in lines[1]
    assert "注明“备选”的" in lines[1]
    assert any("2026年10月12日至2026年10月19日24时(5 个工作日;发布当日不计入)" in line for line in lines)
    assert any("市总工会权益保障部" in line and "0532-85911234" in line for line in lines)
    assert any("提倡署名" in line for line in lines)
    assert PublicityText.objects.get(publicity=row).digest == row.digest
    assert AuditEntry.objects.filter(action="round.post", outcome="done").count() == 1


def test_the_measure_says_whether_the_day_of_posting_counts(office, sites):
    newest = RulePack.objects.filter(family="outdoor", state="published").latest("effective_from")
    counting = succeed(newest, NOW.date() + timedelta(days=1), publicity_counts_posting_day=True)
    row = posted(office, sites, pack=counting)
    assert (row.counts_posting_day, row.ends_on) == (True, date(2026, 10, 16))
    assert "发布当日计入" in row.content


def test_days_of_the_calendar(office, sites):
    row = posted(office, sites, publicity_counted="days", publicity_days=6)
    assert row.ends_on == date(2026, 10, 19), "Sunday the 18th runs on to Monday"
    assert "6 个自然日" in row.content


def test_a_list_of_nobody_does_not_hang_out(office, sites):
    round = locked_round(office, sites, reserve=3)
    with pytest.raises(TransitionRefused, match="没有拟命名的阵地"):
        services.post_notice(round.pk, usual(round), actor=office.actor("city"), now=NOW)
    assert (again(round).state, Publicity.objects.count()) == (RoundState.LOCKED, 0)


@pytest.mark.parametrize("who", ["district", "keeper", "street"])
def test_only_the_city_posts(office, sites, who):
    round = locked_round(office, sites)
    with pytest.raises(NotAllowed):
        services.post_notice(round.pk, usual(round), actor=office.actor(who), now=NOW)


def conflict(office, nomination):
    return Conflict.objects.create(
        user=office.city,
        nomination=nomination,
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )


def test_who_has_a_conflict_in_the_round_does_not_post(office, sites):
    round = locked_round(office, sites)
    conflict(office, Nomination.objects.filter(round=round).first())
    with pytest.raises(NotAllowed, match="回避"):
        services.post_notice(round.pk, usual(round), actor=office.actor("city"), now=NOW)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "请填写标题"),
        ({"phone": ""}, "请填写联系电话"),
        ({"body": "举报人身份证 11010519491231002X"}, "身份证号码"),
        ({"title": "长" * 121}, "最多 120 个字"),
    ],
)
def test_what_a_notice_must_say(office, sites, changes, words):
    round = locked_round(office, sites)
    with pytest.raises(Refusal, match=words):
        services.post_notice(round.pk, replace(usual(round), **changes), actor=office.actor("city"), now=NOW)


def test_it_hangs_out_once(office, sites):
    row = posted(office, sites)
    with pytest.raises(TransitionRefused):
        services.post_notice(row.round_id, usual(row.round), actor=office.actor("city"), now=NOW)


def test_it_ends_by_itself_at_the_stated_moment_and_only_once(office, sites, settings):
    row = posted(office, sites)
    settings.CLOCK_PIN = (END - timedelta(seconds=1)).isoformat()
    assert (follow_notices(), again(row).state) == (0, "running")
    settings.CLOCK_PIN = END.isoformat()
    assert follow_notices() == 1
    assert (again(row).state, again(row).ended_at) == ("ended", END)
    assert follow_notices() == 0
    told = OwedMessage.objects.filter(key__startswith=f"publicity:{row.pk}:ended")
    assert told.filter(recipient_id=office.city.pk).count() == 1
    entry = AuditEntry.objects.get(action="publicity.end")
    assert entry.actor_name == SYSTEM.name


def test_after_an_outage_of_days_it_ends_all_the_same(office, sites):
    row = posted(office, sites)
    late = END + timedelta(days=3)
    assert services.end_notices(now=late) == 1
    assert again(row).ended_at == late


@pytest.mark.parametrize("who", ["city", "admin"])
def test_nobody_ends_it_by_hand_and_nobody_early(office, sites, who):
    row = posted(office, sites)
    if who == "city":
        with pytest.raises(NotAllowed):
            services.end_notice(row.pk, actor=office.actor("city"), now=END)
    with pytest.raises(TransitionRefused, match="不能提前结束"):
        services.end_notice(row.pk, actor=SYSTEM, now=END - timedelta(seconds=1))


def test_the_database_keeps_the_end(office, sites):
    row = posted(office, sites)
    rows = Publicity.objects.filter(pk=row.pk)
    assert refused_by_the_database(lambda: rows.update(ends_at=END - timedelta(seconds=1)))
    assert refused_by_the_database(lambda: rows.update(posted_at=NOW - timedelta(days=9)))
    early = END - timedelta(days=1)
    assert refused_by_the_database(lambda: rows.update(state="ended", ended_at=early))
    assert refused_by_the_database(lambda: rows.update(state="ended", ended_at=END, is_provisional=True))
    assert refused_by_the_database(lambda: rows.delete())
    assert rows.update(ends_at=END + timedelta(days=1)) == 1


def test_the_database_keeps_the_lines(office, sites):
    row = posted(office, sites)
    entry = entries_of(row)[0]
    rows = type(entry).objects.filter(pk=entry.pk)
    assert refused_by_the_database(lambda: rows.update(name="另一个站点"))
    assert refused_by_the_database(lambda: rows.delete())
    texts = PublicityText.objects.filter(publicity=row)
    assert refused_by_the_database(lambda: texts.update(content="改过"))
    services.end_notices(now=END)
    assert refused_by_the_database(lambda: Publicity.objects.filter(pk=row.pk).update(state="running"))


def test_names_wait_for_the_end(office, sites):
    round = locked_round(office, sites)
    assert what_is_left(round, "lock") == []
    assert "公示还没有期满" in what_is_left(round, "name")[0]
    row = posted(office, sites, year=2027)
    assert "公示还没有期满" in what_is_left(row.round, "name")[0]
    services.end_notices(now=END)
    assert what_is_left(row.round, "name") == []


def test_held_entries_do_not_stop_the_naming_of_the_others(office, sites):
    row = posted(office, sites)
    objected(entries_of(row)[0])
    services.end_notices(now=END)
    assert what_is_left(row.round, "name") == []
    assert [each.is_held for each in entries_of(row)] == [True, False, False]


def test_it_is_lengthened_only_to_a_later_day_with_a_reason(office, sites):
    row, city = posted(office, sites), office.actor("city")

    def extend(day, why="页面中断七小时"):
        return services.extend_notice(row.pk, date(2026, 10, day), why=why, actor=city, now=NOW)

    for day in (12, 18, 19):
        with pytest.raises(TransitionRefused, match="只能延长"):
            extend(day)
    with pytest.raises(NoteMissing):
        extend(21, why=" ")
    extend(21)
    found = again(row)
    assert (found.ends_at, found.extended_why) == (END + timedelta(days=2), "页面中断七小时")
    assert found.digest != row.digest
    assert "2026年10月21日24时(已延长)" in found.content
    assert [each.number for each in found.texts.all()] == [1, 2]
    assert services.end_notices(now=END) == 0
    assert services.end_notices(now=END + timedelta(days=2)) == 1
    with pytest.raises(TransitionRefused):
        extend(30)


@pytest.mark.parametrize("until", [date(2027, 1, 18), date(2062, 10, 20), date.max])
def test_a_mistyped_year_does_not_keep_the_round_for_decades(office, sites, until):
    row = posted(office, sites)
    with pytest.raises(TransitionRefused, match="一次最多延长 90 天"):
        services.extend_notice(row.pk, until, why="补足", actor=office.actor("city"), now=NOW)
    services.extend_notice(row.pk, date(2027, 1, 17), why="补足", actor=office.actor("city"), now=NOW)


def test_at_the_stated_moment_it_is_too_late_to_lengthen(office, sites):
    row = posted(office, sites)
    with pytest.raises(TransitionRefused, match="期满"):
        services.extend_notice(row.pk, date(2026, 10, 30), why="补足", actor=office.actor("city"), now=END)


def test_an_upheld_objection_takes_the_entry_off_and_nothing_begins_anew(office, sites):
    row = posted(office, sites)
    first = entries_of(row)[0]
    answered(objected(first), office, is_upheld=True)
    assert latest_of(row.round).pk == row.pk
    assert (again(row).ends_at, again(row).digest) == (END, row.digest)
    first = again(first)
    assert (first.is_held, first.removed_at, state_of(first)) == (False, NOW, "excluded")
    assert "公示期间异议成立" in first.removed_why


def test_a_renamed_entry_begins_anew_and_replaces_the_old(office, sites):
    row = posted(office, sites)
    first = entries_of(row)[0]
    later = NOW + timedelta(days=2)
    new = restarted(row, office, later, names={first.nomination_id: "湛山户外劳动者驿站"})
    assert again(row).state == PublicityState.REPLACED
    assert again(row).replaced_why == "名称有误"
    assert (new.replaces_id, new.state, new.posted_at) == (row.pk, "running", later)
    assert new.ends_on == date(2026, 10, 21)
    assert entries_of(new)[0].name == "湛山户外劳动者驿站"
    assert latest_of(row.round).pk == new.pk
    assert services.end_notices(now=END) == 0


def test_a_restart_needs_its_reason_and_the_present_page(office, sites):
    row = posted(office, sites)
    with pytest.raises(NoteMissing):
        restarted(row, office, why=" ")
    with pytest.raises(StaleEdit):
        restarted(row, office, seen=row.revision + 1)
    assert again(row).state == "running"


def test_after_the_names_are_given_nothing_begins_anew(office, sites):
    row = posted(office, sites)
    services.end_notices(now=END)
    Round.objects.filter(pk=row.round_id).update(state=RoundState.NAMED)
    with pytest.raises(TransitionRefused, match="已命名"):
        restarted(again(row), office, END)


def test_the_reserve_comes_up_to_a_free_place_and_that_begins_anew(office, sites):
    row = posted(office, sites, reserve=1)
    first, _, reserve = entries_of(row)
    assert vacancies(row.round) == []
    with pytest.raises(TransitionRefused, match="递补只能"):
        restarted(row, office, risen=[reserve.nomination_id])
    assert again(row).state == "running"
    answered(objected(first), office, is_upheld=True)
    services.end_notices(now=END)
    new = restarted(again(row), office, END, risen=[reserve.nomination_id], why="递补")
    assert [(each.name, each.grade) for each in entries_of(new)] == [
        (each.name, "示范站点") for each in entries_of(row)[1:]
    ]
    assert state_of(reserve) == NominationState.SELECTED
    assert what_is_left(row.round, "name") != []


def test_who_stands_in_the_reserve_with_an_open_objection_does_not_come_up(office, sites):
    row = posted(office, sites, reserve=1)
    first, _, reserve = entries_of(row)
    answered(objected(first), office, is_upheld=True)
    objected(reserve)
    assert vacancies(row.round) == []


def test_an_open_objection_goes_along_into_the_new_notice(office, sites):
    row = posted(office, sites)
    first = entries_of(row)[0]
    said = objected(first)
    new = restarted(row, office)
    assert [each.is_held for each in entries_of(new)] == [True, False, False]
    answered(said, office, is_upheld=True)
    found = entries_of(new)[0]
    assert (found.is_held, bool(found.removed_at)) == (False, True)


def test_without_the_calendar_of_its_year_it_never_ends_by_itself(office, sites):
    december = datetime(2026, 12, 29, 10, tzinfo=LEGAL_ZONE)
    row = posted(office, sites, december)
    assert row.is_provisional
    assert "暂定" in row.content
    assert services.settle_notices(now=december) == 0
    much_later = december + timedelta(days=60)
    assert services.end_notices(now=much_later) == 0
    with pytest.raises(TransitionRefused, match="暂定"):
        services.end_notice(row.pk, actor=SYSTEM, now=much_later)
    assert what_is_left(row.round, "name") != []


def test_the_calendar_settles_the_end_and_never_to_an_earlier_day(office, sites):
    december = datetime(2026, 12, 29, 10, tzinfo=LEGAL_ZONE)
    row = posted(office, sites, december)
    assert row.ends_on == date(2027, 1, 5)
    import_calendar_year(notice(to="2027-01-06"), actor=SYSTEM, now=december)
    later = december + timedelta(days=1)
    assert services.settle_notices(now=later) == 1
    found = again(row)
    assert (found.is_provisional, found.ends_on) == (False, date(2027, 1, 11))
    assert "暂定" not in found.content
    assert [each.why for each in found.texts.all()] == ["", "放假安排公布,截止日确定"]
    assert services.settle_notices(now=later) == 0
    assert services.end_notices(now=found.ends_at) == 1
    assert replay_notices().differing == ()


def test_a_replay_finds_the_same_ends_and_words(office, sites):
    row = posted(office, sites)
    assert replay_notices().differing == ()
    Publicity.objects.filter(pk=row.pk).update(ends_on=date(2026, 10, 20))
    assert "截止日不同" in replay_notices().differing[0]
    Publicity.objects.filter(pk=row.pk).update(ends_on=row.ends_on, title="改过的标题")
    assert "不一致" in replay_notices().differing[0]
