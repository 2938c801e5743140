"""Which facts belong to which part of a filing, which are mandatory, which are expected. No database, no clock.

A mandatory fact must be there before submitting. An expected one may be left out; it then stands as 未核实 on
every page until somebody confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass

BLANK = "未核实"
#: Where the one who can fill it in is the reader.
NOT_GIVEN = "未填写"


@dataclass(frozen=True)
class Section:
    """One page of a filing: its code in the address, its title, its facts by column name."""

    code: str
    title: str
    hint: str
    fields: tuple[str, ...]
    mandatory: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()


SECTIONS = (
    Section(
        "identity",
        "名称与共建单位",
        "阵地叫什么、由谁建、用了哪些经费。",
        (
            *(
                "site_type",
                "name",
                "build_mode",
                "host_name",
                "host_kind",
                "host_credit_code",
                "built_on",
                "opened_on",
            ),
            *("agreement_starts_on", "agreement_ends_on"),
            *("union_fen", "employer_fen", "fiscal_fen", "upper_union_fen"),
        ),
        mandatory=frozenset({"site_type", "name"}),
        expected=frozenset({"build_mode", "host_name", "opened_on"}),
    ),
    Section(
        "place",
        "位置",
        "写清楚地址和怎么找到门,第一次来的人能照着走到。",
        (
            *("district", "address", "building", "floor", "room", "directions"),
            *("line", "station", "depot", "lat", "lng", "pin_datum"),
        ),
        mandatory=frozenset({"district", "address"}),
        expected=frozenset({"directions", "lat"}),
    ),
    Section(
        "facilities",
        "面积与设施",
        "按实际情况填写,没有的不勾。",
        ("area_hundredths", "capacity", "facilities", "type_facts"),
        expected=frozenset({"area_hundredths", "facilities"}),
    ),
    Section(
        "hours",
        "开放时间与对象",
        "公众页面据此显示现在能不能进。",
        (
            *("hours", "access", "entry", "extent", "is_sensitive"),
            *("listed_amap", "listed_baidu", "listed_tencent"),
        ),
        mandatory=frozenset({"access"}),
        expected=frozenset({"hours", "entry"}),
    ),
    Section(
        "people",
        "负责人与电话",
        "内部电话不公开,对外电话显示在公众页面。请填办公电话,不填个人手机。",
        ("manager_name", "manager_post", "manager_phone", "daily_keeper", "public_phone"),
        expected=frozenset({"manager_name", "manager_phone", "public_phone"}),
    ),
    Section(
        "photos",
        "照片",
        "请勿拍摄人员,尤其是未成年人。",
        ("photos",),
        expected=frozenset({"photos"}),
    ),
)

BY_CODE = {section.code: section for section in SECTIONS}

#: Facts counted as one for people: two columns, one question.
PAIRED = {"lng": "lat", "pin_datum": "lat"}
