"""An order that was reported up climbs on: nobody answers for it any more, and nothing comes before the day it named."""

from __future__ import annotations

import pytest

from core.actor import SYSTEM
from core.models import AuditEntry, OwedMessage
from core.workflow import TransitionRefused
from inspection.laddering.next_steps import ladder_step, steps_for
from inspection.laddering.selectors import to_sign
from inspection.laddering.services import lift_consequence, sign_consequence
from inspection.models import Consequence, Extension, Rectification
from inspection.rectifying.inbox import orders_inbox
from inspection.rectifying.pages import extension_rows
from inspection.rectifying.services import (
    ask_longer,
    grant_longer,
    hand_in,
    refuse_longer,
    report_up,
    settle_order,
    settle_order_dates,
    tell_lapsed_orders,
)
from tests.desks import desk_from
from tests.factories import NOW, Office
from tests.factories.orders import answered, handed_in, judged, order_on
from tests.inspection.ladders import after, nights, ordered, the

pytestmark = pytest.mark.django_db


def asked(office, site) -> tuple[Rectification, int]:
    """An order for which more time was asked on its last day, and the day on which it is due."""
    order, _ = ordered(office, site)
    due = (order.due_on - NOW.date()).days
    ask_longer(order.pk, after(due + 20).date(), "待货。", actor=office.actor("keeper"), now=after(due - 1))
    return order, due


def reported(order: Rectification, office: Office, days: int) -> Rectification:
    return report_up(order.pk, actor=office.actor("district"), now=after(days), note="没有整改。")


def test_what_is_reported_up_gets_no_more_time_and_climbs_on(office, site):
    order, due = asked(office, site)
    tell_lapsed_orders(now=after(due + 1))
    reported(order, office, due + 2)
    answer = order.extensions.get()
    assert (answer.verdict, answer.answer) == ("refused", "整改不到位,已上报市总工会核定,不再延期。")
    assert answer.answered_by_id == office.district.pk
    told = OwedMessage.objects.filter(recipient_id=office.keeper.pk).latest("pk")
    assert told.subject.endswith(":没有同意延期:整改不到位,已上报市总工会核定,不再延期")
    entry = AuditEntry.objects.get(action="rectification.report_up")
    assert entry.changes == {"延期申请": ["待答复", "不同意延期"]}
    assert nights(after(due + 3), 1).announced == 1


def test_what_was_looked_at_again_and_reported_up_climbs_on(office, site):
    order, due = asked(office, site)
    order = handed_in(order, office.actor("keeper"), now=after(due))
    reported(judged(order, office.actor("district"), "not_ok", now=after(due + 1)), office, due + 2)
    assert nights(after(due + 3), 1).announced == 1


def test_who_mends_is_told_that_it_was_reported_up_and_what_still_helps(office, site):
    """Handed in and found wanting: without a word he would wait for an answer that was given already."""
    order, _ = ordered(office, site)
    due = (order.due_on - NOW.date()).days
    order = handed_in(order, office.actor("keeper"), now=after(due))
    reported(judged(order, office.actor("district"), "not_ok", now=after(due + 1)), office, due + 2)
    told = OwedMessage.objects.filter(recipient_id=office.keeper.pk).latest("pk")
    assert told.subject.endswith(":整改不到位,已上报市总工会核定,请继续整改")


def test_a_request_that_waits_stands_on_the_desk_also_after_the_day(office, site):
    """Until it is answered the ladder rests: who answers it must not read that nothing was asked."""
    order, due = asked(office, site)
    for days in (due - 1, due + 1):
        tell_lapsed_orders(now=after(days))
        (line,) = desk_from(orders_inbox, office.actor("district"), after(days)).waiting
        assert line.reason.endswith("阵地申请延期,待答复")
    assert line.reason.startswith("整改期限已过")
    refuse_longer(order.pk, "请抓紧。", actor=office.actor("district"), now=after(due + 1))
    (line,) = desk_from(orders_inbox, office.actor("district"), after(due + 1)).waiting
    assert line.reason == "整改期限已过,阵地还没有提交"


def test_without_a_request_the_keeper_is_told_of_no_answer(office, site):
    order, _ = ordered(office, site)
    due = (order.due_on - NOW.date()).days
    tell_lapsed_orders(now=after(due + 1))
    reported(order, office, due + 2)
    assert not OwedMessage.objects.filter(subject__contains="没有同意延期").exists()


def test_a_request_that_nobody_can_answer_any_more_holds_up_nothing(office, site):
    """As rows lie there that were reported up before a report answered the request."""
    order, due = asked(office, site)
    district = office.actor("district")
    tell_lapsed_orders(now=after(due + 1))
    reported(order, office, due + 2)
    Extension.objects.update(verdict="", answer="")
    with pytest.raises(TransitionRefused, match="整改不到位"):
        refuse_longer(order.pk, "不同意。", actor=district, now=after(due + 3))
    assert nights(after(due + 3), 1).announced == 1
    row = the("suspend", site)
    ready = after((row.earliest_on - NOW.date()).days)
    assert to_sign(district, ready.date()).get() == row
    assert sign_consequence(row.pk, actor=district, now=ready).state == "signed"
    (told,) = extension_rows(list(Rectification.objects.get(pk=order.pk).extensions.all()))
    assert told[2]["value"] == "没有答复"


