"""Money goes along the chain, step by step, each with its notice and receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Union
from accounts.services import save_union
from core.policy import NotAllowed
from core.workflow import StaleEdit, TransitionRefused
from demonstration.models import Payment
from demonstration.subsidies import services
from demonstration.subsidies.services import Notice
from sites.models import ServiceSite
from sites.vocabulary import SiteState
from tests.demonstration.subsidies.scenes import (
    NOTICE,
    NOW,
    RECEIPT,
    again,
)
from tests.demonstration.worlds import a_meeting
from tests.factories import actor_of, person

# Paid


def test_money_goes_step_by_step_each_with_its_receipt(money):
    line = money.approved().lines.get(site=money.sites[0])
    with pytest.raises(NotAllowed):
        services.pay_lines({line.pk: 1}, NOTICE, actor=money.maker, now=NOW)
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    with pytest.raises(TransitionRefused, match="上一步还没有登记回执"):
        services.pay_lines({line.pk: 2}, NOTICE, actor=money.finance, now=NOW)
    with pytest.raises(TransitionRefused, match="第 1 步已经登记过"):
        services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    services.enter_receipt(again(line), RECEIPT, actor=money.finance, now=NOW)
    with pytest.raises(TransitionRefused, match="已经登记过"):
        services.enter_receipt(again(line), RECEIPT, actor=money.finance, now=NOW)
    paid = list(line.payments.order_by("step"))
    assert (paid[0].payer, paid[0].amount, paid[0].receipt_number) == (
        money.pool.issuer,
        line.amount,
        "HZ-001",
    )


def test_the_last_receipt_says_that_the_money_arrived(money):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))
    paid = list(line.payments.order_by("step"))
    assert [each.payee_id for each in paid][-1] == line.payee_id
    assert all(one.payee_id == two.payer_id for one, two in pairwise(paid))
    with pytest.raises(TransitionRefused):
        services.pay_lines({line.pk: len(paid) + 1}, NOTICE, actor=money.finance, now=NOW)


def test_an_upper_union_that_keeps_the_account_is_the_end_of_the_chain(money):
    row = money.draft()
    line = row.lines.get(site=money.sites[0])
    services.edit_line(line, line.payee.parent_id, "", actor=money.maker, now=NOW)
    services.submit_batch(row.pk, actor=money.maker, now=NOW)
    meeting = a_meeting(money.office.tree.city)
    services.approve_batch(row.pk, meeting.pk, actor=money.second, now=NOW)
    paid = money.arrived(line).payments.order_by("step")
    assert paid.last().payee_id == line.payee.parent_id


def test_the_table_refuses_a_second_payment_of_a_step(money):
    line = money.approved().lines.first()
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    copy = Payment.objects.get()
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_branch_pays_only_what_leaves_its_own_account(money, office):
    south = actor_of(person("south_finance", "finance", office.tree.south))
    line = money.approved().lines.filter(site__union_path__startswith=office.tree.south.path).first()
    with pytest.raises(NotAllowed, match="市总工会的财务"):
        services.pay_lines({line.pk: 1}, NOTICE, actor=south, now=NOW)
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    services.enter_receipt(again(line), RECEIPT, actor=south, now=NOW)
    services.pay_lines({line.pk: 2}, NOTICE, actor=south, now=NOW)
    assert line.payments.count() == 2


def test_several_lines_are_paid_together_or_not_at_all(money):
    lines = list(money.approved().lines.order_by("pk"))
    steps = {lines[0].pk: 1, lines[1].pk: 1, lines[2].pk: 2}
    with pytest.raises(TransitionRefused):
        services.pay_lines(steps, NOTICE, actor=money.finance, now=NOW)
    assert not Payment.objects.exists()
    steps[lines[2].pk] = 1
    assert len(services.pay_lines(steps, NOTICE, actor=money.finance, now=NOW)) == 3


def test_a_stale_window_pays_nothing(money):
    line = money.approved().lines.first()
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW, seen=line.revision)
    with pytest.raises(StaleEdit):
        services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW, seen=line.revision)


def test_nothing_is_paid_or_received_tomorrow(money):
    line = money.approved().lines.first()
    tomorrow = NOW.date() + timedelta(days=1)
    with pytest.raises(TransitionRefused, match="晚于今天"):
        services.pay_lines({line.pk: 1}, Notice("1号", 2026, tomorrow), actor=money.finance, now=NOW)
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    with pytest.raises(TransitionRefused, match="晚于今天"):
        services.enter_receipt(
            again(line), replace(RECEIPT, received_on=tomorrow), actor=money.finance, now=NOW
        )
    with pytest.raises(TransitionRefused, match="早于拨付"):
        services.enter_receipt(
            again(line),
            replace(RECEIPT, received_on=NOW.date() - timedelta(days=1)),
            actor=money.finance,
            now=NOW,
        )


def test_money_goes_out_after_its_meeting_and_from_each_account_after_it_came_there(money):
    line = money.approved().lines.get(site=money.sites[0])
    meeting = line.batch.meeting.held_on
    early = replace(NOTICE, paid_on=meeting - timedelta(days=1))
    with pytest.raises(TransitionRefused, match="早于批准补助的会议日期"):
        services.pay_lines({line.pk: 1}, early, actor=money.finance, now=NOW)
    services.pay_lines({line.pk: 1}, replace(NOTICE, paid_on=meeting), actor=money.finance, now=NOW)
    services.enter_receipt(again(line), RECEIPT, actor=money.finance, now=NOW)
    with pytest.raises(TransitionRefused, match="2026年11月11日到账,拨付日期不能早于这一天"):
        services.pay_lines({line.pk: 2}, replace(NOTICE, paid_on=meeting), actor=money.finance, now=NOW)


def test_money_on_its_way_does_not_jump_to_another_branch_when_unions_move(money, office):
    line = money.approved().lines.get(site=money.sites[0])
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    services.enter_receipt(again(line), RECEIPT, actor=money.finance, now=NOW)
    moved = Union.objects.get(pk=line.payee_id)
    moved.parent = office.tree.north
    save_union(moved, actor=money.maker, now=NOW)
    with pytest.raises(TransitionRefused, match="上一步拨到市南区总工会,此后工会的上下级关系有调整"):
        services.pay_lines({line.pk: 2}, NOTICE, actor=money.finance, now=NOW)
    assert line.payments.count() == 1
    services.recall_line(again(line), None, ground="工会调整。", actor=money.second, now=NOW)


def test_money_that_reached_the_account_has_arrived_though_unions_moved(money, office):
    line = money.approved().lines.get(site=money.sites[0])
    for step in (1, 2, 3):
        services.pay_lines({line.pk: step}, NOTICE, actor=money.finance, now=NOW)
        if step < 3:
            services.enter_receipt(again(line), RECEIPT, actor=money.finance, now=NOW)
    moved = Union.objects.get(pk=line.payee_id)
    moved.parent = office.tree.north
    save_union(moved, actor=money.maker, now=NOW)
    assert services.enter_receipt(again(line), RECEIPT, actor=money.finance, now=NOW).state == "received"


def test_nothing_goes_to_a_site_that_is_closed_by_now(money):
    line = money.approved().lines.get(site=money.sites[0])
    ServiceSite.objects.filter(pk=line.site_id).update(state=SiteState.CANCELLED)
    with pytest.raises(TransitionRefused, match="阵地已不在用"):
        services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    services.release_line(again(line), note="阵地已注销。", actor=money.second, now=NOW)
