"""The one vocabulary of facilities."""

from __future__ import annotations

import re

from sites.facilities import (
    BY_CODE,
    FACILITIES,
    GROUPS,
    SIX_SERVICES,
    grouped,
    in_order,
    label_of,
    unknown_codes,
)


def test_codes_and_labels_stand_once_and_every_group_has_a_name() -> None:
    assert len(BY_CODE) == len(FACILITIES) >= 45
    assert len({facility.label for facility in FACILITIES}) == len(FACILITIES)
    assert {facility.group for facility in FACILITIES} == set(GROUPS)
    assert all(re.fullmatch(r"[a-z_]{2,20}", code) for code in BY_CODE)


def test_the_six_services_are_there_in_the_order_of_the_slogan() -> None:
    assert [label_of(code) for code in SIX_SERVICES] == ["取暖", "纳凉", "饮水", "如厕", "歇脚", "应急药品"]


def test_codes_are_stored_once_and_in_one_order() -> None:
    assert in_order(["aed", "warm", "aed", "nothing", "water"]) == ["warm", "water", "aed"]


def test_a_code_that_is_not_offered_is_named() -> None:
    assert unknown_codes(["warm", "sauna"]) == ["sauna"]
    assert unknown_codes(["warm", "aed"], offered=("aed",)) == ["warm"]


def test_a_retired_code_is_shown_as_it_is() -> None:
    assert label_of("fax_machine") == "fax_machine"


def test_groups_come_in_the_order_of_the_form_and_empty_ones_stay_away() -> None:
    assert [(label, [f.code for f in found]) for label, found in grouped({"aed", "cool", "warm"})] == [
        ("服务事项", ["warm", "cool"]),
        ("安全与急救", ["aed"]),
    ]


def test_what_guards_the_place_is_no_filter_of_the_finder() -> None:
    assert {f.code for f in FACILITIES if not f.is_public} >= {"cameras", "alarm_button"}
