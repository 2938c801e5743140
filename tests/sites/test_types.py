"""The six types, their facts and the checks on what is given for them."""

from __future__ import annotations

import random
import re
from datetime import date, datetime

import pytest

from core.canonical import digest
from sites.facilities import BY_CODE
from sites.fact_fields import FactField, FactValue, Kind
from sites.site_type import (
    FAMILIES,
    SiteType,
    computed_facts,
    contradictions,
    missing_facts,
    validate_facts,
)
from sites.types import site_type, site_types, type_choices

TODAY = date(2026, 7, 1)
KINDS = [pytest.param(kind, id=kind.code) for kind in site_types()]


def one(field: FactField, raw: object) -> FactValue:
    return field.clean(raw, TODAY)


def sentence(field: FactField, raw: object) -> str:
    with pytest.raises(ValueError) as caught:
        field.clean(raw, TODAY)
    return str(caught.value)


def test_the_types_are_those_of_the_register_in_their_order() -> None:
    assert [(kind.code, kind.number_code, kind.label, kind.family) for kind in site_types()] == [
        ("nursing_room", "MMXW", "爱心妈妈小屋", "women"),
        ("holiday_station", "TGYZ", "职工子女寒暑假爱心托管驿站", "women"),
        ("childcare_centre", "TYZX", "职工子女托育服务中心", "women"),
        ("comprehensive_centre", "ZHFW", "关爱女职工综合服务中心", "women"),
        ("outdoor_station", "HWYZ", "户外劳动者服务站点", "outdoor"),
        ("mind_station", "XLYZ", "职工心灵驿站", "mind"),
    ]
    assert type_choices()[0] == ("nursing_room", "爱心妈妈小屋")
    with pytest.raises(KeyError):
        site_type("sauna")


@pytest.mark.parametrize("kind", KINDS)
def test_a_type_offers_only_the_vocabulary_and_asks_what_can_be_answered(kind: SiteType) -> None:
    assert set(kind.facilities) <= set(BY_CODE)
    assert len(set(kind.facilities)) == len(kind.facilities)
    assert set(kind.basic_facilities) | set(kind.comfort_facilities) <= set(kind.facilities)
    assert not set(kind.basic_facilities) & set(kind.comfort_facilities)
    assert kind.family in FAMILIES
    for field in kind.facts:
        assert re.fullmatch(r"[a-z_]{2,40}", field.name)
        assert bool(field.choices) == (field.kind in (Kind.CHOICE, Kind.CHOICES))
        assert field.kind is not Kind.TEXT or field.max <= 60
        assert field.min <= field.max
    assert {name for pair in kind.not_more for name in pair} <= {field.name for field in kind.facts}
    for code, name, answers in kind.excludes:
        assert code in kind.facilities
        assert set(answers) <= {value for value, _ in kind.fact(name).choices}


@pytest.mark.parametrize("kind", KINDS)
def test_no_fact_has_room_for_a_person(kind: SiteType) -> None:
    for field in kind.facts:
        assert not re.search(r"姓名|身份证|手机|家长|住址|出生", field.label)
        assert field.kind is not Kind.TEXT or field.name in {"health_filing", "referral_partner"}


