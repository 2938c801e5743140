"""Which facts of a site can a rubric name? A register with unit, provider and source; values live elsewhere.

Shared facts have plain names (``area``), facts of a type carry its code (``holiday_station.area_per_child``).
A provider is the key under which an app can be asked for the value and the day it holds for.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.registry import Registry
from sites.fact_fields import FactField, Kind
from sites.site_type import SiteType
from sites.types import site_types

#: Who can be asked for a value.
VERSION, TYPE_FACTS, COMPUTED, HOURS, NEARNESS, RECORDS = (
    "site_version",
    "type_facts",
    "computed_facts",
    "opening_hours",
    "nearness",
    "records",
)


@dataclass(frozen=True)
class Fact:
    """One fact by name.

    ``kind`` and ``unit`` say how to read the value; ``source`` says to people where it comes from; ``dated``
    says which day the value holds for. ``site_type`` is empty for a fact that every type has.
    """

    name: str
    label: str
    kind: Kind
    unit: str
    provider: str
    source: str
    dated: str
    site_type: str = ""


#: The one register; apps above add what they measure.
FACTS: Registry[Fact] = Registry("facts")


def add_fact(fact: Fact) -> Fact:
    """Register a fact under its name; ``ValueError`` when the name is taken."""
    return FACTS.register(fact.name, fact)


def fact(name: str) -> Fact:
    """The fact of this name. ``KeyError`` when there is none."""
    return FACTS[name]


def facts_for(type_code: str) -> list[Fact]:
    """What a rubric for this type may name, by name: the shared facts and its own."""
    return [each for each in FACTS if each.site_type in ("", type_code)]


#: Which day or days a value holds for.
ON_FILE, ON_THE_DAY, IN_THE_CYCLE = "最近一次备案", "当日", "本周期"

_SHARED = (
    Fact("area", "使用面积", Kind.HUNDREDTHS, "平方米", VERSION, "备案资料", ON_FILE),
    Fact("capacity", "可容纳人数", Kind.COUNT, "人", VERSION, "备案资料", ON_FILE),
    Fact("built_on", "建成日期", Kind.DATE, "", VERSION, "备案资料", ON_FILE),
    Fact("opened_on", "启用日期", Kind.DATE, "", VERSION, "备案资料", ON_FILE),
    Fact("agreement_ends_on", "共建协议截止日期", Kind.DATE, "", VERSION, "共建协议", ON_FILE),
    Fact("facilities", "设施", Kind.CHOICES, "", VERSION, "备案资料", ON_FILE),
    Fact("access", "开放对象", Kind.CHOICE, "", VERSION, "备案资料", ON_FILE),
    Fact("photos", "照片张数", Kind.COUNT, "张", VERSION, "备案照片", ON_FILE),
    Fact("maps_listed", "已上图平台数", Kind.COUNT, "个", VERSION, "备案资料", ON_FILE),
    Fact("money", "经费合计", Kind.MONEY, "元", VERSION, "备案资料", ON_FILE),
    Fact("basic_missing", "缺少的基础配置", Kind.CHOICES, "", COMPUTED, "设施清单与基础配置比对", ON_FILE),
    Fact("weekly_hours", "每周开放时长", Kind.TENTHS, "小时", HOURS, "开放时间", ON_FILE),
    Fact("weekly_days", "每周开放天数", Kind.COUNT, "天", HOURS, "开放时间", ON_FILE),
    Fact("round_the_clock", "24小时开放", Kind.BOOL, "", HOURS, "开放时间", ON_FILE),
    Fact("nearest_same_type", "与最近同类阵地的距离", Kind.COUNT, "米", NEARNESS, "坐标计算", ON_THE_DAY),
)
#: What is recorded while a site is in use, over the cycle that is looked at.
_RECORDED = (
    Fact("uses_monthly", "月均使用人次", Kind.COUNT, "人次", RECORDS, "月度使用统计", IN_THE_CYCLE),
    Fact("recorded_months", "有使用统计的月数", Kind.COUNT, "个月", RECORDS, "月度使用统计", IN_THE_CYCLE),
    Fact("activities", "活动场次", Kind.COUNT, "场", RECORDS, "活动记录", IN_THE_CYCLE),
    Fact("served", "服务人次", Kind.COUNT, "人次", RECORDS, "使用统计和活动记录", IN_THE_CYCLE),
    Fact("uses_of_plan", "完成计划的比例", Kind.TENTHS, "%", RECORDS, "年度计划和使用记录", IN_THE_CYCLE),
    Fact("satisfaction", "满意率", Kind.TENTHS, "%", RECORDS, "满意度调查", IN_THE_CYCLE),
    Fact("faults_overdue", "超过 7 天未修复的故障数", Kind.COUNT, "项", RECORDS, "报修记录", IN_THE_CYCLE),
    Fact("supplies_expired", "已过期的物资种数", Kind.COUNT, "种", RECORDS, "物资情况", ON_THE_DAY),
    Fact("closed_visits", "查访时无故未开放次数", Kind.COUNT, "次", RECORDS, "查访记录", IN_THE_CYCLE),
    Fact("reports_overdue", "超期未答复的反映数", Kind.COUNT, "件", RECORDS, "公众反映", IN_THE_CYCLE),
    Fact("session_days", "办班天数", Kind.COUNT, "天", RECORDS, "办班记录", IN_THE_CYCLE, "holiday_station"),
    Fact(
        "session_children", "办班人数", Kind.COUNT, "人", RECORDS, "办班记录", IN_THE_CYCLE, "holiday_station"
    ),
    Fact("attendance", "出勤率", Kind.TENTHS, "%", RECORDS, "办班记录", IN_THE_CYCLE, "holiday_station"),
    Fact(
        "agreements_signed",
        "协议签订率",
        Kind.TENTHS,
        "%",
        RECORDS,
        "办班记录",
        IN_THE_CYCLE,
        "holiday_station",
    ),
    Fact("insured", "保险覆盖率", Kind.TENTHS, "%", RECORDS, "办班记录", IN_THE_CYCLE, "holiday_station"),
    Fact(
        "requests_closed",
        "诉求按时办结率",
        Kind.TENTHS,
        "%",
        RECORDS,
        "诉求记录",
        IN_THE_CYCLE,
        "comprehensive_centre",
    ),
)


def _typed(kind: SiteType, field: FactField, provider: str) -> Fact:
    name = f"{kind.code}.{field.name}"
    return Fact(name, field.label, field.kind, field.unit, provider, field.source, ON_FILE, kind.code)


def _fill() -> None:
    for shared in (*_SHARED, *_RECORDED):
        add_fact(shared)
    for kind in site_types():
        for field in kind.facts:
            add_fact(_typed(kind, field, TYPE_FACTS))
        for each in kind.computed:
            add_fact(_typed(kind, each.field, COMPUTED))


_fill()
