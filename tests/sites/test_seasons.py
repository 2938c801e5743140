"""A holiday station is found by the public exactly while a season of it is confirmed and not over."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import StaleEdit, TransitionRefused
from inspection.visiting.selectors import has_hours, was_due_open
from rulebook.selectors import load_calendar, pack_in_force
from rulebook.services import seed_packs
from sites.door import Door, Doors, text_of
from sites.hours import Interval
from sites.listing import Unlisted, why_unlisted
from sites.models import HolidaySeason, ServiceSite
from sites.refusals import Refusal
from sites.seasons.offers import Class, Offer, copied, next_named, problems_of
from sites.seasons.selectors import proposed, standing_of
from sites.seasons.services import confirm_season, end_seasons, remind_of_seasons, withdraw_season
from sites.selectors import SiteFilter, announced_on, listed_sites
from sites.services import Sender, correct_facts
from sites.vocabulary import NoticeKind
from sites.watched.seasons import confirmed as answered
from sites.watched.seasons import unconfirmed
from tests.factories import Tree, actor_of, person
from tests.office import form_at
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

#: In June, before the summer holidays.
NOW = datetime(2026, 6, 15, 10, 0, tzinfo=LEGAL_ZONE)
TODAY = NOW.date()
AFTER = datetime(2026, 8, 22, 3, 0, tzinfo=LEGAL_ZONE)

SUMMER = Offer(
    "summer",
    (Class(date(2026, 7, 6), date(2026, 7, 31), 40), Class(date(2026, 8, 3), date(2026, 8, 21), 30)),
    6,
    12,
    "five",
    time(8, 0),
    time(17, 30),
    "午餐由单位食堂提供。",
)


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def station(tree: Tree) -> ServiceSite:
    return opened_site(
        tree.primary,
        "园林中心爱心托管驿站",
        site_type="holiday_station",
        number="TG-1",
        hours=OFFICE_HOURS,
        public_phone="0532-85911235",
    )


@pytest.fixture
def by(tree: Tree) -> Sender:
    return Sender(actor_of(person("d", "district", tree.south)), NOW)


def is_found(site: ServiceSite) -> bool:
    return listed_sites(SiteFilter()).filter(pk=site.pk).exists()


def test_invisible_until_confirmed_and_again_when_the_season_is_over(
    station: ServiceSite, by: Sender
) -> None:
    assert not is_found(station)
    season = confirm_season(station.pk, SUMMER, by=by)
    assert is_found(station)
    assert (season.starts_on, season.ends_on) == (date(2026, 7, 6), date(2026, 8, 21))
    last_day = datetime(2026, 8, 21, 23, 59, tzinfo=LEGAL_ZONE)
    assert (end_seasons(now=last_day), is_found(station)) == (0, True)
    assert (end_seasons(now=AFTER), is_found(station)) == (1, False)
    assert (end_seasons(now=AFTER), end_seasons(now=AFTER + timedelta(days=9))) == (0, 0)
    told = AuditEntry.objects.filter(about=f"site:{station.pk}", action="season.end")
    assert told.count() == 1


def test_a_site_that_chose_to_stay_hidden_stays_so_in_its_season(tree: Tree, by: Sender) -> None:
    hidden = opened_site(tree.primary, "甲", site_type="holiday_station", number="TG-2", extent="unlisted")
    staff = opened_site(tree.primary, "乙", site_type="holiday_station", number="TG-3", access="own_staff")
    shown = opened_site(tree.primary, "丙", site_type="holiday_station", number="TG-4", extent="listed")
    assert not is_found(shown), "nor does the extent show it before the season"
    for site in (hidden, staff, shown):
        confirm_season(site.pk, SUMMER, by=by)
    assert [is_found(site) for site in (hidden, staff, shown)] == [False, False, True]


@pytest.mark.parametrize(
    ("facts", "in_season", "why"),
    [
        ({}, False, Unlisted.SEASON),
        ({}, True, ""),
        ({"extent": "listed"}, False, Unlisted.SEASON),
        ({"extent": "unlisted"}, True, Unlisted.CHOSEN),
        ({"access": "own_staff"}, True, Unlisted.STAFF),
        ({"access": "own_staff", "extent": "listed"}, True, ""),
    ],
)
def test_why_the_finder_hides_it(
    station: ServiceSite, facts: dict[str, str], in_season: bool, why: str
) -> None:
    version = station.version
    told = lambda name: facts.get(name, getattr(version, name))  # noqa: E731
    assert why_unlisted(told, is_seasonal=True, in_season=in_season) == why


def test_the_next_season_is_the_last_one_a_year_later(station: ServiceSite, by: Sender) -> None:
    assert proposed(station, "summer", TODAY) == (None, "")
    confirm_season(station.pk, SUMMER, by=by)
    end_seasons(now=AFTER)
    offer, whence = proposed(station, "summer", date(2027, 5, 1))
    assert whence == "2026年暑假确认的内容"
    assert offer is not None
    assert offer.classes == (
        Class(date(2027, 7, 6), date(2027, 7, 31), 40),
        Class(date(2027, 8, 3), date(2027, 8, 21), 30),
    )
    assert replace(offer, classes=SUMMER.classes) == SUMMER, "places, ages, days and hours come along"
    assert proposed(station, "winter", TODAY) == (None, "")


def test_the_leap_day_and_several_years_are_bridged() -> None:
    winter = replace(SUMMER, holidays="winter", classes=(Class(date(2024, 1, 22), date(2024, 2, 29), 20),))
    assert copied(winter, date(2026, 1, 1)).ends_on == date(2026, 2, 28)
    assert copied(winter, date(2024, 2, 29)) == winter


def test_without_a_confirmed_season_the_records_of_the_last_one_are_copied(
    station: ServiceSite, by: Sender
) -> None:
    from_records = {"holidays": "summer", "entered_at": NOW, "days": 20, "child_days": 300}
    counts = {"agreements": 20, "insured": 20, "staff": 2}
    for start, end, children in ((7, 10, 20), (8, 20, 24)):
        station.holidaysession_rows.create(
            starts_on=date(2025, start, 1),
            ends_on=date(2025, start, end),
            children=children,
            **from_records,
            **counts,
        )
    offer, whence = proposed(station, "summer", TODAY)
    assert offer is not None and whence == "2025年暑假的办班记录"
    assert offer.classes == (
        Class(date(2026, 7, 1), date(2026, 7, 10), 20),
        Class(date(2026, 8, 1), date(2026, 8, 20), 24),
    )


def changed(**classes: Any) -> Offer:
    return replace(SUMMER, classes=(replace(SUMMER.classes[0], **classes),))


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        (changed(ends_on=date(2026, 7, 5)), "早于开班日期"),
        (replace(SUMMER, classes=()), "至少填写第 1 期"),
        (changed(places=0), "名额应在"),
        (changed(ends_on=date(2026, 9, 30)), "超过 70 天"),
        (replace(SUMMER, ages_from=12, ages_until=6), "年龄应在"),
        (replace(SUMMER, closes_at=time(8, 0)), "结束时间应晚于开始时间"),
        (replace(SUMMER, weekdays="none"), "每周开班"),
        (changed(starts_on=date(2025, 7, 6), ends_on=date(2025, 7, 31)), "已经结束"),
        (changed(starts_on=date(2028, 7, 6), ends_on=date(2028, 7, 31)), "一年以后"),
        (replace(SUMMER, holidays="winter"), "日期不在寒假里"),
    ],
)
def test_an_impossible_season_is_refused_with_what_to_do(
    station: ServiceSite, by: Sender, offer: Offer, words: str
) -> None:
    assert words in "".join(problems_of(offer, TODAY))
    with pytest.raises(Refusal) as refused:
        confirm_season(station.pk, offer, by=by)
    assert words in refused.value.sentence
    assert not HolidaySeason.objects.exists() and not is_found(station)


def test_a_season_of_one_day_that_is_today_is_possible() -> None:
    day = date(2026, 7, 6)
    assert problems_of(changed(starts_on=day, ends_on=day), day) == []
    assert problems_of(changed(starts_on=day, ends_on=day), day + timedelta(days=1)) != []


def test_the_database_refuses_a_season_that_ends_before_it_begins(station: ServiceSite, by: Sender) -> None:
    season = confirm_season(station.pk, SUMMER, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidaySeason.objects.filter(pk=season.pk).update(ends_on=date(2026, 7, 1))


def test_confirmed_anew_the_old_days_are_replaced_and_kept(station: ServiceSite, by: Sender) -> None:
    first = confirm_season(station.pk, SUMMER, by=by)
    second = confirm_season(station.pk, changed(places=50), by=by)
    assert list(standing_of(station)) == [second]
    first.refresh_from_db()
    assert first.replaced_at == NOW
    winter = replace(SUMMER, holidays="winter", classes=(Class(date(2027, 1, 25), date(2027, 2, 5), 20),))
    third = confirm_season(station.pk, winter, by=by)
    assert list(standing_of(station)) == [second, third]
    assert end_seasons(now=AFTER) == 1
    assert is_found(station), "the winter stands already"


def test_the_next_summer_leaves_the_one_that_is_under_way(station: ServiceSite, by: Sender) -> None:
    confirm_season(station.pk, SUMMER, by=by)
    under_way = Sender(by.actor, datetime(2026, 7, 20, 10, 0, tzinfo=LEGAL_ZONE))
    next_year = copied(SUMMER, date(2026, 9, 1))
    confirm_season(station.pk, next_year, by=under_way)
    assert [each.ends_on.year for each in standing_of(station)] == [2026, 2027]
    assert end_seasons(now=AFTER) == 1 and is_found(station)


def test_each_of_two_summers_is_changed_where_it_stands(
    office: Client, station: ServiceSite, by: Sender, settings: Any
) -> None:
    under_way = datetime(2026, 7, 20, 10, 0, tzinfo=LEGAL_ZONE)
    settings.CLOCK_PIN = under_way.isoformat()
    confirm_season(station.pk, SUMMER, by=Sender(by.actor, under_way))
    confirm_season(station.pk, copied(SUMMER, date(2026, 9, 1)), by=Sender(by.actor, under_way))
    page = office.get(f"/desk/sites/{station.code}/season/").content.decode()
    (link,) = re.findall(r'href="([^"]+)#form">更改2026年暑假的安排', page)
    form = office.get(link.replace("&amp;", "&")).content.decode()
    assert "2026年暑假已经确认" in form and 'value="2026-07-06"' in form


def test_a_season_that_was_confirmed_for_a_wrong_year_is_changed(station: ServiceSite, by: Sender) -> None:
    by = Sender(by.actor, datetime(2026, 7, 10, 10, 0, tzinfo=LEGAL_ZONE))
    wrong = confirm_season(station.pk, copied(SUMMER, date(2026, 9, 1)), by=by)
    confirm_season(station.pk, SUMMER, by=by, changed=wrong.pk)
    assert [each.ends_on.year for each in standing_of(station)] == [2026]


def test_taken_back_it_is_hidden_at_once_and_needs_a_reason(station: ServiceSite, by: Sender) -> None:
    season = confirm_season(station.pk, SUMMER, by=by)
    with pytest.raises(Refusal, match="原因"):
        withdraw_season(station.pk, season.pk, by=by, note=" ")
    withdraw_season(station.pk, season.pk, by=by, note="场地维修")
    assert not is_found(station)
    with pytest.raises(TransitionRefused, match="已经撤销"):
        withdraw_season(station.pk, season.pk, by=by, note="场地维修")


def test_a_corrected_fact_in_season_hides_nothing(station: ServiceSite, by: Sender) -> None:
    confirm_season(station.pk, SUMMER, by=by)
    correct_facts(station.pk, NoticeKind.PHONE, {"public_phone": "0532-85911299"}, by=by)
    assert is_found(station)
    end_seasons(now=AFTER)
    correct_facts(station.pk, NoticeKind.PHONE, {"public_phone": "0532-85911298"}, by=by)
    assert not is_found(station)


def test_who_may_confirm(tree: Tree, station: ServiceSite, by: Sender) -> None:
    for role, over, may in (
        ("keeper", tree.primary, True),
        ("district", tree.south, True),
        ("city", tree.city, False),
        ("district", tree.north, False),
        ("auditor", tree.city, False),
    ):
        actor = actor_of(person(f"{role}-{over.pk}", role, over))
        if may:
            assert confirm_season(station.pk, SUMMER, by=Sender(actor, NOW))
        else:
            with pytest.raises(NotAllowed):
                confirm_season(station.pk, SUMMER, by=Sender(actor, NOW))
    with pytest.raises(StaleEdit):
        confirm_season(station.pk, SUMMER, by=Sender(by.actor, NOW, seen=0))
    other = opened_site(tree.primary, "全年", number="HW-1")
    with pytest.raises(TransitionRefused, match="全年开放"):
        confirm_season(other.pk, SUMMER, by=by)
    assert SYSTEM.is_system


@pytest.fixture
def office(tree: Tree) -> Client:
    client = Client()
    client.force_login(person("keeper1", "keeper", tree.primary))
    return client


def typed(**more: Any) -> dict[str, Any]:
    first = {"starts_1": "2026-07-06", "ends_1": "2026-07-31", "places_1": "40"}
    rest = {
        "ages_from": "6",
        "ages_until": "12",
        "weekdays": "five",
        "opens_at": "08:00",
        "closes_at": "17:30",
    }
    frame = {"key": str(uuid.uuid4()), "seen": "1", "holidays": "summer"}
    return {**first, **rest, **frame, **more}


def test_the_page_previews_confirms_once_and_tells_the_public(
    office: Client, client: Client, station: ServiceSite
) -> None:
    page, public = f"/desk/sites/{station.code}/season/", f"/s/{station.code}/"
    assert "2026年暑假是否开班还没有确认" in client.get(public).content.decode()
    seen = str(ServiceSite.objects.get(pk=station.pk).revision)
    shown = office.post(page, typed(seen=seen, preview="1")).content.decode()
    assert "公众将看到" in shown and "第 1 期 7月6日至7月31日,名额 40 人" in shown
    assert not HolidaySeason.objects.exists()
    form = typed(seen=seen)
    assert [office.post(page, form).status_code for _ in range(2)] == [302, 302]
    assert HolidaySeason.objects.count() == 1
    told = client.get(public).content.decode()
    for words in (
        "2026年暑假",
        "第 1 期 7月6日至7月31日,名额 40 人",
        "招收 6–12 岁",
        "周一至周五 8:00–17:30",
    ):
        assert words in told
    again = office.get(f"{page}?holidays=summer").content.decode()
    assert "2026年暑假已经确认" in again and 'value="2026-07-06"' in again
    assert "没有变化,确认开班" not in again


def test_who_has_nothing_to_change_confirms_the_next_season_with_one_tap(
    office: Client, station: ServiceSite, by: Sender, settings: Any
) -> None:
    confirm_season(station.pk, SUMMER, by=by)
    settings.CLOCK_PIN = datetime(2027, 6, 1, 9, tzinfo=LEGAL_ZONE).isoformat()
    form = form_at(office, f"/desk/sites/{station.code}/season/?holidays=summer", holding="starts_1")
    page = office.get(f"/desk/sites/{station.code}/season/?holidays=summer").content.decode()
    assert page.index("第 1 期 7月6日至7月31日,名额 40 人") < page.index("没有变化,确认开班")
    assert page.index("没有变化,确认开班") < page.index("第 1 期开班日期")
    assert office.post(f"/desk/sites/{station.code}/season/", form.fields).status_code == 302
    assert {(each.words, each.starts_on) for each in standing_of(station)} >= {
        ("2027年暑假", date(2027, 7, 6))
    }


def test_records_of_classes_alone_are_looked_through_before_they_are_confirmed(
    office: Client, station: ServiceSite
) -> None:
    counts = {"days": 10, "children": 30, "child_days": 250, "agreements": 30, "insured": 30, "staff": 3}
    days = {"starts_on": "2026-07-06", "ends_on": "2026-07-31", "entered_at": station.created_at}
    station.holidaysession_rows.create(holidays="summer", **days, **counts)
    page = office.get(f"/desk/sites/{station.code}/season/?holidays=summer").content.decode()
    assert "已带入2026年暑假的办班记录" in page and 'value="2026-07-06"' in page
    assert "没有变化,确认开班" not in page, "nobody said ages and hours"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ends_1": "2026-07-01"}, "早于开班日期"),
        ({"ends_1": ""}, "请填写第 1 期结束日期。"),
        ({"starts_2": "2026-08-03"}, "请填写第 2 期名额(人)。"),
        ({"places_1": "many"}, "请填写整数。"),
        ({"opens_at": "8点"}, " 8:30 的样子"),
        ({"remark": "请打 13800138000"}, "手机号码"),
        ({"weekdays": ""}, "请选择每周开班的日子。"),
    ],
)
def test_bad_input_stands_beside_the_form(
    office: Client, station: ServiceSite, more: dict[str, str], words: str
) -> None:
    answer = office.post(f"/desk/sites/{station.code}/season/", typed(**more))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not HolidaySeason.objects.exists()


def test_stations_without_seasons_have_no_such_page(office: Client, tree: Tree) -> None:
    other = opened_site(tree.primary, "全年", number="HW-1")
    assert office.get(f"/desk/sites/{other.code}/season/").status_code == 404
    assert office.post(f"/desk/sites/{other.code}/season/", typed()).status_code == 404


def test_it_is_taken_back_on_the_page(office: Client, station: ServiceSite, by: Sender) -> None:
    season = confirm_season(station.pk, SUMMER, by=by)
    page = f"/desk/sites/{station.code}/season/"
    seen = str(ServiceSite.objects.get(pk=station.pk).revision)
    frame = {"key": str(uuid.uuid4()), "seen": seen, "withdraw": str(season.pk)}
    assert office.post(page, {**frame, "note": ""}).status_code == 400
    assert office.post(page, {**frame, "key": str(uuid.uuid4()), "note": "场地维修"}).status_code == 302
    assert not standing_of(station).exists()


NOTICE_DAYS = 30


def asked_on(day: date) -> list[tuple[date, date | None]]:
    rows = unconfirmed(day).filter(began_on__lte=day)
    return list(rows.values_list("began_on", "expected"))


@pytest.fixture
def ruled(tree: Tree) -> None:
    """The sample measures, which ask for a season a month before it."""
    seed_packs(tree.city, actor=SYSTEM, now=NOW)
    measure = pack_in_force(tree.primary.path or "", "women", TODAY)
    assert measure is not None and measure.days_for("season_notice") == NOTICE_DAYS


@pytest.mark.usefixtures("ruled")
def test_a_month_before_the_last_season_comes_again_it_is_asked_for(station: ServiceSite, by: Sender) -> None:
    confirm_season(station.pk, SUMMER, by=by)
    end_seasons(now=AFTER)
    first = date(2027, 7, 6) - timedelta(days=NOTICE_DAYS)
    assert asked_on(first - timedelta(days=1)) == []
    assert asked_on(first) == [(first, date(2027, 7, 6))] == asked_on(date(2027, 8, 21))
    assert asked_on(date(2027, 8, 22)) == [], "that season is over"
    later = Sender(by.actor, datetime(2027, 6, 10, 9, 0, tzinfo=LEGAL_ZONE))
    season = confirm_season(station.pk, copied(SUMMER, date(2027, 6, 10)), by=later)
    assert asked_on(date(2027, 6, 10)) == []
    withdraw_season(station.pk, season.pk, by=later, note="场地维修")
    assert asked_on(date(2027, 6, 11)) == [], "that it does not take place is an answer"
    told = list(answered(TODAY).values_list("subject", "touched_on"))
    assert told == [(station.pk, date(2027, 6, 10))]


@pytest.mark.usefixtures("ruled")
def test_a_station_that_never_had_a_season_is_asked_after_its_filing(
    station: ServiceSite, tree: Tree
) -> None:
    opened_site(tree.primary, "全年", number="HW-1")
    filed = station.filed_on
    assert filed is not None
    first = filed + timedelta(days=NOTICE_DAYS)
    assert asked_on(first - timedelta(days=1)) == []
    assert asked_on(first) == [(first, None)]
    ServiceSite.objects.filter(pk=station.pk).update(state="suspended")
    assert asked_on(first) == []


def test_a_measure_without_the_term_asks_for_nothing(station: ServiceSite) -> None:
    assert asked_on(date(2028, 1, 1)) == []


@pytest.mark.usefixtures("ruled")
def test_the_keeper_is_reminded_once_a_season(station: ServiceSite, by: Sender, tree: Tree) -> None:
    keeper = person("keeper2", "keeper", tree.primary)
    confirm_season(station.pk, SUMMER, by=by)
    end_seasons(now=AFTER)
    early, due = (datetime(2027, 6, day, 9, 0, tzinfo=LEGAL_ZONE) for day in (5, 6))
    mine = OwedMessage.objects.filter(recipient_id=keeper.pk, key__startswith="season:")
    assert (remind_of_seasons(now=early), mine.count()) == (0, 0)
    assert (remind_of_seasons(now=due), mine.count()) == (1, 1)
    remind_of_seasons(now=due + timedelta(days=5))
    assert mine.count() == 1
    assert "请核对上一次的安排" in mine.get().body


WINTER = replace(
    SUMMER,
    holidays="winter",
    classes=(Class(date(2027, 1, 19), date(2027, 2, 12), 40),),
    opens_at=time(8, 30),
    closes_at=time(17, 0),
)


def door_at(site: ServiceSite, moment: datetime) -> Door:
    version = ServiceSite.objects.get(pk=site.pk).version
    assert version is not None
    return Doors(load_calendar(), moment).door(
        state=site.state,
        access=version.access,
        hours_text=text_of(version.hours),
        phone=version.public_phone,
        announced=announced_on(site),
    )


def test_while_a_season_is_confirmed_the_door_goes_by_it(station: ServiceSite, by: Sender) -> None:
    monday, evening, saturday = (
        datetime(2026, 7, day, hour, minute, tzinfo=LEGAL_ZONE)
        for day, hour, minute in ((6, 8, 15), (6, 17, 45), (11, 10, 0))
    )
    between, before = (datetime(2026, month, 1, 10, tzinfo=LEGAL_ZONE) for month in (8, 7))
    unconfirmed = door_at(station, monday)
    assert (unconfirmed.kind, unconfirmed.is_open) == ("limited", False), "registered hours open no season"
    assert unconfirmed.line == "2026年暑假是否开班还没有确认,建议先打电话问一下"
    confirm_season(station.pk, SUMMER, by=by)
    assert door_at(station, monday).line == "现在开放,到 17:30"
    for closed in (evening, saturday, between, before):
        assert not door_at(station, closed).is_open
    assert "周一 8:00 开" in door_at(station, before).line
    assert "周一 8:00 开" in door_at(station, between).line


def test_a_season_that_does_not_take_place_is_said_at_the_door(station: ServiceSite, by: Sender) -> None:
    season = confirm_season(station.pk, SUMMER, by=by)
    withdraw_season(station.pk, season.pk, by=by, note="场地维修")
    for day, line in (
        (datetime(2026, 8, 21, 10, tzinfo=LEGAL_ZONE), "2026年暑假不开班"),
        (datetime(2026, 8, 22, 10, tzinfo=LEGAL_ZONE), "2027年寒假是否开班还没有确认,建议先打电话问一下"),
    ):
        assert door_at(station, day).line == line and not door_at(station, day).is_open


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ((2026, 11, 30), "2027年寒假"),
        ((2027, 2, 1), "2027年寒假"),
        ((2027, 2, 15), "2027年暑假"),
        ((2027, 7, 20), "2027年暑假"),
        ((2027, 8, 25), "2028年寒假"),
    ],
)
def test_the_season_that_is_not_confirmed_is_named(day: tuple[int, int, int], name: str) -> None:
    assert next_named(date(*day)) == name


def test_what_is_confirmed_is_changed_where_it_stands_and_not_offered_again(
    office: Client, station: ServiceSite, by: Sender
) -> None:
    page = f"/desk/sites/{station.code}/season/"
    assert "确认暑假开班</a>" in office.get(page).content.decode()
    confirm_season(station.pk, SUMMER, by=by)
    again = office.get(page).content.decode()
    assert "确认暑假开班</a>" not in again and "确认寒假开班</a>" in again
    assert (
        f'href="{page}?holidays=summer&amp;season={standing_of(station).get().pk}#form">更改2026年暑假的安排'
        in again
    )


def test_a_season_far_ahead_is_said_with_its_day(station: ServiceSite, by: Sender) -> None:
    confirm_season(station.pk, WINTER, by=by)
    assert door_at(station, NOW).line == "不在开班期间,2027年1月19日起开班"


def test_of_two_seasons_each_has_its_own_hours(station: ServiceSite, by: Sender) -> None:
    confirm_season(station.pk, SUMMER, by=by)
    confirm_season(station.pk, WINTER, by=by)
    announced = announced_on(station)
    told = [announced.season_on(date(2026, 8, 21)), announced.season_on(date(2026, 8, 22))]
    assert [each.words for each in told if each] == [
        "2026年暑假 7月6日至8月21日,共 2 期,名额 70 人",
        "2027年寒假 1月19日至2月12日,名额 40 人",
    ]
    winter = announced.hours_over(None, date(2027, 1, 20))
    assert winter is not None and winter.week[0] == (Interval(510, 1020),) and winter.week[5] == ()


def test_one_page_gives_one_answer_and_the_list_tells_term_and_places(
    client: Client, station: ServiceSite, by: Sender, settings: Any
) -> None:
    confirm_season(station.pk, SUMMER, by=by)
    settings.CLOCK_PIN = datetime(2026, 7, 6, 8, 15, tzinfo=LEGAL_ZONE).isoformat()
    page = client.get(f"/s/{station.code}/").content.decode()
    assert "现在开放,到 17:30" in page and "周一至周五 8:00–17:30" in page
    assert "18:00" not in page, "the registered hours of the rest of the year"
    for address in ("/", "/?open=now", "/?type=holiday_station&open=now"):
        row = client.get(address).content.decode()
        assert "2026年暑假 7月6日至8月21日,共 2 期,名额 70 人" in row and "现在开放,到 17:30" in row
    settings.CLOCK_PIN = datetime(2026, 7, 6, 17, 45, tzinfo=LEGAL_ZONE).isoformat()
    assert station.name not in client.get("/?open=now").content.decode()


def test_a_station_without_registered_hours_opens_in_its_season(
    client: Client, tree: Tree, by: Sender, settings: Any
) -> None:
    bare = opened_site(tree.primary, "无时间驿站", site_type="holiday_station", number="TG-9")
    confirm_season(bare.pk, SUMMER, by=by)
    settings.CLOCK_PIN = datetime(2026, 7, 6, 10, tzinfo=LEGAL_ZONE).isoformat()
    assert "无时间驿站" in client.get("/?open=now").content.decode()


def test_a_locked_door_counts_by_the_season_that_stood_then(station: ServiceSite, by: Sender) -> None:
    at = datetime(2026, 7, 6, 10, 0, tzinfo=LEGAL_ZONE)
    assert (has_hours(station, at), was_due_open(station, at)) == (False, False)
    season = confirm_season(station.pk, SUMMER, by=by)
    assert (has_hours(station, at), was_due_open(station, at)) == (True, True)
    withdraw_season(station.pk, season.pk, by=Sender(by.actor, at + timedelta(hours=1)), note="场地维修")
    assert was_due_open(station, at), "told until an hour later"
    assert not was_due_open(station, at + timedelta(hours=2))


def test_who_is_never_listed_is_not_told_that_he_is(office: Client, tree: Tree) -> None:
    for number, facts, why in (
        ("TG-7", {"access": "own_staff"}, "只接待本单位职工,不在公众列表中显示"),
        ("TG-8", {"extent": "unlisted"}, "公开范围选择了不公开,不在公众列表中显示"),
    ):
        site = opened_site(tree.primary, number, site_type="holiday_station", number=number, **facts)
        page = f"/desk/sites/{site.code}/season/"
        assert "公众才能查到" not in office.get(page).content.decode()
        shown = office.post(page, typed(seen=str(site.revision), preview="1")).content.decode()
        assert why in shown and "从现在起在公众列表中显示" not in shown
        done = office.post(page, typed(seen=str(site.revision)), follow=True).content.decode()
        assert "已确认2026年暑假开班。" in done and why in done and "从现在起在公众列表中显示" not in done


@pytest.fixture
def measured(tree: Tree) -> ServiceSite:
    return opened_site(
        tree.primary,
        "小班驿站",
        site_type="holiday_station",
        number="TG-6",
        type_facts={"children_at_once": 51, "insurance_ends": "2026-07-30"},
    )


def test_no_more_children_than_the_register_says_that_fit(
    office: Client, measured: ServiceSite, by: Sender
) -> None:
    words = "多于登记的“同时托管儿童数”51 人"
    page = f"/desk/sites/{measured.code}/season/"
    answer = office.post(page, typed(seen=str(measured.revision), places_1="500"))
    assert answer.status_code == 400 and f"名额共 500 人,{words}" in answer.content.decode()
    beside = (Class(date(2026, 7, 6), date(2026, 7, 31), 30), Class(date(2026, 7, 20), date(2026, 8, 7), 22))
    with pytest.raises(Refusal, match="7月20日在班的名额共 52 人"):
        confirm_season(measured.pk, replace(SUMMER, classes=beside), by=by)
    after = (beside[0], replace(beside[1], starts_on=date(2026, 8, 1)))
    assert confirm_season(measured.pk, replace(SUMMER, classes=after), by=by)
    assert confirm_season(measured.pk, changed(places=51), by=by)


def test_insurance_that_ends_before_the_season_is_warned_of_and_refuses_nothing(
    office: Client, measured: ServiceSite
) -> None:
    page, words = f"/desk/sites/{measured.code}/season/", "登记的儿童意外伤害保险到2026年7月30日为止"
    shown = office.post(page, typed(seen=str(measured.revision), preview="1"))
    assert shown.status_code == 200 and words in shown.content.decode()
    in_time = office.post(page, typed(seen=str(measured.revision), preview="1", ends_1="2026-07-30"))
    assert words not in in_time.content.decode()
    done = office.post(page, typed(seen=str(measured.revision)), follow=True).content.decode()
    assert words in done and standing_of(measured).count() == 1


def test_a_reason_that_is_refused_stands_where_it_was_typed(
    office: Client, station: ServiceSite, by: Sender
) -> None:
    season = confirm_season(station.pk, SUMMER, by=by)
    seen = str(ServiceSite.objects.get(pk=station.pk).revision)
    frame = {"key": str(uuid.uuid4()), "seen": seen, "withdraw": str(season.pk)}
    answer = office.post(f"/desk/sites/{station.code}/season/", {**frame, "note": "场地维修,问 13800138000"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="场地维修,问 13800138000"' in page.split("登记不开班")[0]
