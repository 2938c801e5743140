"""From a reminder to a cancelled filing: each rung in its time, told before, signed by a person, ended with its causes."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.registry import CHECKS
from core.workflow import TransitionRefused
from filing.models import Filing
from inspection.laddering import services
from inspection.laddering.next_steps import ladder_step, steps_after, steps_for
from inspection.laddering.selectors import standings_of, to_sign
from inspection.laddering.services import Followed, following, sign_consequence, sign_together
from inspection.models import Consequence, ConsequenceCause, Extension, Rectification
from inspection.rectifying.services import ask_longer, close_order, send_back, withdraw_order
from rulebook.selectors import measure_of
from sites.models import ServiceSite, SiteKeeper
from sites.services import reopen_site, suspend_site
from tests.factories import NOW, person
from tests.factories.orders import handed_in, judged, order_on
from tests.factories.packs import pack_now, succeed
from tests.inspection.ladders import (
    after,
    announced_on,
    found_on,
    gone,
    known_check,
    mended,
    next_year,
    nights,
    ordered,
    picked,
    state_of,
    suspended,
    the,
)
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db


def test_a_finding_is_reminded_of_at_once_and_announced_when_it_lasts(office, site):
    found_on(site)
    assert (nights(NOW, 1).reminded, nights(NOW, 1).changed) == (1, 0)
    assert nights(after(1), 14).changed == 0
    assert Consequence.objects.filter(action="rectify").count() == 0
    assert nights(after(15), 1).announced == 1
    row = the("rectify", site)
    assert (row.ripe_on, row.announced_on, row.state) == (date(2026, 10, 27),) * 2 + ("announced",)
    # Ten working days after 27 October, the day of telling not counted, and the day after.
    assert (row.notice, row.earliest_on) == ("10 个工作日", date(2026, 11, 11))
    told = OwedMessage.objects.filter(recipient_id=office.keeper.pk)
    assert [each.subject.split(":")[1][:2] for each in told.order_by("pk")] == ["长期", "拟限"]
    assert nights(after(16), 3).changed == 0


def test_before_its_day_nobody_signs_and_on_the_day_an_order_is_given(office, site):
    row = announced_on(site)
    day = (row.earliest_on - NOW.date()).days
    with pytest.raises(TransitionRefused, match="最早2026年11月11日"):
        sign_consequence(row.pk, actor=office.actor("district"), now=after(day - 1))
    assert Rectification.objects.count() == 0
    done = sign_consequence(row.pk, actor=office.actor("district"), now=after(day))
    order = Rectification.objects.get()
    item = order.items.get()
    assert (item.problem, item.remedy, order.source) == ("长期没有使用记录", "补登使用记录", "finding")
    assert (done.order, state_of(site), done.outcome_url) == (
        order,
        "rectifying",
        f"/desk/inspections/{order.number}/",
    )
    assert nights(after(day + 1), 5).changed == 0


def test_what_ends_before_it_is_signed_falls_and_can_not_be_signed(office, site):
    finding = found_on(site)
    nights(NOW, 1)
    nights(after(15), 1)
    row = the("rectify", site)
    gone(finding, after(20).date())
    with pytest.raises(TransitionRefused, match="“长期没有使用记录”已解决,不能签批"):
        sign_consequence(row.pk, actor=office.actor("district"), now=after(40))
    assert nights(after(40), 1).dropped == 1
    row.refresh_from_db()
    assert (row.state, row.signed_by, row.ending) == ("dropped", None, "“长期没有使用记录”已解决")
    with pytest.raises(TransitionRefused, match="已撤下"):
        sign_consequence(row.pk, actor=office.actor("district"), now=after(41))


def test_while_something_of_it_is_left_it_does_not_fall(office, site):
    with known_check("test_second"):
        first, second = found_on(site), found_on(site, code="test_second")
        nights(NOW, 1)
        nights(after(15), 1)
        gone(first, after(16).date())
        assert nights(after(16), 1).changed == 0
        row = the("rectify", site)
        with pytest.raises(TransitionRefused, match="仍然存在"):
            services.drop_consequence(row.pk, actor=SYSTEM, now=after(17))
        sign_consequence(row.pk, actor=office.actor("district"), now=after(31))
        assert [item.problem for item in Rectification.objects.get().items.all()] == [second.title]


def test_an_order_that_lapsed_leads_to_a_suspended_plate_and_back(office, site):
    row, days = suspended(office, site)
    assert (state_of(site), row.state) == ("suspended", "signed")
    assert [cause.order_id for cause in row.causes.all()] == [Rectification.objects.get().pk]
    assert "暂停挂牌" in site.notices.get(kind="closure").reason
    order = judged(
        handed_in(Rectification.objects.get(), office.actor("keeper"), now=after(days + 1)),
        office.actor("district"),
        "ok",
        now=after(days + 1),
    )
    close_order(order.pk, actor=office.actor("district"), now=after(days + 1))
    assert state_of(site) == "suspended"
    services.lift_consequence(row.pk, actor=office.actor("district"), now=after(days + 2), note="已整改。")
    row.refresh_from_db()
    assert (state_of(site), row.state) == ("open", "lifted")


def test_a_closure_that_the_keeper_told_does_not_stand_in_the_way(office, site):
    suspend_site(
        site.pk,
        starts_at=NOW,
        ends_at=None,
        reason="盘点",
        basis="notice",
        actor=office.actor("keeper"),
        now=NOW,
    )
    row, _ = suspended(office, site)
    closures = site.notices.filter(kind="closure", over_at=None)
    assert [each.pk for each in closures] == [int(row.outcome_key)]
    assert state_of(site) == "suspended"


def test_a_site_that_a_decision_closed_stays_closed_for_that(office, site):
    suspend_site(site.pk, starts_at=NOW, ends_at=None, reason="改造", actor=SYSTEM, now=NOW)
    row, days = suspended(office, site)
    own = site.notices.get(pk=row.outcome_key)
    assert (own.reason, own.basis, own.ends_at) == ("暂停挂牌,整改完成后恢复", "decision", None)
    order = Rectification.objects.get()
    withdraw_order(order.pk, actor=office.actor("district"), now=after(days), note="已无必要。")
    services.lift_consequence(row.pk, actor=office.actor("district"), now=after(days), note="已整改。")
    assert state_of(site) == "suspended"


def test_a_plate_stays_suspended_when_another_decision_ends(office, site):
    other = suspend_site(site.pk, starts_at=NOW, ends_at=None, reason="改造", actor=SYSTEM, now=NOW)
    row, days = suspended(office, site)
    reopen_site(site.pk, at=after(days), actor=SYSTEM, now=after(days), only=other.pk)
    assert (state_of(site), row.state) == ("suspended", "signed")


def test_at_the_end_the_branch_opens_a_cancellation(office, site):
    next_year()
    row, days = suspended(office, site)
    signed_on = row.signed_at.date()
    assert nights(after(days + 1), 59).changed == 0
    assert nights(after(days + 60), 1).announced == 1
    last = the("cancel", site)
    assert last.ripe_on == signed_on + timedelta(days=60)
    ready = (last.earliest_on - NOW.date()).days
    with pytest.raises(NotAllowed):
        sign_consequence(last.pk, actor=office.actor("city"), now=after(ready))
    done = sign_consequence(last.pk, actor=office.actor("district"), now=after(ready))
    case = Filing.objects.get(site=site)
    assert (case.kind, case.state, case.particulars["ground"]) == ("cancel", "draft", "unfit")
    assert (done.outcome_url, state_of(site)) == (f"/desk/filings/{case.number}/", "suspended")
    assert nights(after(ready + 1), 3).changed == 0


def test_no_rung_is_skipped_however_late_the_run(office, site):
    """A year in which nobody looked: one rung is announced, never two, and each waits for the one before."""
    found_on(site)
    nights(NOW, 1)
    assert nights(after(365), 1).announced == 1
    assert list(Consequence.objects.filter(state="announced").values_list("action", flat=True)) == ["rectify"]
    assert the("rectify", site).announced_on == after(365).date()


def test_a_second_look_holds_up_the_signature_and_begins_nothing_anew(office, site):
    """Or whoever hands in on the last day of notice, again and again, is never signed for."""
    order, _ = ordered(office, site)
    lapse = (order.due_on - NOW.date()).days + 1
    nights(after(lapse), 1)
    row, district = the("suspend", site), office.actor("district")
    ready = (row.earliest_on - NOW.date()).days
    order = handed_in(order, office.actor("keeper"), now=after(ready - 1))
    assert nights(after(ready), 1).changed == 0
    (step,) = steps_for(site, after(ready))
    assert (step.what[:5], step.when) == ("拟暂停挂牌", "已提交复查,暂不签批")
    assert not to_sign(district, after(ready).date()).exists()
    with pytest.raises(TransitionRefused, match="已提交复查,现在不能签批"):
        sign_consequence(row.pk, actor=district, now=after(ready))
    order = judged(order, district, "not_ok", now=after(ready + 1))
    send_back(order.pk, actor=district, now=after(ready + 1))
    assert nights(after(ready + 1), 1).changed == 0
    assert to_sign(district, after(ready + 1).date()).get() == row
    assert sign_consequence(row.pk, actor=district, now=after(ready + 1)).state == "signed"


def test_a_request_for_more_time_holds_up_the_ladder_until_it_is_answered(office, site):
    order, _ = ordered(office, site)
    due = (order.due_on - NOW.date()).days
    wished = after(due + 20).date()
    ask_longer(order.pk, wished, "待货。", actor=office.actor("keeper"), now=after(due - 1))
    assert nights(after(due + 1), 2).announced == 0
    Extension.objects.update(verdict="refused")
    assert nights(after(due + 3), 1).announced == 1
    Extension.objects.update(verdict="")
    row, district = the("suspend", site), office.actor("district")
    ready = after((row.earliest_on - NOW.date()).days)
    assert not to_sign(district, ready.date()).exists()
    with pytest.raises(TransitionRefused, match="延期申请待答复,现在不能签批"):
        sign_consequence(row.pk, actor=district, now=ready)
    Extension.objects.update(verdict="refused")
    assert sign_consequence(row.pk, actor=district, now=ready).state == "signed"


def test_an_order_whose_day_is_provisional_leads_to_nothing(office, site):
    order = order_on(site, office.actor("district"))
    Rectification.objects.update(due_is_provisional=True)
    assert nights(after(40), 1).announced == 0
    Rectification.objects.update(due_is_provisional=False)
    assert nights(after(40), 1).announced == 1
    assert the("suspend", site).causes.get().order_id == order.pk


def test_a_plate_that_was_given_back_counts_anew(office, site):
    """Of the same order, reported as not obeyed: the rung is not taken any more, and so many days pass again."""
    row, days = suspended(office, site)
    order = Rectification.objects.get()
    Rectification.objects.update(state="closed")
    services.lift_consequence(row.pk, actor=office.actor("district"), now=after(days), note="已整改。")
    Rectification.objects.update(state="unmet")
    causes = standings_of([site.pk], after(days).date())[site.pk].causes
    (cause,) = (each for each in causes if each.kind == "order")
    assert (cause.key, dict(cause.spared)) == (order.pk, {"suspend": after(days).date()})
    assert "suspend" not in cause.taken


def test_what_was_mended_since_the_night_is_neither_announced_nor_signed(office, site):
    """The finding is still open: the watch looks once a night. The check itself is asked again."""
    finding = found_on(site)
    nights(NOW, 1)
    with mended(site):
        assert nights(after(15), 1).changed == 0
    nights(after(15), 1)
    row = the("rectify", site)
    ready = after((row.earliest_on - NOW.date()).days)
    with mended(site), pytest.raises(TransitionRefused, match="“长期没有使用记录”已经办理到位,不能签批"):
        sign_consequence(row.pk, actor=office.actor("district"), now=ready)
    assert (Rectification.objects.count(), finding.ended_on) == (0, None)
    assert sign_consequence(row.pk, actor=office.actor("district"), now=ready).state == "signed"


def test_nobody_is_reminded_of_what_was_mended_before_the_job_came(office, site):
    found_on(site)
    with mended(site):
        assert nights(NOW, 1).changed == 0
    assert nights(NOW, 1).reminded == 1


def test_an_order_whose_findings_are_gone_climbs_no_further(office, site):
    order, _ = ordered(office, site)
    finding = site.findings.get()
    gone(finding, after(30).date())
    lapse = (order.due_on - NOW.date()).days + 1
    assert nights(after(lapse), 3).changed == 0


def test_an_order_given_by_hand_climbs_by_itself(office, site):
    order = order_on(site, office.actor("district"))
    assert nights(after(31), 1).announced == 1
    row = the("suspend", site)
    assert [cause.order_id for cause in row.causes.all()] == [order.pk]
    assert row.ripe_on == order.due_on + timedelta(days=1)


def test_a_finding_whose_order_was_closed_is_ordered_anew(office, site):
    order, days = ordered(office, site)
    done = judged(
        handed_in(order, office.actor("keeper"), now=after(days)),
        office.actor("district"),
        "ok",
        now=after(days),
    )
    close_order(done.pk, actor=office.actor("district"), now=after(days))
    assert nights(after(days + 1), 14).changed == 0
    assert nights(after(days + 15), 1).announced == 1


def test_without_its_term_nothing_is_announced_and_the_page_says_what_is_missing(office, site):
    old = pack_now("outdoor")
    limits = tuple(each for each in measure_of(old.pk).limits if each.code != "ladder_notice")
    pack = succeed(old, NOW.date(), limits=limits)
    found_on(site, pack=pack)
    nights(NOW, 1)
    assert nights(after(15), 1).changed == 0
    step = ladder_step(site, after(15))
    assert "没有规定“处置告知”期限" in step.lapse and step.who == "系统管理员"


def test_the_longest_wording_that_a_measure_can_have_reminds_and_announces(office, site):
    old = pack_now("outdoor")
    wording = "请按提醒内容尽快补正。" * 18 + "谢谢"
    ladder = tuple(replace(each, wording=wording) for each in measure_of(old.pk).ladder)
    found_on(site, pack=succeed(old, NOW.date(), ladder=ladder))
    assert (len(wording), nights(NOW, 1)) == (200, Followed(reminded=1))
    assert OwedMessage.objects.get(recipient_id=office.keeper.pk).body.endswith(wording)
    assert nights(after(15), 1) == Followed(announced=1)


def test_many_causes_at_a_site_with_a_long_name_are_announced(office, site):
    ServiceSite.objects.filter(pk=site.pk).update(name="某某集团第三项目部中山公园片区" * 5)
    with ExitStack() as checks:
        for number in range(8):
            checks.enter_context(known_check(f"test_{number}", title=f"第 {number} 项检查材料已经到期"))
            found_on(site, code=f"test_{number}")
        assert nights(NOW, 1) == Followed(reminded=1)
        assert nights(after(15), 1) == Followed(announced=1)


def test_a_provisional_day_binds_nobody_until_the_calendar_arrives(office, site):
    """Announced at the end of the last year whose calendar is known: ten working days reach into an unknown one."""
    late = NOW.replace(month=12, day=10)
    found_on(site, now=late)
    nights(late, 1)
    nights(late + timedelta(days=15), 1)
    row = the("rectify", site)
    assert row.earliest_is_provisional
    with pytest.raises(TransitionRefused, match="暂定"):
        sign_consequence(row.pk, actor=office.actor("district"), now=late + timedelta(days=60))
    told = steps_for(site, late + timedelta(days=15))[0].when
    assert "(暂定,系统管理员录入2027年放假安排后确定)" in told
    subject = OwedMessage.objects.filter(recipient_id=office.keeper.pk).latest("pk").subject
    assert "(暂定,系统管理员录入2027年放假安排后确定)可以签批" in subject
    before = row.earliest_on
    next_year()
    row.refresh_from_db()
    assert (row.earliest_is_provisional, row.earliest_on >= before) == (False, True)
    later = late + timedelta(days=60)
    assert sign_consequence(row.pk, actor=office.actor("district"), now=later).state == "signed"


def test_an_objection_stops_the_signature_until_it_is_answered(office, site):
    row = announced_on(site)
    services.object_to(row.pk, actor=office.actor("keeper"), now=after(16), note="正在装修。")
    with pytest.raises(TransitionRefused, match="有异议待答复"):
        sign_consequence(row.pk, actor=office.actor("district"), now=after(40))
    services.keep_consequence(row.pk, actor=office.actor("district"), now=after(17), note="装修已经结束。")
    row.refresh_from_db()
    assert (row.state, row.earliest_on) == ("announced", date(2026, 11, 11))
    assert sign_consequence(row.pk, actor=office.actor("district"), now=after(31)).state == "signed"


def test_what_a_person_takes_back_is_counted_anew(office, site):
    found_on(site)
    nights(NOW, 1)
    nights(after(15), 1)
    services.withdraw_consequence(
        the("rectify", site).pk, actor=office.actor("district"), now=after(20), note="季节性停用。"
    )
    assert nights(after(21), 14).changed == 0
    assert nights(after(35), 1).announced == 1


def test_of_many_each_stands_for_itself(office, site):
    other = opened_site(office.tree.primary, "别处", hours=OFFICE_HOURS)
    found_on(site)
    finding = found_on(other)
    nights(NOW, 1)
    nights(after(15), 1)
    rows = [the("rectify", site), the("rectify", other)]
    gone(finding, after(16).date())
    done = sign_together(map(picked, rows), actor=office.actor("district"), now=after(40))
    assert [(each.key, bool(each.refused)) for each in done] == [(rows[0].pk, False), (rows[1].pk, True)]
    assert (done[0].words[:7], done[1].refused[:5]) == ("已下达整改通知", "“长期没有")
    assert Rectification.objects.count() == 1


FACTS = "test_facts"


@contextmanager
def unreadable(site):
    """The facts of this site make the statement of a check fail."""
    with known_check(FACTS) as whole:
        pass
    divided = RawSQL("1 / (site_id - %s)", (site.pk,), output_field=IntegerField())
    broken = replace(whole, failing=lambda day: whole.failing(day).annotate(odd=divided).filter(odd__lte=1))
    with CHECKS.known(FACTS, broken):
        yield


@pytest.mark.pg
def test_a_site_whose_facts_break_the_check_is_refused_and_holds_up_no_other(office, site):
    other = opened_site(office.tree.primary, "别处", hours=OFFICE_HOURS)
    for each in (site, other):
        found_on(each, code=FACTS)
    with known_check(FACTS):
        nights(NOW, 1)
        nights(after(15), 1)
    rows = [the("rectify", site), the("rectify", other)]
    with unreadable(site):
        first, second = sign_together(map(picked, rows), actor=office.actor("district"), now=after(40))
    assert first.refused == "阵地的资料无法检查,现在不能签批。请核对其资料,更正后再签批。"
    assert (second.refused, second.words[:7]) == ("", "已下达整改通知")
    rows[0].refresh_from_db()
    assert rows[0].state == "announced"


@pytest.mark.pg
def test_a_site_whose_facts_break_the_check_is_named_by_the_night_and_holds_up_no_other(office, site):
    for each in (site, opened_site(office.tree.primary, "别处", hours=OFFICE_HOURS)):
        found_on(each, code=FACTS)
    with unreadable(site):
        reminded, announced = services.follow_ladder(now=NOW), services.follow_ladder(now=after(15))
    assert (reminded.reminded, reminded.failed) == (1, (site.pk,))
    assert (announced.announced, announced.failed) == (1, (site.pk,))


def test_what_is_refused_among_many_stands_once_in_the_trail(office, site):
    row = announced_on(site)
    (done,) = sign_together([picked(row)], actor=office.actor("district"), now=after(16))
    entry = AuditEntry.objects.get(outcome="refused")
    assert (entry.action, entry.note) == ("consequence.sign", done.refused)
    assert (entry.target_id, entry.about) == (str(row.pk), f"site:{site.pk}")


def test_who_saw_an_older_state_does_not_sign(office, site):
    row = announced_on(site)
    before = picked(row)
    services.object_to(row.pk, actor=office.actor("keeper"), now=after(16), note="正在装修。")
    services.keep_consequence(row.pk, actor=office.actor("district"), now=after(17), note="装修已经结束。")
    (done,) = sign_together([before], actor=office.actor("district"), now=after(40))
    assert "已有更新" in done.refused


def test_an_objection_is_answered_once_and_then_it_is_time_to_sign(office, site):
    row = announced_on(site)
    assert "提出异议" in ladder_step(site, after(15)).also
    services.object_to(row.pk, actor=office.actor("keeper"), now=after(16), note="正在装修。")
    services.keep_consequence(row.pk, actor=office.actor("district"), now=after(17), note="装修已经结束。")
    with pytest.raises(TransitionRefused, match="已经答复,不能再次提出"):
        services.object_to(row.pk, actor=office.actor("keeper"), now=after(18), note="还是不同意。")
    assert ladder_step(site, after(18)).also == ""
    sign_consequence(row.pk, actor=office.actor("district"), now=after(40))


def test_a_check_that_does_not_climb_is_left_alone(office, site):
    with known_check("test_shown", climbs=False):
        found_on(site, code="test_shown")
        assert nights(NOW, 1).changed == 0
        assert steps_for(site, NOW) == []


def test_the_page_says_today_what_the_job_does_tonight(office, site):
    found_on(site)
    assert ladder_step(site, NOW).what == "提醒:长期没有使用记录"
    nights(NOW, 1)
    step = ladder_step(site, after(3))
    assert (step.what[:10], step.when) == ("仍未解决的,告知拟限", "2026年10月27日凌晨")
    assert "最早2026年11月11日" in step.lapse
    nights(after(15), 1)
    assert ladder_step(site, after(15)).when == "最早2026年11月11日可以签批"
    sign_consequence(the("rectify", site).pk, actor=office.actor("district"), now=after(30))
    order = Rectification.objects.get()
    (step,) = steps_after(order, after(30))
    assert (step.what[:10], step.avoid[:4]) == ("仍未解决的,告知拟暂", "完成整改")
    assert ladder_step(site, after(30)) is None


def test_a_site_that_breaks_is_named_and_holds_up_no_other(office, site, monkeypatch):
    other = opened_site(office.tree.primary, "别处", hours=OFFICE_HOURS)
    found_on(site)
    found_on(other)

    def broken(ripe, *, now):
        if site.pk in {each.pk for each, _ in ripe}:
            raise ValueError("planted")
        return whole(ripe, now=now)

    whole = following.remind_each
    monkeypatch.setattr(following, "remind_each", broken)
    done = services.follow_ladder(now=NOW)
    assert (done.reminded, done.failed) == (1, (site.pk,))


def test_many_are_reminded_together_as_each_by_itself(office, site, monkeypatch):
    """The same rows, entries and messages; a single keeper of one of them hears of it once."""
    sites = [
        site,
        *(opened_site(office.tree.primary, f"{number}号", hours=OFFICE_HOURS) for number in range(4)),
    ]
    sites += [opened_site(office.tree.other_primary, "乙站", site_type="nursing_room", hours=OFFICE_HOURS)]
    SiteKeeper.objects.create(site=sites[1], user=office.keeper, since=NOW.date())
    SiteKeeper.objects.create(site=sites[2], user=person("alone"), since=NOW.date())
    person("rooms", "district", office.tree.south, site_types=["nursing_room"])
    person("gone", "district", office.tree.south, valid_until=NOW.date() - timedelta(days=1))
    for each in sites:
        found_on(each)

    def seen():
        consequences = Consequence.objects.order_by("site_id").values_list(
            "site", "action", "state", "wording", "ripe_on"
        )
        causes = ConsequenceCause.objects.order_by("consequence__site_id", "title").values_list(
            "consequence__site", "title", "term"
        )
        entries = AuditEntry.objects.filter(action="consequence.remind").order_by("about")
        owed = OwedMessage.objects.filter(key__startswith="consequence:").order_by("subject", "recipient_id")
        return [
            *consequences,
            *causes,
            *entries.values_list("about", "after", "note", "changes", "scope_path", "target_label"),
            *owed.values_list("subject", "recipient_id", "url", "is_urgent", "next_try_at"),
        ]

    with transaction.atomic():
        monkeypatch.setattr(following, "_remind_together", lambda keys, now: (set(), 0))
        assert services.follow_ladder(now=NOW).reminded == 6
        alone = seen()
        transaction.set_rollback(True)
    monkeypatch.undo()
    monkeypatch.setattr(following, "_follow_site", None)
    assert services.follow_ladder(now=NOW).reminded == 6
    assert seen() == alone and len(alone) > 20
    assert services.follow_ladder(now=NOW).changed == 0


def test_what_one_run_left_is_done_by_the_next(office, site, monkeypatch):
    monkeypatch.setattr(following, "CHUNK", 1)
    for each in (site, opened_site(office.tree.primary, "乙站", hours=OFFICE_HOURS)):
        found_on(each)
    asked = iter((True, False))
    assert services.follow_ladder(now=NOW, go_on=lambda: next(asked)).reminded == 1
    assert services.follow_ladder(now=NOW).reminded == 1
    assert services.follow_ladder(now=NOW).changed == 0


def test_thirty_are_reminded_in_as_many_statements_as_ten(office, site):
    def statements(count):
        for number in range(count):
            found_on(opened_site(office.tree.primary, f"{count}-{number}", hours=OFFICE_HOURS))
        with CaptureQueriesContext(connection) as asked:
            assert services.follow_ladder(now=NOW).reminded == count
        return len(asked)

    statements(3)
    assert statements(10) == statements(30)


def test_every_move_stands_in_the_history_of_the_site(office, site):
    suspended(office, site)
    told = AuditEntry.objects.filter(about=f"site:{site.pk}", action__startswith="consequence.")
    assert list(told.order_by("pk").values_list("action", flat=True)) == [
        "consequence.remind",
        "consequence.announce",
        "consequence.sign",
        "consequence.announce",
        "consequence.sign",
    ]
