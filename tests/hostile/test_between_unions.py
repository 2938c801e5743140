"""A1–A6: what belongs to another district is not there, whoever asks, however it is asked for."""

from __future__ import annotations

import re
import uuid

import pytest

from accounts.models import RoleGrant, Union, User
from accounts.services import revoke_role
from core.actor import SYSTEM
from core.models import AuditEntry
from sites.models import SitePhoto
from tests.digest import changed, tables
from tests.office import NOW, case_in, draft_of, form_at, picture, site_of

#: Stands in every fact of the foreign rows; nothing of it may reach another district.
CANARY = "鸬鹚岛"

FOREIGN_FACTS = {
    "name": f"{CANARY}驿站",
    "host_name": f"{CANARY}公司",
    "address": f"{CANARY}路1号",
    "directions": f"{CANARY}门",
    "manager_name": f"{CANARY}某",
    "union_fen": 777_123_00,
}

STATES = ("draft", "district_check", "returned", "acceptance", "city_filing", "filed", "refused", "withdrawn")
UNKNOWN = "BA2026-999999"


class Foreign(dict):
    """Cases of 市南区 by their state, each with a picture, made when they are asked for."""

    def __init__(self, office):
        super().__init__()
        self.office = office

    def __missing__(self, state):
        self[state] = case_in(self.office, state, photos=1, **FOREIGN_FACTS)
        return self[state]

    def values(self):
        return [self[state] for state in STATES]


@pytest.fixture
def foreign(office):
    return Foreign(office)


def photo_of(filing):
    return SitePhoto.objects.filter(version=filing.version_id).first().attachment_id


def addresses(number, photo):
    case = f"/desk/filings/{number}/"
    parts = (
        "",
        "answers/",
        "receipt/",
        "print/",
        "papers/",
        "papers/form/word/",
        "documents/",
        "photos/",
        "likeness/",
    )
    sections = ("identity/", "place/", "facilities/", "hours/", "people/")
    pictures = (f"photos/{photo}/", f"photos/{photo}/?size=s")
    return [case + part for part in (*parts, *sections, *pictures)]


def body_of(response):
    """The page without its token and the address asked for."""
    text = response.content.decode()
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", text)


def headers_of(response):
    """Without the length, and the number by which the log knows a request: each has another."""
    return {name: value for name, value in response.items() if name not in ("Content-Length", "X-Request-Id")}


def test_a1_every_address_with_a_foreign_number_answers_like_an_unknown_one(office, foreign):
    stranger = office.client("district2")
    for filing in foreign.values():
        known = addresses(filing.number, photo_of(filing))
        unknown = addresses(UNKNOWN, uuid.uuid4())
        for there, nowhere in zip(known, unknown, strict=True):
            found, missing = stranger.get(there), stranger.get(nowhere)
            assert (there, found.status_code) == (there, 404)
            assert body_of(found) == body_of(missing)
            assert headers_of(found) == headers_of(missing)
            assert CANARY not in found.content.decode()


def test_a1_a_foreign_site_file_answers_like_an_unknown_one(office, foreign):
    stranger = office.client("district2")
    code = site_of(foreign["filed"]).code
    found = stranger.get(f"/desk/sites/{code}/")
    missing = stranger.get("/desk/sites/ABCDEFGH/")
    assert (found.status_code, body_of(found)) == (404, body_of(missing))


def test_a1_no_page_of_the_office_tells_a_stranger_anything_of_a_foreign_row(office, foreign):
    cases = foreign.values()
    draft_of(office, "district2", over=office.licang_primary, district="370213", name="自己的驿站")
    stranger = office.client("district2")
    seen = ""
    for page in ("/desk/", "/desk/sites/", "/desk/sites/?print=1", "/desk/filings/", "/desk/filings/new/"):
        seen += stranger.get(page).content.decode()
    assert "自己的驿站" in seen
    for canary in (CANARY, "777,123", "湛山", *(filing.number for filing in cases)):
        assert canary not in seen


def test_a1_the_public_page_tells_the_public_facts_alone(office, foreign, client):
    seen = client.get(f"/s/{site_of(foreign['filed']).code}/").content.decode()
    assert f"{CANARY}驿站" in seen
    for inside in (f"{CANARY}某", f"{CANARY}公司", "777,123", "85911234", foreign["filed"].number):
        assert inside not in seen


