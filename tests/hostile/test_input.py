"""C1 and C3: fields that no form has, numbers that are none, keys that nobody asked for."""

from __future__ import annotations

import uuid
from datetime import date
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import transaction
from django.forms import model_to_dict

from accounts.models import RoleGrant, User
from core.models import AuditEntry
from filing.models import Filing
from sites.models import ServiceSite, SiteVersion
from sites.sections import BY_CODE
from tests.digest import changed, tables
from tests.office import case_in, draft_of, form_at, site_of

#: Columns of every model, as an ill-meant form would name them.
EXTRA = {
    field.name
    for label in ("filing.Filing", "service_sites.SiteVersion", "service_sites.ServiceSite", "accounts.User")
    for field in apps.get_model(label)._meta.concrete_fields
} | {
    "status",
    "union",
    "score",
    "decided_by",
    "filed_at",
    "rule_pack",
    "role",
    "can_decide",
    "pk",
    "is_sample",
}

#: What each column would be worth to who sends it.
VALUES = {
    "state": "filed",
    "is_superuser": "on",
    "is_staff": "on",
    "filing_number": "370202-HWYZ-2026-9999",
    "code": "ABCDEFGH",
    "decided_at": "2026-01-01",
    "signed_levels": "2",
    "site": "1",
    "version": "1",
    "managing_union": "1",
    "union_path": "1.",
    "is_active": "",
}

CHANGED_BY_A_SAVE = {"revision", "updated_at"}


def row_of(model, pk):
    row = model.objects.get(pk=pk)
    return {field.name: field.value_from_object(row) for field in model._meta.concrete_fields}


def everything(filing):
    return {
        **{f"filing.{name}": value for name, value in row_of(Filing, filing.pk).items()},
        **{f"version.{name}": value for name, value in row_of(SiteVersion, filing.version_id).items()},
        **{f"site.{name}": value for name, value in row_of(ServiceSite, filing.site_id).items()},
    }


def smuggled(form):
    """Every column that is no field of the form, with a value worth having."""
    return {name: VALUES.get(name, "1") for name in EXTRA - form.names}


@pytest.mark.parametrize("section", [code for code in BY_CODE if code != "photos"])
def test_c1_a_section_writes_its_own_facts_alone(office, section):
    draft = draft_of(office, "district")
    client = office.client("district")
    form = form_at(client, f"/desk/filings/{draft.number}/{section}/", holding="seen")
    before = everything(draft)
    response = client.post(form.action, {**smuggled(form), **form.fields})
    assert response.status_code == 302
    after = everything(draft)
    own = {f"version.{name}" for name in BY_CODE[section].fields}
    moved = {name for name in before if before[name] != after[name]}
    assert {name for name in moved if name.partition(".")[2] not in CHANGED_BY_A_SAVE} <= own
    assert {name for name in moved & own} == set(), "an untouched form changes no fact"


def test_c1_submitting_sets_what_the_machine_sets(office):
    draft, twin = draft_of(office, "district"), draft_of(office, "district")
    client = office.client("district")
    for filing, more in ((draft, True), (twin, False)):
        form = form_at(client, f"/desk/filings/{filing.number}/answers/", action="/submit/")
        extra = smuggled(form) if more else {}
        assert client.post(form.action, {**extra, **form.fields, "declared": ["on"]}).status_code == 302
    own = {"id", "number", "site", "version", "verify_token"}
    assert {k: v for k, v in row_of(Filing, draft.pk).items() if k not in own} == {
        k: v for k, v in row_of(Filing, twin.pk).items() if k not in own
    }


@pytest.mark.parametrize(
    ("state", "who", "action"),
    [("district_check", "district", "pass_check"), ("city_filing", "city", "sign")],
)
def test_c1_an_action_moves_its_edge_alone(office, state, who, action):
    case, twin = case_in(office, state), case_in(office, state)
    client = office.client(who)
    for filing, more in ((case, True), (twin, False)):
        form = form_at(client, f"/desk/filings/{filing.number}/", holding="action")
        typed = {**(smuggled(form) if more else {}), **form.fields, "action": [action]}
        assert client.post(form.action, typed).status_code == 302
    own = {"id", "number", "site", "version", "verify_token", "last_visit"}
    assert {k: v for k, v in row_of(Filing, case.pk).items() if k not in own} == {
        k: v for k, v in row_of(Filing, twin.pk).items() if k not in own
    }


def test_c1_the_acceptance_form_takes_no_other_facts(office):
    case = case_in(office, "acceptance")
    client = office.client("district")
    form = form_at(client, f"/desk/filings/{case.number}/", action="/visit/")
    typed = {"held_on": "2026-10-12", "inspectors": "甲一、乙二", "met_on_site": "丙三", "verdict": "pass"}
    assert client.post(form.action, {**smuggled(form), **form.fields, **typed}).status_code == 302
    case = Filing.objects.get(pk=case.pk)
    assert (case.state, case.signed_levels, case.filing_number) == ("city_filing", 0, None)
    assert case.last_visit.recorded_by == office.people["district"].name
    assert case.last_visit.recorded_at.date() == date(2026, 10, 12)


