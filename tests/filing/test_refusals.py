"""A post without the right is answered 403 before anything typed is judged, and stands in the trail."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from core.models import AuditEntry
from filing.models import Filing
from tests.office import Office, build_office, case_in

pytestmark = pytest.mark.django_db

FORBIDDEN_TEXT = "身份证 11010519491231002X"


@pytest.fixture
def office() -> Office:
    return build_office()


def refusals() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(outcome="refused").values_list("action", "actor_name"))


def post(office: Office, who: str, case: Filing, place: str, **typed: Any) -> Any:
    frame = {"key": str(uuid.uuid4()), "seen": str(case.revision)}
    return office.client(who).post(f"/desk/filings/{case.number}/{place}/", frame | typed)


def test_beginning_a_case_without_any_right_to_write(office: Office) -> None:
    typed = {"key": str(uuid.uuid4()), "type": "outdoor_station", "union": str(office.primary.pk)}
    answer = office.client("auditor").post("/desk/filings/new/", typed)
    assert (answer.status_code, refusals()) == (403, [("filing.start", "auditor同志")])
    assert "您的账号没有这项权限" in answer.content.decode()
    assert not Filing.objects.exists()


def test_an_empty_visit_by_somebody_who_does_not_accept(office: Office) -> None:
    case = case_in(office, "acceptance")
    answer = post(office, "keeper", case, "visit")
    assert (answer.status_code, refusals()) == (403, [("filing.visit_pass", "keeper同志")])


def test_a_note_that_cannot_be_stored_by_somebody_who_may_not_act(office: Office) -> None:
    case = case_in(office, "district_check")
    answer = post(office, "auditor", case, "act", action="pass_check", note=FORBIDDEN_TEXT)
    assert (answer.status_code, refusals()) == (403, [("filing.pass_check", "auditor同志")])
    assert FORBIDDEN_TEXT not in answer.content.decode()


def test_whoever_may_act_reads_what_is_wrong_with_the_note_and_is_not_recorded(office: Office) -> None:
    case = case_in(office, "district_check")
    answer = post(office, "district", case, "act", action="pass_check", note=FORBIDDEN_TEXT)
    assert (answer.status_code, refusals()) == (400, [])
    assert FORBIDDEN_TEXT in answer.content.decode()


def test_the_answers_page_says_that_a_level_of_signatures_has_nobody(office: Office) -> None:
    case = case_in(office, "draft")
    client = office.client("keeper")
    words = "市总工会签批分 2 个环节,每人只签一个环节,目前只有 1 位经办人"
    address = f"/desk/filings/{case.number}/answers/"
    assert words not in client.get(address).content.decode()
    office.people["city2"].role_grants.all().delete()
    assert words in client.get(address).content.decode()