def posts(filing):
    """Every form that a case has, as its own officer would send it."""
    case = f"/desk/filings/{filing.number}/"
    frame = {"key": str(uuid.uuid4()), "seen": filing.revision}
    acts = (
        "street_check",
        "pass_check",
        "sign",
        "approve",
        "refuse",
        "withdraw",
    )
    visit = {
        "held_on": NOW.date().isoformat(),
        "organisation": "某工会",
        "inspectors": "王检查、李检查",
        "met_on_site": "赵现场",
        "verdict": "pass",
    }
    yield f"{case}letter/", frame
    yield f"{case}gaps/", {**frame, "part": "place.address", "phrase": "0"}
    yield f"{case}submit/", {**frame, "declared": "on"}
    yield f"{case}visit/", {**frame, **visit}
    yield f"{case}identity/", {**frame, "name": "被改名"}
    yield f"{case}photos/{photo_of(filing)}/remove/", frame
    for action in acts:
        yield f"{case}act/", {**frame, "key": str(uuid.uuid4()), "action": action, "note": "理由"}


@pytest.mark.parametrize("state", STATES)
def test_a2_no_action_moves_a_foreign_row_and_the_attempt_stands_in_the_trail(office, foreign, state):
    stranger = office.client("district2")
    for address, body in posts(foreign[state]):
        before, told = tables(), AuditEntry.objects.count()
        assert (address, stranger.post(address, body).status_code) == (address, 404)
        assert changed(before) == {"core_auditentry"}
        entry = AuditEntry.objects.last()
        assert (AuditEntry.objects.count(), entry.outcome) == (told + 1, "refused")
        assert entry.actor_id == office.people["district2"].pk


def test_a2_an_unknown_number_leaves_nothing_behind(office, foreign):
    stranger, forms = office.client("district2"), list(posts(foreign["draft"]))
    before = tables()
    for address, body in forms:
        unknown = address.replace(foreign["draft"].number, UNKNOWN)
        assert stranger.post(unknown, body).status_code == 404
    assert changed(before) == set()


@pytest.mark.parametrize("visitor", ["keeper", "auditor", "finance", "admin", "city", "district"])
def test_a2_within_reach_but_without_the_right_it_is_403_or_404_and_no_change(office, foreign, visitor):
    """Nobody signs, accepts or checks in a state and role where the table of the machine says no."""
    mine = {
        "keeper": ("withdraw",),
        "district": ("withdraw", "pass_check"),
        "city": ("sign",),
    }.get(visitor, ())
    client = office.client(visitor)
    for filing in (foreign["district_check"], foreign["city_filing"]):
        for address, body in posts(filing):
            notes_a_gap = visitor == "city" and "phrase" in body
            if (
                notes_a_gap
                or body.get("action") in mine
                or (visitor in ("keeper", "district") and "action" not in body)
            ):
                continue
            before = tables()
            assert client.post(address, body).status_code in (403, 404, 409), (address, body)
            assert changed(before) <= {"core_auditentry"}


def test_a2_a_foreign_picture_is_not_found_under_an_own_number(office, foreign):
    own = draft_of(office, "district2", over=office.licang_primary, district="370213")
    stranger = office.client("district2")
    key = photo_of(foreign["draft"])
    assert stranger.get(f"/desk/filings/{own.number}/photos/{key}/").status_code == 404
    before = tables()
    remove = f"/desk/filings/{own.number}/photos/{key}/remove/"
    assert stranger.post(remove, {"key": str(uuid.uuid4()), "seen": own.revision}).status_code == 404
    assert changed(before) == set()


def errors_of(response):
    """What the page says is wrong, in its summary at the top."""
    found = re.search(r"data-errors>(.*?)</(?:ul|div)>", response.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found.group(1)).strip() if found else ""


@pytest.mark.parametrize(
    ("field", "foreign_value", "unknown_value"),
    [
        ("union", lambda office: office.licang.pk, lambda office: 999_999),
        ("union", lambda office: office.city.pk, lambda office: 999_999),
        ("union", lambda office: office.licang_primary.pk, lambda office: "abc"),
        ("district", lambda office: "110101", lambda office: "999999"),
        ("type", lambda office: "demonstration_site", lambda office: "x"),
    ],
)
def test_a3_a_foreign_id_in_a_form_reads_like_one_that_does_not_exist(
    office, field, foreign_value, unknown_value
):
    client = office.client("district")
    form = form_at(client, "/desk/filings/new/?kind=register&type=outdoor_station", holding="union")
    said = []
    for value in (foreign_value(office), unknown_value(office)):
        before = tables()
        typed = {**form.fields, "union": [office.south.pk], "district": ["370202"], field: [value]}
        response = client.post(form.action, typed)
        assert response.status_code == 400
        assert changed(before) == set()
        said.append(errors_of(response))
    assert said[0]
    assert said[0] == said[1]
    assert office.licang.name not in said[0]


