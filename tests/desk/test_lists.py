"""The lists of all apps on one desk: which there are, how few statements they take, how their rows are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.models import Union
from accounts.reach import Grant
from core.actor import NOBODY, Actor
from core.at_once import KeysAtOnce
from core.registry import INBOX, Inbox, InboxItem, InboxList, Reader
from desk.inbox import lists_on, told
from filing.inbox import cases_inbox
from filing.models import Filing
from sites.models import Attachment
from tests.desks import desk_from
from tests.factories import NOW, actor_of, grant, person
from tests.office import Office, build_office, case_in, draft_of

pytestmark = pytest.mark.django_db

#: How many lists each contribution has for somebody who holds every role.
LISTS = {
    "demonstration.nominations": 1,
    "demonstration.publicity": 3,
    "demonstration.reviewing": 0,  # reviewers come from elsewhere and hold no other role
    "demonstration.rounds": 1,
    "demonstration.subsidies": 4,
    "demonstration.titles": 3,
    "filing": 3,
    "filing.enrolments": 3,
    "filing.handovers": 2,
    "filing.imports": 1,
    "filing.scans": 1,
    "inspection.assessments": 1,
    "inspection.consequences": 4,
    "inspection.findings": 4,
    "inspection.rectifications": 4,
    "inspection.reports": 4,
    "inspection.reviews": 1,
    "inspection.visits": 2,
    "rulebook.measures": 2,
    "sites.agreements": 1,
    "sites.use": 1,
}
ROLES = ("keeper", "street", "district", "city", "finance", "auditor", "administrator")


@pytest.fixture
def office(settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def everything(office: Office) -> Office:
    """One person with all roles, over the district and the city."""
    user = office.people["all"] = person("all", home_union=office.south)
    for role in ROLES:
        grant(user, role, office.south if role in ("keeper", "street", "district") else office.city)
    return office


def statements(office: Office, username: str) -> int:
    client = office.client(username)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/desk/").status_code == 200
    return len(queries)


def unions(
    actor: Actor, today: date, *, named: str, load: Any = None, most: int = 50, order: str = "pk"
) -> Iterable[InboxList]:
    """A contribution of unions by a word in their name."""
    yield InboxList(Union.objects.filter(name__contains=named).order_by(order), _names, most, load)


def _names(reader: Reader, rows: list[Union]) -> Inbox:
    return Inbox(waiting=[InboxItem(row.name, "/", "原因") for row in rows])


def _with_district(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("governs")


def test_every_list_is_there_for_who_holds_every_role(everything: Office) -> None:
    actor = everything.actor("all")
    assert {key: len(list(contribute(actor, NOW.date()))) for key, contribute in INBOX.items()} == LISTS


def of_every_kind(office: Office) -> list[Actor]:
    """People of each role and of several, somebody with a part of the types and with single sites, and a reviewer."""
    found = [
        office.actor(name) for name in ("district", "keeper", "city", "auditor", "finance", "admin", "all")
    ]
    one = found[0]
    mine = Grant("keeper", site_ids=frozenset([7, 9]), can_data=True)
    narrow = Grant("district", office.south.path or "", "370202", frozenset(["nursing_room"]), can_data=True)
    more = [(mine,), (narrow,), (narrow, mine), (*found[2].grants, narrow), (Grant("reviewer"),), ()]
    return [*found, *(replace(one, grants=grants) for grants in more), NOBODY]


def asked_on(day: date, actor: Actor) -> tuple[str, list[Any]]:
    """The statement of a desk, made anew."""
    _, keys = lists_on.__wrapped__(day, actor, tuple(INBOX))
    return keys.statement.text, keys.statement.values


def test_contributions_send_nothing_so_that_they_know_the_person_and_the_day_alone(
    everything: Office, django_assert_num_queries: Any
) -> None:
    people = of_every_kind(everything)
    with django_assert_num_queries(0):
        for actor in people:
            asked_on(NOW.date(), actor)


def test_what_is_remembered_is_what_would_be_made_anew(everything: Office) -> None:
    """At any moment of a day, whatever was done with it before; the next day is another, and so are other grants."""
    morning, evening, tomorrow = (
        NOW.replace(hour=0, minute=1),
        NOW.replace(hour=23),
        NOW + timedelta(days=1),
    )
    statements = {}
    for actor in of_every_kind(everything):
        for moment in (morning, evening, tomorrow):
            told(Reader(actor, moment), INBOX)
            _, keys = lists_on(Reader(actor, moment).today, actor, tuple(INBOX))
            fresh = asked_on(moment.date(), actor)
            assert (keys.statement.text, keys.statement.values) == fresh, actor
            statements[actor, moment.date()] = repr(fresh)
    assert len(set(statements.values())) > len(statements) / 2
    district = everything.actor("district")
    taken = replace(district, grants=())
    assert statements[district, NOW.date()] != statements[district, tomorrow.date()]
    assert statements[district, NOW.date()] != statements[taken, NOW.date()]


def test_a_second_visit_makes_no_list_anew_and_a_taken_role_ends_it(everything: Office) -> None:
    made: list[Actor] = []

    def contribute(actor: Actor, today: date) -> Iterable[InboxList]:
        made.append(actor)
        return []

    district = everything.actor("district")
    later = everything.actor("district")
    told(Reader(district, NOW), [contribute])
    told(Reader(later, NOW + timedelta(hours=3)), [contribute])
    assert made == [district]
    taken = replace(district, grants=district.grants[1:])
    told(Reader(taken, NOW), [contribute])
    told(Reader(district, NOW + timedelta(days=1)), [contribute])
    assert made == [district, taken, district]


@pytest.mark.parametrize("username", ["district", "keeper", "city", "auditor", "finance", "admin", "all"])
def test_twenty_more_lists_without_rows_cost_nothing(
    everything: Office, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    before = statements(everything, username)
    more = {f"more.{number}": partial(unions, named=f"没有{number}") for number in range(20)}
    monkeypatch.setattr(INBOX, "_items", {**dict(INBOX.items()), **more})
    assert statements(everything, username) == before


def test_lists_that_show_the_same_are_read_together_and_others_each(office: Office) -> None:
    reader = Reader(office.actor("city"), NOW)

    def asked(*contributions: Any) -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            found = told(reader, contributions)
        return len(queries), [item.title for item in found.waiting]

    south, licang = (partial(unions, named=name, load=_with_district) for name in ("市南区总", "李沧区总"))
    assert asked(south) == (2, ["市南区总工会"])
    assert asked(south, licang) == (2, ["市南区总工会", "李沧区总工会"])
    assert asked(south, licang, partial(unions, named="市南区总")) == (
        3,
        ["市南区总工会", "李沧区总工会", "市南区总工会"],
    )
    assert asked(partial(unions, named="没有")) == (1, [])
    assert asked() == (0, [])


@pytest.mark.parametrize("load", [None, _with_district])
@pytest.mark.parametrize("order", ["code", "-pk", "-code"])
def test_rows_come_in_the_order_of_their_list_and_no_more_than_it_wants(
    office: Office, load: Any, order: str
) -> None:
    wanted = [row.name for row in Union.objects.filter(name__contains="工会").order_by(order)[:3]]
    ask = partial(unions, named="工会", load=load, most=3, order=order)
    assert [item.title for item in desk_from(ask, office.actor("city"), NOW).waiting] == wanted


def test_keys_of_any_kind_come_back_as_they_are(office: Office) -> None:
    draft_of(office, photos=3)
    pictures = Attachment.objects.order_by("-pk")
    assert len(pictures) == 3
    nothing = Union.objects.filter(pk__in=[])
    found = KeysAtOnce([(pictures, 2), (nothing, 5), (Union.objects.order_by("-pk"), 1)]).ask()
    assert found == [[row.pk for row in pictures[:2]], [], [Union.objects.latest("pk").pk]]
    assert KeysAtOnce([]).ask() == []


def test_a_case_that_moves_on_between_the_two_statements_is_left_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing = case_in(office, "district_check")
    actor = actor_of(office.people["district"])
    assert [item.url for item in desk_from(cases_inbox, actor, NOW).waiting]

    asked = KeysAtOnce.ask

    def keys_then_withdrawn(keys: KeysAtOnce) -> Any:
        found = asked(keys)
        Filing.objects.filter(pk=filing.pk).update(state="withdrawn")
        return found

    monkeypatch.setattr(KeysAtOnce, "ask", keys_then_withdrawn)
    assert desk_from(cases_inbox, actor, NOW).waiting == []


@pytest.mark.parametrize(
    ("username", "most"), [("district", 6), ("keeper", 7), ("city", 6), ("admin", 9), ("all", 10)]
)
def test_an_empty_desk_takes_few_statements(everything: Office, username: str, most: int) -> None:
    """Session, person, his sites, his grants, calendar, keys; the sites of a union's keeper; an administrator's first steps."""
    assert statements(everything, username) <= most
