"""What is known of a nursing room (爱心妈妈小屋)? Counts of women only, nothing about any of them."""

from __future__ import annotations

from sites.fact_fields import FactField, Kind
from sites.site_type import SiteType
from sites.use.asked import Asked

_BASIC = ("table", "seats", "power_socket", "wash_basin", "hot_water", "soap", "fridge", "bin")
_COMFORT = (
    *("air_conditioner", "microwave", "bottle_steriliser", "air_purifier", "changing_table", "cot"),
    *("water_dispenser", "bottle_warmer", "wipes", "lockers", "care_booklets"),
)

TYPE = SiteType(
    code="nursing_room",
    label="爱心妈妈小屋",
    short_label="妈妈小屋",
    synonyms=("母婴室", "母婴关爱室", "哺乳室", "哺乳间", "育婴室"),
    aliases=("母婴室", "爱心母婴室", "母婴关爱室", "爱心妈咪小屋", "妈咪小屋", "哺乳室"),
    number_code="MMXW",
    family="women",
    position=1,
    supplies=("drinking_water", "wipes", "nappies", "nursing_items", "hygiene", "disinfectant"),
    facilities=(
        *_BASIC,
        *_COMFORT,
        *("lockable_door", "curtain", "anti_slip", "call_bell", "step_free", "wifi", "charging"),
        *("toilet", "first_aid_kit", "fire_equipment", "disinfection"),
    ),
    basic_facilities=_BASIC,
    comfort_facilities=_COMFORT,
    facts=(
        FactField(
            "privacy",
            "房间形式",
            Kind.CHOICE,
            choices=(("separate", "独立房间"), ("partition", "隔断或围帘"), ("shared", "与办公、通道等合用")),
            expected=True,
            public=True,
        ),
        FactField(
            "door",
            "门锁或遮帘",
            Kind.CHOICE,
            choices=(
                ("lock", "可从里面锁门"),
                ("curtain", "有遮帘"),
                ("both", "可锁门并有遮帘"),
                ("none", "都没有"),
            ),
            expected=True,
            public=True,
        ),
        FactField("women_workers", "女职工人数", Kind.COUNT, "人", help_text="只填人数,不登记姓名。"),
        FactField(
            "expecting_or_nursing",
            "孕期哺乳期女职工人数",
            Kind.COUNT,
            "人",
            help_text="只填人数,不登记姓名。",
        ),
        FactField(
            "cleaning",
            "保洁频次",
            Kind.CHOICE,
            choices=(
                ("daily", "每天"),
                ("weekdays", "每个工作日"),
                ("weekly", "每周"),
                ("irregular", "不定期"),
            ),
        ),
        FactField(
            "use_log",
            "使用登记方式",
            Kind.CHOICE,
            choices=(("scan", "扫码计次"), ("paper", "纸质计次"), ("none", "暂未登记")),
            help_text="只计次数,不登记个人信息。",
        ),
    ),
    not_more=(("expecting_or_nursing", "women_workers"),),
    alike=frozenset({"privacy", "door", "cleaning", "use_log"}),
    excludes=(
        ("lockable_door", "door", ("curtain", "none")),
        ("curtain", "door", ("lock", "none")),
    ),
    use=Asked(
        activities=("care", "lecture", "family", "parents", "rights", "other"),
        plan=("monthly_visits",),
    ),
)