def test_a3_a_union_beyond_reach_in_the_address_bar_is_not_found(office):
    client = office.client("district")
    page = "/desk/filings/new/?kind=register&type=outdoor_station&union="
    answers = [client.get(f"{page}{key}") for key in (office.licang.pk, 999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert body_of(answers[0]) == body_of(answers[1])
    assert client.get(f"{page}{office.south.pk}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "district=370202",
        f"q={CANARY}",
        "q=湛山",
        "type=outdoor_station&district=370202",
        "state=filed",
        "sort=name",
    ],
)
def test_a4_foreign_words_in_filters_find_no_foreign_row(office, foreign, query):
    cases = [foreign["filed"], foreign["draft"]]
    stranger = office.client("district2")
    for page in ("/desk/sites/", "/desk/filings/"):
        seen = stranger.get(f"{page}?{query}").content.decode()
        rows = re.search(r"<tbody.*</tbody>", seen, re.DOTALL)
        assert rows is None
        assert not any(filing.number in seen for filing in cases)


def test_a4_the_search_of_unions_knows_the_own_branch_alone(office):
    seen = office.client("district").get("/desk/filings/new/?kind=register&type=outdoor_station&q=李沧")
    assert "李沧区工人文化宫" not in seen.content.decode()


def test_a5_a_picture_is_private_until_its_site_is_public(office, foreign, client):
    for state in ("draft", "acceptance", "filed"):
        key = photo_of(foreign[state])
        link = f"/desk/filings/{foreign[state].number}/photos/{key}/"
        assert client.get(link).status_code == 404
        own = office.client("district").get(link)
        assert own["Cache-Control"] == "private, no-store"
        assert own["X-Content-Type-Options"] == "nosniff"
        assert uuid.UUID(str(key)).version == 4
    code = site_of(foreign["filed"]).code
    public = client.get(f"/s/{code}/photos/{photo_of(foreign['filed'])}/")
    assert (public.status_code, public["X-Content-Type-Options"]) == (200, "nosniff")
    assert client.get(f"/s/{code}/photos/{photo_of(foreign['draft'])}/").status_code == 404
    assert client.get(f"/s/{code}/photos/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    "facts", [{"access": "own_staff"}, {"is_sensitive": True}], ids=["staff", "sensitive"]
)
def test_a5_a_site_that_hides_its_pictures_serves_none(office, client, facts):
    filed = case_in(office, "filed", photos=1, **facts)
    code = site_of(filed).code
    assert client.get(f"/s/{code}/").status_code == 200
    assert client.get(f"/s/{code}/photos/{photo_of(filed)}/").status_code == 404


def test_a5_files_have_no_address_of_their_own(office, foreign, client):
    assert foreign["filed"]
    stored = SitePhoto.objects.first().attachment.file.name
    for prefix in ("/media/", "/static/", "/", "/static/../media/"):
        assert client.get(f"{prefix}{stored}").status_code == 404


def taken_away(office, how, user):
    if how == "role":
        revoke_role(RoleGrant.objects.get(user=user), actor=SYSTEM, now=NOW)
    elif how == "account":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how == "union":
        Union.objects.filter(pk=office.south.pk).update(is_active=False)
    else:
        RoleGrant.objects.filter(user=user).update(valid_until=NOW.date().replace(day=1))


@pytest.mark.parametrize("how", ["role", "account", "union", "day"])
def test_a6_a_right_that_ended_ends_with_the_very_next_request(office, how):
    user = office.people["district"]
    case = case_in(office, "district_check")
    draft = draft_of(office, "district", over=office.south)
    client = office.client("district")
    page = f"/desk/filings/{case.number}/"
    form = form_at(client, page, holding="action")
    assert client.get(page).status_code == 200
    taken_away(office, how, user)
    before = tables()
    wanted = 302 if how == "account" else 404
    assert client.get(page).status_code == wanted
    assert client.post(form.action, {**form.fields, "action": ["pass_check"]}).status_code == wanted
    assert client.get(f"/desk/filings/{draft.number}/identity/").status_code == wanted
    assert changed(before) <= {"core_auditentry"}
    if how in ("role", "account", "day"):
        successor = office.people["city"]
        assert draft.site.managing_union_id == office.south.pk
        assert office.client("city").get(page).status_code == 200
        assert successor.is_active


def test_a6_a_draft_stays_with_the_union_when_its_writer_leaves(office):
    draft = draft_of(office, "keeper")
    taken_away(office, "account", office.people["keeper"])
    assert office.client("district").get(f"/desk/filings/{draft.number}/identity/").status_code == 200


def test_a6_a_site_type_taken_from_a_grant_takes_its_cases_along(office):
    case = case_in(office, "district_check")
    client = office.client("district")
    RoleGrant.objects.filter(user=office.people["district"]).update(site_types=["nursing_room"])
    assert client.get(f"/desk/filings/{case.number}/").status_code == 404
    upload = {"plate": picture()}
    assert client.post(f"/desk/filings/{case.number}/photos/", upload).status_code == 404
