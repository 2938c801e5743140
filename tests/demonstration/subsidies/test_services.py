"""Money is entered, worked out, approved, paid, used and taken back: what follows, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import LEGAL_ZONE
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.replay import replay_subsidies
from demonstration.subsidies.services import Spending
from sites.models import ServiceSite
from sites.refusals import Refusal
from tests.demonstration.subsidies.scenes import (
    AGAIN_TIER,
    ALL_TIER,
    CITY_TIER,
    NOW,
    Money,
    a_pool,
    again,
    pool_now,
    put_tiers,
    title,
)
from tests.demonstration.worlds import TYPE, a_meeting, a_round


def words_of(row):
    return "".join(each["words"] for each in row.warnings)


# Pools


@pytest.mark.parametrize("amount", [0, -1])
def test_a_pool_of_nothing_or_less_is_refused(office, amount):
    with pytest.raises(TransitionRefused, match="大于 0"):
        a_pool(office, amount)


def test_a_pool_is_entered_once_a_year(office):
    a_pool(office, name="同名")
    with pytest.raises(TransitionRefused, match="已经登记"):
        a_pool(office, name="同名")
    assert a_pool(office, name="同名", year=2027).left == 100_000_000


# Worked out


def test_each_named_site_has_one_line_with_rule_numbers_and_amount(money):
    row = money.draft()
    lines = list(row.lines.order_by("pk"))
    assert [line.site_id for line in lines] == sorted(
        (site.pk for site in money.sites), key=lambda key: (ServiceSite.objects.get(pk=key).union_path, key)
    )
    (line, *_) = lines
    assert (line.amount, line.tier, line.warnings) == (300_033, "市级示范", [])
    assert "市级;3,000.33 元" in line.rule and line.payee_id == line.site.managing_union_id
    assert line.facts == {
        "level": "city",
        "score": 900,
        "children": None,
        "is_repeat": False,
        "wanted": None,
        "site_type": TYPE,
    }
    assert pool_now(money).committed == 0


def test_filed_sites_of_a_type_are_worked_out_without_a_round(money, office):
    put_tiers(office, replace(ALL_TIER, label="建成"))
    row = money.draft(round=None, site_types=[TYPE])
    in_use = ServiceSite.objects.filter(site_type=TYPE, filed_on__isnull=False).count()
    assert row.lines.count() == in_use == 3


def test_a_measure_without_tiers_works_nothing_out(money, office):
    put_tiers(office)
    with pytest.raises(TransitionRefused, match="没有这些类型的补助档次"):
        money.draft()


def test_who_fits_no_tier_is_named_with_the_reason(money, office):
    put_tiers(office, replace(CITY_TIER, level="province"))
    row = money.draft()
    assert row.lines.count() == 0
    assert {each["why"] for each in row.skipped} == {"不符合任何补助档次的条件"}
    with pytest.raises(TransitionRefused, match="没有一处可以补助"):
        services.submit_batch(row.pk, actor=money.maker, now=NOW)


def test_a_district_works_nothing_out(money, office):
    with pytest.raises(NotAllowed):
        services.start_batch(money.pool, "补助", actor=office.actor("district"), now=NOW, round=money.round)


# Found against it


def test_money_of_the_same_year_is_found(money):
    money.approved()
    row = money.draft()
    for line in row.lines.all():
        assert "本年度“示范阵地补助”(市级)已安排 3,000.33 元" in words_of(line)
    with pytest.raises(TransitionRefused, match="还有 3 处有提示"):
        services.submit_batch(row.pk, actor=money.maker, now=NOW)


def test_money_of_an_earlier_year_and_another_level_is_found(money, office):
    money.approved()
    other = a_round(office, "named", level="province", title_name="省级示范")
    title(money.sites[0], other, level="province")
    put_tiers(office, replace(CITY_TIER, label="省级", level="province"))
    money.pool = a_pool(office, year=2027)
    (line,) = money.draft(round=other).lines.all()
    assert "2026年度“示范阵地补助”(市级)已安排" in words_of(line)


def test_a_tier_for_those_that_come_again_expects_earlier_money(money, office):
    put_tiers(office, replace(ALL_TIER, level="city"), replace(AGAIN_TIER, level="city"))
    first = money.approved()
    assert {line.tier for line in first.lines.all()} == {"首次建成"}
    money.pool = a_pool(office, year=2027)
    lines = list(money.draft().lines.all())
    assert {(line.tier, line.amount) for line in lines} == {("再次", 50_005)}
    assert not any(line.warnings for line in lines)


def test_a_site_at_the_door_of_one_that_was_paid_and_closed_is_found(office, sites):
    money = Money(office, sites[:3], told_apart=False)
    one, *_ = [line for line in money.draft().lines.all() if line.warnings]
    assert one.warnings[0]["kind"] == "twin" and "与本批次的" in words_of(one)
    services.drop_batch(one.batch_id, note="重新测算。", actor=money.maker, now=NOW)
    old, heir = paired(money, one)
    money.round = a_round(office, "named", title_name="上一称号")
    title(old, money.round)
    money.approved()
    ServiceSite.objects.filter(pk=old.pk).update(state="cancelled")
    money.round = a_round(office, "named", title_name="下一称号")
    title(heir, money.round)
    (line,) = money.draft().lines.all()
    assert f"可能与“{old.name}”是同一处(地址相同),本年度“示范阵地补助”(市级)已安排" in words_of(line)


def paired(money, line):
    """The site of a line, and the one it may be."""
    other = next(site for site in money.sites if f"“{site.name}”" in words_of(line))
    return again(line.site), again(other)


def test_more_than_a_union_may_get_is_found(money, office):
    put_tiers(office, replace(CITY_TIER, most_per_unit_fen=300_033))
    ServiceSite.objects.filter(pk__in=[site.pk for site in money.sites[:2]]).update(
        managing_union=office.tree.primary, union_path=office.tree.primary.path
    )
    found = [line for line in money.draft().lines.all() if line.warnings]
    assert [each["kind"] for line in found for each in line.warnings] == ["cap"]
    assert "合计 6,000.66 元,超过每个单位上限 3,000.33 元" in words_of(found[0])


def test_a_condition_in_words_is_looked_at_by_a_person(money, office):
    put_tiers(office, replace(CITY_TIER, condition="当年新建"))
    assert all("当年新建" in words_of(line) for line in money.draft().lines.all())


def test_a_finding_is_answered_with_a_reason_and_stays_answered(money):
    money.approved()
    row = money.draft()
    line = row.lines.first()
    with pytest.raises(NoteMissing):
        services.edit_line(line, None, " ", actor=money.maker, now=NOW)
    services.edit_line(line, None, "上次是启动经费。", actor=money.maker, now=NOW)
    entry = AuditEntry.objects.filter(changes__isnull=False).exclude(changes={}).latest("pk")
    assert entry.changes == {"仍予补助的理由": ["", "上次是启动经费。"]}
    services.calculate(row.pk, actor=money.maker, now=NOW)
    reasons = dict(row.lines.values_list("site_id", "override_reason"))
    assert [reason for reason in reasons.values() if reason] == ["上次是启动经费。"]
    assert reasons[line.site_id] == "上次是启动经费。"


def test_who_was_left_out_stays_out_when_it_is_worked_out_again(money):
    row = money.draft()
    line = row.lines.last()
    services.leave_out(line, note="已由街道补助。", actor=money.maker, now=NOW)
    services.calculate(row.pk, actor=money.maker, now=NOW)
    assert again(line).state == SubsidyState.DROPPED
    assert row.lines.filter(state=SubsidyState.PROPOSED).count() == 2
    assert len({each.number for each in row.lines.all()}) == 3


def test_only_an_upper_union_keeps_the_account(money, office):
    row = money.draft()
    line = row.lines.get(site=money.sites[0])
    outside = office.tree.metro if line.payee_id != office.tree.metro_primary.pk else office.tree.north
    with pytest.raises(TransitionRefused, match="收款工会的上级"):
        services.edit_line(line, outside.pk, "", actor=money.maker, now=NOW)
    services.edit_line(line, line.payee.parent_id, "", actor=money.maker, now=NOW)
    services.calculate(row.pk, actor=money.maker, now=NOW)
    assert row.lines.get(site=line.site).keeper_id == line.payee.parent_id


# Approved


def test_whoever_worked_it_out_does_not_approve_it(money, office):
    row = money.submitted()
    meeting = a_meeting(office.tree.city)
    with pytest.raises(NotAllowed, match="两个人"):
        services.approve_batch(row.pk, meeting.pk, actor=money.maker, now=NOW)


def test_a_meeting_before_the_call_of_the_round_approves_no_money(money, office):
    row = money.submitted()
    called = money.round.published_at.astimezone(LEGAL_ZONE).date()
    early = a_meeting(office.tree.city, held_on=called - timedelta(days=1), minutes_number="旧")
    with pytest.raises(TransitionRefused, match="不能作为本批补助的依据"):
        services.approve_batch(row.pk, early.pk, actor=money.second, now=NOW)
    that_day = a_meeting(office.tree.city, held_on=called, minutes_number="当日")
    assert services.approve_batch(row.pk, that_day.pk, actor=money.second, now=NOW).state == "approved"


def test_nothing_is_approved_without_a_meeting_of_the_issuer(money, office):
    row = money.submitted()
    for meeting in (None, a_meeting(office.tree.south).pk):
        with pytest.raises(TransitionRefused, match="登记研究决定的会议"):
            services.approve_batch(row.pk, meeting, actor=money.second, now=NOW)
    assert pool_now(money).committed == 0


def test_approval_moves_the_pool_by_the_sum_of_the_lines(money):
    row = money.approved()
    assert {line.state for line in row.lines.all()} == {SubsidyState.APPROVED}
    assert pool_now(money).committed == sum(line.amount for line in row.lines.all()) == 900_099
    assert len(again(row).digest) == 64


def test_a_pool_that_is_short_by_one_fen_pays_nobody(office, sites):
    money = Money(office, sites[:3], amount=900_098)
    row = money.draft()
    with pytest.raises(TransitionRefused, match=r"9,000\.99 元,经费只剩 9,000\.98 元"):
        services.submit_batch(row.pk, actor=money.maker, now=NOW)
    money.pool = a_pool(office, 900_099)
    services.drop_batch(row.pk, note="换一笔经费。", actor=money.maker, now=NOW)
    assert money.approved().state == "approved"


def test_two_batches_never_overdraw_one_pool(office, sites):
    money = Money(office, sites[:3], amount=1_500_000)
    first, second = money.submitted(), money.submitted()
    meeting = a_meeting(office.tree.city)
    services.approve_batch(first.pk, meeting.pk, actor=money.second, now=NOW)
    with pytest.raises(TransitionRefused, match=r"经费只剩 5,999\.01 元"):
        services.approve_batch(second.pk, meeting.pk, actor=money.second, now=NOW)
    assert pool_now(money).committed == 900_099


# Used

SPENT = Spending("购置空调1台", 200_000, NOW.date(), "记-12", is_equipment=True, asset_number="ZC-2026-7")


def test_the_use_is_reported_with_voucher_and_asset_number(money):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))
    row = services.report_use(line, SPENT, actor=money.finance, now=NOW)
    assert (row.asset_number, row.amount) == ("ZC-2026-7", 200_000)


@pytest.mark.parametrize(
    ("spending", "words"),
    [
        (replace(SPENT, amount=-1), "大于 0"),
        (replace(SPENT, amount=300_034), "只有 3,000.33 元"),
        (replace(SPENT, asset_number=" "), "资产编号"),
        (replace(SPENT, voucher_number=""), "凭证号"),
        (replace(SPENT, spent_on=NOW.date() + timedelta(days=1)), "晚于今天"),
    ],
)
def test_a_use_that_cannot_be_is_refused(money, spending, words):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))
    with pytest.raises(TransitionRefused, match=words):
        services.report_use(line, spending, actor=money.finance, now=NOW)


def test_no_number_of_a_person_goes_into_a_use(money):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))
    with pytest.raises(Refusal):
        services.report_use(
            line, replace(SPENT, item="付给 11010519491231002X"), actor=money.finance, now=NOW
        )


# Kept


def test_every_amount_seal_and_pool_is_worked_out_again(money):
    row = money.approved()
    services.release_line(row.lines.first(), note="单位撤销。", actor=money.second, now=NOW)
    found = replay_subsidies()
    assert (found.replayed, found.differing) == (5, ())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": 300_034}, "按保存的资料应为"),
        ({"tier": "别的"}, "按保存的资料应为"),
    ],
)
def test_a_changed_line_is_found(money, change, words):
    money.approved().lines.filter(site=money.sites[0]).update(**change)
    found = replay_subsidies().differing
    assert any(words in each for each in found)
    assert any("摘要不同" in each for each in found)


def test_a_changed_pool_is_found(money):
    money.approved()
    type(money.pool).objects.update(committed=1)
    (found,) = replay_subsidies().differing
    assert "已安排 0.01 元,明细合计 9,000.99 元" in found