def test_c1_a_new_case_takes_type_union_and_district_alone(office):
    client = office.client("district")
    page = f"/desk/filings/new/?kind=register&type=outdoor_station&union={office.primary.pk}"
    form = form_at(client, page, holding="union")
    typed = {**smuggled(form), **form.fields, "union": [office.primary.pk], "district": ["370202"]}
    assert client.post(form.action, typed).status_code == 302
    filing = Filing.objects.get()
    assert (filing.state, filing.filing_number, filing.pack_id) == ("draft", None, None)
    assert (filing.site.state, filing.site.code, filing.site.is_sample) == ("planned", None, False)
    assert filing.site.managing_union_id == office.primary.pk


@pytest.mark.parametrize("page", ["/accounts/password/"])
def test_c1_a_form_about_oneself_gives_no_right(office, page):
    client = office.client("keeper")
    form = form_at(client, page)
    fresh = "shilaoren-beach-night-4"
    typed = {"old_password": "huanghai-jiaozhouwan-2026", "new_password1": fresh, "new_password2": fresh}
    grants = list(RoleGrant.objects.values())
    before = model_to_dict(User.objects.get(username="keeper"), exclude=["password", "last_login"])
    assert client.post(form.action, {**smuggled(form), **form.fields, **typed}).status_code == 302
    assert model_to_dict(User.objects.get(username="keeper"), exclude=["password", "last_login"]) == before
    assert list(RoleGrant.objects.values()) == grants


#: As they stand in an address: the last two are a NUL and half of a character.
STRANGE = (
    *("1" + "0" * 30, "-1", "0", "NaN", "Infinity", "1e309", "", "１２", "[]"),
    *("%25%25%25%25" * 200, "%27%3B--", "%22%3E%3Cscript%3E", "..%2F..%2Fetc%2Fpasswd"),
    *("%F0%9F%9A%80", "%E2%80%AE", "a" * 3000, "%0d%0aX-Evil:%201", "9" * 400, "1%00"),
    *("%00", "%ED%A0%80"),
)
NAMES = (
    *("q", "type", "district", "state", "access", "open", "facility", "page", "sort", "ordering", "print"),
    *("lat", "lng", "datum", "kind", "union", "k", "size", "next", "history", "seen", "key"),
    *("x__y__startswith", "site__managing_union__name__startswith", "pk__in", "password", "__class__", "q[]"),
)
LISTS = ("/", "/desk/", "/desk/sites/", "/desk/filings/", "/desk/filings/new/", "/accounts/login/")


@pytest.fixture
def pages(office):
    filed = case_in(office, "filed", photos=1)
    code = site_of(filed).code
    return [
        *LISTS,
        "/desk/sites/?print=1",
        "/desk/filings/new/?kind=register&type=outdoor_station",
        f"/s/{code}/",
        f"/s/{code}/qr.svg",
        f"/desk/sites/{code}/",
        f"/desk/filings/{filed.number}/",
        f"/desk/filings/{filed.number}/receipt/",
        f"/verify/{filed.number}/",
    ]


def broken(client, address):
    response = client.get(address)
    return response.status_code not in (200, 302, 400, 404) or "X-Evil" in response


@pytest.mark.once
def test_c3_no_value_breaks_a_page(office, pages):
    """All parameters at once, for each strange value."""
    client, before = office.client("district"), tables()
    found = []
    for value in STRANGE:
        query = "&".join(f"{name}={value}" for name in NAMES)
        found += [page for page in pages if broken(client, f"{page}{'&' if '?' in page else '?'}{query}")]
    assert found == []
    assert changed(before) == set()


@pytest.mark.once
def test_c3_no_parameter_breaks_a_list(office, pages):
    """One at a time, where the others could have hidden it."""
    client, before = office.client("district"), tables()
    values = ("1" + "0" * 30, "%00")
    asked = [f"{page}?{name}={value}" for page in LISTS for name in NAMES for value in values]
    assert [address for address in asked if broken(client, address)] == []
    assert changed(before) == set()


@pytest.mark.parametrize(
    "query",
    ["ordering=password", "sort=password", "sort=-password", "sort=version__host_name", "x__y__startswith=a"],
)
def test_c3_a_key_nobody_offers_changes_nothing_in_the_list(office, query):
    for number in range(3):
        case_in(office, "filed", name=f"{'丙甲乙'[number]}驿站")
    client = office.client("district")

    def rows(page):
        seen = client.get(page).content.decode()
        return [seen.find(f"{letter}驿站") for letter in "甲乙丙"]

    for page in ("/", "/desk/sites/", "/desk/filings/"):
        assert [place > 0 for place in rows(f"{page}?{query}")] == [True] * 3
        order = sorted("甲乙丙", key=lambda letter: rows(page)["甲乙丙".index(letter)])
        assert sorted("甲乙丙", key=lambda letter: rows(f"{page}?{query}")["甲乙丙".index(letter)]) == order


