"""Forms of a case: built from the type, they give back columns and refuse in sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from filing.forms import FacilitiesForm, FilingFilterForm, IdentityForm, PlaceForm, VisitForm
from filing.forms.hours import DAYS, TEMPLATES, HoursForm
from sites.credit_code import check_character
from sites.hours import from_json
from sites.models import ServiceSite, SiteVersion
from sites.types import site_types
from sites.uploads import shown_name
from tests.office import WEEK

TODAY = date(2026, 10, 12)


def version_of(site_type: str = "outdoor_station", **facts: Any) -> SiteVersion:
    """A draft in memory; nothing here asks the database."""
    return SiteVersion(
        site=ServiceSite(site_type=site_type), site_type=site_type, district_id="370202", **facts
    )


def posted(**typed: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize("kind", site_types(), ids=lambda kind: kind.code)
def test_every_type_asks_for_its_own_facts_and_offers_its_facilities(kind: Any) -> None:
    form = FacilitiesForm(version=version_of(kind.code), today=TODAY)
    assert {f"fact_{fact.name}" for fact in kind.facts} <= form.fields.keys()
    offered = [code for _, group in form.fields["facilities"].choices for code, _ in group]
    assert sorted(offered) == sorted(kind.facilities)
    assert offered[: len(kind.basic_facilities)] == list(kind.basic_facilities)


def test_facts_of_the_type_come_back_as_they_are_stored() -> None:
    typed = {
        "fact_places": "72",
        "fact_monthly_fee": "1,200.50",
        "fact_cameras_everywhere": "是",
        "fact_guards": "",
    }
    form = FacilitiesForm(posted(**typed), version=version_of("childcare_centre"), today=TODAY)
    assert form.is_valid(), form.errors
    assert form.values()["type_facts"] == {
        "places": 72,
        "monthly_fee": 120_050,
        "cameras_everywhere": True,
    }


def test_a_locked_door_and_no_lock_are_not_saved_together() -> None:
    typed = {"facilities": ["table", "lockable_door"], "fact_door": "none"}
    form = FacilitiesForm(posted(**typed), version=version_of("nursing_room"), today=TODAY)
    assert "设施中勾选了“可锁的门”" in form.errors["fact_door"][0]
    typed["facilities"] = ["table"]
    assert FacilitiesForm(posted(**typed), version=version_of("nursing_room"), today=TODAY).is_valid()


def test_stored_facts_are_shown_as_they_are_typed() -> None:
    stored = {"monthly_fee": 120_050, "cameras_everywhere": False, "papers_end": "2027-01-31"}
    form = FacilitiesForm(version=version_of("childcare_centre", type_facts=stored), today=TODAY)
    shown = {name: form.initial[f"fact_{name}"] for name in stored}
    assert shown == {"monthly_fee": "1200.50", "cameras_everywhere": "否", "papers_end": "2027-01-31"}


def test_a_problem_of_the_type_stands_beside_its_input() -> None:
    typed = {"fact_expecting_or_nursing": "9", "fact_women_workers": "3"}
    form = FacilitiesForm(posted(**typed), version=version_of("nursing_room"), today=TODAY)
    assert "不能大于女职工人数" in form.errors["fact_expecting_or_nursing"][0]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("25.5", 2550),
        ("438.61", 43_861),
        ("25.5平方米", 2550),
        ("１００", 10_000),
        ("100000", 10_000_000),
        ("", None),
    ],
)
def test_areas_are_stored_in_hundredths(typed: str, stored: int | None) -> None:
    form = FacilitiesForm(posted(area_hundredths=typed), version=version_of(), today=TODAY)
    assert form.is_valid(), form.errors
    assert form.values()["area_hundredths"] == stored


@pytest.mark.parametrize(
    "typed", ["0", "0.0", "-1", "NaN", "1e309", "Infinity", "1000000000", "25.555", "二十"]
)
def test_impossible_areas_are_refused(typed: str) -> None:
    form = FacilitiesForm(posted(area_hundredths=typed), version=version_of(), today=TODAY)
    assert form.errors["area_hundredths"]


@pytest.mark.parametrize("written", ["2021.3.23", "2021/3/23", "2021-03-23", "2021年3月23日"])
def test_days_are_read_as_people_write_them(written: str) -> None:
    form = IdentityForm(posted(opened_on=written), version=version_of(), today=TODAY)
    assert form.is_valid(), form.errors
    assert form.values()["opened_on"] == date(2021, 3, 23)


def test_a_credit_code_is_taken_however_it_was_typed() -> None:
    body = "Y1370200MA3C4XXK4"
    code = body + check_character(body)
    typed = f" {code[:4].lower()} {code[4:]} "
    form = IdentityForm(posted(host_credit_code=typed), version=version_of(), today=TODAY)
    assert form.is_valid(), form.errors
    assert form.values()["host_credit_code"] == code


def test_a_section_writes_only_its_own_columns() -> None:
    form = IdentityForm(
        posted(name="驿站", site="9", decided_at="2026-01-01", number="7"), version=version_of(), today=TODAY
    )
    assert form.is_valid()
    assert {"site", "decided_at", "number"}.isdisjoint(form.values())


def test_required_is_a_word_for_the_reader_and_no_obstacle() -> None:
    form = IdentityForm(posted(name=""), version=version_of(), today=TODAY)
    assert form.is_valid()
    assert form.fields["name"].required


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_common_pattern_makes_valid_hours(template: str) -> None:
    typed = HoursForm(posted(access="public"), version=version_of(), today=TODAY)
    form = typed.rebound(TEMPLATES[template].values)
    assert form.is_valid(), form.errors
    assert (form.values()["hours"] is None) == (template == "unknown")


def test_stored_hours_come_back_unchanged() -> None:
    hours = {
        **WEEK,
        "week": [[[510, 690], [810, 1020]]] * 5 + [[[1320, 1560]], []],
        "holiday": {"rule": "own", "intervals": [[540, 720]]},
        "seasons": [{"from": "12-20", "to": "02-10"}, {"from": "2026-07-01", "to": "2026-08-31"}],
        "exceptions": [
            {"from": "2026-10-20", "to": "2026-10-21", "intervals": [[600, 720]], "reason": "检修"}
        ],
    }
    shown = HoursForm(version=version_of(hours=hours), today=TODAY)
    typed = {name: str(value) for name, value in shown.initial.items() if isinstance(value, str | date)}
    form = HoursForm(posted(**typed), version=version_of(hours=hours), today=TODAY)
    assert form.is_valid(), form.errors
    assert from_json(form.values()["hours"]) == from_json(hours)


def test_what_the_form_has_no_inputs_for_is_kept() -> None:
    seasons = [{"from": f"0{month}-01", "to": f"0{month}-20"} for month in (1, 3, 5)]
    hours = {**WEEK, "seasons": seasons, "makeup": {"rule": "as_workday", "weekday": 3}}
    shown = HoursForm(version=version_of(hours=hours), today=TODAY)
    typed = {name: str(value) for name, value in shown.initial.items() if isinstance(value, str)}
    form = HoursForm(posted(**typed), version=version_of(hours=hours), today=TODAY)
    assert form.is_valid(), form.errors
    assert form.values()["hours"] == hours


def test_hours_without_a_rule_for_holidays_are_asked_for_it() -> None:
    form = HoursForm(posted(**{DAYS[0]: "9:00-17:00"}), version=version_of(), today=TODAY)
    assert form.errors["holiday"] == ["请选择法定节假日是否开放。"]
    assert form.errors["makeup"] == ["请选择调休上班日是否开放。"]


def test_half_a_season_is_refused() -> None:
    typed = {DAYS[0]: "9:00-17:00", "holiday": "closed", "makeup": "closed", "season_0_first": "7月1日"}
    form = HoursForm(posted(**typed), version=version_of(), today=TODAY)
    assert form.errors["season_0_last"] == ["开放季的开始和结束都要填写。"]


@pytest.mark.parametrize(
    ("name", "shown"), [("a.jpg", "a.jpg"), ("..\\..\\b.jpg", "b.jpg"), ("", "未命名文件")]
)
def test_a_file_is_named_without_its_folders(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.django_db
def test_all_that_is_wrong_with_a_pin_is_said_at_once() -> None:
    form = PlaceForm(posted(pin="1,2"), version=version_of(), today=TODAY)
    assert {"pin", "pin_datum"} <= form.errors.keys()


@pytest.mark.django_db
def test_an_untouched_pin_stays_to_the_last_digit() -> None:
    stored = {"lat": "36.067101", "lng": "120.382603"}
    for datum in ("gcj02", "bd09", "wgs84"):
        version = version_of(pin_datum=datum, **stored)
        shown = PlaceForm(version=version, today=TODAY)
        typed = {name: shown.initial[name] for name in ("pin_lat", "pin_lng", "pin_datum")}
        form = PlaceForm(posted(**typed, district="370202"), version=version, today=TODAY)
        assert form.is_valid(), form.errors
        values = form.values()
        assert {name: values[name] for name in ("lat", "lng", "pin_datum")} == {**stored, "pin_datum": datum}


@pytest.mark.django_db
def test_an_emptied_pin_is_taken_away() -> None:
    version = version_of(pin_datum="gcj02", lat="36.067101", lng="120.382603")
    form = PlaceForm(posted(pin_datum="gcj02", district="370202"), version=version, today=TODAY)
    assert form.is_valid(), form.errors
    assert (form.values()["lat"], form.values()["pin_datum"]) == (None, "")


@pytest.mark.django_db
def test_filters_that_nobody_knows_are_left_out() -> None:
    form = FilingFilterForm(
        posted(state="nonsense", district="999999", q="a" * 500, type="mind_station"), districts={}
    )
    assert form.chosen() == {"words": "a" * 60, "state": "", "site_type": "mind_station", "district": ""}


def test_names_of_inspectors_are_parted() -> None:
    form = VisitForm(
        posted(
            held_on="2026-10-12",
            organisation="市南区总工会",
            inspectors="王检查、李检查",
            met_on_site="赵现场",
            verdict="pass",
        )
    )
    assert form.is_valid(), form.errors
    assert form.facts().inspectors == ("王检查", "李检查")
