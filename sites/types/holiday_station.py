"""What is known of a holiday childcare station (爱心托管驿站)? Place and staff; sessions are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from sites.fact_fields import FactField, Kind
from sites.site_type import ComputedFact, SiteType
from sites.use.asked import Asked

_BASIC = ("projector", "computer", "speakers", "whiteboard", "desks", "book_corner", "water", "toilet")
_CHECKED = (("passed", "合格"), ("failed", "不合格"), ("pending", "尚未检查"))


def _area_per_child(values: Mapping[str, int]) -> int | None:
    """Tenths of a square metre, cut off and never rounded up: 2.49 is not 2.5."""
    places = values["children_at_once"]
    return values["own_area"] // places if places else None


TYPE = SiteType(
    code="holiday_station",
    label="职工子女寒暑假爱心托管驿站",
    short_label="托管驿站",
    synonyms=("暑托班", "寒托班", "托管班", "假期托管"),
    aliases=(
        "寒暑假托管",
        "寒暑假托管班",
        "寒暑假爱心托管驿站",
        "爱心托管驿站",
        "爱心托管班",
        "职工子女托管班",
    ),
    number_code="TGYZ",
    family="women",
    position=2,
    is_seasonal=True,
    supplies=("drinking_water", "food", "first_aid", "heat_medicine", "wipes", "disinfectant"),
    facilities=(
        *_BASIC,
        *("seats", "toys", "nap_beds", "outdoor_area", "air_conditioner", "wash_basin", "soap", "wifi"),
        *("step_free", "first_aid_kit", "aed", "cameras", "fire_equipment", "disinfection", "food_samples"),
    ),
    basic_facilities=_BASIC,
    facts=(
        FactField(
            "own_area",
            "独立场地面积",
            Kind.HUNDREDTHS,
            "平方米",
            min=1,
            expected=True,
            help_text="只算孩子们使用的独立场地。",
        ),
        FactField(
            "children_at_once",
            "同时托管儿童数",
            Kind.COUNT,
            "人",
            min=1,
            max=2_000,
            expected=True,
            public=True,
            help_text="按最多的时候填写。",
        ),
        FactField("rooms", "教室间数", Kind.COUNT, "间", max=200),
        FactField("full_time_staff", "专职人员数", Kind.COUNT, "人", max=500),
        FactField("part_time_staff", "兼职人员数", Kind.COUNT, "人", max=500),
        FactField("volunteers", "志愿者数", Kind.COUNT, "人", max=2_000),
        FactField(
            "health_papers", "持健康证明人数", Kind.COUNT, "人", max=2_500, help_text="原件存阵地备查。"
        ),
        FactField("health_papers_end", "健康证明最早到期日", Kind.DATE),
        FactField(
            "insurance_ends",
            "儿童意外伤害保险到期日",
            Kind.DATE,
            help_text="有多份保单的,填写最早到期的一份;保单存阵地备查。",
        ),
        FactField("fire_check", "消防检查结论", Kind.CHOICE, choices=_CHECKED, expected=True),
        FactField("fire_checked_on", "消防检查日期", Kind.DATE, when="past"),
        FactField("building_check", "房屋安全检查结论", Kind.CHOICE, choices=_CHECKED),
        FactField("building_checked_on", "房屋安全检查日期", Kind.DATE, when="past"),
        FactField("food_check", "食品安全检查结论", Kind.CHOICE, choices=_CHECKED),
        FactField("food_checked_on", "食品安全检查日期", Kind.DATE, when="past"),
        FactField(
            "meals",
            "就餐方式",
            Kind.CHOICE,
            choices=(
                ("canteen", "单位食堂"),
                ("delivered", "持证单位配送"),
                ("own", "自带"),
                ("none", "不提供午餐"),
            ),
            public=True,
        ),
    ),
    computed=(
        ComputedFact(
            FactField(
                "area_per_child", "人均面积", Kind.HUNDREDTHS, "平方米", source="独立场地面积÷同时托管儿童数"
            ),
            needs=("own_area", "children_at_once"),
            compute=_area_per_child,
        ),
    ),
    alike=frozenset({"meals"}),
    excludes=(("food_samples", "meals", ("none",)),),
    use=Asked(
        activities=("safety", "drill", "model_worker", "course", "family", "parents", "other"), sessions=True
    ),
)
