"""What is known of a childcare centre for ages 0 to 3 (托育中心)? Counts and papers, nothing of a child."""

from __future__ import annotations

from sites.fact_fields import FactField, Kind
from sites.site_type import SiteType
from sites.use.asked import Asked

_BASIC = ("cot", "toys", "wash_basin", "hot_water", "toilet", "cameras", "alarm_button", "fire_equipment")
_CLASSES = (("infant", "乳儿班"), ("junior", "托小班"), ("senior", "托大班"), ("mixed", "混合班"))

TYPE = SiteType(
    code="childcare_centre",
    label="职工子女托育服务中心",
    short_label="托育中心",
    synonyms=("托儿所", "托育园", "托育机构", "幼托"),
    aliases=("托育服务中心", "爱心托育", "托育园", "职工子女托育中心", "职工子女爱心托育托管中心"),
    number_code="TYZX",
    family="women",
    position=3,
    supplies=("drinking_water", "food", "first_aid", "wipes", "nappies", "disinfectant"),
    facilities=(
        *_BASIC,
        *("nap_beds", "outdoor_area", "book_corner", "soap", "air_conditioner", "air_purifier", "fridge"),
        *("changing_table", "bottle_steriliser", "bottle_warmer", "anti_slip", "step_free", "parking"),
        *("projector", "speakers", "first_aid_kit", "aed", "disinfection", "food_samples"),
    ),
    basic_facilities=_BASIC,
    facts=(
        FactField(
            "registration",
            "登记类型",
            Kind.CHOICE,
            choices=(
                ("institution", "事业单位(编制部门)"),
                ("social", "社会服务机构(民政部门)"),
                ("company", "营利性机构(市场监管部门)"),
            ),
        ),
        FactField(
            "health_filing",
            "托育机构备案编号",
            Kind.TEXT,
            max=40,
            expected=True,
            public=True,
            help_text="卫生健康部门备案回执上的编号。",
        ),
        FactField("health_filed_on", "托育机构备案日期", Kind.DATE, when="past"),
        FactField(
            "hygiene_report", "卫生评价结论", Kind.CHOICE, choices=(("passed", "合格"), ("failed", "不合格"))
        ),
        FactField(
            "fire_proof",
            "消防安全证明",
            Kind.CHOICE,
            choices=(("valid", "有效"), ("expired", "已过期"), ("none", "没有")),
        ),
        FactField(
            "food_licence",
            "食品经营许可",
            Kind.CHOICE,
            choices=(("valid", "有效"), ("expired", "已过期"), ("none", "没有"), ("not_needed", "不供餐")),
        ),
        FactField("papers_end", "机构证照最早到期日", Kind.DATE, help_text="各类证照中最早到期的一天。"),
        FactField("places", "托位数", Kind.COUNT, "个", min=1, max=2_000, expected=True, public=True),
        FactField("classrooms", "教室间数", Kind.COUNT, "间", max=200),
        *(
            FactField(f"{code}_places", f"{label}托位数", Kind.COUNT, "个", max=2_000)
            for code, label in _CLASSES
        ),
        *(
            FactField(f"{code}_classes", f"{label}班数", Kind.COUNT, "个", max=100)
            for code, label in _CLASSES
        ),
        FactField("enrolled", "在托儿童数", Kind.COUNT, "人", max=2_000, help_text="只填人数。"),
        FactField("enrolled_of_workers", "其中本单位职工子女数", Kind.COUNT, "人", max=2_000),
        FactField("staff", "工作人员数", Kind.COUNT, "人", max=1_000),
        FactField("carers", "保育人员数", Kind.COUNT, "人", max=1_000, expected=True),
        FactField(
            "carers_certified", "持证保育人员数", Kind.COUNT, "人", max=1_000, help_text="原件存阵地备查。"
        ),
        FactField("carer_papers_end", "人员证件最早到期日", Kind.DATE),
        FactField("health_workers", "保健人员数", Kind.COUNT, "人", max=200),
        FactField("guards", "保安人员数", Kind.COUNT, "人", max=200),
        FactField("cameras_everywhere", "监控覆盖全部活动区域", Kind.BOOL),
        FactField(
            "recording_days",
            "监控录像保存天数",
            Kind.COUNT,
            "天",
            max=3_650,
            help_text="只填天数,录像不上传。",
        ),
        FactField("monthly_fee", "每月收费", Kind.MONEY, "元", public=True),
    ),
    not_more=(
        *((f"{code}_places", "places") for code, _ in _CLASSES),
        ("enrolled_of_workers", "enrolled"),
        ("carers_certified", "carers"),
        ("carers", "staff"),
    ),
    excludes=(("food_samples", "food_licence", ("not_needed",)),),
    use=Asked(activities=("parents", "family", "lecture", "safety", "drill", "other")),
)
