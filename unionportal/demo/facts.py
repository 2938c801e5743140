"""What is true of one fictitious site? Plausible values for every column, from one seeded source of chance."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sites.credit_code import check_character
from sites.facilities import in_order
from sites.fact_fields import FactField, Kind
from sites.site_type import SiteType, validate_facts
from sites.types import site_type
from unionportal.demo.hours import hours_for
from unionportal.demo.tables import MARK

#: Share of each type, about as the city has them.
WEIGHTS = {
    "nursing_room": 9,
    "outdoor_station": 9,
    "mind_station": 4,
    "holiday_station": 3,
    "childcare_centre": 2,
    "comprehensive_centre": 1,
}
ENDINGS = {
    "nursing_room": "爱心妈妈小屋",
    "outdoor_station": "户外劳动者驿站",
    "mind_station": "职工心灵驿站",
    "holiday_station": "爱心托管驿站",
    "childcare_centre": "职工子女托育服务中心",
    "comprehensive_centre": "关爱女职工综合服务中心",
}
#: Area in square metres, least and most; access classes as often as they come.
AREAS = {
    "nursing_room": (8, 30),
    "outdoor_station": (12, 80),
    "mind_station": (30, 150),
    "holiday_station": (60, 300),
    "childcare_centre": (300, 1500),
    "comprehensive_centre": (120, 600),
}
ACCESS = {
    "nursing_room": ("public", "own_staff", "own_staff", "public"),
    "outdoor_station": ("public",),
    "mind_station": ("members", "appointment", "own_staff"),
    "holiday_station": ("members", "own_staff"),
    "childcare_centre": ("members", "appointment"),
    "comprehensive_centre": ("public", "members"),
}
HOSTS: dict[str, tuple[tuple[str, str], ...]] = {
    "outdoor_station": (
        *(
            ("临街银行网点", "bank"),
            ("快递服务点", "post"),
            ("通信营业厅", "telecom"),
            ("供电营业厅", "power"),
        ),
        *(("加油站", "petrol"), ("药店", "pharmacy"), ("环卫公寓", "sanitation"), ("口袋公园", "park")),
        *(("社区服务中心", "community"), ("公交场站", "transport"), ("集装箱驿站", "mobile")),
    ),
    "childcare_centre": (("幼儿园", "school"), ("妇幼医院", "hospital")),
}
ANY_HOST = (("公司", "employer"), ("写字楼", "property"), ("产业园", "property"), ("便民大厅", "government"))
METRO_HOSTS = (("站厅", "transport"), ("车辆段", "transport"), ("换乘大厅", "transport"))
FIRST_WORDS = (
    "海云",
    "蓝湾",
    "东岭",
    "晨港",
    "石湾",
    "春潮",
    "云杉",
    "金沙",
    "青禾",
    "望海",
    "长风",
    "松涛",
    "碧浪",
    "星河",
)
SECOND_WORDS = ("", "北", "南", "新", "一", "二", "东", "西", "里", "苑", "广场", "中心")
ROADS = ("样例一路", "样例二路", "样例三路", "滨海样例路", "东样例路", "西样例路", "样例大街")
#: How to find the door, by the floor it is on.
WAYS_IN = {
    "1层": ("", "进大门左转,服务台旁。", "临街,绿色门头。"),
    "2层": ("", "由东门进,上二楼,电梯右侧。"),
    "负1层": ("", "由东门进,乘扶梯下一层,出口左侧。"),
}
LINES = ("1号线", "2号线", "3号线", "4号线", "8号线", "13号线")


#: The most that a fact of a small place amounts to; of others 60.
MOST = {
    **{"rooms": 5, "full_time_staff": 8, "part_time_staff": 6, "volunteers": 20},
    **{
        "full_time_counsellors": 3,
        "part_time_counsellors": 5,
        "certified_counsellors": 6,
        "trained_staff": 20,
    },
    **{"talks_last_year": 12, "group_sessions_last_year": 24, "classrooms": 12},
    **{"experts_law": 6, "experts_psychology": 6, "experts_health": 6, "experts_other": 6},
}


@dataclass(frozen=True)
class Setting:
    """Where a site is to stand: district with its centre, how far from it at most, a metro line or none."""

    site_type: str
    district_id: str
    centre: tuple[Decimal, Decimal]
    on_metro: bool
    number: int


def facts_of_site(setting: Setting, today: date, chance: random.Random) -> list[dict[str, Any]]:
    """The facts in the two parts in which they are saved."""
    kind = site_type(setting.site_type)
    hosts = METRO_HOSTS if setting.on_metro else HOSTS.get(setting.site_type, ANY_HOST)
    host, host_kind = chance.choice(hosts)
    word = f"{chance.choice(FIRST_WORDS)}{chance.choice(SECOND_WORDS)}"
    name = f"{MARK}{word}{host}{ENDINGS[setting.site_type]}"
    opened = today - timedelta(days=chance.randint(30, 900))
    facts = _type_facts(kind, today, chance)
    return [
        {
            "name": name,
            "host_name": f"{MARK}{word}{host}",
            "host_kind": host_kind,
            "host_credit_code": _credit_code(setting) if chance.random() < 0.6 else "",
            "opened_on": opened,
            "built_on": opened - timedelta(days=chance.randint(20, 200)),
            **_building(setting, opened, chance),
            **_place(setting, chance),
        },
        {
            "area_hundredths": chance.randint(*AREAS[setting.site_type]) * 100 + chance.choice((0, 50)),
            "capacity": chance.choice((2, 4, 6, 10, 20, 40)),
            "facilities": _facilities(kind, facts, chance),
            "type_facts": facts,
            "hours": hours_for(setting.site_type, chance) if chance.random() < 0.93 else None,
            "access": chance.choice(ACCESS[setting.site_type]),
            "entry": chance.choice(("open_door", "ask_staff", "scan", "card")),
            **_people(setting, chance),
        },
    ]


def _building(setting: Setting, opened: date, chance: random.Random) -> dict[str, Any]:
    mode = chance.choice(("union_run", "shared", "shared", "third_party"))
    money = {
        "union_fen": chance.randint(2, 60) * 100_000,
        "employer_fen": chance.randint(0, 80) * 100_000,
        "fiscal_fen": chance.choice((0, 0, 0, 2_000_000)),
        "upper_union_fen": chance.choice((0, 0, 1_000_000, 2_000_000)),
    }
    found: dict[str, Any] = {"build_mode": mode, **(money if chance.random() < 0.8 else {})}
    if mode == "shared":
        years = chance.choice((2, 3, 5))
        found |= {"agreement_starts_on": opened, "agreement_ends_on": opened + timedelta(days=365 * years)}
    return found


def _place(setting: Setting, chance: random.Random) -> dict[str, Any]:
    lat, lng = setting.centre
    north, east = chance.uniform(-0.004, 0.024), chance.uniform(-0.022, 0.022)
    step = Decimal("0.000001")
    floor = chance.choice(("1层", "1层", "2层", "负1层"))
    found: dict[str, Any] = {
        "address": f"{chance.choice(ROADS)}{chance.randint(1, 199)}号",
        "building": chance.choice(("", "A座", "1号楼", "办公楼")),
        "floor": floor,
        "directions": chance.choice(WAYS_IN[floor]),
        "lat": (lat + Decimal(north)).quantize(step),
        "lng": (lng + Decimal(east)).quantize(step),
        "pin_datum": chance.choice(("gcj02", "gcj02", "bd09", "wgs84")),
    }
    if setting.on_metro:
        found |= {"line": chance.choice(LINES), "station": f"样例{chance.randint(1, 20)}站"}
    return found


def _people(setting: Setting, chance: random.Random) -> dict[str, Any]:
    phone = f"0532-8000{setting.number % 10_000:04d}"
    return {
        "manager_name": "样例负责人",
        "manager_post": chance.choice(("工会主席", "工会干事", "店长", "值班主任")),
        "manager_phone": phone,
        "daily_keeper": chance.choice(("", "样例管理员")),
        "public_phone": phone if chance.random() < 0.8 else "",
        "listed_amap": chance.random() < 0.8,
        "listed_tencent": chance.random() < 0.3,
    }


def _credit_code(setting: Setting) -> str:
    """Right by its check character, and plainly nobody's: the body of the code says 2222."""
    body = f"91{setting.district_id}2222{setting.number % 100_000:05d}"
    return body + check_character(body)


