"""A round is written, published, closed, lengthened, copied: what follows, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.audit import history_about
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from demonstration.models import NominationState, RoundQuota, RoundState
from demonstration.rounds import services
from demonstration.rounds.hooks import STAGE_FOLLOWERS
from demonstration.rounds.selectors import due_to_close, rounds_within
from demonstration.rounds.services import Grade
from demonstration.rounds.services.grades import grade_problems
from demonstration.rounds.words import next_step_of
from sites.refusals import Refusal
from tests.demonstration.rounds.calls import CALL, GRADES, again, drafted, published
from tests.demonstration.worlds import nominate
from tests.factories import NOW


def test_a_draft_is_seen_by_its_issuer_only(office):
    row = drafted(office)
    assert row in rounds_within(office.actor("city2"))
    assert row not in rounds_within(office.actor("district"))


def test_a_published_round_is_read_below_its_issuer_and_pins_its_measure(office):
    row = published(office)
    assert (row.state, row.published_at) == (RoundState.OPEN, NOW)
    assert row.pack is not None and row.pack.family == "outdoor"
    assert len(row.seed) == 64
    assert row in rounds_within(office.actor("keeper"))


def test_everything_that_is_wanting_is_said_at_once(office):
    row = drafted(office, ready=False, document_number="", call="", contact_phone="")
    with pytest.raises(TransitionRefused) as refused:
        services.publish_round(row.pk, actor=office.actor("city"), now=NOW)
    for words in ("通知文号", "通知正文", "受理部门", "等次", "推荐名额"):
        assert words in refused.value.reason
    assert again(row).state == RoundState.DRAFT


def test_a_round_over_types_of_two_measures_is_not_published(office):
    row = drafted(office, site_types=("outdoor_station", "mind_station"))
    with pytest.raises(TransitionRefused, match="没有同一份施行中的管理办法"):
        services.publish_round(row.pk, actor=office.actor("city"), now=NOW)


def test_a_window_that_is_over_is_not_published(office):
    row = drafted(office)
    late = NOW + timedelta(days=20)
    with pytest.raises(TransitionRefused, match="申报截止时间已过"):
        services.publish_round(row.pk, actor=office.actor("city"), now=late)


def test_a_second_round_of_the_same_title_waits_for_the_first(office):
    published(office)
    second = drafted(office)
    with pytest.raises(TransitionRefused, match="正在进行"):
        services.publish_round(second.pk, actor=office.actor("city"), now=NOW)


def test_nothing_of_a_published_round_is_edited(office):
    row = published(office)
    for act in (
        lambda: services.edit_round(row.pk, CALL, actor=office.actor("city"), now=NOW, seen=row.revision),
        lambda: services.set_grades(row.pk, GRADES, actor=office.actor("city"), now=NOW, seen=row.revision),
        lambda: services.set_quotas(row.pk, {}, actor=office.actor("city"), now=NOW, seen=row.revision),
    ):
        with pytest.raises(TransitionRefused):
            act()


def test_a_stale_edit_is_refused(office):
    row = drafted(office)
    with pytest.raises(StaleEdit):
        services.edit_round(row.pk, CALL, actor=office.actor("city2"), now=NOW, seen=row.revision - 1)


def test_a_district_writes_no_round(office):
    with pytest.raises(NotAllowed):
        drafted(office, "district")


def test_identity_numbers_stay_out_of_a_call(office):
    with pytest.raises(Refusal):
        drafted(office, call="联系人身份证号 11010519491231002X。")


@pytest.mark.parametrize(
    ("grades", "words"),
    [
        ((), "至少填写一个等次"),
        ((Grade("三星", floor=700), Grade("五星", floor=900)), "逐级降低"),
        ((Grade("五星", floor=900), Grade("四星", floor=900)), "不能相同"),
        ((Grade("示范"),), "“示范”请填写最低分或名额"),
        ((Grade("示范", places=0),), "“示范”的名额至少填 1 个"),
        ((Grade("示范", places=2), Grade("示范", places=1)), "不能重复"),
    ],
)
def test_grades_that_decide_nothing_are_refused(office, grades, words):
    row = drafted(office, ready=False)
    with pytest.raises(TransitionRefused, match=words):
        services.set_grades(row.pk, grades, actor=office.actor("city"), now=NOW, seen=row.revision)


def test_a_name_may_stand_once_for_each_type():
    grades = [Grade("示范", places=2, site_type="outdoor"), Grade("示范", places=1, site_type="mother")]
    assert grade_problems(grades) == []


def test_the_window_is_closed_at_its_minute_and_not_before(office):
    row = published(office)
    before = row.closes_at - timedelta(seconds=1)
    assert due_to_close(before) == []
    with pytest.raises(TransitionRefused, match="不能提前"):
        services.close_window(row.pk, actor=office.actor("city"), now=before)
    assert due_to_close(row.closes_at) == [row.pk]
    assert services.close_windows([row.pk], now=row.closes_at) == 1
    assert again(row).state == RoundState.RECOMMENDING
    assert services.close_windows([row.pk], now=row.closes_at) == 0


def test_a_longer_window_moves_the_later_days_along_and_is_told(office):
    row = published(office)
    until = row.review_until + timedelta(days=1)
    services.lengthen_round(row.pk, until, note="台风影响", actor=office.actor("city"), now=NOW)
    row = again(row)
    assert row.closes_at == row.recommend_until == row.review_until == until
    assert "台风影响" in str(history_about(f"demonstration.round:{row.pk}")[0].note)


def test_a_longer_window_needs_its_reason_and_is_longer(office):
    row = published(office)
    with pytest.raises(NoteMissing):
        services.lengthen_round(
            row.pk, row.closes_at + timedelta(days=1), note=" ", actor=office.actor("city"), now=NOW
        )
    with pytest.raises(TransitionRefused, match="晚于"):
        services.lengthen_round(row.pk, row.closes_at, note="台风", actor=office.actor("city"), now=NOW)


def recommending(office):
    row = published(office)
    services.close_window(row.pk, actor=SYSTEM, now=row.closes_at)
    return again(row)


def test_review_waits_for_the_branches_or_their_last_place(office, sites):
    row = recommending(office)
    nominate(row, sites[0], NominationState.RECOMMENDED)
    with pytest.raises(TransitionRefused, match="名额没有用完"):
        services.start_review(row.pk, actor=office.actor("city"), now=row.closes_at)
    RoundQuota.objects.filter(round=row).update(taken=2)
    services.start_review(row.pk, actor=office.actor("city"), now=row.closes_at)
    assert again(row).state == RoundState.REVIEW


def test_review_of_nothing_does_not_begin(office):
    row = recommending(office)
    with pytest.raises(TransitionRefused, match="还没有推荐"):
        services.start_review(row.pk, actor=office.actor("city"), now=row.recommend_until)


def test_a_follower_that_refuses_keeps_the_round_where_it_is(office, monkeypatch):
    row = published(office)

    def refuses(*_):
        raise TransitionRefused("还有事情没有办完。")

    STAGE_FOLLOWERS.register("test", refuses)
    try:
        with pytest.raises(TransitionRefused):
            services.close_window(row.pk, actor=SYSTEM, now=row.closes_at)
    finally:
        del STAGE_FOLLOWERS._items["test"]
    assert again(row).state == RoundState.OPEN


def test_a_round_that_runs_is_not_copied(office):
    row = published(office)
    with pytest.raises(TransitionRefused, match="还没有结束"):
        services.copy_round(row, actor=office.actor("city"), now=NOW)


def test_last_years_round_is_the_start_of_the_next(office):
    row = published(office)
    services.drop_round(row.pk, note="改到明年", actor=office.actor("city"), now=NOW)
    RoundQuota.objects.filter(round=row).update(taken=1)
    copy = services.copy_round(again(row), actor=office.actor("city"), now=NOW)
    assert (copy.title, copy.year, copy.document_number) == ("2027年度示范户外劳动者服务站点评定", 2027, "")
    assert copy.closes_at == row.closes_at.replace(year=2027)
    assert [grade.name for grade in copy.grades.all()] == ["示范站点", "备选"]
    assert [(quota.places, quota.taken) for quota in copy.quotas.all()] == [(2, 0)] * 3
    assert again(row).quotas.count() == 3


def test_a_meeting_of_tomorrow_is_not_entered(office):
    row = published(office)
    with pytest.raises(TransitionRefused, match="晚于今天"):
        services.enter_meeting(
            row, "主席办公会", NOW.date() + timedelta(days=1), "第9期", actor=office.actor("city"), now=NOW
        )


def test_dates_out_of_order_never_reach_the_table(office):
    with pytest.raises(Exception, match="round_days_in_order"):
        services.draft_round(
            office.tree.city, replace(CALL, closes_at=CALL.opens_at), actor=office.actor("city"), now=NOW
        )


def test_the_trail_tells_a_changed_call_as_it_was_written(office):
    row = drafted(office, least_score=None)
    city = office.actor("city")
    row = services.edit_round(
        row.pk,
        replace(
            CALL,
            closes_at=CALL.closes_at + timedelta(days=1),
            is_blind=True,
            aggregation="median",
            comment_gap=25,
            least_score=800,
            tie_breaks=("lowest",),
            publicity_counted="days",
            level="district",
        ),
        actor=city,
        now=NOW,
        seen=row.revision,
    )
    told = AuditEntry.objects.latest("pk").changes
    assert told == {
        "级别": ["市级", "区(市)级"],
        "申报截止时间": ["2026年11月1日 10:00", "2026年11月2日 10:00"],
        "最近一次评定最低分": ["不限", "80 分"],
        "匿名评审": ["否", "是"],
        "汇总方法": ["平均分", "中位数"],
        "同分处理": ["并列", "最低的一份评审分较高者在前"],
        "与自评相差几分须写评语": ["2 分", "2.5 分"],
        "公示计算方式": ["工作日", "自然日"],
    }


def test_the_trail_names_the_branches_whose_places_changed(office):
    row, city, tree = drafted(office), office.actor("city"), office.tree
    places = {(tree.south.pk, "outdoor_station"): 1, (tree.north.pk, "outdoor_station"): 2}
    row = services.set_quotas(row.pk, places, actor=city, now=NOW, seen=row.revision)
    before, after = AuditEntry.objects.latest("pk").changes["推荐名额"]
    for union, was, now in ((tree.south, 2, 1), (tree.metro, 2, 0)):
        assert f"{union}(户外劳动者服务站点){was} 个" in before
        assert f"{union}(户外劳动者服务站点){now} 个" in after
    assert str(tree.north) not in before + after
    row = services.set_quotas(row.pk, places, actor=city, now=NOW, seen=row.revision)
    assert not AuditEntry.objects.latest("pk").changes


def test_only_what_is_under_review_is_counted_there(office):
    row = published(office)
    row.state = RoundState.REVIEW
    step = next_step_of(row, {"review": 1, "passed_over": 1}, NOW)
    assert "共 1 份申报" in step.what