def found_wanting(order: Rectification, office: Office, days: int) -> Rectification:
    """Handed in, looked at again and reported up, all on one day."""
    order = judged(
        handed_in(order, office.actor("keeper"), now=after(days)),
        office.actor("district"),
        "ok",
        "not_ok",
        now=after(days),
    )
    return reported(order, office, days)


def test_nothing_is_announced_before_the_day_that_the_order_named(office, site):
    """Its last day was moved; that it was found wanting before moves it back for nobody."""
    order, district = order_on(site, office.actor("district")), office.actor("district")
    longer = after(90).date()
    ask_longer(order.pk, longer, "待货。", actor=office.actor("keeper"), now=after(1))
    grant_longer(order.pk, longer, "同意。", actor=district, now=after(2))
    found_wanting(order, office, 32)
    assert nights(after(32), 1).announced == 0
    (step,) = steps_for(site, after(32))
    assert step.when == "2027年1月11日凌晨"
    assert [nights(after(days), 1).announced for days in (90, 91)] == [0, 1]
    assert the("suspend", site).ripe_on == after(91).date()


def test_what_was_announced_too_early_falls_and_is_not_signed(office, site):
    """As rows lie there that were announced before the day of an order held after it was reported up."""
    order, district = order_on(site, office.actor("district")), office.actor("district")
    found_wanting(order, office, 32)
    nights(after(32), 1)
    row = the("suspend", site)
    Rectification.objects.update(due_on=after(90).date())
    with pytest.raises(TransitionRefused, match="整改期限已改为2027年1月10日,不能签批"):
        sign_consequence(row.pk, actor=district, now=after(60))
    assert nights(after(61), 1).dropped == 1
    assert not Consequence.objects.filter(state="announced").exists()


def test_a_provisional_day_holds_until_the_calendar_settles_it(office, site):
    order = found_wanting(order_on(site, office.actor("district")), office, 2)
    Rectification.objects.update(due_is_provisional=True)
    assert nights(after(40), 1).announced == 0
    assert settle_order_dates(SYSTEM, after(41)) == 1
    assert nights(after(41), 1).announced == 1
    assert the("suspend", site).causes.get().order_id == order.pk


def test_the_pages_tell_the_site_nothing_that_it_can_do_no_more(office, site):
    order, district = order_on(site, office.actor("district")), office.actor("district")
    tell_lapsed_orders(now=after(31))
    answered(order, office.actor("keeper"), now=after(31))
    reported(order, office, 31)
    nights(after(31), 1)
    (step,) = steps_for(site, after(32))
    assert step.avoid == "继续整改,并请市总工会核定"
    row = the("suspend", site)
    days = (row.earliest_on - NOW.date()).days
    sign_consequence(row.pk, actor=district, now=after(days))
    site.refresh_from_db()
    step, left = ladder_step(site, after(days)), f"整改通知 {order.number} 整改不到位(已上报)"
    assert step.what == (
        f"继续整改,并请市总工会核定({left},第 1、2 项没有认定“已整改”),核定办结后由签批工会恢复挂牌"
    )
    assert step.when == "核定办结后" and step.who.startswith("阵地负责人整改;市总工会核定;")
    with pytest.raises(TransitionRefused, match="整改不到位"):
        hand_in(order.pk, actor=office.actor("keeper"), now=after(days))
    with pytest.raises(TransitionRefused, match="由市总工会核定办结后才能恢复挂牌") as refusal:
        lift_consequence(row.pk, actor=district, now=after(days), note="已整改。")
    assert "复查" not in refusal.value.reason and "撤销" not in refusal.value.reason
    settle_order(order.pk, actor=office.actor("city"), now=after(days), note="已整改到位。")
    assert ladder_step(site, after(days)).what == "整改已办结,核实后恢复挂牌"


def test_orders_in_different_hands_are_told_apart(office, site):
    first, second = (order_on(site, office.actor("district")) for _ in range(2))
    tell_lapsed_orders(now=after(31))
    reported(first, office, 31)
    nights(after(31), 1)
    (step,) = steps_for(site, after(32))
    assert step.avoid == (
        "完成整改并提交复查;期限没有到、确有困难的,申请延期;已上报的,继续整改,并请市总工会核定"
    )
    row = the("suspend", site)
    days = (row.earliest_on - NOW.date()).days
    sign_consequence(row.pk, actor=office.actor("district"), now=after(days))
    site.refresh_from_db()
    step = ladder_step(site, after(days))
    assert step.what == (
        f"完成整改并提交复查(整改通知 {second.number} 待整改,第 1、2 项没有认定“已整改”);"
        f"继续整改,并请市总工会核定(整改通知 {first.number} 整改不到位(已上报),第 1、2 项没有认定“已整改”),"
        "全部办结后由签批工会恢复挂牌"
    )
