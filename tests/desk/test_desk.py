"""The desk: what waits, what comes, what was done, and for whom."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Union
from core.actor import NOBODY, Actor
from core.registry import INBOX, Inbox, InboxItem, InboxList, Reader
from desk.inbox import done_rows, due_rows, gather
from sites.models import SiteKeeper
from tests.factories import NOW
from tests.office import Office, build_office, case_in, draft_of, site_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: object) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()  # type: ignore[attr-defined]  # pytest-django's own object
    return build_office()


def desk_of(office: Office, username: str) -> str:
    response = office.client(username).get("/desk/")
    assert response.status_code == 200
    return response.content.decode()


def test_lists_of_all_apps_are_put_together_by_day_and_moment(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = date(2026, 10, 12)

    def item(title: str, days: int | None = None, hours: int = 0) -> InboxItem:
        due = None if days is None else today + timedelta(days=days)
        return InboxItem(title, f"/{title}/", "原因", due=due, at=NOW + timedelta(hours=hours))

    parts = {
        "a": Inbox(waiting=[item("later", 9), item("never")], done=[item("old", hours=1)]),
        "b": Inbox(waiting=[item("late", -2)], upcoming=[item("soon", 3)], done=[item("new", hours=2)]),
    }

    def contribute(part: Inbox, actor: Actor, day: date) -> list[InboxList]:
        return [InboxList(Union.objects.order_by("pk"), lambda reader, rows: part)]

    monkeypatch.setattr(INBOX, "_items", {key: partial(contribute, part) for key, part in parts.items()})
    inbox = gather(Reader(NOBODY, NOW))
    assert [each.title for each in inbox.waiting] == ["late", "later", "never"]
    assert [each.title for each in inbox.upcoming] == ["soon"]
    assert [each.title for each in inbox.done] == ["new", "old"]
    assert due_rows(inbox.waiting)[0]["cells"][2]["text"] == "2026年10月10日"
    assert due_rows(inbox.waiting)[2]["cells"][2]["text"] == "—"
    assert done_rows(inbox.done)[0]["cells"][2]["text"] == "2026年10月12日 12:00"


def test_the_three_lists_stand_in_their_order(office: Office) -> None:
    body = desk_of(office, "district")
    places = [body.index(f"<h2>{words}") for words in ("待办", "即将到期", "最近办结")]
    assert places == sorted(places)
    assert "除上面的待办外,没有即将到期和已超期的事项。" in body


def test_a_case_waits_on_the_desk_of_who_must_act(office: Office) -> None:
    filing = case_in(office, "district_check")
    address = f"/desk/filings/{filing.number}/"
    assert address in desk_of(office, "district")
    for other in ("keeper", "district2", "city"):
        waiting = desk_of(office, other).partition("即将到期")[0]
        assert address not in waiting, other


@pytest.mark.parametrize(
    ("username", "may"),
    [
        ("district", True),
        ("keeper", True),
        ("city", False),
        ("auditor", False),
        ("finance", False),
        ("admin", False),
    ],
)
def test_only_who_may_start_sees_the_one_button(office: Office, username: str, may: bool) -> None:
    assert ('href="/desk/filings/new/"' in desk_of(office, username)) == may


def test_a_keeper_sees_the_sites_he_keeps(office: Office) -> None:
    site = site_of(case_in(office, "filed"))
    other = site_of(case_in(office, "filed", by="district", name="别处的驿站"))
    keeper = office.people["district2"]
    SiteKeeper.objects.create(site=other, user=keeper, since=NOW.date())
    body = desk_of(office, "district2")
    assert "我负责的阵地" in body
    assert f"/desk/sites/{other.code}/" in body
    assert f"/desk/sites/{site.code}/" not in body
    assert "现在开放,到 17:00" in body
    assert "我负责的阵地" not in desk_of(office, "district")


def test_somebody_without_a_grant_reads_why_the_desk_is_empty(office: Office) -> None:
    office.people["district"].role_grants.all().delete()
    assert "还没有授权" in desk_of(office, "district")


def test_a_visitor_is_led_to_the_sign_in_page(office: Office) -> None:
    response = office.client("").get("/desk/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/desk/"


# Session, person, his sites, his grants, calendar, the keys of all lists, cases. For the keeper also his sites, what is
# announced of them, what was verified at their doors, and whose records are missing.
@pytest.mark.parametrize(("username", "most"), [("district", 7), ("keeper", 11), ("city", 7)])
def test_the_count_of_queries_does_not_grow_with_rows(office: Office, username: str, most: int) -> None:
    def asked() -> int:
        client = office.client(username)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/").status_code == 200
        return len(queries)

    def add(name: str) -> None:
        for state in ("draft", "district_check", "acceptance", "city_filing", "filed"):
            case_in(office, state, name=f"{name}{state}")
        draft_of(office, name=f"{name}区草稿")

    add("第一")
    one = asked()
    add("第二")
    add("第三")
    assert asked() == one <= most
