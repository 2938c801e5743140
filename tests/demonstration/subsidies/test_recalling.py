"""Money that a title brought is asked back with it, and let be with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import Subsidy, SubsidyState, TitleEvent
from demonstration.subsidies import services
from demonstration.subsidies.selectors import held_of, stands_again
from demonstration.subsidies.words import line_step_of
from demonstration.titles.services import Change, Told, revoke_title
from demonstration.titles.services.changing import restore_title
from sites.models import ServiceSite
from sites.vocabulary import SiteState
from tests.demonstration.subsidies.scenes import NOTICE, NOW, Money, again, pool_now
from tests.demonstration.worlds import a_meeting


def test_a_title_that_ends_asks_its_money_back_and_gives_up_what_was_not_paid(money):
    money.approved()
    paid = Subsidy.objects.get(site=money.sites[0])
    paid = money.arrived(paid)
    waiting = Subsidy.objects.get(site=money.sites[1])
    for each in (0, 1):
        services.propose_recall(money.titles[each], "青工发〔2026〕41号", actor=money.second, now=NOW)
        assert services.propose_recall(money.titles[each], "再次", actor=money.second, now=NOW) == []
    assert (again(waiting).state, again(paid).state) == (SubsidyState.DROPPED, SubsidyState.RECALLED)
    assert (again(paid).recalled, again(paid).recall_ground) == (paid.amount, "青工发〔2026〕41号")
    assert pool_now(money).committed == 600_066
    with pytest.raises(TransitionRefused, match="不超过"):
        services.recover(again(paid), 300_034, "9号", NOW.date(), actor=money.finance, now=NOW)
    services.recover(again(paid), 100_000, "9号", NOW.date(), actor=money.finance, now=NOW)
    assert again(paid).state == SubsidyState.RECALLED
    services.recover(again(paid), 200_033, "10号", NOW.date(), actor=money.finance, now=NOW)
    assert again(paid).state == SubsidyState.RETURNED
    assert pool_now(money).committed == held_of(money.pool) == 300_033


def test_a_revoked_title_asks_its_money_back_by_itself(money):
    money.approved()
    paid = money.arrived(Subsidy.objects.get(site=money.sites[0]))
    meeting = a_meeting(money.office.tree.city)
    told = Change("青工发〔2026〕41号", NOW.date(), Told(key=meeting.pk))
    revoke_title(money.titles[0].pk, told, actor=money.second, now=NOW)
    assert (again(paid).state, again(paid).recall_ground) == (SubsidyState.RECALLED, "青工发〔2026〕41号")


def revoked_for(money: Money, each: int) -> TitleEvent:
    told = Change("青工发〔2026〕41号", NOW.date(), Told(key=a_meeting(money.office.tree.city).pk))
    revoke_title(money.titles[each].pk, told, actor=money.second, now=NOW)
    return TitleEvent.objects.get(designation=money.titles[each], kind="revoked")


def revoked_and_restored(money: Money, each: int, between: Callable[[], object] = lambda: None) -> None:
    event = revoked_for(money, each)
    between()
    restore_title(event, "经核实,材料有遗漏。", actor=money.maker, now=NOW)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_title_that_is_restored_lets_its_money_be(money, is_there):
    line = money.approved().lines.get(site=money.sites[0])
    if is_there:
        line = money.arrived(line)
    else:
        services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    before = again(line)
    held = pool_now(money).committed
    revoked_and_restored(money, 0, lambda: again(line).state == SubsidyState.RECALLED or pytest.fail())
    row = again(line)
    assert (row.state, row.recalled, row.recall_ground) == (before.state, 0, "")
    assert row.state == (SubsidyState.RECEIVED if is_there else SubsidyState.PAID)
    assert pool_now(money).committed == held == held_of(money.pool)


def test_money_of_which_some_came_back_stays_asked_back_and_the_step_says_what_to_do(money):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))

    def some_came_back():
        services.recover(again(line), 100_000, "9号", NOW.date(), actor=money.finance, now=NOW)

    revoked_and_restored(money, 0, some_came_back)
    row = again(line)
    assert (row.state, row.recalled) == (SubsidyState.RECALLED, line.amount)
    step = line_step_of(row, [], stands_again=stands_again(row))
    assert "称号已经恢复" in step.what
    assert "列入新的补助批次" in step.what


def test_what_was_asked_back_for_another_reason_stays_so(money):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))
    services.recall_line(line, None, ground="用途不符。", actor=money.second, now=NOW)
    revoked_and_restored(money, 0)
    assert (again(line).state, again(line).recall_ground) == (SubsidyState.RECALLED, "用途不符。")


def test_no_money_is_approved_for_a_title_that_was_taken_away_since_the_working(money):
    row, meeting = money.submitted(), a_meeting(money.office.tree.city)
    event = revoked_for(money, 0)
    with pytest.raises(TransitionRefused, match=f"{money.sites[0]}测算以后称号已取消"):
        services.approve_batch(row.pk, meeting.pk, actor=money.second, now=NOW)
    assert pool_now(money).committed == 0
    restore_title(event, "经核实,材料有遗漏。", actor=money.maker, now=NOW)
    services.approve_batch(row.pk, meeting.pk, actor=money.second, now=NOW)
    assert row.lines.filter(state=SubsidyState.APPROVED).count() == 3


def test_a_closed_site_is_named_in_the_working_and_gets_nothing(money):
    row, meeting = money.submitted(), a_meeting(money.office.tree.city)
    ServiceSite.objects.filter(pk=money.sites[0].pk).update(state=SiteState.CANCELLED)
    with pytest.raises(TransitionRefused, match="阵地已不在用"):
        services.approve_batch(row.pk, meeting.pk, actor=money.second, now=NOW)
    services.give_back_batch(row.pk, note="重新测算。", actor=money.second, now=NOW)
    services.calculate(row.pk, actor=money.maker, now=NOW)
    assert [each["why"] for each in again(row).skipped] == ["阵地已不在用,不予补助。"]
    assert row.lines.filter(state=SubsidyState.PROPOSED).count() == 2


def test_money_that_was_not_paid_is_worked_out_anew_once_the_title_is_back(money):
    line = money.approved().lines.get(site=money.sites[0])
    revoked_and_restored(money, 0)
    row = again(line)
    assert row.state == SubsidyState.DROPPED
    assert "列入新的补助批次" in line_step_of(row, [], stands_again=stands_again(row)).what
    other = again(money.approved().lines.get(site=money.sites[1]))
    assert not stands_again(other)


@pytest.mark.parametrize("fen", [0, -5, 300_034])
def test_an_amount_that_cannot_be_asked_back_is_refused(money, fen):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))
    with pytest.raises(TransitionRefused, match="应收回金额"):
        services.recall_line(line, fen, ground="依据", actor=money.second, now=NOW)


def test_an_approved_line_is_given_up_with_a_reason(money):
    line = money.approved().lines.first()
    with pytest.raises(NoteMissing):
        services.release_line(line, note=" ", actor=money.second, now=NOW)
    services.release_line(line, note="单位撤销。", actor=money.second, now=NOW)
    assert pool_now(money).committed == 600_066
