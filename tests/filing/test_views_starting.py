"""The list of cases and the beginning of a case: only what is within reach is shown, offered or taken."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Union
from filing.models import Filing
from tests.factories import person, union
from tests.office import Office, build_office, case_in, draft_of, form_at

pytestmark = pytest.mark.django_db

START = "/desk/filings/new/?kind=register&type=nursing_room"
SAME_WORDS = "不在可选范围内,请从列表中选择。"


@pytest.fixture
def office() -> Office:
    return build_office()


def start(office: Office, who: str = "district", **typed: Any) -> Any:
    client = office.client(who)
    form = form_at(client, START, holding="union")
    form.fields.update({name: [str(value)] for name, value in typed.items()})
    return client.post(form.action, form.fields)


def test_a_case_begins_with_its_first_section(office: Office) -> None:
    answer = start(office, union=office.primary.pk, district="370202")
    filing = Filing.objects.get()
    assert answer.url == reverse("filing-section", args=[filing.number, "identity"])
    assert (filing.state, filing.site.site_type) == ("draft", "nursing_room")


def test_the_second_click_begins_no_second_case(office: Office) -> None:
    client = office.client("district")
    form = form_at(client, START, holding="union")
    form.fields["union"] = [str(office.primary.pk)]
    first, second = (client.post(form.action, form.fields) for _ in range(2))
    assert first.url == second.url
    assert Filing.objects.count() == 1


def test_the_type_is_asked_for_first(office: Office) -> None:
    client = office.client("district")
    page = client.get("/desk/filings/new/").content.decode()
    assert page.count("?kind=register&amp;type=") == 6
    kept = client.get(f"/desk/filings/new/?union={office.primary.pk}").content.decode()
    assert f"type=outdoor_station&amp;union={office.primary.pk}" in kept


def test_only_unions_of_the_own_branch_are_offered(office: Office) -> None:
    page = office.client("district2").get(START).content.decode()
    assert "李沧区工人文化宫工会" in page
    assert "市南区" not in page.replace('<option value="370202">市南区</option>', "")


def test_unions_are_found_by_pinyin_initials(office: Office) -> None:
    for number in range(10):
        union(f"第{number}公司工会", parent=office.south)
    page = office.client("district").get(f"{START}&q=ylyh").content.decode()
    assert "市南区园林养护中心工会" in page
    assert "公司工会" not in page


def test_a_single_union_and_its_district_are_chosen_beforehand(office: Office) -> None:
    form = form_at(office.client("keeper"), START, holding="union")
    assert form.fields["union"] == [str(office.primary.pk)]
    assert form.fields["district"] == ["370202"]


def test_a_foreign_union_in_the_address_is_not_found(office: Office) -> None:
    client = office.client("district")
    for key in (office.licang_primary.pk, 10**9, 10**30, "x"):
        assert client.get(f"{START}&union={key}").status_code == 404
    assert client.get(f"{START}&union={office.primary.pk}").status_code == 200


def test_a_foreign_union_is_refused_in_the_words_for_one_that_does_not_exist(office: Office) -> None:
    foreign = start(office, union=office.licang_primary.pk)
    unknown = start(office, union=10**30)
    for answer in (foreign, unknown):
        assert answer.status_code == 400
        assert answer.context["form"].errors["union"] == [SAME_WORDS]
    assert not Filing.objects.exists()


def test_a_branch_without_a_district_has_to_name_one(office: Office) -> None:
    metro = union("地铁集团工会", "enterprise", office.city)
    office.people["metro"] = person("metro", "district", metro)
    assert "请选择阵地所在的区(市)" in start(office, "metro", union=metro.pk, district="").content.decode()
    assert start(office, "metro", union=metro.pk, district="370214").status_code == 302


def test_who_writes_nothing_may_not_begin(office: Office) -> None:
    office.people["blind"] = person("blind", "district", office.south, rights={"data": False})
    for who in ("city", "finance", "auditor", "blind"):
        client = office.client(who)
        assert client.get(START).status_code == 403
        assert client.post(START, {"type": "nursing_room", "union": office.primary.pk}).status_code == 403
    assert not Filing.objects.exists()


def test_an_unknown_kind_is_not_found(office: Office) -> None:
    assert office.client("district").get("/desk/filings/new/?kind=party").status_code == 404


def test_a_closed_union_is_not_offered(office: Office) -> None:
    Union.objects.filter(pk=office.primary.pk).update(is_active=False)
    assert "园林养护中心" not in office.client("district").get(START).content.decode()


def test_the_list_holds_the_cases_within_reach(office: Office) -> None:
    mine = case_in(office, "acceptance")
    foreign = draft_of(office, "district2", over=office.licang_primary, district="370213", name="李村驿站")
    for who in ("district", "keeper", "city"):
        page = office.client(who).get("/desk/filings/").content.decode()
        assert mine.number in page
        assert foreign.number not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=acceptance", True),
        ("state=filed", False),
        ("type=outdoor_station&district=370202&q=湛山", True),
        ("q=%25", False),
        ("q=_", False),
        ("district=370213", True),
        ("state=nonsense&page=999999999999&sort=password", True),
        ("q=%00%EF%BF%BD", True),
    ],
)
def test_filters_narrow_and_unknown_ones_are_left_out(office: Office, query: str, found: bool) -> None:
    filing = case_in(office, "acceptance")
    answer = office.client("district").get(f"/desk/filings/?{query}")
    assert answer.status_code == 200
    assert (filing.number in answer.content.decode()) is found


def test_the_city_narrows_by_every_district_and_a_district_officer_by_those_within_reach(
    office: Office,
) -> None:
    filing = case_in(office, "acceptance")
    for query, found in (("district=370202", True), ("district=370213", False)):
        page = office.client("city").get(f"/desk/filings/?{query}").content.decode()
        assert (filing.number in page) is found


def test_an_empty_list_offers_the_first_act(office: Office) -> None:
    page = office.client("district").get("/desk/filings/").content.decode()
    assert page.count("新建备案") >= 2
    assert "新建备案" not in office.client("city").get("/desk/filings/").content.decode()


def test_the_list_asks_the_database_as_often_for_three_rows_as_for_one(office: Office) -> None:
    client = office.client("district")
    case_in(office, "acceptance")
    client.get("/desk/filings/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/desk/filings/")
        counts.append(len(seen))
        draft_of(office)
        draft_of(office)
    assert counts[0] == counts[1] <= 10
