"""Every page of the portal: axe finds nothing, and nothing scrolls sideways, at both widths."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.browser.visitor import DESK, PHONE
from tests.factories import union
from tests.office import case_in, draft_of, forms_of, site_of

#: Laid out for A4; a reader enlarges them like any paper.
PAPERS = ("print=1", "print/", "receipt/", "papers/acceptance", "desk/papers/nursing")

SECTIONS = ("identity", "place", "facilities", "hours", "people", "photos")


@pytest.fixture
def cases(office):
    return {
        "draft": draft_of(office, "district", photos=2, name="香港中路街道户外劳动者驿站"),
        "childcare": draft_of(office, "district", site_type="childcare_centre", name=""),
        "checked": case_in(office, "district_check"),
        "returned": case_in(office, "returned"),
        "acceptance": case_in(office, "acceptance", photos=1),
        "signing": case_in(office, "city_filing"),
        "filed": case_in(office, "filed", photos=2, lat=None),
        "refused": case_in(office, "refused"),
    }


def public_pages(cases):
    site, filed = site_of(cases["filed"]), cases["filed"]
    return [
        "/",
        "/?q=湛山&district=370202",
        "/?q=没有这个",
        f"/s/{site.code}/",
        f"/verify/{filed.number}/?k={filed.verify_token}",
        "/verify/nothing/",
        "/accounts/login/",
        "/accounts/login/?next=/desk/",
        "/s/NOTHERE1/",
    ]


def office_pages(cases):
    def case(name, part=""):
        return f"/desk/filings/{cases[name].number}/{part}"

    return {
        "district": [
            "/desk/",
            "/desk/sites/",
            "/desk/sites/?q=没有",
            "/desk/sites/?print=1",
            f"/desk/sites/{site_of(cases['filed']).code}/",
            f"/desk/sites/{site_of(cases['filed']).code}/honours/",
            "/desk/export/",
            "/desk/export/columns/",
            case("draft", "likeness/"),
            case("childcare", "likeness/"),
            "/desk/filings/",
            "/desk/filings/?state=draft",
            "/desk/filings/new/",
            "/desk/filings/new/?kind=register&type=outdoor_station",
            *(case("draft", f"{section}/") for section in SECTIONS),
            case("childcare", "facilities/"),
            case("draft", "answers/"),
            case("childcare", "answers/"),
            case("draft"),
            case("draft", "print/"),
            case("checked"),
            case("returned"),
            case("acceptance"),
            case("filed"),
            case("filed", "receipt/"),
            case("filed", "papers/"),
            case("filed", "papers/acceptance-1/"),
            case("filed", "documents/"),
            case("draft", "documents/"),
            "/desk/scans/",
            "/desk/papers/",
            "/desk/papers/nursing_room/cancel/",
            case("refused"),
            "/accounts/password/",
            "/desk/filings/BA2026-999999/",
        ],
        "city2": ["/desk/", case("signing"), case("draft"), "/desk/filings/new/"],
        "auditor": ["/desk/", "/desk/sites/", case("filed")],
    }


def test_public_pages_are_open_to_everybody(visit, cases):
    assert found_on(visit(), public_pages(cases)) == []


@pytest.mark.parametrize("who", ["district", "city2", "auditor"])
def test_pages_of_the_office_are_open_to_everybody(visit, office, cases, who):
    assert found_on(visit().be(office.client(who)), office_pages(cases)[who]) == []


def found_on(visitor, pages):
    """Each page once: its heading and first button; at both widths barriers and sideways scrolling, also in
    large type."""
    found = []
    for page in pages:
        visitor.wide(DESK).go(page)
        headings = visitor.page.locator("h1:visible").count()
        primary = visitor.page.locator(".btn-primary:visible").count()
        if headings != 1 or primary > 1:
            found.append(f"{page}: {headings} headings, {primary} first buttons")
        for width in (DESK, PHONE):
            visitor.wide(width)
            found += [f"{width}: {barrier}" for barrier in visitor.barriers()]
            found += sideways_on(visitor, page, width)
    return found


def sideways_on(visitor, page, width):
    """As it is; and as the switch for large type shows it, but for what is laid out for A4."""
    found = []
    for larger in (False, True):
        if larger and any(paper in page for paper in PAPERS):
            continue
        visitor.page.evaluate("on => document.documentElement.classList.toggle('large-type', on)", larger)
        if visitor.scrolls_sideways():
            found.append(f"{width}: {page} scrolls sideways, large type {larger}: {visitor.widest()}")
    visitor.page.evaluate("document.documentElement.classList.remove('large-type')")
    return found


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_refusals_are_open_to_everybody(visit, office, cases, width):
    """The pages one meets when something is wrong: errors in a form, 400, 403, 409."""
    visitor = visit(width=width).be(office.client("district"))
    number = cases["draft"].number
    found = []

    def look(what):
        found.extend(f"{what}: {each}" for each in visitor.barriers())
        if visitor.scrolls_sideways():
            found.append(f"{what} scrolls sideways: {visitor.widest()}")

    visitor.go(f"/desk/filings/{number}/place/")
    visitor.type("坐标", "36.067100,120.382600")
    visitor.click("保存并继续")
    look("errors in a section")

    visitor.go(f"/desk/filings/{number}/answers/")
    visitor.click("提交备案")
    assert "请先阅读并勾选声明" in visitor.text
    look("not declared")

    visitor.go(f"/desk/filings/{cases['checked'].number}/")
    page = visitor.page.content()
    visitor.page.evaluate("document.querySelector('form input[name=seen]').value = '0'")
    visitor.click("审核通过")
    assert "内容已有变化" in visitor.text, page
    look("409")

    visitor.go(f"/desk/filings/{cases['acceptance'].number}/")
    visitor.click("登记验收")
    assert "请填写验收日期" in visitor.text
    look("errors in the acceptance form")
    assert found == []


def test_the_sentence_after_too_many_failures_is_open_to_everybody(visit, office):
    visitor = visit(width=PHONE)
    for _ in range(5):
        visitor.go("/accounts/login/")
        visitor.type("用户名", "district")
        visitor.type("密码", "wrong")
        visitor.click("登录")
    assert "分钟" in visitor.text
    assert visitor.barriers() == []
    assert not visitor.scrolls_sideways()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_first_page_of_a_real_office_is_open_to_everybody(visit, live_server, width):
    assert not User.objects.exists()
    visitor = visit(width=width)
    assert visitor.go("/setup/") == 200
    assert visitor.barriers() == []
    assert not visitor.scrolls_sideways()
    visitor.click(visitor.page.locator("button[type=submit].btn-primary"))
    assert visitor.barriers() == []
    visitor.go("/")
    assert visitor.barriers() == []


def test_a_post_without_its_token_reads_well(visit, office):
    visitor = visit(width=PHONE)
    visitor.go("/accounts/login/")
    visitor.page.context.clear_cookies()
    visitor.type("用户名", "district")
    visitor.click("登录")
    assert visitor.barriers() == []
    assert visitor.page.locator("h1").count() == 1


def test_on_a_phone_the_task_list_comes_first(visit, office, cases):
    visitor = visit(width=PHONE).be(office.client("district"))
    visitor.go(f"/desk/filings/{cases['draft'].number}/identity/")
    tasks = visitor.page.locator("nav[aria-label=填报进度]").bounding_box()
    form = visitor.page.locator("input[name=name]").bounding_box()
    assert tasks["y"] < form["y"]


#: Pages with a box that searches, and its button.
SEARCHES = (
    *("/", "/desk/sites/", "/desk/filings/", "/desk/filings/new/?kind=register&type=outdoor_station"),
    *("/desk/filings/new/?kind=change", "/desk/filings/new/?kind=cancel"),
)

#: CSS pixels between what is typed or chosen last and the button that sends it.
SIDE_BY_SIDE = 24


@pytest.mark.parametrize("page", SEARCHES)
def test_a_button_that_searches_stands_beside_its_field(visit, office, cases, page):
    for number in range(12):
        union(f"第{number}街道工会", "street", office.south)
    visitor = visit().be(office.client("district"))
    visitor.go(page)
    fields = visitor.page.locator(".filter :is(input, select):visible").all()
    edges = [box["x"] + box["width"] for field in fields if (box := field.bounding_box())]
    button = visitor.page.locator(".filter__send").bounding_box()
    assert 0 <= button["x"] - max(edges) <= SIDE_BY_SIDE


def test_touch_targets_are_large_enough(visit, office, cases):
    visitor = visit(width=PHONE).be(office.client("district"))
    small = []
    for page in ("/", "/desk/", "/desk/filings/new/", f"/desk/filings/{cases['acceptance'].number}/"):
        visitor.go(page)
        for button in visitor.page.locator("button:visible, a.btn:visible").all():
            box = button.bounding_box()
            if box["height"] < 43.5:
                small.append((page, button.inner_text(), box["height"]))
    assert small == []


def test_a_barrier_would_be_found(visit, office):
    visitor = visit()
    visitor.go("/")
    visitor.page.evaluate("document.querySelector('main').innerHTML = '<img src=/favicon.ico><input>'")
    visitor.trouble.clear()
    assert {each.split()[1].rstrip(":") for each in visitor.barriers()} >= {"image-alt", "label"}
    visitor.page.evaluate("document.body.style.width = '3000px'")
    assert visitor.scrolls_sideways()
    visitor.page.goto("about:blank")
    visitor.trouble.clear()


def test_forms_of_pages_are_read_by_the_tests_as_by_a_browser(office, cases):
    """The parser of the tests finds the hidden fields that a browser would send."""
    client = office.client("district")
    found = forms_of(client.get(f"/desk/filings/{cases['draft'].number}/identity/"))
    names = next(form.names for form in found if "name" in form.names)
    assert {"key", "seen", "csrfmiddlewaretoken", "host_kind"} <= names