def _facilities(kind: SiteType, facts: Mapping[str, Any], chance: random.Random) -> list[str]:
    """Everything basic is there: a site without is not accepted."""
    more = [code for code in kind.facilities if chance.random() < 0.35]
    basic = kind.basic_facilities
    denied = {code for code, name, answers in kind.excludes if facts.get(name) in answers}
    return in_order({*basic, *more} - denied)


def _type_facts(kind: SiteType, today: date, chance: random.Random) -> dict[str, Any]:
    """Typed as a clerk would type them; what the type refuses is left out."""
    typed = {
        fact.name: _typed(fact, today, chance)
        for fact in kind.facts
        if fact.expected or chance.random() < 0.7
    }
    for smaller, larger in kind.not_more:
        if smaller in typed and larger in typed:
            typed[smaller] = min(typed[smaller], typed[larger] * 2 // 3)
    if "own_area" in typed and "children_at_once" in typed:
        typed["own_area"] = typed["children_at_once"] * chance.randint(3, 5)
    clean, problems = validate_facts(kind, typed, today)
    return _without(clean, problems)


def _without(clean: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in clean.items() if name not in problems}


def _typed(fact: FactField, today: date, chance: random.Random) -> Any:
    if fact.kind is Kind.CHOICE:
        codes = [code for code, _ in fact.choices]
        return "passed" if "passed" in codes else chance.choice(codes)
    if fact.kind is Kind.CHOICES:
        return sorted(code for code, _ in fact.choices if chance.random() < 0.6)
    if fact.kind is Kind.DATE:
        if fact.when == "past":
            return today - timedelta(days=chance.randint(30, 600))
        return today + timedelta(days=chance.randint(200, 1_300))
    if fact.kind is Kind.BOOL:
        return chance.random() < 0.8
    return "样例" if fact.kind is Kind.TEXT else _number(fact, today, chance)


def _number(fact: FactField, today: date, chance: random.Random) -> int:
    if fact.unit == "天":
        return min(fact.max, fact.min + 120)
    if fact.unit == "年":
        return today.year
    drawn = chance.randint(fact.min, min(fact.max, fact.min + 60))
    return fact.min + (drawn - fact.min) * MOST.get(fact.name, 60) // 60
