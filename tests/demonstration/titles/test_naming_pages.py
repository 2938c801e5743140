"""A round is named on one page; its decision, certificates and plates are printed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from demonstration.models import Designation, Publicity, PublicityState, Round
from demonstration.titles import services
from filing.papers.pdf import can_make_pdf
from tests.demonstration.titles.scenes import TODAY, change, named, posted
from tests.demonstration.titles.visiting import body_of, changed, naming, signed_in
from tests.factories import NOW


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def city(office):
    return signed_in(office.city)


@pytest.fixture
def titles(office, sites):
    return named(office, sites)


def test_one_page_and_one_act_name_a_round(office, sites, city):
    round = posted(office, sites, held=[0])
    page = body_of(city.get(reverse("round", args=[round.pk])))
    assert "作出命名决定" in page
    address = reverse("round-name", args=[round.pk])
    body = body_of(city.get(address))
    assert "关于命名2026年度示范户外劳动者服务站点的决定" in body
    assert f"共 {len(sites) - 1} 处" in body
    assert "暂缓命名" in body
    body = naming(round)
    assert city.post(address, body).status_code == 302
    assert city.post(address, body).status_code == 302  # the same form once more
    assert Designation.objects.filter(nomination__round=round).count() == len(sites) - 1
    assert city.post(address, naming(round)).status_code in (400, 409)
    for name in ("round-decision", "round-certificates", "round-plates"):
        printed = body_of(city.get(reverse(name, args=[round.pk])))
        assert Designation.objects.filter(nomination__round=round).first().plate_number in printed


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"document_number": ""}, 400, "请填写决定文号"),
        ({"meeting": ""}, 400, "请选择会议"),
        ({"meeting": "new"}, 400, "请填写会议名称"),
        ({"decided_on": "2027-01-01"}, 409, "决定日期晚于今天"),
        ({"body": "联系张三 11010519491231002X"}, 400, "身份证号码"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(office, sites, city, typed, status, words):
    round = posted(office, sites)
    response = city.post(reverse("round-name", args=[round.pk]), naming(round, **typed))
    assert response.status_code == status
    assert words in body_of(response)
    assert not Designation.objects.exists()


def test_who_else_opens_the_page_of_naming(office, sites, city):
    round = posted(office, sites)
    address = reverse("round-name", args=[round.pk])
    assert signed_in(office.district).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert city.get(reverse("round-decision", args=[round.pk])).status_code == 404
    Round.objects.filter(pk=round.pk).update(state="locked")
    assert city.get(address).status_code == 404


def test_all_certificates_are_one_file(office, sites, city):
    rows = named(office, sites)
    response = city.get(reverse("round-certificates-pdf", args=[rows[0].nomination.round_id]))
    if not can_make_pdf():
        assert response.status_code == 302
        return
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    for row in rows:
        assert row.number in text


def test_the_printed_certificate_carries_its_code(titles, city):
    row = titles[0]
    body = body_of(city.get(reverse("title-certificate", args=[row.number])))
    assert row.number in body
    assert "sheet__code" in body
    verified = body_of(Client().get(f"/verify/{row.number}/?k={row.verify_token}"))
    assert "示范阵地证书" in verified
    assert Client().get(f"/verify/{row.number}/?k={'2' * 16}").status_code == 404


def test_the_decision_keeps_the_grades_that_it_gave(office, titles, city):
    row = titles[0]
    services.lower_title(row.pk, "四星", change(row), actor=office.actor("city"), now=NOW)
    round = row.nomination.round_id
    printed = body_of(city.get(reverse("round-decision", args=[round])))
    assert "五星" in printed
    assert "四星" not in printed
    assert "四星" in body_of(city.get(reverse("title-certificate", args=[row.number])))


def test_a_title_that_was_taken_leaves_no_certificate_that_passes_for_one(office, titles, city):
    row, other = titles[:2]
    services.revoke_title(row.pk, change(row), actor=office.actor("city"), now=NOW)
    printed = body_of(city.get(reverse("title-certificate", args=[row.number])))
    assert "本证书已作废:称号已于2026年10月12日取消" in printed
    page = body_of(city.get(reverse("title", args=[row.number])))
    assert "打印证书" not in page
    assert "交回或者摘除示范牌匾;有异议的,可以在期限内申请复核" in page
    for name in ("round-certificates", "round-plates"):
        body = body_of(city.get(reverse(name, args=[row.nomination.round_id])))
        assert row.plate_number not in body, name
        assert other.plate_number in body, name


def test_a_notice_that_still_hangs_says_when_names_can_be_given(office, sites, city):
    round = posted(office, sites, state=PublicityState.RUNNING)
    Publicity.objects.update(ends_on=TODAY, ends_at=NOW + timedelta(hours=9))
    body = body_of(city.get(reverse("round-name", args=[round.pk])))
    assert "公示中,到2026年10月12日24时期满。期满后在本页命名。" in body


def test_a_wrong_day_of_a_change_comes_back_with_what_was_typed(titles, city):
    row = titles[0]
    response = city.post(reverse("title-revoke", args=[row.number]), changed(row, on="2026-10-01"))
    assert response.status_code == 409
    assert "决定日期早于命名日期,请核对。" in body_of(response)
    assert response.context["form"]["ground"].value() == "连续两次检查不合格。"
