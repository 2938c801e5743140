"""The pages of orders, visits and draws: what is offered, what is refused, what bad input gets."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from inspection.models import Assessment, Rectification, Visit
from inspection.rectifying import services
from inspection.rectifying.deadlines import moment_of
from inspection.rectifying.selectors import to_look_at
from inspection.spot_checks.services import Plan, commit_draw, draw_sites
from inspection.spot_checks.weights import usual_weights
from rulebook.models import RulePack
from sites.models import ServiceSite
from tests.factories import NOW, actor_of, person
from tests.factories.orders import answered, handed_in, judged, order_on
from tests.inspection.visiting_pages import page_of, sent, visit_body
from tests.office import Office, build_office, form_at, picture
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return opened_site(office.primary, hours=OFFICE_HOURS)


@pytest.fixture
def order(office: Office, site: ServiceSite) -> Rectification:
    return order_on(site, actor_of(office.people["district"]))


def again(order: Rectification) -> Rectification:
    return Rectification.objects.get(pk=order.pk)


def url_of(order: Rectification) -> str:
    return reverse("rectification", args=[order.number])


def test_an_order_is_given_from_its_page_and_leads_to_it(office, site):
    page = f"{reverse('rectification-new')}?site={site.code}"
    body = {"source": "other", "problem_1": "饮水机未通电", "remedy_1": "通电"}
    response = sent(office, "district", page, body, holding="problem_1")
    order = Rectification.objects.get()
    assert response["Location"] == url_of(order)
    told = page_of(office, "keeper", url_of(order))
    assert "饮水机未通电" in told and "还剩 30 天(2026年11月11日 17:30 前)" in told


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "请至少写明一项"),
        ({"problem_1": "坏了"}, "请写明第 1 项怎样算合格"),
        ({"remedy_5": "修好"}, "请写明第 5 项存在的问题"),
        ({"problem_1": "坏了", "remedy_1": "修好", "until": "2026-12-31"}, "不能晚于管理办法规定的期限"),
        ({"problem_1": "联系 13912345678", "remedy_1": "修好", "grounds": "370202199001011237"}, "身份证"),
    ],
)
def test_an_order_with_bad_input_is_not_given_and_keeps_what_was_typed(office, site, body, words):
    page = f"{reverse('rectification-new')}?site={site.code}"
    response = sent(office, "district", page, {"source": "other", **body}, holding="problem_1")
    text = response.content.decode()
    assert (response.status_code, words in text) == (400, True)
    assert all(value in text for value in body.values())
    assert not Rectification.objects.exists()


def test_who_may_not_order_is_told_why(office, site):
    page = f"{reverse('rectification-new')}?site={site.code}"
    assert "没有这项权限" in page_of(office, "keeper", page)
    body = {"key": str(uuid.uuid4()), "source": "other", "problem_1": "坏了", "remedy_1": "修好"}
    assert office.client("keeper").post(page, body).status_code == 403
    assert office.client("district2").post(page, body).status_code == 404
    assert AuditEntry.objects.filter(outcome="refused").count() == 2


def test_an_item_is_answered_with_words_and_a_picture_in_one_go(office, order):
    page = reverse("rectification-item", args=[order.number, 1])
    photo = SimpleUploadedFile("改后.jpg", picture(shade=6), "image/jpeg")
    sent(office, "keeper", page, {"answer": "已通电。", "photos": photo}, holding="answer")
    item = again(order).items.get(number=1)
    assert (item.answer, item.photos.count()) == ("已通电。", 1)
    stored = reverse("rectification-photo", args=[order.number, item.photos.get().attachment_id])
    assert office.client("keeper").get(stored)["Content-Type"] == "image/jpeg"
    assert [office.client(who).get(stored).status_code for who in ("", "district2")] == [404, 404]


def test_a_bad_file_takes_no_good_one_along_and_the_words_are_kept(office, order):
    page = reverse("rectification-item", args=[order.number, 1])
    good = SimpleUploadedFile("好.jpg", picture(shade=6), "image/jpeg")
    bad = SimpleUploadedFile("坏.jpg", b"no picture", "image/jpeg")
    response = sent(office, "keeper", page, {"answer": "已通电。", "photos": [good, bad]}, holding="answer")
    text = response.content.decode()
    assert response.status_code == 400
    assert "坏.jpg" in text and "已通电。" in text and "已保存 1 张照片" in text
    assert again(order).items.get(number=1).photos.count() == 1


def test_an_empty_answer_and_a_stale_page_change_nothing(office, order):
    page = reverse("rectification-item", args=[order.number, 1])
    empty = sent(office, "keeper", page, {"answer": ""}, holding="answer")
    assert (empty.status_code, "请写明整改情况" in empty.content.decode()) == (400, True)
    client = office.client("keeper")
    form = form_at(client, page, holding="answer")
    services.answer_item(order.pk, 2, "已更换。", actor=actor_of(office.people["keeper"]), now=NOW)
    stale = client.post(form.action, {**form.fields, "answer": "已通电。"})
    assert (stale.status_code, "已通电。" in stale.content.decode()) == (409, True)
    assert again(order).items.get(number=1).answer == ""


def test_handing_in_needs_every_answer_and_is_done_once(office, order):
    page = url_of(order)
    assert "第 1、2 项还没有答复" in page_of(office, "keeper", page)
    answered(order, actor_of(office.people["keeper"]))
    client = office.client("keeper")
    form = form_at(client, page, action="/act/")
    body = {**form.fields, "action": "hand_in"}
    first, second = client.post(form.action, body), client.post(form.action, body)
    assert (first.status_code, second.status_code, again(order).state) == (302, 302, "recheck")


def test_the_second_look_is_taken_item_by_item_on_the_page(office, order):
    handed_in(order, actor_of(office.people["keeper"]))
    page = url_of(order)
    wanting = sent(office, "district", page, {"verdict": "not_ok"}, action="/items/1/judge/")
    assert (wanting.status_code, "请写明还差什么" in wanting.content.decode()) == (400, True)
    sent(office, "district", page, {"verdict": "not_ok", "words": "仍不出水。"}, action="/items/1/judge/")
    sent(office, "district", page, {"verdict": "ok"}, action="/items/2/judge/")
    assert [item.verdict for item in again(order).items.all()] == ["not_ok", "ok"]
    told = page_of(office, "keeper", page)
    assert "仍不出水。" in told and "items/1/judge" not in told


@pytest.mark.parametrize("who", ["keeper", "auditor"])
def test_who_does_not_look_again_is_refused_and_it_is_recorded(office, order, who):
    handed_in(order, actor_of(office.people["keeper"]))
    url = reverse("rectification-judge", args=[order.number, 1])
    body = {"key": str(uuid.uuid4()), "verdict": "ok"}
    assert office.client(who).post(url, body).status_code == 403
    assert AuditEntry.objects.filter(action="rectification.judge", outcome="refused").count() == 1


def test_out_of_reach_is_not_found_and_the_attempt_is_recorded(office, order):
    client = office.client("district2")
    assert client.get(url_of(order)).status_code == 404
    act = reverse("rectification-act", args=[order.number])
    assert client.post(act, {"key": str(uuid.uuid4()), "seen": "0", "action": "close"}).status_code == 404
    assert AuditEntry.objects.filter(action="rectification.reach", outcome="refused").count() == 1


def test_more_time_is_asked_and_answered_on_the_pages(office, order):
    longer = reverse("rectification-longer", args=[order.number])
    bad = sent(office, "keeper", longer, {"wished_on": "2026-13-45", "reason": ""}, holding="wished_on")
    assert (bad.status_code, "请填写延期理由" in bad.content.decode()) == (400, True)
    early = {"wished_on": "2026-11-10", "reason": "设备到货晚。"}
    again_asked = sent(office, "keeper", longer, early, holding="wished_on")
    told = again_asked.content.decode()
    assert again_asked.status_code == 400 and "新的期限应晚于现在的期限(2026年11月11日)" in told
    assert "设备到货晚。" in told and "2026-11-10" in told, "what was typed stays in the form"
    sent(office, "keeper", longer, {"wished_on": "2026-12-01", "reason": "设备到货晚。"}, holding="wished_on")
    page = url_of(order)
    waiting = page_of(office, "keeper", page)
    assert "待市南区总工会答复;答复以前期限不变" in waiting and "答复延期申请" not in waiting
    no = sent(office, "district", page, {"verdict": "refused", "answer": ""}, action="/longer/answer/")
    assert (no.status_code, "请写明理由" in no.content.decode()) == (400, True)
    far = {"verdict": "granted", "granted_on": "2028-01-01", "answer": "同意。"}
    beyond = sent(office, "district", page, far, action="/longer/answer/")
    told = beyond.content.decode()
    assert (beyond.status_code, "一次最多延长 180 天" in told, "同意。" in told) == (400, True, True)
    assert not AuditEntry.objects.filter(outcome="refused").exists(), "a slip of the pen is no step"
    sent(office, "district", page, {"verdict": "granted"}, action="/longer/answer/")
    assert again(order).due_on.isoformat() == "2026-12-01"
    assert "原为2026年11月11日" in page_of(office, "keeper", page)


def test_once_the_day_has_passed_the_page_says_why_nobody_asks_for_more_time(office, order, settings):
    longer = reverse("rectification-longer", args=[order.number])
    assert longer in page_of(office, "keeper", url_of(order))
    settings.CLOCK_PIN = moment_of(order.due_on, order.due_closing).isoformat()
    told = page_of(office, "keeper", url_of(order))
    assert longer not in told and "整改期限已过,不能再申请延期" in told
    assert "wished_on" not in office.client("keeper").get(longer).content.decode(), (
        "a page that was left open"
    )
    assert "不能再申请延期" not in page_of(office, "auditor", url_of(order))


def test_who_answers_for_the_site_is_told_that_another_looks_again(office, order):
    item = reverse("rectification-item", args=[order.number, 1])
    assert "要由另一位同志复查" in page_of(office, "district", item)
    assert "要由另一位同志复查" not in page_of(office, "keeper", item)
    handed_in(order, actor_of(office.people["district"]))
    at_hand = {
        who: [each.pk for each in to_look_at(actor_of(office.people[who]))] for who in ("district", "city")
    }
    assert at_hand == {"district": [], "city": [order.pk]}, "the one clerk of a district has answered himself"


def test_an_order_of_a_clerk_who_left_stays_on_somebodys_desk(office, site):
    former = person("former", "district", office.south)
    order = order_on(site, actor_of(former))
    former.role_grants.all().delete()
    handed_in(order, actor_of(office.people["district"]))
    assert [each.pk for each in to_look_at(actor_of(office.people["city"]))] == [order.pk]


def test_an_end_needs_its_reason_and_the_typed_one_is_kept_when_it_comes_too_late(office, order):
    page, district = url_of(order), actor_of(office.people["district"])
    client = office.client("district")
    form = form_at(client, page, action="/act/")
    empty = client.post(form.action, {**form.fields, "action": "withdraw", "note": ""})
    assert (empty.status_code, "请填写撤销原因" in empty.content.decode()) == (400, True)
    services.withdraw_order(order.pk, actor=district, now=NOW, note="重复。")
    late = client.post(
        form.action, {**form.fields, "key": str(uuid.uuid4()), "action": "withdraw", "note": "下错了。"}
    )
    assert (late.status_code, "下错了。" in late.content.decode()) == (409, True)


def test_a_picture_is_removed_and_one_of_persons_is_erased_on_the_pages(office, order):
    keeper = actor_of(office.people["keeper"])
    first, second = (
        services.attach_proof(order.pk, 1, picture(shade=shade), actor=keeper, now=NOW) for shade in (1, 2)
    )
    remove = reverse("rectification-photo-remove", args=[order.number, first.attachment_id])
    assert office.client("keeper").post(remove).status_code == 302
    erase = reverse("rectification-photo-erase", args=[order.number, second.attachment_id])
    sent(office, "district", erase, {})
    second.attachment.refresh_from_db()
    assert second.attachment.erased_at is not None
    assert office.client("keeper").get(erase).status_code == 404


def test_the_letter_says_everything_and_is_verified_by_its_code(office, order):
    text = page_of(office, "district", reverse("rectification-paper", args=[order.number]))
    for words in (
        "限期整改通知单",
        "饮水机未通电",
        "更换药品并登记有效期",
        order.number,
        "复查工会意见(盖章)",
        "试用样表",
    ):
        assert words in text
    verify = reverse("verify", args=[order.number])
    anybody = office.client("")
    found = anybody.get(f"{verify}?k={order.verify_token}").content.decode()
    assert "待整改" in found and "饮水机" not in found
    assert anybody.get(f"{verify}?k=23456789ABCDEFGH").status_code == 404


def test_the_desk_tells_each_what_waits_for_him(office, site, order):
    assert "共 2 项待整改" in page_of(office, "keeper", "/desk/")
    handed_in(order, actor_of(office.people["keeper"]))
    assert "共 2 项待复查" in page_of(office, "district", "/desk/")
    assert "共 2 项待整改" not in page_of(office, "keeper", "/desk/")
    district = actor_of(office.people["district"])
    services.close_order(judged(again(order), district, "ok", "ok").pk, actor=district, now=NOW)
    assert "限期整改:已整改" in page_of(office, "keeper", "/desk/")


def test_the_file_of_the_site_shows_orders_and_visits_and_the_next_step(office, site, order):
    text = page_of(office, "district", reverse("site-file", args=[site.code]))
    assert order.number in text and "逐项整改,写明情况或上传照片" in text and "登记暗访" in text
    assert "inspections/new" not in page_of(office, "keeper", reverse("site-file", args=[site.code]))
    public = office.client("").get(reverse("site-page", args=[site.code])).content.decode()
    assert "现在开放" in public and "饮水机" not in public


@pytest.mark.parametrize("tab", ["orders", "visits", "draws"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(office, site, tab):
    district, city = actor_of(office.people["district"]), actor_of(office.people["city"])
    others = [opened_site(office.primary, f"站{n}", hours=OFFICE_HOURS) for n in range(2)]
    people = [office.people[name].pk for name in ("city", "city2")]
    plan = Plan(union=office.city, title="抽查", size=1, weights=usual_weights(), inspectors=people)
    page = reverse("visit-new")

    def add(where: ServiceSite) -> None:
        order_on(where, district)
        client = office.client("district")
        client.post(f"{page}?site={where.code}", {"key": str(uuid.uuid4()), **visit_body()})
        draw_sites(commit_draw(plan, actor=city, now=NOW).pk, actor=city, now=NOW)

    def asked() -> int:
        client = office.client("city")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text = client.get(f"{reverse('inspections')}?tab={tab}").content.decode()
        assert "第 1–" in text
        return len(queries)

    add(site)
    once = asked()
    for other in others:
        add(other)
    assert asked() == once <= 12


def test_the_list_is_narrowed_and_stays_within_reach(office, site, order):
    url = reverse("inspections")
    assert order.number in page_of(office, "district", f"{url}?state=mending&q=中山")
    assert order.number not in page_of(office, "district", f"{url}?state=closed")
    assert order.number not in page_of(office, "district2", url)
    assert "还没有整改通知" in page_of(office, "district2", url)
    assert order.number in page_of(office, "district", f"{url}?tab=nonsense&state=nonsense")


def test_a_visit_is_recorded_with_its_pictures(office, site):
    page = f"{reverse('visit-new')}?site={site.code}"
    bad = sent(office, "district", page, visit_body(inspectors="王检查", door=""), holding="held_on")
    text = bad.content.decode()
    assert bad.status_code == 400 and "请选择开放情况" in text and "王检查" in text
    body = visit_body(verdict="fix", door="closed", findings="敲门无人应答。")
    response = sent(office, "district", page, body, holding="held_on")
    visit = Visit.objects.get()
    assert response["Location"] == reverse("visit", args=[visit.pk])
    own = reverse("visit", args=[visit.pk])
    assert "还没有选择照片" in office.client("district").post(own, {}).content.decode()
    photo = SimpleUploadedFile("门口.jpg", picture(shade=8), "image/jpeg")
    assert office.client("district").post(own, {"photos": photo}).status_code == 302
    assert visit.photos.count() == 1
    assert "请决定是否下达整改通知" in page_of(office, "district", "/desk/")
    assert f"visit={visit.pk}" in page_of(office, "district", own)
    assert office.client("district2").get(own).status_code == 404


def test_an_order_rests_on_its_visit_and_names_no_visit_of_another_site(office, site):
    other = opened_site(office.primary, "别处", hours=OFFICE_HOURS)
    page = f"{reverse('visit-new')}?site={site.code}"
    sent(office, "district", page, visit_body(verdict="fix", findings="座椅损坏。"), holding="held_on")
    visit = Visit.objects.get()
    new = reverse("rectification-new")
    assert office.client("district").get(f"{new}?site={other.code}&visit={visit.pk}").status_code == 404
    sent(
        office,
        "district",
        f"{new}?site={site.code}&visit={visit.pk}",
        {"remedy_1": "更换座椅"},
        holding="problem_1",
    )
    order = Rectification.objects.get()
    assert (order.visit, order.source, order.items.get().problem) == (visit, "visit", "座椅损坏。")


def test_an_order_rests_on_an_assessment_of_its_own_site(office, site):
    row = Assessment.objects.create(
        number="PD2026-000001",
        verify_token="X",
        site=site,
        version=site.version,
        site_type=site.site_type,
        purpose="yearly",
        cycle_first=NOW.date(),
        cycle_last=NOW.date(),
        pack=RulePack.objects.filter(family="outdoor").first(),
        opened_at=NOW,
        opened_by="某人",
        state="own",
    )
    other = opened_site(office.primary, "别处", hours=OFFICE_HOURS)
    new = reverse("rectification-new")
    assert (
        office.client("district").get(f"{new}?site={other.code}&assessment={row.number}").status_code == 404
    )
    body = {"problem_1": "座椅损坏", "remedy_1": "更换"}
    sent(office, "district", f"{new}?site={site.code}&assessment={row.number}", body, holding="problem_1")
    order = Rectification.objects.get()
    assert (order.source, order.source_key) == ("assessment", row.number)
    assert row.number in page_of(office, "keeper", url_of(order))
