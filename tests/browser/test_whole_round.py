"""A whole round of forty nominations, from last year's call to the money: every click of the officer counted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from demonstration.models import (
    Designation,
    NominationState,
    Review,
    Reviewer,
    Round,
    RoundQuota,
    RoundState,
    SubsidyBatch,
)
from demonstration.publicity.services import end_notices
from demonstration.rounds.services import close_windows
from tests.browser.targets import ROUND_LED, keep_to
from tests.browser.test_imports import looked_at
from tests.demonstration.subsidies.scenes import CITY_TIER, a_pool, put_tiers, tell_apart
from tests.demonstration.worlds import a_round, many_sites, nominate
from tests.factories import NOW, build_office
from tests.inspection.boards import TABLE, open_site, put_in_force

NOMINATIONS = 40
GRADES = (
    {"position": 1, "name": "示范站点", "floor": 700, "places": 6},
    {"position": 2, "name": "备选", "places": 2, "is_reserve": True},
)


@pytest.fixture
def office(settings, live_server):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def sites(office):
    first = open_site(office)
    put_tiers(office, CITY_TIER)
    put_in_force(TABLE, day=NOW.date() + timedelta(days=3))
    return [first, *many_sites(office, first, NOMINATIONS - 1)]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def last_year(office):
    """The round of last year, which is over: the start of this one."""
    begun = NOW.replace(year=NOW.year - 1)
    tree = office.tree
    return a_round(
        office,
        RoundState.NAMED,
        grades=GRADES,
        quotas=dict.fromkeys((tree.south, tree.north, tree.metro), 25),
        title="2025年度示范户外劳动者服务站点评定",
        year=2025,
        least_months=0,
        opens_at=begun,
        closes_at=begun + timedelta(days=10),
        recommend_until=begun + timedelta(days=20),
        review_until=begun + timedelta(days=60),
        publicity_days=5,
    )


def recommended(round, sites):
    """What branches did meanwhile, as rows: everyone inside the quota, in the order of the list."""
    for quota in RoundQuota.objects.filter(round=round):
        for rank, site in enumerate(
            [each for each in sites if each.union_path.startswith(quota.union.path)], 1
        ):
            nominate(round, site, NominationState.RECOMMENDED, quota=quota, rank=rank)
        quota.taken = quota.nominations.count()
        quota.save(update_fields=["taken"])


def scores_are_in():
    """Every reviewer has handed in: the better the earlier."""
    for row in Review.objects.select_related("nomination").order_by("pk"):
        at = row.nomination_id % NOMINATIONS
        Review.objects.filter(pk=row.pk).update(
            state="submitted", total=950 - 5 * at - row.reviewer_id % 3, outcome="{}", submitted_at=NOW
        )


def invite(city, round, number):
    city.go(f"/desk/rounds/{round.pk}/reviewers/")
    city.click("邀请评审专家")
    city.type("姓名", f"专家{number}")
    city.type("用户名", f"expert{number}")
    city.type("工作单位", f"第{number}大学")
    city.click("发出邀请")


def test_forty_nominations_from_the_call_to_the_money(office, sites, visit, settings):
    old = last_year(office)
    a_pool(office)
    city, second = visit().be(signed_in(office.city)), visit().be(signed_in(office.city2))

    city.go(f"/desk/rounds/{old.pk}/")
    city.click("复制为下一年的评定")
    city.click("修改通知")
    city.type("通知文号", "青工办发〔2026〕21号")
    city.click("保存")
    city.click("发布通知")
    row = Round.objects.exclude(pk=old.pk).get()
    assert row.state == RoundState.OPEN
    looked_at(city, "round-open")

    def at(moment: datetime) -> None:
        settings.CLOCK_PIN = moment.isoformat()

    recommended(row, sites)
    for number in range(1, 4):
        invite(city, row, number)
    Reviewer.objects.update(state="signed", signed_at=NOW)
    close_windows([row.pk], now=row.closes_at)
    at(row.recommend_until)
    city.go(f"/desk/rounds/{row.pk}/")
    city.click("开始评审")
    assert row.nominations.filter(state=NominationState.REVIEW).count() == NOMINATIONS
    looked_at(city, "round-review")

    city.go(f"/desk/rounds/{row.pk}/")
    city.click("分配评审")
    looked_at(city, "round-assignment")
    city.click("按下面的名单分配")
    assert Review.objects.count() >= NOMINATIONS
    scores_are_in()

    city.go(f"/desk/rounds/{row.pk}/ranking/")
    looked_at(city, "round-ranking")
    city.click("确定名单")
    city.type("会议名称", "主席办公会")
    city.type("会议日期", row.recommend_until.date().isoformat())
    city.type("纪要编号", "〔2026〕第9期")
    city.type("说明", "个别申报因回避少一份评审。")
    looked_at(city, "round-lock")
    city.click("确定名单")
    assert "名单摘要" in city.text
    looked_at(city, "round-list")

    city.go(f"/desk/rounds/{row.pk}/")
    city.click("发布公示")
    city.click(city.page.locator("main button.btn-primary"))
    assert "公示已发布" in city.text
    over = row.recommend_until + timedelta(days=30)
    end_notices(now=over)
    at(over)

    city.go(f"/desk/rounds/{row.pk}/")
    looked_at(city, "round-hung")
    city.click("作出命名决定")
    city.type("决定文号", "青工发〔2026〕30号")
    looked_at(city, "round-name")
    city.click(city.page.locator("main button.btn-primary"))
    assert Designation.objects.count() == 6
    looked_at(city, "round-named")

    named = [title.site for title in Designation.objects.select_related("site")]
    tell_apart(named, office.actor("city"))
    city.go("/desk/subsidies/")
    city.click("测算补助")
    city.type("名称", "2026年度示范站点补助")
    city.pick("补助哪些阵地", row.title)
    city.click("测算")
    city.click("提交审批")
    batch = SubsidyBatch.objects.get()
    second.go(f"/desk/subsidies/{batch.pk}/")
    second.click("登记会议并批准")
    second.clicks += 1
    second.page.get_by_label(re.compile("^主席办公会")).first.check()
    second.click("批准")
    batch.refresh_from_db()
    assert batch.state == "approved"
    assert sum(line.amount for line in batch.lines.all()) == 6 * CITY_TIER.amount_fen
    keep_to(ROUND_LED, city, second)
