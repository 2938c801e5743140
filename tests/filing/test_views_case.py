"""The page of a case and what is decided there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from filing.models import Filing
from tests.factories import ADDRESS_GAP, NOW, actor_of, return_with, walk
from tests.office import Crew, Office, build_office, case_in, form_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def office() -> Office:
    return build_office()


def address(filing: Filing, name: str = "filing") -> str:
    return reverse(name, args=[filing.number])


def act(office: Office, who: str, filing: Filing, action: str, note: str = "", **changes: str) -> Any:
    """Send the form that the page of this person holds for the action."""
    client = office.client(who)
    form = form_at(client, address(filing), action="/act/")
    form.fields.update(action=[action], note=[note], **{name: [value] for name, value in changes.items()})
    return client.post(address(filing, "filing-act"), form.fields)


def state_of(filing: Filing) -> str:
    return Filing.objects.get(pk=filing.pk).state


VISIT = {
    "held_on": "2026-10-12",
    "inspectors": "王检查、李检查",
    "organisation": "市南区总工会",
    "met_on_site": "赵现场",
    "verdict": "pass",
    "findings": "",
    "fix_by": "",
}


def visit(office: Office, who: str, filing: Filing, **typed: str) -> Any:
    client = office.client(who)
    form = form_at(office.client("district"), address(filing), action="/visit/")
    form.fields.update({name: [value] for name, value in {**VISIT, **typed}.items()})
    return client.post(address(filing, "filing-visit"), form.fields)


def test_the_district_passes_the_check_and_reads_what_follows(office: Office) -> None:
    filing = case_in(office, "district_check")
    answer = act(office, "district", filing, "pass_check")
    assert answer.url == address(filing)
    assert state_of(filing) == "acceptance"
    page = office.client("district").get(answer.url).content.decode()
    assert "还剩 15 个工作日" in page


def test_the_page_says_how_long_the_clock_stands_still(office: Office) -> None:
    filing = case_in(office, "district_check")
    return_with(filing, actor_of(office.people["district"]), ("photos.plate", "缺门牌照片", "补拍门牌"))
    page = office.client("keeper").get(address(filing)).content.decode()
    assert "待申报工会补正(" in page and "审核时限已暂停" in page
    assert "缺门牌照片" in page
    assert "已超期" not in page


def test_the_page_says_that_the_answer_is_late(office: Office, settings: Any) -> None:
    filing = case_in(office, "district_check")
    return_with(filing, actor_of(office.people["district"]), ("photos.plate", "缺门牌照片", "补拍门牌"))
    due = Filing.objects.get(pk=filing.pk).due_on
    assert due is not None
    settings.CLOCK_PIN = (NOW + (due - NOW.date()) + timedelta(days=1)).isoformat()
    page = office.client("keeper").get(address(filing)).content.decode()
    assert "tag--closed" in page
    assert "待申报工会补正(" in page and "前,已超期),审核时限已暂停" in page


def test_a_bad_reason_is_refused_and_kept(office: Office) -> None:
    filing = walk(case_in(office, "city_filing"), "sign", Crew(office, "keeper"))
    answer = act(office, "city2", filing, "refuse", "联系人11010519491231002X")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "暂不备案的理由中含有身份证号码" in page
    assert "联系人11010519491231002X" in page
    assert state_of(filing) == "city_filing"


def test_an_unknown_action_is_a_bad_request(office: Office) -> None:
    filing = case_in(office, "district_check")
    for action in ("delete", "submit", "visit_pass", "edit", ""):
        assert act(office, "district", filing, action).status_code == 400
    assert state_of(filing) == "district_check"


def test_what_another_role_decides_is_refused_with_the_reason(office: Office) -> None:
    filing = case_in(office, "district_check")
    client = office.client("keeper")
    form = form_at(client, address(filing), action="/act/")
    form.fields.update(action=["pass_check"])
    answer = client.post(address(filing, "filing-act"), form.fields)
    assert answer.status_code == 403
    assert "区(市)总工会经办人办理" in answer.content.decode()
    assert state_of(filing) == "district_check"


def test_a_foreign_district_finds_neither_page_nor_action(office: Office) -> None:
    filing = case_in(office, "acceptance")
    stranger = office.client("district2")
    for name in ("filing", "filing-receipt", "filing-papers", "filing-print", "filing-answers"):
        assert stranger.get(address(filing, name)).status_code == 404
    for name in ("filing-act", "filing-visit", "filing-submit", "filing-photos"):
        assert stranger.post(address(filing, name), {"action": "withdraw"}).status_code == 404
    told = AuditEntry.objects.filter(outcome="refused", actor_id=office.people["district2"].pk)
    assert told.count() == 4
    assert state_of(filing) == "acceptance"


def test_who_comes_second_reads_who_decided(office: Office) -> None:
    filing = case_in(office, "city_filing")
    client = office.client("city2")
    form = form_at(client, address(filing), action="/act/")
    return_with(filing, actor_of(office.people["city"]), ADDRESS_GAP)
    form.fields.update(action=["sign"], note=[""])
    answer = client.post(address(filing, "filing-act"), form.fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "city同志" in page
    assert "退回补正" in page
    assert address(filing) in page


def test_a_decision_on_a_stale_page_decides_nothing(office: Office) -> None:
    filing = case_in(office, "city_filing")
    answer = act(office, "city", filing, "sign", seen=str(filing.revision - 1))
    assert answer.status_code == 409
    assert Filing.objects.get(pk=filing.pk).signed_levels == 0


def test_two_officers_sign_and_the_site_gets_its_number(office: Office) -> None:
    filing = case_in(office, "city_filing")
    assert act(office, "city", filing, "sign").status_code == 302
    assert act(office, "city2", filing, "approve").status_code == 302
    page = office.client("district").get(address(filing)).content.decode()
    assert "370202-HWYZ-2026-0001" in page
    assert "city2同志" in page


def test_the_second_click_decides_once(office: Office) -> None:
    filing = case_in(office, "district_check")
    client = office.client("district")
    form = form_at(client, address(filing), action="/act/")
    form.fields.update(action=["pass_check"])
    first, second = (client.post(address(filing, "filing-act"), form.fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert AuditEntry.objects.filter(action="filing.pass_check", outcome="done").count() == 1


def test_an_acceptance_is_recorded_and_moves_the_case(office: Office) -> None:
    filing = case_in(office, "acceptance")
    assert visit(office, "district", filing).status_code == 302
    assert state_of(filing) == "city_filing"
    page = office.client("city").get(address(filing)).content.decode()
    assert "王检查、李检查" in page


BAD_VISITS = [
    ({"inspectors": "王检查"}, "验收人员至少 2 人"),
    ({"held_on": "2026-10-13"}, "验收日期不能晚于今天"),
    ({"held_on": "2026-10-11"}, "验收日期不能早于提交日期"),
    ({"held_on": "昨天"}, "验收日期不是有效的日期"),
    ({"verdict": "fix"}, "请填写整改期限。"),
    ({"verdict": "fix", "findings": "积水", "fix_by": "2026-10-12"}, "整改期限应晚于验收日期"),
    ({"verdict": "fail"}, "请写明需要整改或不合格的具体情况。"),
    ({"verdict": "excellent"}, "没有这个选项"),
    ({"met_on_site": ""}, "请填写现场人员。"),
    ({"met_on_site": "王检查"}, "现场人员不能同时是验收人员"),
]


@pytest.mark.parametrize(("typed", "sentence"), BAD_VISITS, ids=lambda value: str(value)[:30])
def test_a_bad_visit_gets_its_sentence_and_keeps_what_was_typed(
    office: Office, typed: dict[str, str], sentence: str
) -> None:
    filing = case_in(office, "acceptance")
    answer = visit(office, "district", filing, **typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert "市南区总工会" in page
    assert state_of(filing) == "acceptance"
    assert not filing.visits.exists()


def test_only_who_accepts_records_a_visit(office: Office) -> None:
    filing = case_in(office, "acceptance")
    for who in ("keeper", "city", "auditor"):
        assert visit(office, who, filing).status_code == 403
        assert address(filing, "filing-visit") not in office.client(who).get(address(filing)).content.decode()
    assert state_of(filing) == "acceptance"


def test_a_visit_after_the_case_moved_on_is_refused(office: Office) -> None:
    filing = case_in(office, "acceptance")
    client = office.client("district")
    form = form_at(client, address(filing), action="/visit/")
    form.fields.update({name: [value] for name, value in VISIT.items()})
    visit(office, "district", filing)
    form.fields["key"] = ["7f3d1c1e-2a5b-4b57-9d4e-8f1b2c3d4e5f"]
    assert client.post(address(filing, "filing-visit"), form.fields).status_code == 409
    assert filing.visits.count() == 1


def test_the_receipt_says_what_was_received_and_until_when(office: Office) -> None:
    filing = case_in(office, "district_check", photos=2)
    page = office.client("keeper").get(address(filing, "filing-receipt")).content.decode()
    for said in (
        "收件回执",
        filing.number,
        "照片:2 张",
        "应在 2026年10月19日 17:30 前办理",
        "由阵地填报人申报",
    ):
        assert said in page
    assert "试用样表,非正式印发文本" in page


def test_the_receipt_no_longer_promises_a_day_when_the_case_moved_on(office: Office) -> None:
    filing = case_in(office, "city_filing")
    assert "还剩" not in office.client("keeper").get(address(filing, "filing-receipt")).content.decode()


def test_a_draft_has_no_receipt(office: Office) -> None:
    filing = case_in(office, "draft")
    assert office.client("keeper").get(address(filing, "filing-receipt")).status_code == 404


def test_the_printed_form_holds_the_blocks_for_opinions_and_seals(office: Office) -> None:
    page = office.client("city").get(address(case_in(office, "filed"), "filing-print")).content.decode()
    for title in ("申报工会意见", "场地(共建)单位意见", "区(市)、产业工会意见", "市总工会意见"):
        assert f"{title}(盖章)" in page
    assert page.count("(盖章)") == 4


def test_a_draft_prints_as_a_draft(office: Office) -> None:
    page = office.client("keeper").get(address(case_in(office, "draft"), "filing-print")).content.decode()
    assert "草稿,尚未提交" in page


def test_a_district_officers_own_case_is_named_as_such(office: Office) -> None:
    filing = case_in(office, "acceptance", by="district")
    assert "由区(市)经办人直接申报" in office.client("city").get(address(filing)).content.decode()


@pytest.mark.parametrize(
    ("state", "most"), [("draft", 20), ("returned", 20), ("city_filing", 20), ("filed", 12)]
)
def test_a_case_page_asks_the_database_a_bounded_number_of_times(
    office: Office, state: str, most: int
) -> None:
    """Twelve, and while the case is open up to eight for places that may be the same or stand too near."""
    case_in(office, "filed", name="湛山驿站")
    viewer = office.client("city" if state != "draft" else "keeper")
    counts = []
    for photos in (3, 6):
        case = case_in(office, state, photos=photos, name=f"汇泉驿站{photos}", lat="36.05", lng="120.33")
        viewer.get(address(case))
        with CaptureQueriesContext(connection) as asked:
            viewer.get(address(case))
        counts.append(len(asked))
    assert counts[0] <= most
    assert counts[1] <= counts[0] + 2  # the first of these cases is a place near the second


def test_an_overdue_case_says_so_in_words(office: Office, settings: Any) -> None:
    filing = case_in(office, "district_check")
    settings.CLOCK_PIN = (NOW + timedelta(days=10)).isoformat()
    assert "已超期 3 个工作日" in office.client("district").get(address(filing)).content.decode()


def test_who_cannot_decide_yet_reads_why(office: Office) -> None:
    filing = case_in(office, "city_filing")
    page = office.client("city").get(address(filing)).content.decode()
    assert "前一环节尚未签署意见。" in page


def test_what_was_asked_for_later_is_counted_above_the_history(office: Office) -> None:
    case = case_in(office, "acceptance")
    before = office.client("district").get(f"/desk/filings/{case.number}/").content.decode()
    Filing.objects.filter(pk=case.pk).update(late_gaps=2)
    after = office.client("district").get(f"/desk/filings/{case.number}/").content.decode()
    assert ("后补" in before, "本案有 2 项是后补提出的。" in after) == (False, True)
