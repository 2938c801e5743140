"""A station is asked for each season until somebody answers: it opens, or it does not."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE, start_of
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.registry import CHECKS
from core.workflow import StaleEdit, TransitionRefused
from inspection.models import Finding
from inspection.watching.services import reconcile
from rulebook.services import seed_packs
from sites.models import SeasonOff, ServiceSite
from sites.refusals import Refusal
from sites.seasons.offers import Class, Offer, copied
from sites.seasons.selectors import expected_seasons, standing_of
from sites.seasons.services import (
    confirm_season,
    end_seasons,
    refuse_season,
    remind_of_seasons,
    reminding,
    withdraw_season,
)
from sites.services import Sender
from sites.watched.seasons import unconfirmed
from tests.factories import Tree, actor_of, person
from tests.office import form_at
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=LEGAL_ZONE)
ENDS = date(2026, 8, 21)
SUMMER = Offer(
    "summer",
    (Class(date(2026, 7, 6), date(2026, 7, 31), 40), Class(date(2026, 8, 3), ENDS, 30)),
    *(6, 12, "five", time(8, 0), time(17, 30)),
)
#: Days before the season on which it is asked for, by the sample measures.
NOTICE_DAYS = 30


@pytest.fixture(autouse=True)
def _ruled(tree: Tree, settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    seed_packs(tree.city, actor=SYSTEM, now=NOW)


@pytest.fixture
def station(tree: Tree) -> ServiceSite:
    facts = {"number": "TG-1", "hours": OFFICE_HOURS, "public_phone": "0532-85911235"}
    return opened_site(tree.primary, "园林中心爱心托管驿站", site_type="holiday_station", **facts)


@pytest.fixture
def held(station: ServiceSite, by: Sender) -> ServiceSite:
    """A station that was open in the summer of 2026."""
    confirm_season(station.pk, SUMMER, by=by)
    end_seasons(now=at(ENDS + timedelta(days=1)))
    return station


@pytest.fixture
def by(tree: Tree) -> Sender:
    return Sender(actor_of(person("d", "district", tree.south)), NOW)


def at(day: date) -> datetime:
    return start_of(day) + timedelta(hours=9)


def on(by: Sender, day: date) -> Sender:
    return Sender(by.actor, at(day))


def asked_on(day: date) -> list[tuple[date, date | None]]:
    return list(unconfirmed(day).filter(began_on__lte=day).values_list("began_on", "expected"))


@pytest.mark.parametrize("year", [2027, 2028, 2029, 2031, 2040])
def test_who_missed_a_season_is_asked_for_the_next_one_every_year(held: ServiceSite, year: int) -> None:
    starts, ends = date(year, 7, 6), date(year, 8, 21)
    first = starts - timedelta(days=NOTICE_DAYS)
    assert asked_on(first - timedelta(days=1)) == []
    assert asked_on(first) == [(first, starts)] == asked_on(ends)
    assert asked_on(ends + timedelta(days=1)) == []
    assert copied(SUMMER, first).starts_on == starts, "the form proposes the days that the check expects"


def test_what_was_recorded_alone_comes_again_every_year_too(station: ServiceSite) -> None:
    counts = {"days": 10, "children": 30, "child_days": 250, "agreements": 30, "insured": 30, "staff": 3}
    days = {"starts_on": date(2026, 1, 25), "ends_on": date(2026, 2, 10), "entered_at": NOW}
    record = station.holidaysession_rows.create(holidays="winter", **days, **counts)
    for year in (2027, 2028, 2030):
        assert asked_on(date(year, 1, 25)) == [(date(year - 1, 12, 26), date(year, 1, 25))]
    record.removed_at = NOW
    record.save()
    assert asked_on(date(2028, 1, 25)) == [(date(2026, 11, 11), None)], "as if it never had one"


def test_a_season_over_the_turn_of_the_year_moves_as_one(station: ServiceSite, by: Sender) -> None:
    classes = (Class(date(2026, 12, 28), date(2027, 1, 22), 20),)
    winter = Offer("winter", classes, 6, 12, "five", time(8), time(17))
    confirm_season(station.pk, winter, by=by)
    assert asked_on(date(2029, 1, 22)) == [(date(2028, 11, 28), date(2028, 12, 28))]
    assert asked_on(date(2029, 1, 23)) == []
    assert copied(winter, date(2029, 1, 22)).starts_on == date(2028, 12, 28)


def test_the_twenty_ninth_of_february_is_not_lost(station: ServiceSite, by: Sender) -> None:
    classes = (Class(date(2028, 2, 1), date(2028, 2, 29), 20),)
    winter = Offer("winter", classes, 6, 12, "five", time(8), time(17))
    confirm_season(station.pk, winter, by=on(by, date(2028, 1, 3)))
    for year, last in ((2029, 28), (2032, 29)):
        day = date(year, 2, last)
        assert len(asked_on(day)) == 1
        assert asked_on(day + timedelta(days=1)) == []
        assert copied(winter, date(year, 2, 1)).ends_on == day


def test_no_is_an_answer_for_this_season_and_the_next_one_is_asked_for(held: ServiceSite, by: Sender) -> None:
    asked = date(2027, 6, 10)
    row = refuse_season(held.pk, "summer", date(2027, 8, 21), by=on(by, asked), note="场地维修")
    assert (row.starts_on, row.reason, row.office) == (date(2027, 7, 6), "场地维修", "市南区总工会")
    assert asked_on(asked) == [] == asked_on(date(2027, 8, 21))
    assert asked_on(date(2028, 6, 6)) == [(date(2028, 6, 6), date(2028, 7, 6))]
    entry = AuditEntry.objects.filter(about=f"site:{held.pk}").latest("pk")
    assert entry.note == "场地维修" and "2027年暑假不开班" in str(entry.changes)
    with pytest.raises(TransitionRefused, match="已经登记过"):
        refuse_season(held.pk, "summer", date(2027, 8, 21), by=on(by, asked), note="场地维修")
    with pytest.raises(IntegrityError), transaction.atomic():
        SeasonOff.objects.create(
            site=held, holidays="summer", starts_on=row.starts_on, ends_on=row.ends_on, entered_at=NOW
        )


def test_the_finding_ends_on_the_day_of_the_answer_and_nobody_is_reminded(
    held: ServiceSite, by: Sender, tree: Tree
) -> None:
    person("keeper2", "keeper", tree.primary)
    check, opened, asked = CHECKS["season_not_confirmed"], date(2027, 6, 6), date(2027, 6, 9)
    reconcile(check, opened, now=at(opened))
    assert Finding.objects.get().is_open
    refuse_season(held.pk, "summer", date(2027, 8, 21), by=on(by, asked), note="场地维修")
    late = asked + timedelta(days=5)
    reconcile(check, late, now=at(late), after=opened)
    assert Finding.objects.get().ended_on == asked
    remind_of_seasons(now=at(late))
    assert not OwedMessage.objects.filter(key__startswith="season:").exists()


def test_it_can_open_after_all_and_be_taken_back_again(held: ServiceSite, by: Sender) -> None:
    asked = date(2027, 6, 10)
    no = refuse_season(held.pk, "summer", date(2027, 8, 21), by=on(by, asked), note="场地维修")
    season = confirm_season(held.pk, copied(SUMMER, asked), by=on(by, asked))
    no.refresh_from_db()
    assert no.replaced_at == at(asked)
    withdraw_season(held.pk, season.pk, by=on(by, asked), note="招生不足")
    told = SeasonOff.objects.filter(replaced_at=None).values_list("reason", "ends_on")
    assert list(told) == [("招生不足", date(2027, 8, 21))]
    assert asked_on(asked) == [] != asked_on(date(2028, 6, 6))


def test_a_station_that_never_had_a_season_says_no_for_one_and_is_asked_after_it(
    station: ServiceSite, by: Sender
) -> None:
    day = date(2026, 11, 20)
    names = [each.name for each in expected_seasons(station, day)]
    assert names == ["2027年寒假", "2027年暑假"]
    refuse_season(station.pk, "winter", date(2027, 2, 20), by=on(by, day), note="场地维修")
    assert asked_on(day) == [] == asked_on(date(2027, 2, 20))
    assert asked_on(date(2027, 2, 21)) == [(date(2027, 2, 21), None)]


def test_only_the_season_that_is_expected_can_be_refused(held: ServiceSite, by: Sender) -> None:
    asked = date(2027, 6, 10)
    for holidays, ends in (("summer", ENDS), ("summer", date(2028, 8, 21)), ("winter", date(2028, 2, 20))):
        with pytest.raises(TransitionRefused):
            refuse_season(held.pk, holidays, ends, by=on(by, asked), note="场地维修")
    confirm_season(held.pk, copied(SUMMER, asked), by=on(by, asked))
    with pytest.raises(TransitionRefused):
        refuse_season(held.pk, "summer", date(2027, 8, 21), by=on(by, asked), note="场地维修")


def test_who_may_refuse_and_with_what(tree: Tree, held: ServiceSite, by: Sender) -> None:
    asked = date(2027, 6, 10)
    ends = date(2027, 8, 21)
    for role, over in (("city", tree.city), ("district", tree.north), ("auditor", tree.city)):
        actor = actor_of(person(f"{role}-x", role, over))
        with pytest.raises(NotAllowed):
            refuse_season(held.pk, "summer", ends, by=Sender(actor, at(asked)), note="场地维修")
    for note in ("", " ", "请打 13800138000"):
        with pytest.raises(Refusal):
            refuse_season(held.pk, "summer", ends, by=on(by, asked), note=note)
    with pytest.raises(StaleEdit):
        refuse_season(held.pk, "summer", ends, by=Sender(by.actor, at(asked), seen=0), note="维修")
    assert not SeasonOff.objects.exists()
    keeper = actor_of(person("keeper-x", "keeper", tree.primary))
    assert (
        refuse_season(held.pk, "summer", ends, by=Sender(keeper, at(asked)), note="维修").entered_as
        == "keeper"
    )


def test_the_keeper_says_no_on_the_page_and_everybody_reads_it(
    held: ServiceSite, tree: Tree, settings: Any
) -> None:
    settings.CLOCK_PIN = at(date(2027, 6, 20)).isoformat()
    keeper, page = Client(), f"/desk/sites/{held.code}/season/"
    keeper.force_login(person("keeper1", "keeper", tree.primary))
    for query in ("", "?holidays=summer"):
        assert "2027年暑假不开班" in keeper.get(page + query).content.decode()
    form = form_at(keeper, page, holding="off").fields
    assert keeper.post(page, {**form, "note": ""}).status_code == 400
    for bad in ("summer", "summer:soon", "spring:2027-08-21"):
        frame = {**form, "note": "维修", "off": bad, "key": str(uuid.uuid4())}
        assert keeper.post(page, frame).status_code in (400, 409)
    sent = {**form, "note": "场地维修"}
    assert [keeper.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert SeasonOff.objects.count() == 1
    told = keeper.get(page).content.decode()
    assert "场地维修" in told and 'name="off"' not in told and "还没有确认下一季" not in told
    assert "已登记2027年暑假不开班" in keeper.get(f"/desk/sites/{held.code}/").content.decode()
    public = Client().get(f"/s/{held.code}/").content.decode()
    assert "2027年暑假不开班。" in public and "还没有确认" not in public and "场地维修" not in public
    assert not standing_of(held).exists()


def test_a_summer_that_does_not_take_place_says_nothing_of_the_winter_before_it(
    station: ServiceSite, by: Sender, settings: Any
) -> None:
    day = date(2026, 12, 20)
    summer = next(each for each in expected_seasons(station, day) if each.holidays == "summer")
    refuse_season(station.pk, "summer", summer.ends_on, by=on(by, day), note="场地维修")
    refused, asked = "2027年暑假不开班", "2027年寒假是否开班还没有确认"
    for seen_on, at_the_door, other in (
        (day, asked, refused),
        (date(2027, 5, 6), refused, "是否开班还没有确认"),
    ):
        settings.CLOCK_PIN = at(seen_on).isoformat()
        page = Client().get(f"/s/{station.code}/").content.decode()
        line = page.split('<p class="door')[1].split("</p>")[0]
        assert at_the_door in line and other not in line
        assert refused in page.split("<h2>假期开班</h2>")[1], "said below, whatever comes first"
        assert (asked in page.split("<h2>假期开班</h2>")[1]) is (seen_on == day)


def test_every_station_is_asked_however_many_there_are(tree: Tree, monkeypatch: Any) -> None:
    """Those that never answer stand in nobody's way: whoever has a higher key is asked on the same day."""
    monkeypatch.setattr(reminding, "AT_ONCE", 2)
    person("asked", "keeper", tree.primary)
    stations = [
        opened_site(tree.primary, f"驿站{number}", site_type="holiday_station", number=f"TG-{number}")
        for number in range(5)
    ]
    assert remind_of_seasons(now=at(date(2027, 1, 4))) == 5
    told = OwedMessage.objects.filter(key__startswith="season:").values_list("key", flat=True)
    assert {int(key.split(":")[1]) for key in told} == {site.pk for site in stations}


