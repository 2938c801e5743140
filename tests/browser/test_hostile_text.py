"""C2: what people type is shown as text on every page, on paper and to the public; nothing in it ever runs."""

from __future__ import annotations

import pytest

from accounts.models import Union, User
from filing import services
from filing.models import Filing
from tests.browser.visitor import PHONE
from tests.factories import mend, return_with, visit_facts, walk
from tests.office import NOW, Crew, actor_of, draft_of, site_of

PAYLOADS = {
    "script": "<script>window.hacked=1</script>",
    "picture": "\"'><img src=x onerror=window.hacked=1>",
    "closing": "</textarea></title></script><svg/onload=window.hacked=1>",
    "template": "{{ 7|add:35 }}{% debug %}${7*6}",
    "style": "</style><style>body{display:none}</style>",
    "wide": "＜script＞window.hacked=1＜/script＞",
    "link": "javascript:window.hacked=1",
}

#: Facts that take free text, with how long they may be.
FIELDS = {
    "name": 80,
    "host_name": 80,
    "address": 120,
    "building": 40,
    "floor": 20,
    "room": 20,
    "directions": 200,
    "line": 40,
    "station": 40,
    "depot": 40,
    "manager_name": 40,
    "manager_post": 40,
    "manager_phone": 30,
    "daily_keeper": 40,
    "public_phone": 30,
}


def filed_with(office, payload):
    """A case whose every text is the payload, written past the forms and walked to the register."""
    Union.objects.filter(pk=office.primary.pk).update(name=payload[:80], short_name=payload[:20])
    User.objects.filter(username="district").update(name=payload[:40])
    facts = {name: payload[:most] for name, most in FIELDS.items()}
    draft = draft_of(office, "keeper", photos=1, **facts)
    crew = Crew(office, "keeper")
    submitted = walk(draft, "submit", crew)
    district = crew.actor("district")
    gap = ("place.directions", payload[:300], payload[:300])
    returned = return_with(submitted, district, gap, note=payload[:300])
    again = mend(returned, crew.actor("keeper"), directions=payload[:199])
    for told in again.deficiencies.all():
        services.judge_gap(again.pk, told.pk, "settled", actor=district, now=NOW)
    checked = services.pass_check(again.pk, actor=district, now=NOW, note=payload)
    facts = visit_facts(findings=payload)
    visited = services.accept_on_site(checked.pk, facts, actor=district, now=NOW)
    signed = services.sign_filing(visited.pk, actor=crew.actor("city"), now=NOW, note=payload)
    services.approve_filing(signed.pk, actor=actor_of(office.people["city2"]), now=NOW, note=payload)
    return Filing.objects.get(pk=draft.pk)


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_was_typed_is_shown_as_text_and_nothing_runs(visit, office, name):
    payload = PAYLOADS[name]
    open_draft = draft_of(office, "district", **{field: payload[:most] for field, most in FIELDS.items()})
    filed = filed_with(office, payload)
    code = site_of(filed).code
    case, draft = f"/desk/filings/{filed.number}/", f"/desk/filings/{open_draft.number}/"
    sections = [
        f"{draft}{part}/" for part in ("identity", "place", "hours", "people", "photos", "answers", "print")
    ]
    inside = ["/desk/", "/desk/sites/", "/desk/sites/?print=1", f"/desk/sites/{code}/", "/desk/filings/"]
    start = "/desk/filings/new/?kind=register&type=outdoor_station"
    public = ["/", f"/s/{code}/", f"/verify/{filed.number}/?k={filed.verify_token}"]
    officer = visit(width=PHONE).be(office.client("district"))
    pages = [*inside, case, f"{case}print/", f"{case}receipt/", start, draft, *sections, *public]
    for page in pages:
        assert officer.go(page) == 200
        assert officer.page.evaluate("typeof window.hacked") == "undefined", page
        assert officer.page.evaluate("getComputedStyle(document.body).display") != "none", page
        assert officer.page.locator("img[src=x], main svg, svg[onload]").count() == 0, page
    for page in (case, f"{case}print/", f"/desk/sites/{code}/", f"/s/{code}/", "/desk/filings/"):
        officer.go(page)
        assert payload in officer.page.locator("body").inner_text(), page


def test_hostile_words_in_an_address_are_shown_as_text(visit, office):
    visitor = visit().be(office.client("district"))
    for page in (
        "/",
        "/desk/sites/",
        "/desk/filings/",
        "/desk/filings/new/?kind=register&type=outdoor_station",
    ):
        joint = "&" if "?" in page else "?"
        for payload in PAYLOADS.values():
            visitor.page.goto(
                f"{visitor.home}{page}{joint}q={payload.replace('%', '%25').replace('#', '%23')}"
            )
            assert visitor.page.evaluate("typeof window.hacked") == "undefined"
            assert visitor.page.locator("input[name=q]").first.input_value() != ""


def test_the_back_office_shows_hostile_text_as_text(visit, office):
    filed_with(office, PAYLOADS["picture"])
    visitor = visit().be(office.client("admin"))
    for page in ("/admin/", "/admin/core/auditentry/", "/admin/accounts/union/", "/admin/accounts/user/"):
        assert visitor.go(page) == 200
        assert visitor.page.evaluate("typeof window.hacked") == "undefined"
    assert "onerror" in visitor.page.locator("body").inner_text()