def sample(field: FactField, rng: random.Random) -> object:
    """A value as somebody may write it."""
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        codes = [code for code, _ in field.choices]
        picked = rng.sample(codes, rng.randint(1, len(codes)))
        return picked[0] if field.kind is Kind.CHOICE else picked
    if field.kind is Kind.BOOL:
        return rng.choice([True, False, "是", "否", "on", "0"])
    if field.kind is Kind.DATE:
        return rng.choice(["2026-03-01", "2025/12/31", "2024年2月29日", date(2026, 1, 1)])
    if field.kind is Kind.TEXT:
        return "370202-0001"
    return rng.choice([field.min, str(min(field.min + 7, field.max)), f"{field.max} {field.unit}"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_is_plain_json_stays_the_same_and_can_be_said(kind: SiteType) -> None:
    rng = random.Random(kind.code)
    for _ in range(40):
        data = {field.name: sample(field, rng) for field in kind.facts}
        clean, problems = validate_facts(kind, data, TODAY)
        assert all("不能大于" in said for said in problems.values())
        shown = {name: kind.fact(name).written(value) for name, value in clean.items()}
        assert validate_facts(kind, shown, TODAY) == (clean, {})
        assert digest(clean)
        for name, value in clean.items():
            assert kind.fact(name).text(value)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_given_is_nothing_stored_and_the_expected_is_missing(kind: SiteType) -> None:
    blank = {field.name: rng for field, rng in zip(kind.facts, ["", None, "  ", []] * 10, strict=False)}
    assert validate_facts(kind, blank, TODAY) == ({}, {})
    assert missing_facts(kind, {}) == [field for field in kind.facts if field.expected]


def test_every_problem_is_said_at_once_and_the_good_is_kept() -> None:
    clean, problems = validate_facts(
        site_type("childcare_centre"),
        {
            "places": "72个",
            "senior_places": 80,
            "carers": "二十",
            "recording_days": 10**9,
            "monthly_fee": "1280.505",
            "health_filed_on": "2026-07-02",
            "papers_end": "2027-02-30",
            "fire_proof": "大概有",
            "health_filing": "找 11010519491231002X",
            "child_names": "小明",
            "classrooms": -1,
        },
        TODAY,
    )
    assert clean == {"places": 72}
    assert problems == {
        "senior_places": "托大班托位数不能大于托位数,请核对。",
        "carers": "保育人员数请填写数字。",
        "recording_days": "监控录像保存天数应在 0 到 3650 天之间,请核对。",
        "monthly_fee": "每月收费最多保留2位小数。",
        "health_filed_on": "托育机构备案日期不能晚于今天,请核对。",
        "papers_end": "机构证照最早到期日不是有效的日期,请按 2026-03-01 的样子填写。",
        "fire_proof": "消防安全证明没有“大概有”这个选项,请从列表中选择。",
        "health_filing": "托育机构备案编号中含有身份证号码,请删除后再保存。",
        "child_names": "“职工子女托育服务中心”没有“child_names”这一项,请删除。",
        "classrooms": "教室间数应在 0 到 200 间之间,请核对。",
    }


def test_numbers_are_stored_whole_and_said_with_their_unit() -> None:
    area = FactField("own_area", "独立场地面积", Kind.HUNDREDTHS, "平方米", min=1)
    assert one(area, "１２．５") == one(area, 12.5) == one(area, "12.5平方米") == one(area, "12.50") == 1250
    assert one(area, "438.61") == 43_861
    assert area.text(1250) == "12.5 平方米"
    assert area.text(1200) == "12 平方米"
    assert area.text(12_345_00) == "12,345 平方米"
    assert sentence(area, "438.615") == "独立场地面积最多保留2位小数。"
    assert sentence(area, 0) == "独立场地面积应在 1 到 100000 平方米之间,请核对。"
    fee = FactField("fee", "收费", Kind.MONEY, "元")
    assert one(fee, "1280.5") == 128_050
    assert fee.text(128_050) == "1,280.5 元"
    count = FactField("n", "人数", Kind.COUNT, "人")
    assert one(count, 72.0) == one(count, "72") == one(count, "72.0 人") == 72
    assert count.text(0) == "0 人"
    assert sentence(count, "7.5") == "人数请填写整数。"
    assert "100000 人之间" in sentence(count, 1e9)
    for bad in ("NaN", float("inf"), float("nan"), "1e5", True, "9" * 5000, "٣", "=1+1", b"7"):
        assert sentence(count, bad) == "人数请填写数字。"


def test_choices_are_read_by_code_or_label_and_stored_in_one_order() -> None:
    zones = site_type("mind_station").fact("zones")
    assert one(zones, "阅读区、接待区,group") == ["reception", "group", "reading"]
    assert one(zones, ["reading", "reception", "reading"]) == ["reception", "reading"]
    assert zones.text(["reception", "reading"]) == "接待区、阅读区"
    assert sentence(zones, ["reception", "sauna"]) == "功能区没有“sauna”这个选项,请从列表中选择。"
    assert sentence(zones, {"a": 1}).startswith("功能区没有")


def test_a_day_is_read_as_written_or_refused_never_shifted() -> None:
    field = FactField("d", "到期日", Kind.DATE)
    for raw in (
        "2026-3-1",
        "2026/03/01",
        "2026.3.1",
        "2026年3月1日",
        date(2026, 3, 1),
        datetime(2026, 3, 1, 23, 59),
    ):
        assert one(field, raw) == "2026-03-01"
    assert field.text("2026-03-01") == "2026年3月1日"
    for raw in (45000, "2026-02-29", "1026-01-01", "3月1日", "2026-13-01", "明天"):
        assert sentence(field, raw) == "到期日不是有效的日期,请按 2026-03-01 的样子填写。"


def test_a_part_may_equal_the_whole_and_not_exceed_it() -> None:
    room = site_type("nursing_room")
    assert validate_facts(room, {"women_workers": 5, "expecting_or_nursing": 5}, TODAY)[1] == {}
    clean, problems = validate_facts(room, {"women_workers": 5, "expecting_or_nursing": 6}, TODAY)
    assert problems == {"expecting_or_nursing": "孕期哺乳期女职工人数不能大于女职工人数,请核对。"}
    assert clean == {"women_workers": 5}


def test_the_area_of_a_child_is_cut_off_and_never_rounded_up() -> None:
    kind = site_type("holiday_station")
    assert computed_facts(kind, {"own_area": 7499, "children_at_once": 30}) == {"area_per_child": 249}
    assert computed_facts(kind, {"own_area": 7500, "children_at_once": 30}) == {"area_per_child": 250}
    assert kind.fact("area_per_child").text(240) == "2.4 平方米"
    assert computed_facts(kind, {"own_area": 7500}) == {}
    assert computed_facts(kind, {"own_area": 7500, "children_at_once": 0}) == {}


def test_a_computed_fact_cannot_be_typed() -> None:
    clean, problems = validate_facts(site_type("holiday_station"), {"area_per_child": "9"}, TODAY)
    assert clean == {}
    assert list(problems) == ["area_per_child"]


def test_a_type_that_names_a_fact_twice_is_refused() -> None:
    field = FactField("n", "人数", Kind.COUNT)
    with pytest.raises(ValueError, match="named twice"):
        SiteType("x", "x", "x", "X", "women", 9, (), (), (field, field))


@pytest.mark.parametrize(
    ("facilities", "door", "named"),
    [
        (["lockable_door"], "none", True),
        (["lockable_door"], "curtain", True),
        (["curtain"], "lock", True),
        (["lockable_door"], "both", False),
        (["lockable_door"], "lock", False),
        ([], "none", False),
    ],
)
def test_a_fact_that_says_the_opposite_of_a_facility_is_named(
    facilities: list[str], door: str, named: bool
) -> None:
    found = contradictions(site_type("nursing_room"), facilities, {"door": door})
    assert ("door" in found) is named


def test_the_sentence_of_a_contradiction_names_both_sides() -> None:
    found = contradictions(site_type("nursing_room"), ["lockable_door"], {"door": "none"})
    assert found == {"door": "设施中勾选了“可锁的门”,门锁或遮帘却选了“都没有”,请核对后改正其中一项。"}
