"""B7 and F2: what every answer tells the browser, and a form key that belongs to somebody else."""

from __future__ import annotations

import uuid

import pytest

from filing.models import Filing
from tests.digest import changed, tables
from tests.office import PASSWORD, case_in, draft_of, form_at, site_of


@pytest.fixture
def pages(office):
    filed = case_in(office, "filed", photos=1)
    case, code = f"/desk/filings/{filed.number}/", site_of(filed).code
    return [
        "/",
        f"/s/{code}/",
        "/accounts/login/",
        "/desk/",
        "/desk/sites/",
        case,
        f"{case}receipt/",
        "/nowhere/",
    ]


def test_b7_no_page_may_be_framed_or_run_foreign_code(office, pages):
    client = office.client("district")
    for page in pages:
        answer = client.get(page)
        policy = dict(
            part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'self'", page
        assert policy["frame-ancestors"] == "'none'"
        assert (policy["base-uri"], policy["object-src"], policy["form-action"]) == (
            "'none'",
            "'none'",
            "'self'",
        )
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert b"<script>" not in answer.content
        assert b" style=" not in answer.content
        assert b" onclick=" not in answer.content


def test_b7_cookies_are_kept_from_script_and_from_other_sites(office, client):
    client.post("/accounts/login/", {"username": "district", "password": PASSWORD})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    client.get("/accounts/password/")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_public_pages_start_no_session_and_set_no_cookie(office, pages, client):
    for page in pages[:2]:
        answer = client.get(page)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "") or "large_type" in answer.content.decode()


def test_f2_a_key_with_another_content_or_of_another_person_is_refused(office):
    draft = draft_of(office, "district")
    client = office.client("district")
    form = form_at(client, f"/desk/filings/{draft.number}/identity/", holding="seen")
    assert client.post(form.action, {**form.fields, "name": ["第一次"]}).status_code == 302
    before = tables()
    assert client.post(form.action, {**form.fields, "name": ["第二次"]}).status_code == 409
    assert office.client("keeper").post(form.action, {**form.fields, "name": ["第一次"]}).status_code == 409
    assert changed(before) <= {"core_auditentry"}
    assert Filing.objects.get(pk=draft.pk).version.name == "第一次"


def test_f2_one_key_leads_back_to_its_first_result(office):
    client = office.client("district")
    page = f"/desk/filings/new/?kind=register&type=outdoor_station&union={office.primary.pk}"
    form = form_at(client, page, holding="union")
    typed = {**form.fields, "union": [office.primary.pk], "district": ["370202"]}
    answers = [client.post(form.action, typed) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert Filing.objects.count() == 1
    other = {**typed, "key": [str(uuid.uuid4())]}
    assert client.post(form.action, other)["Location"] != answers[0]["Location"]
