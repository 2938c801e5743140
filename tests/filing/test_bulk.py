"""Many cases by one act: what would happen is shown first, each stands for itself, and a refusal tells why."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from core.models import AuditEntry
from filing.models import Filing
from filing.services import withdraw_filing
from tests.factories import NOW, actor_of, walk
from tests.office import Crew, build_office, case_in, form_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


def preview(client, action, *filings):
    return client.post(reverse("filing-bulk"), {"action": action, "pick": [each.number for each in filings]})


def confirm(client, action, *filings, **more):
    form = {
        "action": action,
        "pick": [each.number for each in filings],
        "key": str(uuid.uuid4()),
        **{f"seen_{each.pk}": each.revision for each in filings},
        **more,
    }
    return client.post(reverse("filing-bulk-decide"), form, follow=True)


def states(*filings):
    return [Filing.objects.get(pk=each.pk).state for each in filings]


def test_the_preview_parts_what_can_be_done_from_what_cannot_and_does_nothing(office):
    ready, late = case_in(office, "district_check"), case_in(office, "acceptance")
    body = preview(office.client("district"), "pass", ready, late).content.decode()
    assert "可以办理 1 件" in body
    assert "不能办理 1 件" in body
    assert "目前为“待验收”,不在这一环节。" in body
    assert states(ready, late) == ["district_check", "acceptance"]


def test_each_case_is_decided_by_itself(office):
    first, second = case_in(office, "district_check"), case_in(office, "district_check")
    noted = walk(case_in(office, "district_check"), "note", Crew(office, "keeper"))
    body = confirm(
        office.client("district"), "pass", first, noted, second, note="材料齐全。"
    ).content.decode()
    assert states(first, noted, second) == ["acceptance", "district_check", "acceptance"]
    assert "已办理 2 件" in body
    assert "没有发出的补正事项" in body
    entries = AuditEntry.objects.filter(action="filing.pass_check", outcome="done")
    assert list(entries.values_list("note", flat=True)) == ["材料齐全。"] * 2


def test_a_case_that_moved_after_the_preview_is_refused_alone(office):
    moved, still = case_in(office, "district_check"), case_in(office, "district_check")
    withdraw_filing(moved.pk, actor=actor_of(office.people["keeper"]), now=NOW, note="场地有变。")
    body = confirm(office.client("district"), "pass", moved, still).content.decode()
    assert states(moved, still) == ["withdrawn", "acceptance"]
    assert "目前为“已撤回”" in body


def test_the_same_confirmation_twice_decides_once(office):
    case = case_in(office, "district_check")
    client = office.client("district")
    for _ in range(2):
        confirm(client, "pass", case, key="8b0f4f0e-0000-4000-8000-000000000001")
    assert AuditEntry.objects.filter(action="filing.pass_check").count() == 1


def test_cases_beyond_reach_are_not_in_the_selection(office):
    case = case_in(office, "district_check")
    body = preview(office.client("district2"), "pass", case).content.decode()
    assert case.number not in body
    confirm(office.client("district2"), "pass", case)
    assert states(case) == ["district_check"]


def test_the_city_signs_and_approves_many(office):
    cases = [case_in(office, "city_filing") for _ in range(3)]
    confirm(office.client("city"), "sign", *cases)
    cases = [Filing.objects.get(pk=each.pk) for each in cases]
    body = confirm(office.client("city2"), "approve", *cases).content.decode()
    assert states(*cases) == ["filed"] * 3
    assert "已办理 3 件" in body
    numbers = [Filing.objects.get(pk=each.pk).filing_number[-4:] for each in cases]
    assert numbers == ["0001", "0002", "0003"]


def test_who_may_decide_nothing_gets_no_boxes(office):
    case_in(office, "district_check")
    assert 'name="pick"' not in office.client("keeper").get(reverse("filings")).content.decode()
    assert 'name="pick"' in office.client("district").get(reverse("filings")).content.decode()


def test_an_unknown_act_is_a_bad_request(office):
    case = case_in(office, "district_check")
    assert preview(office.client("district"), "withdraw", case).status_code == 400


def test_what_was_typed_stands_on_the_page_that_refuses(office):
    case = walk(case_in(office, "city_filing"), "sign", Crew(office, "keeper"))
    client = office.client("city2")
    form = form_at(client, reverse("filing", args=[case.number]), action="/act/")
    withdraw_filing(case.pk, actor=actor_of(office.people["district"]), now=NOW, note="场地有变。")
    form.fields.update(action=["refuse"], note=["场地与申报不符,请另选场地。"])
    answer = client.post(reverse("filing-act", args=[case.number]), form.fields)
    assert answer.status_code == 409
    assert "场地与申报不符,请另选场地。" in answer.content.decode()


def test_what_was_done_together_is_taken_back_together_with_a_reason(office):
    first, second = case_in(office, "district_check"), case_in(office, "district_check")
    client = office.client("district")
    confirm(client, "pass", first, second)
    form = form_at(client, reverse("filing-bulk-result"), action=reverse("filing-bulk"))
    assert form.fields["action"] == ["recall"]
    second = walk(Filing.objects.get(pk=second.pk), "visit_pass", Crew(office, "keeper"))
    body = preview(client, "recall", first, second).content.decode()
    assert "可以办理 1 件" in body and "取回原因" in body
    picked = Filing.objects.get(pk=first.pk)
    refused = confirm(client, "recall", picked)
    assert (refused.status_code, states(first)) == (400, ["acceptance"])
    assert "请填写取回原因。" in refused.content.decode()
    confirm(client, "recall", picked, second, note="选错了。")
    assert states(first, second) == ["district_check", "city_filing"]
    assert "取回这" not in client.get(reverse("filing-bulk-result")).content.decode()
