"""What does one cell mean for one column? The value as it is stored, or a sentence; never a guess.

Shared columns and facts of the types go the same way: first the spelling of lists is undone (units, 约, serial
days), then the fact itself judges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from core.text_guard import normalise_text
from sites.credit_code import check_credit_code
from sites.fact_fields import FactField, FactValue, Kind
from sites.geo import Point, check_pin, to_wgs84
from sites.phones import phone_problem
from sites.refusals import Refusal
from sites.sheets.cells import Cell, CellKind, text_of
from sites.sheets.columns import DATUM, LAT, LNG, PHONES
from sites.text_guard import guarded_text
from sites.vocabulary import Datum

_NUMBERS = frozenset({Kind.COUNT, Kind.TENTHS, Kind.HUNDREDTHS, Kind.MONEY})
_ABOUT = re.compile(r"^(?:约|大约|大概)|(?:左右|余|多)$")
_AREA = re.compile(r"(?:平方米|平米|平方|平|m2|m\^2|㎡)$", re.IGNORECASE)
_BOUND = re.compile(r"不到|不足|少于|小于|超过|大于|以上|以下|近|至少|[<>≤≥]")
_SEVERAL = re.compile(r"\d\s*[+、,~至到-]\s*\d")
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
_BELOW_ZERO = re.compile("[-\u2212\uff0d]" r"\d+(?:\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:年|-|/|\.)(\d{1,2})月?", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_DIGITS_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{2}[./-]\d{1,2}[./-]\d{1,2}", re.ASCII)

#: Serial numbers of days between 1949 and 2099 in either epoch.
_SERIALS = range(16_000, 73_100)
_TEN_THOUSAND = 10_000

_REFUSED: dict[str, str] = {
    CellKind.FORMULA: "这一格是公式,计算结果不能作为依据。请复制后“只粘贴数值”。",
    CellKind.ERROR: "这一格是错误值,请填写实际内容。",
    CellKind.LOST: "这一格的长数字已丢失末尾几位(表格只保留15位),请把格式设为“文本”后重新录入。",
    CellKind.IDENTITY: "这一格含有身份证号码,系统不登记,请从文件中删除。",
    CellKind.LONG: "这一格文字过长,请缩短。",
}


def refuse_unusable(cell: Cell) -> None:
    """What no column can take. Raises ``Refusal``."""
    sentence = _REFUSED.get(cell.kind)
    if sentence:
        raise Refusal(sentence)


def read_value(
    fact: FactField, cell: Cell, *, today: date, epoch: str = "", ten_thousands: bool = False
) -> FactValue:
    """The stored value of a cell that holds something. Raises ``Refusal`` with the sentence for the list."""
    refuse_unusable(cell)
    if fact.kind is Kind.TEXT:
        return _text(fact, cell)
    value = _judged(fact, cell, today, epoch, ten_thousands)
    return list(value) if isinstance(value, list) else value


@lru_cache(maxsize=1024)
def _judged(fact: FactField, cell: Cell, today: date, epoch: str, ten_thousands: bool) -> FactValue:
    """What no text is: days, numbers and words of a list stand in many rows. Texts of people are not kept."""
    text = normalise_text(cell.text)
    if fact.kind is Kind.DATE:
        return fact.clean(_day(fact.label, cell, text, epoch), today)
    if fact.kind in _NUMBERS:
        return fact.clean(_number(fact, text, ten_thousands), today)
    if fact.kind is Kind.BOOL:
        return fact.clean(_BOOLS.get(text, text), today)
    return fact.clean(text, today)


_BOOLS = {"√": "是", "✓": "是", "Y": "是", "×": "否", "N": "否", "没有": "否"}


def _day(label: str, cell: Cell, text: str, epoch: str) -> str:
    if cell.kind == CellKind.DATE:
        return cell.text
    compact = text.replace(" ", "")
    if _PLAIN.fullmatch(compact) and "." not in compact and int(compact) in _SERIALS:
        return _day_of_serial(label, int(compact), epoch)
    found = _DIGITS_DAY.fullmatch(compact)
    if found:
        return "-".join(found.groups())
    month = _MONTH.fullmatch(compact)
    if month and 1 <= int(month[2]) <= 12:
        raise Refusal(f"{label}只写到月,请补上是哪一天,如 {month[1]}-{int(month[2]):02d}-01。")
    if _YEAR.fullmatch(compact):
        raise Refusal(f"{label}只写到年,请补上月和日,如 {compact[:4]}-01-01。")
    if _SHORT_YEAR.fullmatch(compact):
        raise Refusal(f"{label}的年份请写四位数,如 2021-03-23。")
    return compact


def _day_of_serial(label: str, serial: int, epoch: str) -> str:
    if not epoch:
        raise Refusal(f"{label}是一个数字,看不出是哪一天,请按 2026-03-01 的样子填写。")
    return (date.fromisoformat(epoch) + timedelta(days=serial)).isoformat()


def is_rough(text: str) -> bool:
    """Whether a number was written as a rough one: taken as it is, and shown to a person."""
    if text.isascii():
        return False
    return any(map(str.isdigit, text)) and bool(_ABOUT.search(normalise_text(text)))


def _number(fact: FactField, text: str, ten_thousands: bool) -> str:
    bare = _THOUSANDS.sub(_joined, text.replace(" ", "")).removeprefix("¥")
    if _BOUND.search(bare):
        raise Refusal(f"{fact.label}“{text[:20]}”只是大概范围,请填写实际数字;还不清楚的留空。")
    if _SEVERAL.search(bare):
        raise Refusal(f"{fact.label}“{text[:20]}”写了几个数,请填写一个合计数字,如“3600”。")
    bare = _ABOUT.sub("", bare)
    if fact.unit == "平方米":
        bare = _ABOUT.sub("", _AREA.sub("", bare))
    bare, times = _scaled(fact, bare, ten_thousands)
    if _BELOW_ZERO.fullmatch(bare):
        raise Refusal(f"{fact.label}“{text[:20]}”小于 0,请填写实际数字;还不清楚的留空。")
    if not _PLAIN.fullmatch(bare):
        unit = f",单位为{fact.unit}" if fact.unit else ""
        raise Refusal(f"{fact.label}“{text[:20]}”不是数字,请填写数字{unit};还不清楚的留空。")
    number = f"{Decimal(bare) * times:f}"
    if fact.unit == "平方米" and not Decimal(number):
        raise Refusal(f"{fact.label}应大于 0 平方米,请填写实际数字;还不清楚的留空。")
    return number


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(",", "")


def _scaled(fact: FactField, bare: str, ten_thousands: bool) -> tuple[str, int]:
    """The digits without their unit, and by how much they count."""
    if fact.kind is not Kind.MONEY:
        return (bare.removesuffix(fact.unit) if fact.unit else bare), 1
    if bare.endswith(("万元", "万")):
        return bare.rstrip("万元"), _TEN_THOUSAND
    if bare.endswith("元"):
        return bare.removesuffix("元"), 1
    return bare, _TEN_THOUSAND if ten_thousands else 1


def _text(fact: FactField, cell: Cell) -> str:
    if cell.kind == CellKind.DATE:
        raise Refusal(f"{fact.label}这一格被表格当成了日期,请把格式设为“文本”后重新录入。")
    if fact.name in PHONES:
        return _phone(fact, cell, normalise_text(cell.text))
    if fact.name == "host_credit_code":
        return check_credit_code(normalise_text(cell.text))
    guarded = guarded_text(fact.label, cell.text, mobiles=True)
    if len(guarded) > fact.max:
        raise Refusal(f"{fact.label}最多 {fact.max} 个字,现在是 {len(guarded)} 个字,请缩短。")
    return guarded


def _phone(fact: FactField, cell: Cell, text: str) -> str:
    guarded_text(fact.label, cell.text)
    is_whole = len(text) in (7, 8) or (len(text) == 11 and text.startswith("1"))
    if cell.kind == CellKind.NUMBER and not is_whole:
        raise Refusal(f"{fact.label}被表格当成了数字,开头的 0 可能已丢失,请把格式设为“文本”后重新录入。")
    if len(text) > fact.max:
        raise Refusal(f"{fact.label}最多 {fact.max} 个字,现在是 {len(text)} 个字,请缩短。")
    problem = phone_problem(fact.label, text)
    if problem:
        raise Refusal(problem)
    return text


def read_facilities(offered: tuple[str, ...], labels: dict[str, str], cell: Cell) -> list[str]:
    """Codes of the facilities that the cell lists, in the order in which the type offers them."""
    refuse_unusable(cell)
    choices = tuple((code, labels[code]) for code in offered)
    field = replace(FactField("facilities", "设施", Kind.CHOICES), choices=choices)
    found = field.clean(cell.text, date.min)
    return list(found) if isinstance(found, list) else []


def read_pin(cells: Mapping[str, Cell], datum: str) -> dict[str, str]:
    """The pin in WGS-84 as six decimals. Raises ``Refusal``."""
    try:
        typed = Point(float(text_of(cells.get(LAT))), float(text_of(cells.get(LNG))))
    except ValueError:
        raise Refusal("纬度和经度都要填写小数,如纬度 36.067100、经度 120.382600。") from None
    problem = check_pin(*typed)
    if problem:
        raise Refusal(problem)
    if not datum:
        names = "、".join(str(label) for label in Datum.labels)
        raise Refusal(f"请在“坐标取自”一列写明坐标取自哪里({names}):不同地图相差数百米。")
    point = to_wgs84(typed, datum)
    return {LAT: f"{point.lat:.6f}", LNG: f"{point.lng:.6f}", DATUM: datum}
