"""What the ladder says: nothing before it is signed as if it were done, nothing that is not possible, no day without its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Union
from core.actor import SYSTEM
from core.policy import NotAllowed
from core.registry import Reader
from core.words import chinese_day
from core.workflow import NoteMissing, TransitionRefused
from desk.inbox import _by_due, gather
from filing.papers.orders import order_paper
from inspection.laddering import services
from inspection.laddering.board import next_days, steps_over
from inspection.laddering.days import days_ahead
from inspection.laddering.inbox import consequences_inbox
from inspection.laddering.next_steps import ladder_step, steps_for
from inspection.laddering.pages import about_rows, days_words
from inspection.laddering.selectors import Sought, sought
from inspection.laddering.transitions import CONSEQUENCE
from inspection.models import Finding, Rectification
from inspection.rectifying.inbox import orders_inbox
from inspection.rectifying.next_steps import clock_of, step_of
from inspection.rectifying.selectors import OrderFilter, orders_within
from inspection.rectifying.services import ask_longer, close_order, report_up, withdraw_order
from inspection.watching.inbox import findings_inbox
from rulebook.selectors import measure_of
from sites.models import ServiceSite
from sites.services.succession import cancel_site
from tests.desks import desk_from
from tests.factories import NOW
from tests.factories.orders import handed_in, judged, order_on
from tests.factories.packs import pack_now, succeed
from tests.inspection.ladders import (
    after,
    found_on,
    known_check,
    next_year,
    nights,
    ordered,
    suspended,
    the,
)
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

WAITS = "2026年放假安排还没有录入,由系统管理员录入后自动重新计算"


@pytest.fixture(autouse=True)
def check():
    with known_check(inputs={"due": "应自查日期"}) as known:
        yield known


def fresh(site) -> ServiceSite:
    return ServiceSite.objects.get(pk=site.pk)


def lapsed(order: Rectification) -> int:
    """The days until the order is over its day."""
    return (order.due_on - NOW.date()).days + 1


def texts(paper) -> str:
    return str(paper.parts)


def test_before_the_signature_the_text_of_the_measure_is_what_will_be_said(office, site):
    order, _ = ordered(office, site)
    nights(after(lapsed(order)), 1)
    row = the("suspend", site)
    said = "已暂停挂牌,请停用统一标识牌并告知使用者。"
    row.wording = said
    assert about_rows(row)[0] == {
        "label": "拟采取的措施",
        "value": "拟暂停挂牌",
        "note": f"签批后通知:“{said}”",
    }
    row = services.sign_consequence(row.pk, actor=office.actor("district"), now=after(120))
    row.wording = said
    assert about_rows(row)[0] == {"label": "采取的措施", "value": "暂停挂牌", "note": said}


def test_the_sample_measures_say_nothing_as_done_before_it_is(office):
    for family in ("outdoor", "women", "mind"):
        for step in measure_of(pack_now(family).pk).ladder:
            assert "已" not in step.wording, step


def test_a_provisional_day_is_never_called_overdue_and_says_what_it_waits_for(office, site):
    order = order_on(site, office.actor("district"))
    Rectification.objects.filter(pk=order.pk).update(due_is_provisional=True)
    order.refresh_from_db()
    late = after(lapsed(order) + 15)
    clock = clock_of(order, late)
    assert (clock.is_late, clock.words) == (
        False,
        "期限还没有确定(2026年11月11日 17:30 前,暂定,系统管理员录入2026年放假安排后确定)",
    )
    with pytest.raises(TransitionRefused, match=WAITS):
        report_up(order.pk, actor=office.actor("district"), now=late, note="未整改。")
    (line,) = desk_from(orders_inbox, office.actor("city"), late).upcoming
    assert line.reason == f"整改期限暂定:{WAITS};阵地还没有提交" and "超期" not in line.due_words
    assert step_of(order, late).lapse.startswith(f"{WAITS};在此之前到期不作处理。")
    longer = ask_longer(
        order.pk, order.due_on + timedelta(days=60), "采购延误。", actor=office.actor("keeper"), now=late
    )
    assert longer.wished_on


def test_the_letter_reads_as_sentences_with_the_facts_and_what_follows(office, site):
    found_on(site, inputs={"due": "2026-09-01"})
    nights(NOW, 1)
    nights(after(15), 1)
    services.sign_consequence(the("rectify", site).pk, actor=office.actor("district"), now=after(30))
    letter = texts(order_paper(Rectification.objects.get()))
    assert "系统提醒后,下列问题仍未解决。经核查预警信息,你单位管理的" in letter
    assert "长期没有使用记录(应自查日期 2026年9月1日)" in letter
    assert "逾期未完成整改的,告知拟暂停挂牌,告知满 10 个工作日后由有签批权限的人员签批。" in letter


def test_a_measure_without_that_rung_threatens_with_nothing(office, site):
    old = pack_now("outdoor")
    ladder = tuple(step for step in measure_of(old.pk).ladder if step.action != "suspend")
    succeed(old, NOW.date(), ladder=ladder)
    order = order_on(site, office.actor("district"))
    assert "暂停挂牌" not in texts(order_paper(order))
    assert "暂停挂牌" not in step_of(order, NOW).lapse


def test_an_order_says_what_follows_and_once_overdue_nothing_that_is_too_late(office, site):
    order = order_on(site, office.actor("district"))
    before, late = step_of(order, NOW), step_of(order, after(lapsed(order)))
    assert "告知拟暂停挂牌" in before.lapse and "期限前申请延期" in before.avoid
    assert "申请延期" not in late.avoid and "提交后处置期限停计" in late.avoid
    assert "告知拟暂停挂牌" in late.lapse and "仍未提交的" not in late.lapse


def test_the_step_is_a_step_with_its_offices_and_its_day(office, site, announced):
    step = ladder_step(site, after(16))
    assert step.what == "告知期满后签批限期整改:长期没有使用记录"
    branch = Union.objects.get(pk=office.tree.south.pk)
    assert step.who == f"{branch}或{office.tree.city}有签批权限的经办人"
    ready = ladder_step(site, after(60))
    assert (ready.what, ready.when) == ("签批限期整改:长期没有使用记录", "告知期已满,可以签批")
    assert announced.causes.get().term.startswith("“提醒”满 15 日仍未解决,依据《")


def test_a_branch_that_governs_no_district_is_named_as_it_is(office):
    organs = Union.objects.get(pk=office.tree.south.pk)
    organs.kind, organs.name = "organs", "市直机关工会"
    organs.save()
    site = opened_site(office.tree.primary, hours=OFFICE_HOURS)
    found_on(site)
    nights(NOW, 1)
    (step,) = steps_for(site, after(1))
    assert "市直机关工会或" in step.who and "区(市)总工会" not in step.who


def test_an_objection_has_a_day_where_the_measure_names_one(office, site, announced):
    services.object_to(announced.pk, actor=office.actor("keeper"), now=after(16), note="正在装修。")
    step = ladder_step(site, after(17))
    assert (step.what, step.when) == (
        "答复对拟限期整改的异议:长期没有使用记录",
        "2026年11月4日前;答复以前不能签批",
    )


def test_an_answer_that_is_overdue_stands_among_the_days_to_come_as_today(office, site, announced):
    services.object_to(announced.pk, actor=office.actor("keeper"), now=after(16), note="正在装修。")
    ((day, _),) = days_ahead(site, after(17))
    ((late, step),) = days_ahead(site, after(90))
    assert (day, late) == (date(2026, 11, 4), after(90).date())
    assert step.what == "答复对拟限期整改的异议:长期没有使用记录"


def test_who_signs_a_measure_does_not_object_to_it(office, announced):
    with pytest.raises(NotAllowed, match="请直接撤下并写明理由"):
        services.object_to(announced.pk, actor=office.actor("district"), now=after(16), note="不妥。")


def test_a_suspended_plate_tells_what_is_possible(office, site):
    row, days = suspended(office, site)
    order = Rectification.objects.get()
    step = ladder_step(fresh(site), after(days))
    assert step.what == (
        f"完成整改并提交复查(整改通知 {order.number} 待整改,第 1 项没有认定“已整改”),复查办结后由签批工会恢复挂牌"
    )
    assert "停开公告不能解除暂停挂牌" in step.lapse
    done = judged(
        handed_in(order, office.actor("keeper"), now=after(days + 1)),
        office.actor("district"),
        "ok",
        now=after(days + 1),
    )
    close_order(done.pk, actor=office.actor("district"), now=after(days + 1))
    assert ladder_step(fresh(site), after(days + 1)).what == "整改已办结,核实后恢复挂牌"
    (line,) = desk_from(consequences_inbox, office.actor("district"), after(days + 1)).waiting
    assert line.reason == "整改已办结,核实后可以恢复挂牌"
    services.lift_consequence(row.pk, actor=office.actor("district"), now=after(days + 2), note="已整改。")
    assert desk_from(consequences_inbox, office.actor("district"), after(days + 2)).waiting == []


def test_a_suspended_plate_asks_nobody_to_hand_in_what_is_handed_in(office, site):
    _, days = suspended(office, site)
    order = handed_in(Rectification.objects.get(), office.actor("keeper"), now=after(days + 1))
    step = ladder_step(fresh(site), after(days + 1))
    assert step.what == (
        f"逐项复查(整改通知 {order.number} 待复查,第 1 项没有认定“已整改”),复查办结后由签批工会恢复挂牌"
    )
    assert "阵地负责人整改" not in step.who and order.office in step.who


def test_a_plate_that_hangs_for_two_orders_tells_of_the_one_that_is_left(office, site):
    """The site stays closed until both are given back: that the later one is mended opens nothing."""
    next_year()
    district, keeper = office.actor("district"), office.actor("keeper")
    _, days = suspended(office, site)
    second = order_on(site, district, now=after(days))
    late = lapsed(second)
    nights(after(late), 1)
    ready = (the("suspend", site).earliest_on - NOW.date()).days
    services.sign_consequence(the("suspend", site).pk, actor=district, now=after(ready))
    done = judged(handed_in(second, keeper, now=after(ready)), district, "ok", "ok", now=after(ready))
    close_order(done.pk, actor=district, now=after(ready))
    first = Rectification.objects.exclude(pk=second.pk).get()
    assert first.number in ladder_step(fresh(site), after(ready)).what


def test_the_plate_of_a_site_that_is_gone_is_given_back_by_nobody(office, site):
    row, days = suspended(office, site)
    withdraw_order(
        Rectification.objects.get().pk, actor=office.actor("district"), now=after(days), note="有误。"
    )
    cancel_site(fresh(site), last_day=after(days).date(), note="不再使用", actor=SYSTEM, now=after(days + 1))
    row.refresh_from_db()
    assert not [
        each.edge.action for each in CONSEQUENCE.actions_for(office.actor("district"), row) if each.decision
    ]
    with pytest.raises(TransitionRefused, match="已注销"):
        services.lift_consequence(row.pk, actor=office.actor("district"), now=after(days + 2), note="恢复。")


def test_a_plate_is_not_given_back_without_reason_nor_while_its_order_stands(office, site):
    row, days = suspended(office, site)
    order = Rectification.objects.get()
    with pytest.raises(TransitionRefused, match=f"整改通知 {order.number} 待整改,第 1 项没有认定"):
        services.lift_consequence(row.pk, actor=office.actor("district"), now=after(days), note="先恢复。")
    withdraw_order(order.pk, actor=office.actor("district"), now=after(days), note="下达有误。")
    with pytest.raises(NoteMissing):
        services.lift_consequence(row.pk, actor=office.actor("district"), now=after(days), note="")
    row.refresh_from_db()
    assert row.state == "signed"


def test_the_file_of_a_site_names_the_day_of_the_notice_and_that_of_the_signature(office, announced):
    assert days_words(announced) == "2026年10月27日告知"
    done = services.sign_consequence(announced.pk, actor=office.actor("district"), now=after(30))
    assert days_words(done) == "2026年10月27日告知,2026年11月11日签批"


def test_a_site_is_found_by_its_code(office, site, announced):
    city = office.actor("city")
    assert [row.pk for row in sought(city, Sought(words=site.code.lower()))] == [announced.pk]
    assert not sought(city, Sought(words="没有这个")).exists()
    order = order_on(site, office.actor("district"))
    assert list(orders_within(city, OrderFilter(words=site.code))) == [order]


def test_the_board_tells_what_waits_until_when_and_who_signs_it_in_one_statement(office, site, announced):
    others = [opened_site(office.tree.primary, f"{number}号", hours=OFFICE_HOURS) for number in range(3)]
    findings = [*Finding.objects.filter(site=site), *(found_on(each) for each in others)]
    district, keeper = office.actor("district"), office.actor("keeper")
    with CaptureQueriesContext(connection) as asked:
        waits = steps_over(district, findings, after(16).date())
    assert len(asked) == 1
    (step,) = waits.pop(findings[0].pk)
    assert (waits, step.words, step.may_sign) == ({}, "拟限期整改,最早2026年11月11日可以签批", False)
    (ready,) = steps_over(district, findings, after(30).date())[findings[0].pk]
    assert (ready.words, ready.may_sign, ready.key) == (
        "拟限期整改,告知期已满,可以签批",
        True,
        announced.pk,
    )
    (seen,) = steps_over(keeper, findings, after(30).date())[findings[0].pk]
    assert seen.may_sign is False


def test_what_stands_on_another_finding_of_the_site_is_not_offered_there(office, site, announced):
    with known_check("test_second"):
        second = found_on(site, code="test_second")
        assert steps_over(office.actor("district"), [second], after(30).date()) == {}


def test_a_finding_that_climbs_has_the_next_day_of_the_ladder_on_the_desk(office, site):
    found_on(site)
    keeper = office.actor("keeper")

    def line(now):
        (found,) = desk_from(findings_inbox, keeper, now).waiting
        return found.due, found.due_words, found.is_hint

    assert line(NOW) == (NOW.date(), f"{chinese_day(NOW.date())}(今天)系统提醒", False)
    nights(NOW, 1)
    told_on = NOW.date() + timedelta(days=15)
    assert line(NOW) == (told_on, f"{chinese_day(told_on)}凌晨系统告知拟限期整改", False)
    nights(after(15), 1)
    signed_on = the("rectify", site).earliest_on
    assert line(after(15)) == (signed_on, f"最早{chinese_day(signed_on)}可以签批限期整改", False)
    assert line(after(60)) == (signed_on, "告知期已满,可以签批限期整改", False)


def test_the_desk_says_the_time_that_the_file_of_the_site_says(office, site):
    finding = found_on(site)
    nights(NOW, 1)
    for days, nights_then in ((3, 0), (15, 0), (15, 1), (60, 0)):
        nights(after(days), nights_then)
        (step,) = steps_for(site, after(days))
        assert next_days([finding], after(days).date())[finding.pk].words.startswith(step.when)


def test_the_desk_promises_nothing_that_the_measure_does_not_allow_to_be_told(office, site):
    old = pack_now("outdoor")
    limits = tuple(each for each in measure_of(old.pk).limits if each.code != "ladder_notice")
    finding = found_on(site, pack=succeed(old, NOW.date(), limits=limits))
    assert "提醒" in next_days([finding], NOW.date())[finding.pk].words
    nights(NOW, 1)
    assert next_days([finding], after(3).date()) == next_days([finding], after(20).date()) == {}


def test_what_waits_for_an_answer_is_not_told_as_ready_on_the_desk(office, site, announced):
    services.object_to(announced.pk, actor=office.actor("keeper"), now=after(20), note="不符。")
    finding = Finding.objects.get()
    for days in (21, 90):
        assert next_days([finding], after(days).date())[finding.pk].words == "待答复异议:拟限期整改"


def test_the_next_days_of_many_sites_are_read_at_once(office, site):
    findings = [
        found_on(opened_site(office.tree.primary, f"{number}号", hours=OFFICE_HOURS)) for number in range(3)
    ]
    nights(NOW, 1)
    counts = []
    for some in (findings[:1], findings):
        with CaptureQueriesContext(connection) as asked:
            assert len(next_days(some, after(3).date())) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_on_the_desk_what_has_consequences_comes_by_its_day_and_hints_come_last(office, site):
    climbing = found_on(site)
    Finding.objects.create(
        site=site,
        code="agreement_ending",
        severity="hint",
        began_on=after(-90).date(),
        found_on=NOW.date(),
        found_at=NOW,
    )
    waiting = gather(Reader(office.actor("keeper"), NOW)).waiting
    reasons = [each.reason.partition(",")[0] for each in waiting]
    assert reasons == [f"注意:{climbing.title}", "提示:共建协议即将到期"]
    owed = [replace(each, due=NOW.date() - timedelta(days=583), is_hint=True) for each in waiting[:1]]
    assert sorted([*owed, *waiting], key=_by_due)[0] == waiting[0]


def test_nobody_is_named_twice_and_no_bracket_stands_in_another(office, site):
    order = order_on(site, office.actor("city"))
    assert f"系统提醒{order.office},不会自动" in step_of(order, NOW).lapse
    order.ordered_as = "district"
    assert f"系统提醒{order.office}和市总工会,不会自动" in step_of(order, NOW).lapse
    provisional = after(80)
    found_on(site, now=provisional)
    nights(provisional, 1)
    lapses = [step.lapse for step in steps_for(fresh(site), provisional) if "暂定" in step.lapse]
    assert lapses
    for lapse in lapses:
        assert "后才可以签批,最早" in lapse and "((" not in lapse and "))" not in lapse
