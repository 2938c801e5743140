"""A list hangs out, somebody objects without an account, the handler answers; looked at in both widths."""

from __future__ import annotations

from datetime import timedelta

import pytest

from demonstration.models import NominationState, Objection, Publicity, Round, RoundGrade, RoundState
from sites.models import ServiceSite
from tests.browser.test_imports import looked_at
from tests.demonstration.worlds import a_meeting, nominate
from tests.factories import NOW, pack_now
from tests.inspection.reviews import twin
from tests.office import case_in, site_of


@pytest.fixture
def locked(office):
    """Three sites were chosen; the list is locked with its meeting."""
    first = ServiceSite.objects.select_related("version").get(pk=site_of(case_in(office, "filed")).pk)
    sites = [
        first,
        twin(first, office.primary, "中山公园户外劳动者服务站点"),
        twin(first, office.licang_primary, "李村公园户外劳动者服务站点(地铁口)"),
    ]
    row = Round.objects.create(
        issuer=office.city,
        state=RoundState.LOCKED,
        title="2026年度示范户外劳动者服务站点评定",
        title_name="示范户外劳动者服务站点",
        year=2026,
        site_types=["outdoor_station"],
        document_number="青工办发〔2026〕21号",
        opens_at=NOW - timedelta(days=60),
        closes_at=NOW - timedelta(days=40),
        recommend_until=NOW - timedelta(days=30),
        review_until=NOW - timedelta(days=5),
        contact_office="市总工会权益保障部",
        contact_phone="0532-85911234",
        pack=pack_now("outdoor"),
        meeting=a_meeting(office.city),
        list_digest="0" * 64,
        locked_at=NOW,
        drafted_by="经办",
        drafted_at=NOW - timedelta(days=60),
    )
    grade = RoundGrade.objects.create(round=row, position=1, name="示范站点", places=3)
    for place, site in enumerate(sites, 1):
        nominate(row, site, NominationState.SELECTED, grade=grade, final_place=place, score=9000)
    return row


def test_a_notice_from_the_list_to_the_reply(visit, office, locked):
    city = visit().be(office.client("city"))
    city.go(f"/desk/rounds/{locked.pk}/")
    city.click("发布公示")
    looked_at(city, "publicity-post")
    city.page.locator("main button.btn-primary").click()
    row = Publicity.objects.get()
    assert "公示已发布" in city.text
    looked_at(city, "publicity-empty")

    public = visit()
    public.go("/notices/")
    looked_at(public, "notices")
    public.click(row.title)
    looked_at(public, "notice")
    public.click("提出异议")
    looked_at(public, "object-form")
    public.page.locator("main button.btn-primary").click()
    assert "请填写异议内容。" in public.text
    looked_at(public, "object-refused")
    public.page.select_option("#id_entry", index=1)
    public.type("异议内容", "夜间不开放,与申报不符。")
    public.page.locator("main button.btn-primary").click()
    said = Objection.objects.get()
    assert said.number in public.text
    looked_at(public, "follow")

    city.go(f"/desk/objections/{said.number}/")
    looked_at(city, "objection-received")
    city.click("受理")
    looked_at(city, "objection-examining")
    city.page.locator("input[name=verdict][value=upheld]").check()
    city.type("核查情况", "夜间确实不开放。")
    city.page.locator("#id_reply").fill("经核查情况属实,已撤下。")
    city.page.locator("#answer button.btn-primary").click()
    assert "已答复" in city.text
    looked_at(city, "objection-upheld")
    city.go(f"/desk/rounds/{locked.pk}/publicity/")
    looked_at(city, "publicity")
    for name in ("extend", "restart", "channels", "objections/new"):
        city.go(f"/desk/rounds/{locked.pk}/publicity/{name}/")
        looked_at(city, f"publicity-{name.replace('/', '-')}")
    city.go(f"/desk/rounds/{locked.pk}/")
    looked_at(city, "round")
    public.page.reload()
    assert "经核查情况属实,已撤下。" in public.text
    public.go(f"/notices/{row.pk}/")
    looked_at(public, "notice-removed")