def test_a_season_that_was_taken_back_and_told_anew_no_longer_says_that_there_is_none(
    held: ServiceSite, by: Sender
) -> None:
    """What was said and replaced is an answer no more: only what stands keeps the question away."""
    asked = date(2027, 6, 10)
    refuse_season(held.pk, "summer", date(2027, 8, 21), by=on(by, asked), note="场地维修")
    assert asked_on(asked) == []
    SeasonOff.objects.update(replaced_at=at(asked))
    assert asked_on(asked) != []


def test_days_that_were_put_right_are_expected_no_more(station: ServiceSite, by: Sender) -> None:
    later = replace(SUMMER, classes=(Class(date(2026, 7, 20), date(2026, 8, 28), 40),))
    confirm_season(station.pk, later, by=by)
    confirm_season(station.pk, SUMMER, by=by)
    end_seasons(now=at(ENDS + timedelta(days=1)))
    first, starts = date(2027, 6, 6), date(2027, 7, 6)
    assert asked_on(first) == [(first, starts)]
    (expected,) = expected_seasons(station, first)
    assert expected.starts_on == starts, "the page and the check mean the same season"


def test_a_season_earlier_than_it_was_expected_opens_after_all(station: ServiceSite, by: Sender) -> None:
    day = date(2026, 11, 20)
    refuse_season(station.pk, "winter", date(2027, 2, 20), by=on(by, day), note="场地维修")
    classes = (Class(date(2027, 1, 11), date(2027, 1, 18), 20),)
    confirm_season(station.pk, Offer("winter", classes, 6, 12, "five", time(8), time(17)), by=on(by, day))
    page = Client().get(f"/s/{station.code}/").content.decode()
    assert "第 1 期 1月11日至1月18日" in page and "2027年寒假不开班" not in page


def test_a_station_of_summers_can_say_that_it_does_not_open_in_the_winter_that_is_asked_about(
    held: ServiceSite, by: Sender, settings: Any
) -> None:
    day = date(2026, 12, 20)
    settings.CLOCK_PIN = at(day).isoformat()
    assert "2027年寒假是否开班还没有确认" in Client().get(f"/s/{held.code}/").content.decode()
    assert [each.name for each in expected_seasons(held, day)] == ["2027年寒假", "2027年暑假"]
    refuse_season(held.pk, "winter", date(2027, 2, 20), by=on(by, day), note="只在暑假开班")
    line = Client().get(f"/s/{held.code}/").content.decode().split('<p class="door')[1].split("</p>")[0]
    assert "2027年寒假不开班" in line
    assert asked_on(date(2027, 1, 10)) == [] != asked_on(date(2027, 6, 6))
