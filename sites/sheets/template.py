"""What does an empty list of one type look like? Made from the columns that the reader knows, so that it is read
back without a question. Texts never become formulas, codes stay texts.
"""

from __future__ import annotations

import io
from typing import Any

from core.late import Late
from sites.facilities import BY_CODE
from sites.fact_fields import FactField, Kind
from sites.sections import SECTIONS
from sites.sheets.columns import COLUMNS, DISTRICT, FACILITIES, FACT, HOURS, SERIAL, UNION, Column
from sites.site_type import SiteType

openpyxl, styles = Late("openpyxl"), Late("openpyxl.styles")
utils, validation = Late("openpyxl.utils"), Late("openpyxl.worksheet.datavalidation")

#: Rows that are prepared with lists and formats; below them a list can go on.
PREPARED = 500
CHOICES_SHEET, NOTES_SHEET = "选项", "填写说明"
#: Sheets of our own beside the list: they hold no site, and nobody has to be told so.
OWN_SHEETS = frozenset({CHOICES_SHEET, NOTES_SHEET})

_EXAMPLES = {
    SERIAL: "示例",
    "name": "湛山路爱心驿站",
    "host_name": "某某街道办事处",
    "opened_on": "2026-03-01",
    "built_on": "2026-02-01",
    DISTRICT: "市南区",
    "address": "湛山路1号",
    "floor": "1层",
    "directions": "南门进,左手第一间。",
    "area_hundredths": "25.5",
    "capacity": "20",
    HOURS: "工作日 8:30-17:00",
    "manager_phone": "0532-12345678",
    "public_phone": "0532-12345679",
}

_NOTES = (
    "一行填写一处阵地;示例行不会导入,可以保留或删除。",
    "“阵地名称”必填,其余不清楚的留空,导入后在案件中补填。",
    "“主管工会”留空的,归上传时选择的工会;填写的,请写工会全称或工会代码。",
    "日期写成 2026-03-01;面积、金额只写数字,金额单位为元。",
    "开放时间写成“工作日 8:30-17:00”“每天 8:30-17:30”或“24小时”;周末和节假日不同的用分号隔开再写。",
    "设施等可以选几项的,用顿号“、”隔开。",
    "填写坐标的,请同时写明坐标取自哪种地图。",
    "请勿填写身份证号码和个人手机号码;照片在导入后上传。",
)


def columns_for(kind: SiteType) -> list[Column]:
    """The columns of this type in the order of a filing's sections."""
    keys = [SERIAL, *_shared_keys(kind)]
    keys.insert(2, UNION)
    return [COLUMNS[key] for key in keys]


def _shared_keys(kind: SiteType) -> list[str]:
    keys: list[str] = []
    for section in SECTIONS:
        for name in section.fields:
            if name == "type_facts":
                keys += [f"{FACT}{fact.label}" for fact in kind.facts]
            elif name in COLUMNS:
                keys.append(name)
    return keys


def template_bytes(kind: SiteType) -> bytes:
    """The workbook: the list, the choices it offers, and how to fill it in."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = kind.label
    choices = book.create_sheet(CHOICES_SHEET)
    for at, column in enumerate(columns_for(kind), 1):
        _head(sheet, at, column)
        _example(sheet, at, column)
        _list(sheet, choices, at, _choices(kind, column))
    sheet.freeze_panes = "C2"
    _write_notes(book.create_sheet(NOTES_SHEET), kind)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put_text(cell: Any, text: str) -> None:
    """Write a text that stays one, whatever it begins with: a workbook would take ``=`` for a formula."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"


def _head(sheet: Any, at: int, column: Column) -> None:
    unit = f"({column.fact.unit})" if column.fact is not None and column.fact.unit else ""
    head = sheet.cell(1, at)
    put_text(head, f"{column.label}{unit}")
    head.font = styles.Font(bold=True)
    head.alignment = styles.Alignment(wrap_text=True, vertical="center")
    sheet.column_dimensions[utils.get_column_letter(at)].width = (
        24 if column.key in ("name", "address") else 16
    )


def _example(sheet: Any, at: int, column: Column) -> None:
    put_text(sheet.cell(2, at), _EXAMPLES.get(column.key, ""))
    for row in range(3, PREPARED + 2):
        sheet.cell(row, at).number_format = "@"


def _choices(kind: SiteType, column: Column) -> list[str]:
    """What a list offers; facts with several answers get none, because a list takes only one."""
    fact: FactField | None = column.fact
    if column.key.startswith(FACT):
        fact = next(each for each in kind.facts if each.label == column.label)
    if fact is None:
        return []
    if fact.kind is Kind.BOOL:
        return ["是", "否"]
    return [str(label) for _, label in fact.choices] if fact.kind is Kind.CHOICE else []


def _list(sheet: Any, choices: Any, at: int, labels: list[str]) -> None:
    if not labels:
        return
    letter = utils.get_column_letter(at)
    for row, label in enumerate(labels, 1):
        put_text(choices.cell(row, at), label)
    rule = validation.DataValidation(
        "list", f"={CHOICES_SHEET}!${letter}$1:${letter}${len(labels)}", allow_blank=True
    )
    rule.error, rule.errorTitle = "请从下拉列表中选择。", "没有这个选项"
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{PREPARED + 1}")


def _write_notes(sheet: Any, kind: SiteType) -> None:
    offered = "、".join(BY_CODE[code].label for code in kind.facilities)
    several = [
        f"“{fact.label}”可以填:{'、'.join(label for _, label in fact.choices)}。"
        for fact in kind.facts
        if fact.kind is Kind.CHOICES
    ]
    for row, text in enumerate((*_NOTES, f"“{COLUMNS[FACILITIES].label}”可以填:{offered}。", *several), 1):
        put_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).alignment = styles.Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 90
