"""What can a site be fitted with? One vocabulary for the filing form, the rubric and the finder's filter.

A code is never renamed or reused: decided versions hold it for ever. Which type offers which codes is said by
the type's module.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Facility:
    """One thing or service. ``is_public``: shown on the site page and offered as a filter."""

    code: str
    label: str
    group: str
    is_public: bool = True


#: Codes of groups and what people call them, in the order of the form.
GROUPS = {
    "service": "服务事项",
    "room": "桌椅与休息",
    "washing": "洗手与用水",
    "appliance": "电器",
    "infant": "哺乳与育婴",
    "teaching": "教学与活动",
    "mind": "心理服务设备",
    "access": "进出与环境",
    "safety": "安全与急救",
}

_ROWS: dict[str, tuple[tuple[str, str], ...]] = {
    "service": (
        ("warm", "取暖"),
        ("cool", "纳凉"),
        ("water", "饮水"),
        ("toilet", "如厕"),
        ("rest", "歇脚"),
        ("medicine", "应急药品"),
        ("charging", "手机充电"),
        ("wifi", "无线网络"),
        ("umbrella", "雨伞雨具"),
        ("battery_swap", "电动车充换电"),
        ("laundry", "洗衣烘干"),
        ("legal_help", "法律咨询"),
    ),
    "room": (
        ("table", "桌子"),
        ("seats", "座椅或沙发"),
        ("lockers", "储物柜"),
        ("book_corner", "图书角"),
        ("nap_beds", "午休床"),
    ),
    "washing": (
        ("wash_basin", "洗手盆"),
        ("hot_water", "热水"),
        ("soap", "洗手液"),
        ("bin", "带盖垃圾桶"),
    ),
    "appliance": (
        ("fridge", "冰箱"),
        ("microwave", "微波炉"),
        ("air_conditioner", "空调或风扇"),
        ("air_purifier", "空气净化器"),
        ("power_socket", "电源插座"),
        ("water_dispenser", "饮水机"),
    ),
    "infant": (
        ("lockable_door", "可锁的门"),
        ("curtain", "遮帘"),
        ("changing_table", "婴儿护理台(带安全带)"),
        ("cot", "婴儿床"),
        ("bottle_steriliser", "奶瓶消毒器"),
        ("bottle_warmer", "温奶器"),
        ("wipes", "湿巾纸巾"),
        ("care_booklets", "母婴读物或宣传画"),
    ),
    "teaching": (
        ("projector", "投影或电视"),
        ("computer", "电脑"),
        ("speakers", "音响"),
        ("whiteboard", "白板"),
        ("desks", "课桌椅"),
        ("toys", "玩教具"),
        ("outdoor_area", "户外活动场地"),
    ),
    "mind": (
        ("relaxation_chair", "放松椅"),
        ("sand_tray", "沙盘"),
        ("venting_tools", "宣泄器材"),
        ("test_tools", "心理测评工具"),
    ),
    "access": (
        ("step_free", "无障碍通道"),
        ("smart_door", "智能门禁"),
        ("anti_slip", "防滑地面"),
        ("parking", "停车位"),
    ),
    "safety": (
        ("aed", "自动体外除颤器(AED)"),
        ("first_aid_kit", "急救箱"),
        ("call_bell", "紧急呼叫按钮"),
    ),
}

#: Checked and scored, but nobody looks for a site by them.
_INTERNAL = (
    ("cameras", "视频监控"),
    ("alarm_button", "一键报警"),
    ("fire_equipment", "消防器材"),
    ("disinfection", "消毒设备"),
    ("food_samples", "食品留样柜"),
)

FACILITIES: tuple[Facility, ...] = (
    *(Facility(code, label, group) for group, rows in _ROWS.items() for code, label in rows),
    *(Facility(code, label, "safety", is_public=False) for code, label in _INTERNAL),
)

BY_CODE = {facility.code: facility for facility in FACILITIES}

#: The six services by which outdoor workers' stations are known.
SIX_SERVICES = ("warm", "cool", "water", "toilet", "rest", "medicine")


def label_of(code: str) -> str:
    """What people call it; a code this version does not know is shown as it is."""
    facility = BY_CODE.get(code)
    return facility.label if facility else code


def in_order(codes: Collection[str]) -> list[str]:
    """The known codes among these, once each, in the vocabulary's order: as they are stored."""
    return [facility.code for facility in FACILITIES if facility.code in codes]


def unknown_codes(codes: Collection[str], offered: Collection[str] = tuple(BY_CODE)) -> list[str]:
    """Codes that are not offered, sorted; a form refuses them."""
    return sorted(set(codes) - set(offered))


def grouped(codes: Collection[str]) -> list[tuple[str, list[Facility]]]:
    """Label of the group and its facilities among these codes, in the order of the form."""
    parts = [
        (label, [f for f in FACILITIES if f.group == group and f.code in codes])
        for group, label in GROUPS.items()
    ]
    return [(label, found) for label, found in parts if found]
