"""What is known of an outdoor workers' station (户外劳动者服务站点)? Door, the six haves, medicine."""

from __future__ import annotations

from sites.facilities import SIX_SERVICES
from sites.fact_fields import FactField, Kind
from sites.site_type import SiteType
from sites.use.asked import Asked

_BASIC = (*SIX_SERVICES, "table", "seats", "microwave", "charging", "air_conditioner", "first_aid_kit")

TYPE = SiteType(
    code="outdoor_station",
    label="户外劳动者服务站点",
    short_label="户外站点",
    synonyms=("工会驿站", "户外驿站", "爱心驿站", "劳动者驿站", "司机之家", "骑手驿站"),
    aliases=(
        "户外劳动者驿站",
        "户外劳动者站点",
        "户外劳动者服务站",
        "户外劳动者爱心驿站",
        "户外驿站",
        "环卫驿站",
        "爱心驿站",
    ),
    number_code="HWYZ",
    family="outdoor",
    position=5,
    keeper_title="站长",
    trades=("courier", "takeaway", "sanitation", "driver", "traffic", "builder", "other"),
    supplies=("drinking_water", "food", "first_aid", "medicine", "heat_medicine", "wipes"),
    facilities=(
        *_BASIC,
        *("aed", "fridge", "umbrella", "wifi", "battery_swap", "book_corner", "water_dispenser", "hot_water"),
        *("wash_basin", "lockers", "laundry", "legal_help", "power_socket", "step_free", "smart_door"),
        *("parking", "call_bell", "cameras", "fire_equipment"),
    ),
    basic_facilities=_BASIC,
    facts=(
        FactField("street_level", "临街一层", Kind.BOOL, expected=True, public=True),
        FactField(
            "six_haves",
            "六有达成情况",
            Kind.CHOICES,
            choices=(
                ("mark", "有统一标识名称"),
                ("siting", "有合理选址"),
                ("equipment", "有完善设施"),
                ("services", "有完备功能"),
                ("rules", "有规范制度"),
                ("on_map", "有电子地图标注"),
            ),
            help_text="按实际勾选。",
        ),
        FactField(
            "serves",
            "主要服务人群",
            Kind.CHOICES,
            choices=(
                ("sanitation", "环卫工人"),
                ("courier", "快递员"),
                ("rider", "外卖配送员"),
                ("driver", "货车和网约车司机"),
                ("police", "交警和巡防人员"),
                ("builder", "建筑工人"),
                ("gardener", "园林绿化工人"),
                ("other", "其他户外劳动者"),
            ),
            public=True,
        ),
        FactField(
            "medicine_ends", "药品最早到期日", Kind.DATE, expected=True, help_text="药箱中最早到期的一天。"
        ),
        FactField("two_keepers", "双责任人", Kind.BOOL, help_text="场地方和工会各有一名责任人。"),
        FactField(
            "star_grade",
            "星级",
            Kind.CHOICE,
            choices=(
                ("5", "五星"),
                ("4", "四星"),
                ("3", "三星"),
                ("2", "二星"),
                ("1", "一星"),
                ("0", "未评星"),
            ),
            public=True,
        ),
    ),
    alike=frozenset({"serves"}),
    use=Asked(
        activities=(
            *("cooling", "warming", "care", "lecture", "counselling", "law", "skills", "joining", "other"),
        ),
        counts=("joined", "cards_issued"),
    ),
)
