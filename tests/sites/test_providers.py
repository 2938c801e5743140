"""What the facts on file are worth to a scoring table: units, codes, days, blanks; and how far the next site stands."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rulebook.outcome import Fact, Known, NotApplicable
from sites import facts
from sites.fact_fields import Kind
from sites.fact_values import PROVIDERS, Cycle, readings_of
from sites.facts import FACTS
from sites.likeness.selectors import nearest_of_type
from sites.models import ServiceSite, SiteVersion
from sites.providers.near import NEAREST, nearness
from sites.rubric_words import vocabulary
from sites.types import site_types
from tests.factories import NOW, Tree
from tests.sites.public_sites import OFFICE_HOURS, PIN, opened_site

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
CYCLE = Cycle(date(2026, 1, 1), date(2026, 12, 31))
ROUND_THE_CLOCK = {
    **OFFICE_HOURS,
    "week": [[[0, 1440]]] * 7,
    "holiday": {"rule": "as_weekday", "intervals": []},
    "makeup": {"rule": "as_calendar_day", "weekday": 0},
}


def versions_of(*sites: ServiceSite) -> list[SiteVersion]:
    rows = SiteVersion.objects.select_related("site", "district")
    return list(rows.filter(pk__in=[site.version_id for site in sites]).order_by("pk"))


#: Facts of the records that apps above the register provide.
ELSEWHERE = {"closed_visits", "reports_overdue"}


def values_of(site: ServiceSite) -> dict[str, Fact]:
    (version,) = versions_of(site)
    readings = readings_of([version], CYCLE, TODAY)[version.pk]
    return {name: each.value for name, each in readings.items() if name not in ELSEWHERE}


def test_facts_in_columns_come_in_their_stored_units(tree: Tree) -> None:
    site = opened_site(
        tree.primary,
        site_type="holiday_station",
        photos=2,
        area_hundredths=6024,
        capacity=40,
        built_on=date(2026, 10, 2),
        opened_on=date(2026, 10, 12),
        agreement_ends_on=date(2027, 10, 12),
        union_fen=120_000,
        fiscal_fen=5,
        facilities=["projector", "desks", "water"],
        listed_amap=True,
        listed_baidu=False,
        hours=OFFICE_HOURS,
        type_facts={
            "own_area": 6000,
            "children_at_once": 24,
            "fire_check": "passed",
            "fire_checked_on": "2026-10-11",
        },
    )
    values = values_of(site)
    assert {name: each.value for name, each in values.items() if isinstance(each, Known)} == {
        "area": 6024,
        "capacity": 40,
        "built_on": -10,
        "opened_on": 0,
        "agreement_ends_on": 365,
        "access": "public",
        "facilities": 3,
        "photos": 2,
        "maps_listed": 1,
        "money": 120_005,
        "basic_missing": 5,
        "weekly_hours": 475,
        "weekly_days": 5,
        "round_the_clock": "no",
        "holiday_station.own_area": 6000,
        "holiday_station.children_at_once": 24,
        "holiday_station.fire_check": "passed",
        "holiday_station.fire_checked_on": -1,
        "holiday_station.area_per_child": 250,
        "recorded_months": 0,
    }


def test_what_nobody_gave_is_left_out_and_not_nought(tree: Tree) -> None:
    known = values_of(opened_site(tree.primary))
    assert set(known) == {"access", "photos", "recorded_months", "satisfaction"}
    assert known["photos"] == Known(0)


def test_yes_and_no_are_codes_and_several_answers_a_number(tree: Tree) -> None:
    site = opened_site(
        tree.primary,
        site_type="mind_station",
        hours=ROUND_THE_CLOCK,
        type_facts={
            "zones": ["reception", "group"],
            "separate_room": False,
            "has_privacy_rules": True,
            "referral_partner": "某医院",
        },
    )
    values = values_of(site)
    assert values["round_the_clock"] == Known("yes")
    assert values["weekly_hours"] == Known(1680)
    assert values["mind_station.zones"] == Known(2)
    assert values["mind_station.separate_room"] == Known("no")
    assert values["mind_station.has_privacy_rules"] == Known("yes")
    assert "mind_station.referral_partner" not in values


def a_value(kind: Kind, choices: tuple[tuple[str, str], ...]) -> Any:
    if kind in (Kind.CHOICE, Kind.CHOICES):
        return choices[0][0] if kind is Kind.CHOICE else [choices[0][0]]
    return {Kind.BOOL: True, Kind.DATE: "2027-01-01", Kind.TEXT: "某医院"}.get(kind, 7)


@pytest.mark.parametrize("kind", site_types(), ids=lambda kind: str(kind.code))
def test_every_answer_is_one_that_a_scoring_table_knows(tree: Tree, kind: Any) -> None:
    typed = {field.name: a_value(field.kind, field.choices) for field in kind.facts}
    site = opened_site(tree.primary, site_type=kind.code, type_facts=typed, **PIN)
    words = vocabulary(kind.code)
    assert words is not None
    for name, value in values_of(site).items():
        if isinstance(value, Known):
            asked = words.facts[name]
            assert isinstance(value.value, int) if asked.is_number else value.value in asked.answers, name


def test_every_provider_of_the_register_answers() -> None:
    assert {fact.provider for fact in FACTS} <= {name for name, _ in PROVIDERS.items()}
    assert facts.RECORDS in dict(PROVIDERS.items())


def scattered(tree: Tree, chance: random.Random, count: int) -> list[ServiceSite]:
    """Some close together, some far away, some never found by the public, in two districts."""
    made = []
    for number in range(count):
        spread = chance.choice([0.01, 0.2, 1.5])
        made.append(
            opened_site(
                chance.choice([tree.primary, tree.north_primary]),
                f"第{number}处",
                district=chance.choice(["370202", "370203"]),
                site_type=chance.choice(["outdoor_station", "nursing_room"]),
                extent=chance.choice(["listed", "unlisted"]),
                number=f"P-{number}",
                lat=Decimal(f"{36 + chance.uniform(-spread, spread):.6f}"),
                lng=Decimal(f"{120 + chance.uniform(-spread, spread):.6f}"),
                pin_datum="wgs84",
            )
        )
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_the_next_site_is_as_far_as_for_one_site_alone(tree: Tree, seed: int) -> None:
    sites = scattered(tree, random.Random(seed), 24)
    ServiceSite.objects.filter(pk=sites[0].pk).update(state="cancelled")
    versions = versions_of(*sites)
    found = nearness(versions, CYCLE, TODAY)
    for version in versions:
        one = nearest_of_type(version, 200_000)
        value = found[version.pk][NEAREST]
        if one is None:
            assert isinstance(value, NotApplicable)
        else:
            assert value == Known(round(one[1])), version.name


def test_a_site_without_a_neighbour_or_without_a_pin(tree: Tree) -> None:
    alone = opened_site(tree.primary, "孤站", number="A-1", **PIN)
    nowhere = opened_site(tree.primary, "无坐标", number="A-2")
    first, second = versions_of(alone, nowhere)
    found = nearness([first, second], CYCLE, TODAY)
    assert found == {first.pk: {NEAREST: NotApplicable("200 公里以内没有其他同类阵地。")}}


def test_all_providers_together_ask_as_much_for_many_as_for_one(tree: Tree) -> None:
    sites = [opened_site(tree.primary, f"第{n}处", number=f"Q-{n}", photos=1, **PIN) for n in range(3)]
    counts = []
    for some in (sites[:1], sites):
        versions = versions_of(*some)
        with CaptureQueriesContext(connection) as asked:
            readings_of(versions, CYCLE, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 18
