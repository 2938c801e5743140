"""The pages of a hand-over: offered, confirmed, done by the district alone; nothing beyond the branch."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from filing.models import Handover
from filing.services import handing_over
from sites.models import SiteKeeper
from tests.factories import NOW, actor_of, person
from tests.filing.test_handover import wish_of
from tests.office import Office as City
from tests.office import build_office as build_city
from tests.office import case_in, form_at, site_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(settings: Any) -> City:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_city()


def test_the_keeper_offers_and_the_colleague_confirms_on_the_pages(city: City) -> None:
    site = site_of(case_in(city, "filed"))
    case_in(city, "draft", name="草稿驿站")
    SiteKeeper.objects.create(site=site, user=city.people["keeper"], since=NOW.date())
    heir = person("heir", over=city.primary, name="赵接班")
    city.people["heir"] = heir
    keeper, taker = city.client("keeper"), city.client("heir")
    form = form_at(keeper, "/desk/handover/", holding="taker")
    assert (len(form.fields["sites"]), len(form.fields["grants"]), len(form.fields["cases"])) == (1, 1, 1)
    answer = keeper.post("/desk/handover/", {**form.fields, "taker": heir.pk, "reason": "轮岗"})
    row = Handover.objects.get()
    assert answer["Location"] == f"/desk/handover/{row.pk}/"
    assert "keeper同志的交接" in taker.get("/desk/").content.decode()
    body = taker.get(answer["Location"]).content.decode()
    assert "湛山户外劳动者驿站" in body
    assert "草稿驿站" in body
    sent = {"action": "confirm", "seen": row.revision, "key": str(uuid.uuid4())}
    assert [taker.post(answer["Location"], sent).status_code for _ in range(2)] == [302, 302]
    assert SiteKeeper.objects.get().user == heir
    assert keeper.get(f"/desk/sites/{site.code}/").status_code == 404
    assert taker.get(f"/desk/sites/{site.code}/").status_code == 200


def test_the_district_does_it_alone_on_the_page_and_reads_what_is_left(city: City) -> None:
    for name in ("一号站", "二号站"):
        site = site_of(case_in(city, "filed", name=name))
        SiteKeeper.objects.create(site=site, user=city.people["keeper"], since=NOW.date())
    User.objects.filter(username="keeper").update(is_active=False)
    heir = person("heir", over=city.primary, name="赵接班")
    district = city.client("district")
    assert "账号已停用,名下还有阵地或案件" in district.get("/desk/").content.decode()
    address = f"/desk/handover/?from={city.people['keeper'].pk}"
    form = form_at(district, address, holding="taker")
    typed = {
        **form.fields,
        "taker": heir.pk,
        "reason": "调离",
        "alone": "1",
        "sites": form.fields["sites"][:1],
    }
    answer = district.post(address, typed)
    assert answer.status_code == 302
    assert "还有 1 项没有交接" in district.get(answer["Location"]).content.decode()
    assert SiteKeeper.objects.filter(user=heir).count() == 1


def test_beyond_the_branch_there_is_nothing_to_see(city: City) -> None:
    case_in(city, "draft")
    heir = person("heir", over=city.primary, name="赵接班")
    wish = wish_of(city.people["keeper"], heir)
    row = handing_over.offer_handover(wish, actor=actor_of(city.people["keeper"]), now=NOW)
    for name in ("district2", "city", "auditor", "admin"):
        client = city.client(name)
        assert client.get(f"/desk/handover/{row.pk}/").status_code == 404
        assert client.get(f"/desk/handover/?from={city.people['keeper'].pk}").status_code == 404
        assert "keeper同志" not in client.get("/desk/handover/").content.decode()
    for bad in ("x", "٣", "9" * 30, "-1"):
        assert city.client("district").get(f"/desk/handover/?from={bad}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"taker": ""}, "请选择接收人"),
        ({"taker": "999999"}, "不在可选范围内"),
        ({"reason": ""}, "请填写交接原因"),
        ({"reason": "打 13905321234"}, "手机号码"),
        ({"handed_on": "2026-10-13"}, "不能晚于今天"),
        ({"handed_on": "2020-01-01"}, "一年以内"),
        ({"cases": "77"}, "所选内容已有变化"),
        ({"cases": [], "grants": []}, "至少选择一项"),
    ],
)
def test_bad_input_of_a_hand_over_changes_nothing(city: City, typed: dict[str, Any], said: str) -> None:
    case_in(city, "draft")
    heir = person("heir", over=city.primary, name="赵接班")
    keeper = city.client("keeper")
    form = form_at(keeper, "/desk/handover/", holding="taker")
    usual = {"taker": str(heir.pk), "reason": "轮岗"}
    answer = keeper.post("/desk/handover/", {**form.fields, **usual, **typed})
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert not Handover.objects.exists()


def test_the_page_asks_the_same_for_one_case_and_three(city: City) -> None:
    keeper = city.client("keeper")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert keeper.get("/desk/handover/").status_code == 200
        return len(queries)

    case_in(city, "draft")
    one = asked()
    for name in ("二号", "三号"):
        case_in(city, "draft", name=name)
    assert asked() == one
