"""A yearly review from the notice to the printed summary, by everybody who has a hand in it; looked at in both widths."""

from __future__ import annotations

import re

from inspection.models import Assessment, Rectification, YearlyReview
from rulebook.outcome import Answer
from sites.models import ServiceSite
from tests.browser.test_imports import looked_at
from tests.factories import actor_of
from tests.inspection.boards import put_in_force
from tests.inspection.reviews import assessment_of, at_the_city, twin
from tests.office import case_in, site_of

#: Half of the rules on the wall, nothing to copy: to be mended.
POOR = {"A1": Answer(level="some"), "A2": Answer(points=0), "V1": Answer(is_met=False)}

TITLE = "2026年度户外劳动者服务站点年度复核"


def sites_of(office):
    """Two sites of one district and one of another, and a scoring table in force."""
    first = site_of(case_in(office, "filed"))
    first = ServiceSite.objects.select_related("version").get(pk=first.pk)
    put_in_force()
    return [
        first,
        twin(first, office.primary, "中山公园驿站", facts={"facilities": []}),
        twin(first, office.licang_primary, "李村公园驿站"),
    ]


def drafted_and_published(visitor):
    visitor.go("/desk/inspections/reviews/")
    looked_at(visitor, "reviews-empty")
    visitor.click("起草通知")
    visitor.type("名称", TITLE)
    visitor.type("通知文号", "青工办发〔2026〕12号")
    visitor.page.locator("input[name=site_types][value=outdoor_station]").check()
    visitor.type("周期起始日", "2025-10-13")
    visitor.type("周期截止日", "2026-10-12")
    visitor.click("保存草稿")
    assert "请填写自查截止日期。" in visitor.text
    looked_at(visitor, "review-form")
    visitor.type("参加复核的最晚备案日期", "2026-10-31")
    visitor.type("自查截止日期", "2026-11-20")
    visitor.type("区(市)复核截止日期", "2026-12-10")
    visitor.click("保存草稿")
    assert "公布后有 3 处阵地开始自评" in visitor.text
    looked_at(visitor, "review-draft")
    visitor.click("公布通知")
    assert "自查中" in visitor.text
    looked_at(visitor, "review-own")
    return YearlyReview.objects.get()


def answered(visitor, number):
    """All three items that a person answers; what is measured is filled already."""
    visitor.go(f"/desk/inspections/assessments/{number}/")
    visitor.page.locator("input[name='A1-level'][value=all]").check()
    visitor.page.locator("input[name='A2-points']").fill("20")
    visitor.page.locator("input[name='V1-met'][value=no]").check()
    visitor.click("保存评分")


def test_a_yearly_review_from_the_notice_to_the_printed_summary(visit, office):
    sites = sites_of(office)
    city = visit().be(office.client("city"))
    review = drafted_and_published(city)

    keeper = visit(script=False).be(office.client("keeper"))
    keeper.go(f"/desk/sites/{sites[0].code}/")
    assert f"《{TITLE}》" in keeper.text
    row = assessment_of(review, sites[0])
    answered(keeper, row.number)
    keeper.click("提交自评")
    assert "待区(市)复核" in keeper.text

    district = visit(script=False).be(office.client("district"))
    district.go(f"/desk/inspections/assessments/{row.number}/")
    district.click("其余各项沿用前一栏评分")
    district.click("提交复核")
    assert "待市总评定" in district.text
    at_the_city(assessment_of(review, sites[1]), actor_of(office.people["district"]), **POOR)

    city.go(f"/desk/inspections/reviews/{review.pk}/")
    city.click("结束自查")
    looked_at(city, "review-district")
    city.click("抽取并开始市总抽查")
    looked_at(city, "review-city")
    concluded_by_the_city(visit, office, city, review)

    city.go(f"/desk/inspections/reviews/{review.pk}/")
    city.click("通报结果")
    assert "未完成自查" in city.text
    looked_at(city, "review-closed")
    city.click(city.page.get_by_role("link", name=re.compile("下达限期整改通知")))
    looked_at(city, "review-orders")
    city.click("下达整改通知")
    assert "已下达 1 处" in city.text
    assert Rectification.objects.get().site == sites[1]
    city.go(f"/desk/inspections/reviews/{review.pk}/")
    city.click("打印汇总表")
    assert "各单位按工会组织顺序排列,不作排名。" in city.text
    looked_at(city, "review-summary")


def concluded_by_the_city(visit, office, city, review):
    """One of the district's two sites was drawn and is scored by the city; the other one goes with the many."""
    drawn = Assessment.objects.get(review_entry__is_drawn=True, state="city")
    scoring = visit(script=False).be(office.client("city"))
    scoring.go(f"/desk/inspections/assessments/{drawn.number}/")
    assert not scoring.page.get_by_role("button", name="评定", exact=True).count()
    assert "已被抽中由市总评定,请先逐项填写市总评定分" in scoring.text
    scoring.click("其余各项沿用前一栏评分")
    scoring.click("评定")
    assert "已评定" in scoring.text
    city.click(city.page.locator(".numbers a[href*='stage=en_bloc']"))
    looked_at(city, "review-sites")
    city.page.locator("input[name=pick]").check()
    city.click("成批评定")
    assert "可以评定 1 处" in city.text
    looked_at(city, "review-conclude")
    city.click("确认评定 1 处")
    assert "已评定 1 处" in city.text
    looked_at(city, "review-concluded")
