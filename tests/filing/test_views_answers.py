"""Check-your-answers and submission: everything that is missing at once, one receipt however often it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import RoleGrant
from filing.models import Filing
from filing.services import save_section
from tests.factories import NOW, actor_of
from tests.office import Office, build_office, case_in, draft_of, form_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return build_office()


def answers(filing: Filing) -> str:
    return reverse("filing-answers", args=[filing.number])


def submit(office: Office, filing: Filing, who: str = "district", times: int = 1, **changes: str) -> Any:
    client = office.client(who)
    form = form_at(client, answers(filing), action="/submit/")
    form.fields.update({"declared": ["on"], **{name: [value] for name, value in changes.items()}})
    for _ in range(times):
        answer = client.post(form.action, form.fields)
    return answer


def fresh(filing: Filing) -> Filing:
    return Filing.objects.get(pk=filing.pk)


def test_a_district_officers_case_goes_straight_to_acceptance(office: Office) -> None:
    filing = draft_of(office)
    answer = submit(office, filing)
    assert answer.url == reverse("filing-receipt", args=[filing.number])
    assert (fresh(filing).state, fresh(filing).submitted_as) == ("acceptance", "district")


def test_a_keepers_case_goes_to_the_district_first(office: Office) -> None:
    filing = draft_of(office, "keeper")
    submit(office, filing, "keeper")
    assert fresh(filing).state == "district_check"


def test_a_second_click_leads_to_the_same_receipt(office: Office) -> None:
    filing = draft_of(office)
    answer = submit(office, filing, times=3)
    assert answer.url == reverse("filing-receipt", args=[filing.number])
    assert fresh(filing).revision == filing.revision + 1


def test_what_must_be_there_is_said_at_once_with_links(office: Office) -> None:
    filing = draft_of(office, name="", address="", access="")
    page = office.client("district").get(answers(filing)).content.decode()
    for code, said in (("identity", "阵地名称"), ("place", "详细地址"), ("hours", "开放对象")):
        assert said in page
        assert reverse("filing-section", args=[filing.number, code]) in page
    answer = submit(office, filing)
    assert answer.status_code == 400
    for said in (
        "“名称与共建单位”还缺:阵地名称。",
        "“位置”还缺:详细地址。",
        "“开放时间与对象”还缺:开放对象。",
    ):
        assert said in answer.content.decode()
    assert fresh(filing).state == "draft"


def test_what_nobody_gave_stands_as_not_verified_and_does_not_block(office: Office) -> None:
    filing = draft_of(office, hours=None, area_hundredths=None, public_phone="")
    page = office.client("district").get(answers(filing)).content.decode()
    assert "未核实" in page
    assert "开放时间还未核实" in page
    assert submit(office, filing).status_code == 302


def test_the_declaration_has_to_be_made(office: Office) -> None:
    filing = draft_of(office)
    answer = submit(office, filing, declared="")
    assert answer.status_code == 400
    assert "请先阅读并勾选声明" in answer.content.decode()
    assert fresh(filing).state == "draft"


def test_a_case_changed_meanwhile_is_not_handed_in(office: Office) -> None:
    filing = draft_of(office)
    client = office.client("district")
    form = form_at(client, answers(filing), action="/submit/")
    form.fields["declared"] = ["on"]
    keeper = actor_of(office.people["keeper"])
    save_section(filing.pk, {"name": "站长改名"}, seen=filing.revision, actor=keeper, now=NOW)
    answer = client.post(form.action, form.fields)
    assert answer.status_code == 409
    assert "keeper同志" in answer.content.decode()
    assert fresh(filing).state == "draft"


def test_nobody_left_to_decide_is_said_before(office: Office) -> None:
    filing = draft_of(office)
    sentence = "提交后将无人可以作最后签批"
    assert sentence not in office.client("district").get(answers(filing)).content.decode()
    RoleGrant.objects.filter(role="city").update(can_decide=False)
    assert sentence in office.client("district").get(answers(filing)).content.decode()


def test_the_rules_that_apply_are_named(office: Office) -> None:
    page = office.client("district").get(answers(draft_of(office))).content.decode()
    assert "户外劳动者服务站点建设管理办法" in page
    assert "试用样表,非正式印发文本" in page


def test_without_a_measure_nothing_is_handed_in(office: Office, settings: Any) -> None:
    filing = draft_of(office)
    settings.CLOCK_PIN = "2022-01-05T09:00:00+08:00"
    answer = submit(office, filing)
    assert answer.status_code == 400
    assert "还没有公布适用的管理办法" in answer.content.decode()


def test_who_may_not_hand_in_is_refused(office: Office) -> None:
    filing = case_in(office, "returned")
    client = office.client("city")
    assert client.get(answers(filing)).status_code == 403
    assert client.post(reverse("filing-submit", args=[filing.number]), {"seen": "1"}).status_code == 403


def test_a_case_that_was_handed_in_shows_no_answers(office: Office) -> None:
    filing = case_in(office, "acceptance")
    answer = office.client("district").get(answers(filing))
    assert (answer.status_code, answer.url) == (302, reverse("filing", args=[filing.number]))
