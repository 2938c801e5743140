"""What is known of a comprehensive centre for women workers (综合服务中心)? Functions, plan, experts."""

from __future__ import annotations

from sites.fact_fields import FactField, Kind
from sites.site_type import SiteType
from sites.use.asked import Asked

_BASIC = ("table", "seats", "water_dispenser", "power_socket", "book_corner", "projector", "toilet")

TYPE = SiteType(
    code="comprehensive_centre",
    label="关爱女职工综合服务中心",
    short_label="综合服务中心",
    synonyms=("女职工之家", "女工之家"),
    aliases=("女职工综合服务中心", "关爱女职工服务中心"),
    number_code="ZHFW",
    family="women",
    position=4,
    supplies=("drinking_water", "first_aid", "medicine", "hygiene", "wipes"),
    facilities=(
        *_BASIC,
        *("lockers", "fridge", "microwave", "air_conditioner", "wifi", "charging", "legal_help"),
        *("lockable_door", "curtain", "changing_table", "wash_basin", "hot_water", "computer", "speakers"),
        *("whiteboard", "relaxation_chair", "sand_tray", "step_free", "parking", "first_aid_kit", "aed"),
        *("fire_equipment", "cameras"),
    ),
    basic_facilities=_BASIC,
    facts=(
        FactField(
            "functions",
            "功能室",
            Kind.CHOICES,
            choices=(
                ("nursing", "哺乳休息"),
                ("childcare", "子女托管"),
                ("psychology", "心理疏导"),
                ("law", "法律咨询"),
                ("health", "健康服务"),
                ("skills", "技能培训"),
                ("friendship", "婚恋交友"),
                ("reading", "读书学习"),
                ("fitness", "健身活动"),
                ("supplies", "女性用品"),
            ),
            expected=True,
            public=True,
        ),
        FactField("has_committee", "已建女职工委员会", Kind.BOOL, expected=True),
        FactField(
            "plan_year",
            "最近年度服务计划",
            Kind.COUNT,
            "年",
            min=2000,
            max=2099,
            help_text="填年份,例如 2026。",
        ),
        FactField("plan_budget", "年度服务经费", Kind.MONEY, "元", max=100_000_000),
        FactField("experts_law", "法律专家人数", Kind.COUNT, "人", max=500),
        FactField("experts_psychology", "心理专家人数", Kind.COUNT, "人", max=500),
        FactField("experts_health", "健康专家人数", Kind.COUNT, "人", max=500),
        FactField("experts_other", "其他专家人数", Kind.COUNT, "人", max=500),
        FactField("unions_covered", "覆盖工会数", Kind.COUNT, "家"),
        FactField("women_covered", "覆盖女职工人数", Kind.COUNT, "人", max=10_000_000),
        FactField("has_request_box", "设有诉求收集渠道", Kind.BOOL, help_text="意见箱、热线或线上渠道。"),
        FactField("requests_last_year", "上年度诉求件数", Kind.COUNT, "件"),
        FactField("requests_closed_last_year", "上年度办结诉求件数", Kind.COUNT, "件"),
    ),
    alike=frozenset({"functions", "has_request_box"}),
    not_more=(("requests_closed_last_year", "requests_last_year"),),
    use=Asked(
        activities=(
            *("care", "lecture", "family", "talk", "counselling", "law", "rights", "skills"),
            *("friendship", "reading", "fitness", "other"),
        ),
        counts=("served",),
        plan=("activities", "visits"),
        requests=True,
    ),
)
