"""Which columns can a sheet have? They follow from the facts of a version and of the types, so a new type needs
nothing here. Only what lists of other offices call a shared fact is said in this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import BigIntegerField, BooleanField, CharField, DateField, Field

from sites.fact_fields import FactField, Kind
from sites.models import SiteVersion
from sites.sections import SECTIONS
from sites.summary import label_of
from sites.types import site_types

NAME, TYPE, UNION, DISTRICT, HOURS, FACILITIES = "name", "type", "union", "district", "hours", "facilities"
LAT, LNG, DATUM = "lat", "lng", "pin_datum"
SERIAL, REMARK, CODE = "serial", "remark", "code"
PHONES = frozenset({"manager_phone", "public_phone"})
FACT = "fact:"

#: Columns that a form or a whole page reads in a way of its own.
_APART = frozenset({"site_type", DISTRICT, HOURS, FACILITIES, LAT, LNG, "type_facts", "photos"})

_MOST_YUAN = 1_000_000_000


@dataclass(frozen=True)
class Column:
    """One column: ``fact`` reads a cell of it, unless it is read in a way of its own."""

    key: str
    label: str
    fact: FactField | None = None
    synonyms: tuple[str, ...] = ()


_SYNONYMS: dict[str, tuple[str, ...]] = {
    NAME: ("名称", "站点名称", "驿站名称", "小屋名称", "阵地", "站点", "服务阵地名称", "阵地全称"),
    "build_mode": ("建设形式", "建设类型", "共建方式"),
    "host_name": ("承建单位", "共建单位", "建设单位", "所在单位", "依托单位", "场地单位", "设立单位"),
    "host_kind": ("单位性质", "单位类型", "承建单位类别", "依托单位类别"),
    "host_credit_code": ("信用代码", "社会信用代码", "单位信用代码"),
    "built_on": ("建成时间", "建设时间", "建立时间"),
    "opened_on": ("启用时间", "投用时间", "投入使用时间", "开放日期", "启用年月", "挂牌时间"),
    "agreement_starts_on": ("协议起始日期", "协议开始日期"),
    "agreement_ends_on": ("协议截止日期", "协议到期日期", "协议到期日"),
    "union_fen": ("工会投入", "工会资金"),
    "employer_fen": ("单位自筹", "行政投入", "单位经费"),
    "fiscal_fen": ("财政投入",),
    "upper_union_fen": ("上级补助", "上级工会补助资金"),
    "address": ("地址", "所在地址", "具体地址", "阵地地址", "位置", "具体位置", "地点"),
    "building": ("楼宇名称", "所在楼宇"),
    "directions": ("到达方式", "指引", "入口说明"),
    "area_hundredths": ("面积",),
    "capacity": ("容纳人数", "可容纳"),
    "access": ("开放范围",),
    "manager_name": ("负责人姓名", "阵地负责人", "站长", "站长姓名"),
    "manager_phone": ("负责人电话", "负责人联系方式", "内部电话", "办公电话"),
    "daily_keeper": ("管理员", "日常管理人员", "日常负责人"),
    "public_phone": ("公开电话", "服务电话", "咨询电话"),
    DATUM: ("坐标系", "坐标来源"),
}

_OWN = (
    Column(TYPE, "阵地类型", synonyms=("类型", "类别", "阵地类别", "站点类型", "种类")),
    Column(UNION, "主管工会", synonyms=("所属工会", "主管工会名称")),
    Column(
        DISTRICT,
        "所属区(市)",
        synonyms=(
            "所属区市",
            "区市",
            "区县",
            "所属区县",
            "所在区",
            "所在区市",
            "行政区",
            "区域",
            "所属区域",
            "区",
        ),
    ),
    Column(HOURS, "开放时间", synonyms=("服务时间", "营业时间", "开放时段")),
    Column(FACILITIES, "设施", synonyms=("设施设备", "配套设施", "设备设施", "配备设施")),
    Column(LAT, "纬度", synonyms=("北纬",)),
    Column(LNG, "经度", synonyms=("东经",)),
)
#: Columns of the ledger that the register itself fills in: known, and never taken from a list.
REGISTERED = (
    Column("filing_number", "备案编号"),
    Column("filed_on", "备案日期"),
    Column("state", "状态"),
    Column("honours", "荣誉"),
)
_LEFT_OUT = (
    Column(SERIAL, "序号", synonyms=("No", "NO.", "行号")),
    Column(REMARK, "备注", synonyms=("说明", "其他", "情况说明", "备注说明")),
    Column(CODE, "阵地编码", synonyms=("阵地代码",)),
)


def _column_of(name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", SiteVersion._meta.get_field(name))


def _fact_for(name: str) -> FactField:
    """How a cell of a shared column is read, from what the column can hold."""
    column, label = _column_of(name), label_of(name)
    if name == "area_hundredths":
        return FactField(name, label, Kind.HUNDREDTHS, "平方米", min=0)
    if column.choices:
        return FactField(name, label, Kind.CHOICE, choices=tuple(column.flatchoices))
    if isinstance(column, BigIntegerField):
        return FactField(name, label, Kind.MONEY, "元", max=_MOST_YUAN)
    if isinstance(column, BooleanField):
        return FactField(name, label, Kind.BOOL)
    if isinstance(column, DateField):
        return FactField(name, label, Kind.DATE, when="past" if name == "built_on" else "")
    if isinstance(column, CharField):
        return FactField(name, label, Kind.TEXT, max=column.max_length or 80)
    return FactField(name, label, Kind.COUNT, "人", min=1)


def _shared() -> list[Column]:
    names = [name for section in SECTIONS for name in section.fields if name not in _APART]
    return [Column(name, label_of(name), _fact_for(name), _SYNONYMS.get(name, ())) for name in names]


def _typed() -> list[Column]:
    """Facts of the types by their label: which fact it is follows from the type of the row."""
    labels = {fact.label: fact for kind in site_types() for fact in kind.facts}
    return [Column(f"{FACT}{label}", label, fact) for label, fact in labels.items()]


SHARED = tuple(_shared())
COLUMNS: dict[str, Column] = {each.key: each for each in (*_OWN, *SHARED, *_typed(), *_LEFT_OUT, *REGISTERED)}

#: Columns that an officer can choose for a head nobody knows.
OFFERED = [(each.key, each.label) for each in (*_OWN, *SHARED, *_typed())]


def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS.values():
        for name in (column.label, *column.synonyms):
            found.setdefault(name, column.key)
    return found


BY_NAME = _by_name()


def label_for(key: str) -> str:
    return COLUMNS[key].label if key in COLUMNS else key