def test_c3_a_page_beyond_the_last_is_the_last_or_the_first(office):
    case_in(office, "filed")
    client = office.client("district")
    for page in ("/", "/desk/sites/", "/desk/filings/"):
        for number in ("1000000000", "999999", "-3", "0", "1.5", "٣", "1e9"):
            assert "湛山" in client.get(f"{page}?page={number}").content.decode(), (page, number)


def test_c3_percent_and_underscore_mean_themselves(office):
    case_in(office, "filed", name="100%满意驿站", address="甲乙丙路")
    case_in(office, "filed", name="普通驿站")
    client = office.client("district")
    for words, finds in {
        "%": True,
        "_": False,
        "%满意": True,
        "满%驿": False,
        "满_驿": False,
        "\\": False,
    }.items():
        seen = client.get(f"/desk/filings/?q={quote(words)}").content.decode()
        assert ("100%满意驿站" in seen, "普通驿站" in seen) == (finds, False), words
    for page in ("/", "/desk/sites/"):
        for words in ("甲_路", "甲%路"):
            seen = client.get(f"{page}?q={quote(words)}").content.decode()
            assert "100%满意驿站" not in seen, (page, words)


#: Typed into the fields of the sections.
TYPED = (
    *(
        "1" + "0" * 30,
        "-1",
        "NaN",
        "Infinity",
        "1e309",
        "\x00",
        "1\x00",
        "\ufffd",
        "１２",
        "٣",
        "0x10",
        "--1",
    ),
    *("%" * 800, "'; DROP TABLE filing_filing;--", "\u202e文字", "a" * 5000, "9" * 400, "[]", '{"a":1}'),
)


@pytest.mark.once
@pytest.mark.parametrize("section", [code for code in BY_CODE if code != "photos"])
def test_c3_no_value_breaks_a_section(office, section):
    draft = draft_of(office, "district")
    client = office.client("district")
    form = form_at(client, f"/desk/filings/{draft.number}/{section}/", holding="seen")
    asked = sorted(form.names - {"csrfmiddlewaretoken", "key", "seen"})
    assert len(asked) >= 5

    def sent(**typed):
        seen = Filing.objects.get(pk=draft.pk).revision
        return client.post(form.action, {**typed, "key": str(uuid.uuid4()), "seen": seen}).status_code

    for value in TYPED:
        assert sent(**dict.fromkeys(asked, value)) in (302, 400), (section, value[:30])
        assert client.get(f"/desk/filings/{draft.number}/answers/").status_code == 200
    for place, name in enumerate(asked):
        value = TYPED[place % len(TYPED)]
        assert sent(**{**form.fields, name: value}) in (302, 400), (section, name, value[:30])
    half = "&".join(f"{name}=%ED%A0%80" for name in asked) + f"&key={uuid.uuid4()}&seen={draft.revision}"
    plain = "application/x-www-form-urlencoded"
    assert client.post(form.action, half, content_type=plain).status_code in (302, 400, 409)
    assert client.get(form.action).status_code == 200


FRAME_VALUES = ("", "x", "-1", "1" + "0" * 30, "\x00", "٣", "00000000-0000-0000-0000-00000000000g")


@pytest.mark.parametrize("name", ["key", "seen", "action", "note", "declared", "fill", "then"])
def test_c3_no_frame_of_a_form_breaks_a_page(office, name):
    case = case_in(office, "district_check")
    draft = draft_of(office, "district")
    client = office.client("district")
    for value in FRAME_VALUES:
        frame = {"action": "pass_check", "note": "缺照片", "declared": "on"}
        posts = {
            f"/desk/filings/{case.number}/act/": case,
            f"/desk/filings/{draft.number}/hours/": draft,
            f"/desk/filings/{draft.number}/submit/": draft,
        }
        for address, filing in posts.items():
            body = {**frame, "key": str(uuid.uuid4()), "seen": filing.revision, name: value}
            with transaction.atomic():
                assert client.post(address, body).status_code in (302, 200, 400, 409), (address, value)
                transaction.set_rollback(True)


def test_c3_what_was_typed_wrongly_is_still_there_and_nothing_was_written(office):
    draft = draft_of(office, "district")
    client = office.client("district")
    before = tables()
    for section, typed in {
        "identity": {"name": "半截\u202e名称", "host_credit_code": "91370200000000000X"},
        "facilities": {"area_hundredths": "1000000000"},
        "place": {"pin_lat": "120.38", "pin_lng": "36.06", "pin_datum": "gcj02"},
        "hours": {"day_0": "8:00-12:00,11:00-13:00", "holiday": "closed", "makeup": "as_workday"},
    }.items():
        form = form_at(client, f"/desk/filings/{draft.number}/{section}/", holding="seen")
        response = client.post(form.action, {**form.fields, **typed})
        assert response.status_code == 400
        seen = response.content.decode()
        assert all(value in seen for value in typed.values())
    assert changed(before) == set()
    assert not AuditEntry.objects.filter(outcome="refused").exists()
