"""What is known of a mental-care station (职工心灵驿站)? Zones and counts, never a client or a file."""

from __future__ import annotations

from sites.fact_fields import FactField, Kind
from sites.site_type import SiteType
from sites.use.asked import Asked, Floor

_BASIC = ("seats", "relaxation_chair", "test_tools", "book_corner", "water")

TYPE = SiteType(
    code="mind_station",
    label="职工心灵驿站",
    short_label="心灵驿站",
    synonyms=("心理咨询室", "心理驿站", "减压室"),
    aliases=("心理驿站", "心理咨询室", "心理健康驿站", "心灵小屋"),
    number_code="XLYZ",
    family="mind",
    position=6,
    supplies=("drinking_water", "first_aid", "wipes"),
    facilities=(
        *_BASIC,
        *(
            "sand_tray",
            "venting_tools",
            "table",
            "computer",
            "speakers",
            "air_conditioner",
            "water_dispenser",
        ),
        *("wifi", "toilet", "step_free", "parking", "call_bell", "first_aid_kit", "fire_equipment"),
    ),
    basic_facilities=_BASIC,
    facts=(
        FactField(
            "zones",
            "功能区",
            Kind.CHOICES,
            choices=(
                ("reception", "接待区"),
                ("consultation", "个体咨询区"),
                ("group", "团体辅导区"),
                ("relaxation", "放松区"),
                ("sand_tray", "沙盘区"),
                ("venting", "宣泄区"),
                ("reading", "阅读区"),
            ),
            expected=True,
            public=True,
        ),
        FactField("separate_room", "咨询室与团辅室分开", Kind.BOOL),
        FactField("full_time_counsellors", "专职咨询师人数", Kind.COUNT, "人", max=500),
        FactField("part_time_counsellors", "兼职咨询师人数", Kind.COUNT, "人", max=500),
        FactField(
            "certified_counsellors",
            "持证人数",
            Kind.COUNT,
            "人",
            max=1_000,
            expected=True,
            help_text="原件存阵地备查。",
        ),
        FactField("trained_staff", "受训心理关爱员人数", Kind.COUNT, "人", max=10_000),
        FactField("certificates_end", "证书最早到期日", Kind.DATE),
        FactField("talks_last_year", "上年度心理讲座场次", Kind.COUNT, "场", max=2_000),
        FactField("group_sessions_last_year", "上年度团体辅导场次", Kind.COUNT, "场", max=5_000),
        FactField("referral_partner", "转介单位", Kind.TEXT, max=60, help_text="医院或热线的名称,不填个人。"),
        FactField("has_referral_agreement", "已签转介协议", Kind.BOOL),
        FactField("has_privacy_rules", "保密制度已上墙", Kind.BOOL),
    ),
    alike=frozenset({"zones", "separate_room"}),
    use=Asked(
        activities=("talk", "group", "counselling", "lecture", "family", "other"),
        counts=("served",),
        floor=Floor(("talk", "group"), 2, "心理讲座或团体辅导"),
    ),
)
