"""The register of facts that a rubric may name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sites.facts import FACTS, add_fact, fact, facts_for
from sites.types import site_types


def test_every_typed_and_computed_fact_is_registered_with_unit_provider_and_source() -> None:
    for kind in site_types():
        for field in (*kind.facts, *(each.field for each in kind.computed)):
            registered = fact(f"{kind.code}.{field.name}")
            assert (registered.label, registered.unit, registered.kind) == (
                field.label,
                field.unit,
                field.kind,
            )
            assert registered.site_type == kind.code
    assert all(each.provider and each.source and each.dated for each in FACTS)


def test_a_fact_is_found_by_name_and_an_unknown_name_is_an_error() -> None:
    assert fact("area").unit == "平方米"
    assert fact("holiday_station.area_per_child").provider == "computed_facts"
    with pytest.raises(KeyError):
        fact("beauty")


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        add_fact(replace(fact("area"), label="面积"))


def test_a_type_may_name_the_shared_facts_and_its_own_only() -> None:
    names = {each.name for each in facts_for("mind_station")}
    assert {"area", "weekly_hours", "mind_station.zones"} <= names
    assert not any(name.startswith("nursing_room.") for name in names)
