"""An order is given, answered, looked at again and ended; the site is being rectified as long as one stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from core.actor import SYSTEM
from core.guards import install_guards, lift_guards
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.registry import Recomputed
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from inspection.models import Rectification
from inspection.rectifying import services
from inspection.rectifying.inbox import orders_inbox
from inspection.rectifying.replay import replay_orders
from inspection.rectifying.services import BadOrder
from inspection.rectifying.verification import verified_order
from inspection.tasks import tell_lapsed
from sites.images import BadPicture
from sites.models import ServiceSite
from sites.services import (
    Sender,
    announce_closure,
    announce_reopening,
    follow_notices,
    reopen_site,
    suspend_site,
)
from tests.desks import desk_from
from tests.factories import NOW, build_office
from tests.factories.orders import ITEMS, handed_in, judged, order_on
from tests.factories.packs import seed_calendars
from tests.office import picture
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=60)


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def site(office):
    return opened_site(office.tree.primary, hours=OFFICE_HOURS)


@pytest.fixture
def order(office, site):
    return order_on(site, office.actor("district"))


def state_of(site: ServiceSite) -> str:
    return ServiceSite.objects.values_list("state", flat=True).get(pk=site.pk)


def again(order: Rectification) -> Rectification:
    return Rectification.objects.get(pk=order.pk)


def test_an_order_is_numbered_dated_by_the_measure_and_moves_the_site(office, site, order):
    assert order.number == "ZG-370202-2026-0001"
    assert (order.state, order.due_on, order.office) == ("mending", date(2026, 11, 11), "市南区总工会")
    assert [(item.problem, item.remedy) for item in order.items.all()] == list(ITEMS)
    assert state_of(site) == "rectifying"
    told = set(
        OwedMessage.objects.filter(key__startswith=f"rectification:{order.pk}:").values_list(
            "recipient_id", flat=True
        )
    )
    assert told == {office.keeper.pk}
    assert order_on(site, office.actor("city")).number == "ZG-370202-2026-0002"


def test_a_last_day_on_a_weekend_moves_to_the_next_working_day(office, site):
    order = order_on(site, office.actor("district"), now=NOW + timedelta(days=3))
    assert order.due_on == date(2026, 11, 16)


def test_an_earlier_day_is_taken_and_a_later_one_refused(office, site):
    district = office.actor("district")
    assert order_on(site, district, until=date(2026, 10, 15)).due_on == date(2026, 10, 15)
    for wrong in (NOW.date(), date(2026, 11, 12)):
        with pytest.raises(BadOrder) as bad:
            order_on(site, district, until=wrong)
        assert list(bad.value.problems) == ["until"]
    assert Rectification.objects.count() == 1


def test_the_whole_way_of_an_order_leads_back_to_an_open_site(office, site, order):
    keeper, district = office.actor("keeper"), office.actor("district")
    order = judged(handed_in(order, keeper), district, "ok", "not_ok")
    with pytest.raises(TransitionRefused, match="第 2 项还没有认定"):
        services.close_order(order.pk, actor=district, now=NOW)
    services.send_back(order.pk, actor=district, now=NOW)
    with pytest.raises(TransitionRefused, match="第 2 项还没有答复"):
        services.hand_in(order.pk, actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="第 1 项已认定"):
        services.answer_item(order.pk, 1, "再答一次", actor=keeper, now=NOW)
    order = judged(handed_in(again(order), keeper), district, "ok", "ok")
    assert state_of(site) == "rectifying"
    services.close_order(order.pk, actor=district, now=NOW)
    assert (again(order).state, state_of(site)) == ("closed", "open")


def test_nothing_is_handed_in_before_every_item_is_answered(office, order):
    keeper = office.actor("keeper")
    with pytest.raises(TransitionRefused, match="第 1、2 项还没有答复"):
        services.hand_in(order.pk, actor=keeper, now=NOW)
    services.answer_item(order.pk, 1, "已通电。", actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="第 2 项还没有答复"):
        services.hand_in(order.pk, actor=keeper, now=NOW)


def test_a_picture_alone_is_an_answer_until_it_is_taken_away(office, order):
    keeper = office.actor("keeper")
    photo = services.attach_proof(order.pk, 1, picture(shade=3), actor=keeper, now=NOW)
    assert order.items.get(number=1).answered_by_id == office.keeper.pk
    services.detach_proof(order.pk, photo.pk, actor=keeper, now=NOW)
    assert order.items.get(number=1).answered_at is None
    with pytest.raises(TransitionRefused, match="写明整改情况"):
        services.answer_item(order.pk, 1, "", actor=keeper, now=NOW)
    with pytest.raises(BadPicture):
        services.attach_proof(order.pk, 1, b"no picture", actor=keeper, now=NOW)


def test_a_picture_of_persons_is_erased_with_its_files_and_its_fact_stays(office, order):
    keeper = office.actor("keeper")
    photo = services.attach_proof(order.pk, 1, picture(shade=4), actor=keeper, now=NOW)
    services.erase_proof(order.pk, photo.attachment_id, actor=office.actor("district"), now=NOW)
    photo.attachment.refresh_from_db()
    assert photo.attachment.erased_at == NOW
    assert AuditEntry.objects.filter(action="inspection.erase_picture", outcome="done").count() == 1
    with pytest.raises(TransitionRefused, match="已经删除"):
        services.erase_proof(order.pk, photo.attachment_id, actor=keeper, now=NOW)


def test_what_is_left_wanting_needs_words(office, order):
    order = handed_in(order, office.actor("keeper"))
    with pytest.raises(NoteMissing, match="写明还差什么"):
        services.judge_item(order.pk, 1, "not_ok", actor=office.actor("district"), now=NOW)


def test_who_answered_for_the_site_does_not_judge_and_the_refusal_is_kept(office, order):
    district = office.actor("district")
    order = handed_in(order, district)
    with pytest.raises(NotAllowed, match="另一位同志"):
        services.judge_item(order.pk, 1, "ok", actor=district, now=NOW)
    assert AuditEntry.objects.filter(action="rectification.judge", outcome="refused").count() == 1
    city = office.actor("city")
    services.close_order(judged(order, city, "ok", "ok").pk, actor=city, now=NOW)


def test_a_stale_page_changes_nothing(office, order):
    keeper = office.actor("keeper")
    services.answer_item(order.pk, 1, "已通电。", actor=keeper, now=NOW, seen=order.revision)
    with pytest.raises(StaleEdit):
        services.answer_item(order.pk, 1, "另一句", actor=keeper, now=NOW, seen=order.revision)


def test_more_time_is_asked_with_reason_and_granted_with_a_new_day(office, order):
    keeper, district = office.actor("keeper"), office.actor("district")
    services.ask_longer(order.pk, date(2026, 12, 1), "设备到货晚。", actor=keeper, now=NOW)
    with pytest.raises(TransitionRefused, match="在等答复"):
        services.ask_longer(order.pk, date(2026, 12, 2), "再申请。", actor=keeper, now=NOW)
    services.grant_longer(order.pk, date(2026, 11, 25), "同意。", actor=district, now=NOW)
    order = again(order)
    assert (order.due_on, order.first_due_on) == (date(2026, 11, 25), date(2026, 11, 11))
    with pytest.raises(TransitionRefused, match="没有待答复"):
        services.refuse_longer(order.pk, "不同意。", actor=district, now=NOW)


def test_more_time_is_refused_with_a_reason_and_the_day_stands(office, order):
    services.ask_longer(order.pk, date(2026, 12, 1), "设备到货晚。", actor=office.actor("keeper"), now=NOW)
    with pytest.raises(TransitionRefused, match="应晚于现在的期限"):
        services.grant_longer(order.pk, date(2026, 11, 11), actor=office.actor("district"), now=NOW)
    services.refuse_longer(order.pk, "时间充足。", actor=office.actor("district"), now=NOW)
    assert again(order).due_on == date(2026, 11, 11)
    assert order.extensions.get().verdict == "refused"


def test_nobody_grants_what_he_asked_himself(office, order):
    district = office.actor("district")
    services.ask_longer(order.pk, date(2026, 12, 1), "设备到货晚。", actor=district, now=NOW)
    with pytest.raises(NotAllowed, match="另一位同志"):
        services.grant_longer(order.pk, date(2026, 12, 1), actor=district, now=NOW)


def test_after_the_day_no_more_time_is_asked(office, order):
    closing = NOW.replace(month=11, day=11, hour=17, minute=30)
    with pytest.raises(TransitionRefused, match="期限已过"):
        services.ask_longer(order.pk, date(2026, 12, 1), "晚了。", actor=office.actor("keeper"), now=closing)


def test_a_day_that_passed_is_told_once_and_decides_nothing(office, site, order):
    minute_before = NOW.replace(month=11, day=11, hour=17, minute=29)
    assert services.tell_lapsed_orders(now=minute_before) == 0
    closing = minute_before + timedelta(minutes=1)
    assert services.tell_lapsed_orders(now=closing) == 1
    assert services.tell_lapsed_orders(now=closing) == 0
    assert (again(order).state, state_of(site)) == ("mending", "rectifying")
    told = set(
        OwedMessage.objects.filter(subject__contains="整改期限已过").values_list("recipient_id", flat=True)
    )
    assert told == {office.keeper.pk, office.district.pk, office.city.pk, office.city2.pk}


def test_a_provisional_day_tells_nothing_and_is_settled_by_the_calendar(office, order):
    Rectification.objects.filter(pk=order.pk).update(due_is_provisional=True)
    assert services.tell_lapsed_orders(now=LATER) == 0
    assert services.settle_order_dates(SYSTEM, NOW) == 1
    assert services.settle_order_dates(SYSTEM, NOW) == 0
    assert services.tell_lapsed_orders(now=LATER) == 1


def test_it_is_reported_up_only_after_the_day_or_a_second_look_and_the_city_settles_it(office, site, order):
    district, city = office.actor("district"), office.actor("city")
    with pytest.raises(TransitionRefused, match="还没有到"):
        services.report_up(order.pk, actor=district, now=NOW, note="未整改。")
    services.tell_lapsed_orders(now=LATER)
    services.report_up(order.pk, actor=district, now=LATER, note="逾期未整改。")
    assert (again(order).state, state_of(site)) == ("unmet", "rectifying")
    with pytest.raises(NotAllowed):
        services.settle_order(order.pk, actor=district, now=LATER, note="好了。")
    services.settle_order(order.pk, actor=city, now=LATER, note="现场核定,已整改到位。")
    assert (again(order).state, state_of(site)) == ("closed", "open")


def test_two_orders_hold_the_site_until_both_are_over(office, site, order):
    second = order_on(site, office.actor("city"))
    services.withdraw_order(order.pk, actor=office.actor("district"), now=NOW, note="重复下达。")
    assert state_of(site) == "rectifying"
    services.withdraw_order(second.pk, actor=office.actor("city"), now=NOW, note="已无必要。")
    assert state_of(site) == "open"


def test_the_orders_of_the_city_are_not_ended_by_the_district(office, site):
    order = order_on(site, office.actor("city"))
    with pytest.raises(NotAllowed):
        services.withdraw_order(order.pk, actor=office.actor("district"), now=NOW, note="不要了。")


def test_a_closure_by_notice_holds_after_the_order_is_over(office, site, order):
    keeper = Sender(office.actor("keeper"), NOW)
    closure = announce_closure(site.pk, starts_at=NOW, ends_at=None, reason="装修", by=keeper)
    assert state_of(site) == "rectifying"
    services.withdraw_order(order.pk, actor=office.actor("district"), now=NOW, note="重复下达。")
    assert state_of(site) == "suspended"
    announce_reopening(site.pk, closure.pk, at=NOW, by=keeper)
    assert state_of(site) == "open"


def test_a_site_that_a_decision_closed_stays_closed_and_is_rectified_when_it_opens(office, site):
    suspend_site(site.pk, starts_at=NOW, ends_at=None, reason="安全检查", actor=office.actor("city"), now=NOW)
    order = order_on(site, office.actor("district"))
    assert state_of(site) == "suspended"
    reopen_site(site.pk, at=NOW, actor=office.actor("city"), now=NOW)
    assert state_of(site) == "rectifying"
    services.withdraw_order(order.pk, actor=office.actor("district"), now=NOW, note="重复下达。")
    assert (state_of(site), follow_notices(now=NOW)) == ("open", 0)


def test_a_decision_that_closes_a_site_during_an_order_outlasts_it(office, site, order):
    suspend_site(site.pk, starts_at=NOW, ends_at=None, reason="安全检查", actor=office.actor("city"), now=NOW)
    assert state_of(site) == "suspended"
    services.withdraw_order(order.pk, actor=office.actor("district"), now=NOW, note="重复下达。")
    assert state_of(site) == "suspended"


def test_a_cancelled_site_has_nothing_left_to_mend(office, site, order):
    assert services.drop_orders(site, actor=SYSTEM, now=NOW) == 1
    assert services.drop_orders(site, actor=SYSTEM, now=NOW) == 0
    assert again(order).ending == "阵地已注销,整改通知终止。"


def test_the_holder_of_number_and_token_learns_of_the_order_and_nobody_else(order):
    found = verified_order(order.number, order.verify_token)
    assert (found.kind, found.state, found.issued_on) == ("《限期整改通知单》", "待整改", NOW.date())
    assert verified_order(order.number, "23456789ABCDEFGH") is None
    assert verified_order("ZG-370202-2026-9999", order.verify_token) is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE inspection_rectification SET first_due_on = '2027-01-01'",
        "UPDATE inspection_rectification SET digest = ''",
        "DELETE FROM inspection_rectification",
        "UPDATE inspection_rectificationitem SET problem = '没有问题'",
        "DELETE FROM inspection_rectificationitem",
        "INSERT INTO inspection_rectificationitem (order_id, number, problem, remedy, answer, verdict, verdict_words)"
        " SELECT id, 9, 'x', 'x', '', '', '' FROM inspection_rectification",
    ],
)
def test_what_was_sent_is_never_changed_not_even_in_plain_sql(order, sql):
    with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
        connection.cursor().execute(sql)


def test_an_item_whose_only_proof_was_erased_waits_for_another_answer(office, order):
    keeper = office.actor("keeper")
    for number, words in ((1, ""), (2, "已更换。")):
        photo = services.attach_proof(order.pk, number, picture(shade=number), actor=keeper, now=NOW)
        services.answer_item(order.pk, number, words, actor=keeper, now=NOW)
        services.erase_proof(order.pk, photo.attachment_id, actor=office.actor("district"), now=NOW)
    with pytest.raises(TransitionRefused, match="第 1 项还没有答复"):
        services.hand_in(order.pk, actor=keeper, now=NOW)


def test_stored_days_and_digests_are_replayed_and_a_changed_one_is_named(office, order):
    services.ask_longer(order.pk, date(2026, 12, 1), "到货晚。", actor=office.actor("keeper"), now=NOW)
    services.grant_longer(order.pk, date(2026, 12, 1), actor=office.actor("district"), now=NOW)
    assert replay_orders() == Recomputed(1, ())
    lift_guards(connection)
    try:
        order.items.filter(number=1).update(problem="没有问题")
        assert replay_orders().differing == (f"{order.number}:内容与下达时的摘要不一致",)
    finally:
        install_guards(connection)


def test_who_manages_the_site_reads_what_is_due_soon_on_his_desk(office, order):
    district, keeper = office.actor("district"), office.actor("keeper")
    for now, lines in ((NOW + timedelta(days=22), 0), (NOW + timedelta(days=23), 1)):
        assert len(desk_from(orders_inbox, district, now).upcoming) == lines
        assert (
            len(desk_from(orders_inbox, keeper, now).waiting),
            desk_from(orders_inbox, keeper, now).upcoming,
        ) == (1, [])


def test_the_scheduled_task_tells_once(office, order, settings):
    settings.CLOCK_PIN = LATER.isoformat()
    assert (tell_lapsed(), tell_lapsed()) == (1, 0)
