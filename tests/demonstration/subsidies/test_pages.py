"""The pages of the money: who sees and does what, few clicks, bad input told beside its field, sums with two places."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from core.walls import entries_seen
from demonstration.models import Conflict, Payment, Subsidy, SubsidyBatch, SubsidyPool, SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.inbox import subsidies_inbox
from demonstration.subsidies.rehearsing import rehearse_money
from inspection.assessing.services import conclude_assessment, take_over
from rulebook.models import RulePack
from tests.demonstration.subsidies.scenes import (
    CITY_TIER,
    NOTICE,
    NOW,
    RECEIPT,
    a_pool,
    again,
    pool_now,
    put_tiers,
)
from tests.desks import desk_from
from tests.factories import actor_of, person, succeed
from tests.inspection.boards import TABLE, begin, reviewed


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def city(office):
    return signed_in(office.city)


@pytest.fixture
def second(office):
    return signed_in(office.city2)


@pytest.fixture
def till(money):
    return signed_in(money.finance_user)


def frame(row=None, **typed):
    return {"key": str(uuid.uuid4()), **({"seen": str(row.revision)} if row else {}), **typed}


def body_of(response):
    return response.content.decode()


def at(name, row=None):
    key = [] if row is None else [row.number if isinstance(row, Subsidy) else row.pk]
    return reverse(name, args=key)


MEETING = {"meeting": "new", "name": "主席办公会", "held_on": "2026-11-10", "minutes_number": "〔2026〕第9期"}
PAY = {"number": "青工财〔2026〕15号", "budget_year": "2026", "paid_on": "2026-11-11"}


def test_worked_out_submitted_approved_and_exported_in_nine_clicks(money, city, second):
    """Each request is one click: 测算补助, 测算, 提交审批; open, 登记会议并批准, 批准; file."""
    clicks = [city.get(at("subsidy-new"))]
    typed = {"title": "示范补助", "pool": str(money.pool.pk), "whom": f"round-{money.round.pk}"}
    clicks.append(city.post(at("subsidy-new"), frame(**typed)))
    row = SubsidyBatch.objects.get()
    assert clicks[-1]["Location"] == at("subsidy-batch", row)
    clicks.append(city.post(at("subsidy-act", row), frame(row, action="submit")))
    clicks.append(second.get(at("subsidy-batch", row)))
    clicks.append(second.get(at("subsidy-approve", row)))
    clicks.append(second.post(at("subsidy-approve", row), frame(again(row), **MEETING)))
    files = [second.post(at("subsidy-xlsx", row)) for _ in range(2)]
    assert len(clicks) + 1 <= 9
    assert again(row).state == "approved" and again(row).meeting.name == "主席办公会"
    assert files[0].content == files[1].content
    assert pool_now(money).committed == 900_099


def test_findings_stand_above_the_lines(money, city):
    money.approved()
    body = body_of(city.get(at("subsidy-batch", money.draft())))
    assert body.index("先处理这些提示(3 处)") < body.index("<h2>明细</h2>")
    assert "3,000.33 元" in body and "9,000.99 元" in body


def test_a_finding_is_answered_on_the_page_of_its_line(money, city):
    money.approved()
    row = money.draft()
    line = row.lines.first()
    missing = city.post(at("subsidy-edit", line), frame(line, keeper="", reason=""))
    assert missing.status_code == 400 and "请填写仍予补助的理由" in body_of(missing)
    given = city.post(at("subsidy-edit", line), frame(line, keeper="", reason="上次是启动经费。"))
    assert given["Location"] == at("subsidy-batch", row)
    assert again(line).override_reason == "上次是启动经费。"


def test_who_worked_it_out_reads_why_he_may_not_approve(money, city, second):
    row = money.submitted()
    assert "应由两个人办理" in body_of(city.get(at("subsidy-batch", row)))
    assert city.get(at("subsidy-approve", row)).status_code == 403
    assert city.post(at("subsidy-approve", row), frame(row, **MEETING)).status_code == 403
    assert AuditEntry.objects.filter(action="subsidy_batch.approve", outcome="refused").count() == 1
    assert "登记会议并批准" in body_of(second.get(at("subsidy-batch", row)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "-5"}, "不能是负数"),
        ({"amount": "0"}, "应大于 0 元"),
        ({"amount": "1.005"}, "最多保留 2 位小数"),
        ({"amount": ""}, "请填写总额"),
        ({"name": ""}, "请填写名称。"),
        ({"year": "十"}, "2020 到 2100 之间的整数"),
        ({"source": "11010519491231002X"}, "身份证"),
    ],
)
def test_a_pool_that_cannot_be_is_told_beside_its_field(money, city, typed, sentence):
    told = {"name": "省总专项", "source": "省总", "year": "2026", "document_number": "", "amount": "10000"}
    response = city.post(at("subsidy-pool-new"), frame(**{**told, **typed}))
    assert response.status_code == 400 and sentence in body_of(response)
    assert SubsidyPool.objects.count() == 1


def test_a_pool_is_typed_in_yuan(money, till):
    told = {
        "name": "省总专项",
        "source": "省总",
        "year": "2026",
        "document_number": "",
        "amount": "10,000.05",
    }
    assert till.post(at("subsidy-pool-new"), frame(**told)).status_code == 302
    assert SubsidyPool.objects.get(name="省总专项").amount == 1_000_005


def test_a_whole_batch_is_paid_once_however_often_it_is_sent(money, till):
    row = money.approved()
    body = frame(**PAY)
    assert [till.post(at("subsidy-pay", row), body).status_code for _ in range(2)] == [302, 302]
    again_sent = till.post(at("subsidy-pay", row), frame(**PAY))
    assert again_sent.status_code == 409 and "没有重复登记" in body_of(again_sent)
    assert Payment.objects.count() == 3


def test_the_same_step_from_two_windows_is_paid_once(money, till):
    line = money.approved().lines.first()
    assert till.post(at("subsidy-pay-line", line), frame(line, **PAY)).status_code == 302
    assert till.post(at("subsidy-pay-line", line), frame(line, **PAY)).status_code == 409
    assert line.payments.count() == 1


def test_the_way_of_one_line_is_walked_on_its_pages(money, till, second):
    line = money.approved().lines.get(site=money.sites[0])
    while again(line).state != SubsidyState.RECEIVED:
        assert till.post(at("subsidy-pay-line", line), frame(again(line), **PAY)).status_code == 302
        typed = {"number": "HZ-1", "received_on": "2026-11-11"}
        assert till.post(at("subsidy-receipt", line), frame(again(line), **typed)).status_code == 302
    use = {"item": "空调", "amount": "2000.5", "spent_on": "2026-11-11", "voucher_number": "记-1"}
    bare = till.post(at("subsidy-use", line), frame(again(line), is_equipment="on", asset_number="", **use))
    assert bare.status_code == 400 and "购置设备请填写资产编号" in body_of(bare)
    given = frame(again(line), is_equipment="on", asset_number="ZC-7", **use)
    assert till.post(at("subsidy-use", line), given).status_code == 302
    body = body_of(till.get(at("subsidy", line)))
    assert "2,000.50 元" in body and "ZC-7" in body and "HZ-1" in body
    assert "结余 999.83 元" in body_of(till.get(at("subsidy-use-paper", line)))
    asked = second.post(at("subsidy-recall", line), frame(again(line), amount="3000.33", ground="取消资格"))
    assert asked.status_code == 302
    back = {"amount": "3000.33", "number": "9号", "received_on": "2026-11-11"}
    assert till.post(at("subsidy-recover", line), frame(again(line), **back)).status_code == 302
    assert again(line).state == SubsidyState.RETURNED and pool_now(money).committed == 600_066


@pytest.mark.parametrize("amount", ["-1", "0", "3000.34"])
def test_an_amount_that_cannot_be_asked_back_is_told(money, second, amount):
    line = money.arrived(money.approved().lines.get(site=money.sites[0]))
    typed = frame(line, amount=amount, ground="取消资格")
    assert second.post(at("subsidy-recall", line), typed).status_code in (400, 409)
    assert again(line).recalled == 0


LINE_PAGES = [
    *("subsidy", "subsidy-edit", "subsidy-leave-out", "subsidy-release", "subsidy-pay-line"),
    *("subsidy-receipt", "subsidy-use", "subsidy-recall", "subsidy-recover", "subsidy-use-paper"),
]


@pytest.mark.parametrize("name", LINE_PAGES)
def test_what_is_not_approved_is_not_found_below_the_issuer(money, office, name):
    line = money.submitted().lines.get(site__union_path=office.tree.primary.path)
    for user in (office.keeper, office.district):
        assert signed_in(user).get(at(name, line)).status_code == 404
        expected = 405 if name in ("subsidy", "subsidy-use-paper") else 404
        assert signed_in(user).post(at(name, line), frame()).status_code == expected


def test_a_keeper_sees_the_money_of_his_site_and_no_batch(money, office):
    row = money.approved()
    keeper = signed_in(office.keeper)
    own = row.lines.get(site__union_path=office.tree.primary.path)
    other = row.lines.exclude(pk=own.pk).first()
    body = body_of(keeper.get(at("subsidy", own)))
    assert "3,000.33 元" in body and at("subsidy-batch", row) not in body
    assert keeper.get(at("subsidy", other)).status_code == 404
    assert keeper.get(at("subsidy-batch", row)).status_code == 404
    assert keeper.get(at("subsidies")).status_code == 403
    file = body_of(keeper.get(reverse("site-file", args=[again(own.site).code])))
    assert "市级示范 3,000.33 元" in file
    elsewhere = signed_in(office.district).get(reverse("site-file", args=[again(other.site).code]))
    assert elsewhere.status_code == 404 or "市级示范 3,000.33 元" not in body_of(elsewhere)


def test_who_has_a_conflict_finds_neither_the_line_nor_the_batch(money, office, city, second):
    row = money.submitted()
    line = row.lines.get(site=money.sites[0])
    Conflict.objects.create(
        user=office.city2,
        nomination=line.designation.nomination,
        source="declared",
        reason="亲属在该单位",
        entered_by="赵强",
        entered_at=NOW,
    )
    assert second.get(at("subsidy-batch", row)).status_code == 404
    assert second.get(at("subsidy", line)).status_code == 404
    assert row.title not in body_of(second.get(at("subsidies")))
    assert city.get(at("subsidy-batch", row)).status_code == 200
    entries = AuditEntry.objects.filter(entries_seen(money.second))
    assert not entries.filter(action__startswith="subsidy_batch").exists()
    assert AuditEntry.objects.filter(action="subsidy_batch.submit").exists()
    assert inbox_of(money.second) == []


def test_another_city_finds_nothing(money, office, second):
    row = money.approved()
    north = signed_in(person("north_finance", "finance", office.tree.north))
    assert north.get(at("subsidy-batch", row)).status_code == 404
    assert north.post(at("subsidy-act", row), frame(row, action="drop", note="x")).status_code == 404
    assert AuditEntry.objects.filter(action="subsidy.reach", outcome="refused").count() == 1


def test_an_unknown_act_is_a_bad_request(money, city):
    row = money.draft()
    assert city.post(at("subsidy-act", row), frame(row, action="approve")).status_code == 400


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_lists_cost_the_same_for_one_and_for_many(money, city):
    money.draft()
    one = statements(city, at("subsidies"))
    for _ in range(2):
        a_pool(money.office)
        money.draft()
    assert statements(city, at("subsidies")) == one <= 8


def test_a_batch_of_three_costs_as_much_as_one_of_one(money, city, office):
    row = money.draft()
    many = statements(city, at("subsidy-batch", row))
    row.lines.exclude(pk=row.lines.first().pk).delete()
    assert statements(city, at("subsidy-batch", row)) == many <= 8


def inbox_of(actor):
    told = desk_from(subsidies_inbox, actor, NOW)
    return [(item.title, item.reason) for item in [*told.waiting, *told.upcoming]]


def test_each_step_waits_on_the_right_desk(money, office):
    row = money.draft()
    assert inbox_of(money.maker) == [("示范阵地补助", "补助测算待提交")]
    services.submit_batch(row.pk, actor=money.maker, now=NOW)
    assert inbox_of(money.maker) == []
    assert inbox_of(money.second) == [("示范阵地补助", "补助待审批")]
    assert inbox_of(money.finance) == []
    assert inbox_of(office.actor("district")) == []


def test_what_is_to_be_paid_waits_for_finance(money):
    line = money.approved().lines.order_by("pk").first()
    assert [reason for _, reason in inbox_of(money.finance)] == ["补助待拨付"] * 3
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    assert (f"{line.site} 3,000.33 元", "补助拨付中,等回执") in inbox_of(money.finance)


def test_what_was_paid_lately_stands_among_what_finance_has_done(money, office):
    line = money.approved().lines.order_by("pk").first()

    def done(actor, days=0):
        told = desk_from(subsidies_inbox, actor, NOW + timedelta(days=days)).done
        return [(item.title, item.tag, item.reason) for item in told]

    assert done(money.finance) == []
    services.pay_lines({line.pk: 1}, NOTICE, actor=money.finance, now=NOW)
    paid = (f"{line.site} 3,000.33 元", "青工财〔2026〕15号")
    assert done(money.finance) == [(*paid, "已拨付,等回执")]
    services.enter_receipt(again(line), RECEIPT, actor=money.finance, now=NOW)
    assert done(money.finance) == [(*paid, "已到账,回执 HZ-001")]
    assert done(money.finance, 30) == done(money.finance)
    assert (done(money.finance, 31), done(money.maker), done(office.actor("district"))) == ([], [], [])


# Rehearsed


def draft_with(office, *tiers):
    newest = RulePack.objects.filter(family="outdoor").latest("effective_from")
    put_tiers(office, *tiers)
    return RulePack.objects.exclude(pk=newest.pk).filter(family="outdoor").latest("effective_from")


def test_a_rehearsal_tells_the_money_before_and_after(money, office):
    money.approved()
    told = rehearse_money(draft_with(office, replace(CITY_TIER, amount_fen=200_000)), NOW)
    assert told["counts"] == {"titles": 3, "titles_at_risk": 0, "subsidies": 3}
    assert "合计 9,000.99 元;按新档次为 6,000.00 元,减少 3,000.99 元" in told["summary"][1]
    (_, sums, changed) = told["sections"]
    assert sums["rows"] == [["户外劳动者服务站点", 3, "9,000.99 元", "6,000.00 元", "减少 3,000.99 元"]]
    assert len(changed["rows"]) == 3


def test_a_rehearsal_tells_who_would_get_nothing(money, office):
    money.approved()
    line = Subsidy.objects.first()
    told = rehearse_money(draft_with(office, replace(CITY_TIER, level="province")), NOW)
    assert line.number in str(told["sections"][2])
    assert all(row[4:] == ["没有适用的档次", "0.00 元"] for row in told["sections"][2]["rows"])


def test_without_titles_and_money_a_rehearsal_says_nothing(office):
    newest = RulePack.objects.filter(family="outdoor").latest("effective_from")
    assert rehearse_money(newest, NOW) is None


def test_the_draft_stays_a_draft_for_who_may_not_decide(money, office):
    plain = person("plain", "city", office.tree.city, rights={"decide": False})
    row = money.submitted()
    assert signed_in(plain).get(at("subsidy-approve", row)).status_code == 403
    assert actor_of(plain).id != money.maker.id


def test_a_rehearsal_names_titles_whose_site_would_not_pass_any_more(money, office):
    site = money.sites[0]
    row = reviewed(office, begin(office, site))
    hand_over = {"actor": office.actor("city"), "now": NOW}
    take_over(row.pk, **hand_over)
    conclude_assessment(row.pk, **hand_over)
    harder = replace(TABLE, marks=tuple(replace(mark, pass_at=1000, rectify_at=900) for mark in TABLE.marks))
    newest = RulePack.objects.filter(family="outdoor").latest("effective_from")
    draft = succeed(newest, newest.effective_from + timedelta(days=1), rubrics=(harder,))
    told = rehearse_money(draft, NOW)
    assert told["counts"]["titles_at_risk"] == 1
    (risk,) = told["sections"][0]["rows"]
    assert risk[0] == site.name and risk[2] == money.titles[0].plate_number
