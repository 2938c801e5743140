"""The pages of a yearly review: who sees and does what, every number opens its rows, bad input is told beside its field."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from inspection.assessing import services as assessing
from inspection.models import Assessment, ReviewEntry, YearlyReview
from inspection.reviewing import services
from inspection.reviewing.inbox import reviews_inbox
from inspection.reviewing.site_file import review_step
from tests.desks import desk_from
from tests.factories import NOW, actor_of, build_tree, person
from tests.inspection.review_visits import at, body_of, frame, signed_in
from tests.inspection.reviews import (
    NOTICE,
    again,
    assessment_of,
    at_the_city,
    drafted,
    entry_of,
    handed_in,
    office,
    published,
    sites,
    twin,
    world,
)

pytestmark = pytest.mark.django_db

#: Fixtures.
__all__ = ["office", "sites", "world"]


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def city(office):
    return signed_in(office.city)


def typed(**changes):
    values = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in NOTICE.columns.items()
    }
    return {**frame(), **values, **changes}


def act(client, review, action, **more):
    return client.post(at("review-act", review), {**frame(review), "action": action, **more}, follow=True)


# The notice


def test_an_officer_drafts_a_notice_and_reads_who_would_take_part(city, sites):
    body = body_of(city.post(at("review-new"), typed(), follow=True))
    assert "公布后有 <strong>3</strong> 处阵地开始自评" in body
    row = YearlyReview.objects.get()
    assert (row.state, row.title, row.spot_percent) == ("draft", NOTICE.title, 10)
    assert row.site_types == ["outdoor_station"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "请填写名称。"),
        ("site_types", [], "请选择阵地类型。"),
        ("site_types", ["moon_base"], "不在可选范围内"),
        ("spot_percent", "0", "请填写 1 到 100 之间的整数"),
        ("spot_percent", "一成", "请填写 1 到 100 之间的整数"),
        ("year", "1999", "请填写 2020 到 2100 之间的整数"),
        ("cycle_last", "2025-01-01", "周期截止日早于起始日"),
        ("own_due_on", "2026-10-01", "自查截止日期应在周期截止日之后"),
        ("district_due_on", "2026-11-01", "早于自查截止日期"),
        ("joins_until", "2026-12-31", "新备案的阵地来不及自评"),
        ("noticed_on", "2026-02-30", "通知日期"),
        ("title", "联系人 11010519491231002X", "身份证"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_kept(city, sites, field, value, sentence):
    body = body_of(city.post(at("review-new"), typed(**{field: value})), 400)
    assert sentence in body
    assert "青工办发〔2026〕12号" in body
    assert not YearlyReview.objects.exists()


def test_a_form_sent_twice_makes_one_draft(city, sites):
    form = typed()
    first, second = city.post(at("review-new"), form), city.post(at("review-new"), form)
    assert first.url == second.url
    assert YearlyReview.objects.count() == 1


def test_a_draft_is_changed_on_its_page_and_a_late_editor_reads_what_stands(office, city, sites):
    review = drafted(office)
    form = {**typed(spot_percent="25"), "seen": "0"}
    assert "25%" in body_of(city.post(at("review-edit", review), form, follow=True))
    late = {**typed(spot_percent="30"), "seen": "0"}
    assert "内容已有更新" in body_of(city.post(at("review-edit", review), late), 409)
    assert again(review).spot_percent == 25


# Leading it


def test_the_way_of_a_review_from_draft_to_results(office, city, sites):
    review = drafted(office)
    assert "自查中" in body_of(act(city, review, "publish"))
    district = office.actor("district")
    at_the_city(assessment_of(review, sites[0]), district)
    assert "区(市)复核" in body_of(act(city, review, "end_own"))
    assert "抽中尚未评定" in body_of(act(city, review, "draw"))
    assert "还不能通报:待市总评定 1 处" in body_of(act(city, review, "close"), 409)
    row = assessment_of(review, sites[0])
    assessing.take_over(row.pk, actor=office.actor("city"), now=NOW)
    assessing.conclude_assessment(row.pk, actor=office.actor("city"), now=NOW)
    body = body_of(act(city, review, "close"))
    assert "已通报" in body
    assert "未完成自查" in body
    actions = AuditEntry.objects.filter(target_type="inspection.yearlyreview").values_list(
        "action", flat=True
    )
    assert list(actions) == [
        f"review.{each}" for each in ("write", "publish", "end_own", "draw", "close", "close")
    ]


def test_publishing_twice_answers_what_stands(office, city, sites):
    review = drafted(office)
    form = {**frame(review), "action": "publish"}
    other = {**frame(review), "action": "publish"}
    city.post(at("review-act", review), form)
    assert city.post(at("review-act", review), form).status_code == 302
    assert "未能办理“公布通知”" in body_of(city.post(at("review-act", review), other), 409)
    assert ReviewEntry.objects.count() == 3


def test_a_draft_is_not_dropped_without_a_word(office, city, sites):
    review = drafted(office)
    assert "请填写撤销原因" in body_of(act(city, review, "drop", note=" "), 400)
    assert "已撤销" in body_of(act(city, review, "drop", note="改期"))


def test_the_district_reads_and_does_not_lead(office, sites):
    review = published(office)
    client = signed_in(office.district)
    body = body_of(client.get(at("review", review)))
    assert 'value="end_own"' not in body
    assert "市总工会经办人" in body_of(act(client, review, "end_own"), 403)
    assert again(review).state == "own"
    assert AuditEntry.objects.get(outcome="refused").action == "review.end_own"


def test_a_stranger_finds_nothing_and_the_attempt_is_kept(office, sites):
    review = published(office)
    other = build_tree("他", governs=False)
    client = signed_in(person("stranger", "city", other.city))
    for name in ("review", "review-sites", "review-summary", "review-edit"):
        assert client.get(at(name, review)).status_code == 404
    assert act(client, review, "end_own").status_code == 404
    assert AuditEntry.objects.get(outcome="refused").action == "review.reach"
    assert NOTICE.title not in body_of(client.get(at("reviews")))


@pytest.mark.parametrize("action", ["enrol", "edit", "conquer", ""])
def test_an_act_that_no_button_sends_is_a_bad_request(office, city, sites, action):
    review = published(office)
    assert act(city, review, action).status_code == 400


# Numbers and rows


def test_every_number_opens_exactly_its_rows(office, city, sites):
    review = published(office)
    handed_in(assessment_of(review, sites[0]), office.actor("keeper"))
    south = office.tree.south.pk
    for query, count in (
        ("?stage=part", 3),
        ("?stage=own", 2),
        ("?stage=handed", 1),
        (f"?stage=handed&branch={south}", 1),
        (f"?stage=own&branch={south}", 0),
        ("?type=outdoor_station", 3),
        ("?stage=late", 0),
        ("?stage=nonsense&branch=0&type=moon", 3),
    ):
        body = body_of(city.get(at("review-sites", review, query)))
        assert body.count("PD2026-") == 2 * count, query
    page = body_of(city.get(at("review", review)))
    assert f"sites/?stage=handed&amp;branch={south}&amp;type=outdoor_station" in page


def test_a_district_sees_its_own_sites_alone(office, sites):
    review = published(office)
    body = body_of(signed_in(office.district).get(at("review-sites", review)))
    assert str(sites[0]) in body
    assert "市北站点" not in body
    summary = body_of(signed_in(office.district).get(at("review-summary", review)))
    assert office.tree.south.name in summary
    assert office.tree.north.name not in summary


def test_overdue_is_shown_after_the_deadline(office, city, sites, settings):
    review = published(office)
    settings.CLOCK_PIN = (NOW + timedelta(days=31)).isoformat()
    assert body_of(city.get(at("review-sites", review, "?stage=late"))).count("已逾期") >= 3


@pytest.mark.parametrize("name", ["reviews", "review", "review-sites", "review-summary"])
def test_a_page_takes_as_many_statements_for_more_rows(office, city, sites, name):
    review = published(office)
    url = at(name) if name == "reviews" else at(name, review)

    def statements():
        city.get(url)
        with CaptureQueriesContext(connection) as seen:
            body_of(city.get(url))
        return len(seen)

    few = statements()
    for number in range(3):
        twin(sites[0], office.tree.other_primary, f"站点{number}")
        drafted(office, title=f"复核{number}")
    services.follow_reviews(now=NOW)
    assert statements() == few <= 16


# Concluding together


def test_the_selection_is_looked_at_first_and_then_concluded_one_by_one(office, city, sites):
    others = [twin(sites[0], office.tree.other_primary, f"站点{number}") for number in range(3)]
    review, district = published(office), office.actor("district")
    rows = [at_the_city(assessment_of(review, each), district) for each in (sites[0], *others)]
    act(city, review, "end_own")
    act(city, review, "draw")
    listed = body_of(city.get(at("review-sites", review, "?stage=city")))
    assert listed.count('name="pick"') == 3
    picked = {"pick": [row.number for row in rows]}
    preview = body_of(city.post(at("review-conclude", review), picked))
    assert "可以评定 3 处" in preview
    assert "已被抽中由市总评定" in preview
    moved = next(row for row in rows if not entry_of(review, row.site).is_drawn)
    seen = {f"seen_{row.pk}": row.revision for row in rows}
    assessing.return_review(moved.pk, note="请核对", actor=office.actor("city2"), now=NOW)
    body = body_of(
        city.post(at("review-conclude-confirm", review), {**frame(), **picked, **seen}, follow=True)
    )
    assert "已评定 2 处" in body
    assert "没有评定 2 处" in body
    assert Assessment.objects.filter(state="concluded").count() == 2


def test_a_district_concludes_nothing(office, sites):
    review = published(office)
    at_the_city(assessment_of(review, sites[0]), office.actor("district"))
    client = signed_in(office.district)
    picked = {"pick": [assessment_of(review, sites[0]).number], **frame()}
    assert "可以评定" not in body_of(client.post(at("review-conclude", review), picked)).replace(
        "不可以评定", ""
    )
    client.post(at("review-conclude-confirm", review), picked)
    assert not Assessment.objects.filter(state="concluded").exists()


# The summary


def test_the_summary_prints_and_exports_the_same_numbers(office, city, sites):
    review = published(office)
    handed_in(assessment_of(review, sites[0]), office.actor("keeper"))
    page = body_of(city.get(at("review-summary", review)))
    assert "sheet--landscape" in page
    answer = city.post(at("review-summary-file", review))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:4] == ["阵地类型", "复核工会", "阵地总数(处)", "已提交自评(处)"]
    assert rows[1] == ["户外劳动者服务站点", office.tree.south.name, 1, 1, 0, 0, 0, 0]
    assert rows[-1] == ["户外劳动者服务站点", "合计", 3, 1, 0, 0, 0, 2]
    assert AuditEntry.objects.get(action="review.export").actor_name == office.city.name


def test_the_workbook_needs_the_right_to_export(office, sites):
    review = published(office)
    client = signed_in(office.keeper)
    assert client.get(at("review-summary", review)).status_code == 200
    assert "导出汇总表(Excel)" not in body_of(client.get(at("review", review)))
    assert client.post(at("review-summary-file", review)).status_code == 403


# Desk and site file


def test_the_desk_tells_the_city_when_it_is_its_turn(office, sites):
    city = office.actor("city")
    review = drafted(office)
    assert [item.reason for item in desk_from(reviews_inbox, city, NOW).waiting] == ["通知待公布"]
    services.publish_review(review.pk, actor=city, now=NOW)
    inbox = desk_from(reviews_inbox, city, NOW)
    assert (inbox.waiting, [item.due for item in inbox.upcoming]) == ([], [NOTICE.own_due_on])
    late = desk_from(reviews_inbox, city, NOW + timedelta(days=31)).waiting
    assert [item.reason for item in late] == ["自查期满,还有 3 处没有提交,请结束自查"]
    assert desk_from(reviews_inbox, office.actor("district"), NOW) == desk_from(
        reviews_inbox, actor_of(office.keeper), NOW
    )


def test_the_file_of_a_site_shows_its_review_and_the_next_step(office, city, sites):
    review = published(office)
    body = body_of(city.get(reverse("site-file", args=[sites[0].code])))
    assert f"《{NOTICE.title}》" in body
    assert "自评中,自查截止 2026年11月11日" in body
    assert f"完成《{NOTICE.title}》的自评并提交" in body
    handed_in(assessment_of(review, sites[0]), office.actor("keeper"))
    assert review_step(sites[0], NOW) is None
    assert "待区(市)复核" in body_of(city.get(reverse("site-file", args=[sites[0].code])))


def test_an_empty_list_says_why_and_offers_the_first_act(office, city):
    assert "起草通知" in body_of(city.get(at("reviews")))
    body = body_of(signed_in(office.district).get(at("reviews")))
    assert "还没有公布的年度复核" in body
    assert "起草通知" not in body
    assert signed_in(office.district).get(at("review-new")).status_code == 403
