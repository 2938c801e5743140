"""What does a change or a cancellation say beside the facts of the site? Plain JSON values and how they are read.

Grounds of cancelling and what must be settled with it follow the form 《注销备案表》. No row, no right, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import models

from core.words import chinese_day
from filing.states import FilingKind


class CancelGround(models.TextChoices):
    MOVED = "moved", "阵地迁走,原址不再使用"
    HOST_WITHDREW = "host_withdrew", "场地单位收回场地"
    BUILDING_GONE = "building_gone", "建筑拆除或改造"
    UNFIT = "unfit", "不再具备开放条件"
    DUPLICATE = "duplicate", "重复登记"
    UNUSED = "unused", "长期闲置"
    TITLE_REVOKED = "title_revoked", "资格取消"
    OTHER = "other", "其他"


class Disposal(models.TextChoices):
    HANDED_UP = "handed_up", "移交上级工会"
    MOVED = "moved", "调拨其他阵地"
    KEPT = "kept", "原单位留用"
    SCRAPPED = "scrapped", "报废"


class Plate(models.TextChoices):
    RETURNED = "returned", "已收回"
    PENDING = "pending", "尚未收回"
    NONE = "none", "未挂牌"


class MapEntry(models.TextChoices):
    REMOVED = "removed", "已下架"
    PENDING = "pending", "尚未下架"
    NONE = "none", "未上图"


#: Printed on a notice that cancels a nursing room (女职工劳动保护特别规定 第十条: the employer's own duty).
EMPLOYER_DUTY = "注销备案不免除用人单位按照《女职工劳动保护特别规定》设置哺乳室、孕妇休息室等设施的法定责任。"


class HasParticulars(Protocol):
    """A case, as far as it is read here."""

    kind: str
    particulars: Any


def _plain(value: Any) -> str:
    return str(value)


def _day(value: Any) -> str:
    return chinese_day(date.fromisoformat(value))


def _one_of(choices: type[models.TextChoices]) -> Callable[[Any], str]:
    return lambda value: str(choices(value).label)


def _equipment(rows: Any) -> str:
    """One line a thing: name, asset number, what becomes of it."""
    return ";".join(equipment_line(row) for row in rows)


def equipment_line(row: Mapping[str, str]) -> str:
    number = f"(资产编号 {row['asset_number']})" if row.get("asset_number") else "(无资产编号)"
    return f"{row['name']}{number}:{Disposal(row['disposal']).label}"


@dataclass(frozen=True)
class Particular:
    """One question of the case itself. ``said``: its stored value in words."""

    name: str
    label: str
    said: Callable[[Any], str] = _plain
    mandatory: bool = False


PARTICULARS: dict[str, tuple[Particular, ...]] = {
    FilingKind.REGISTER: (),
    FilingKind.CHANGE: (Particular("reason", "变更事由", mandatory=True),),
    FilingKind.CANCEL: (
        Particular("ground", "注销原因", _one_of(CancelGround), mandatory=True),
        Particular("explanation", "情况说明"),
        Particular("last_day", "停止服务日期", _day, mandatory=True),
        Particular("equipment", "工会经费购置设备的处置", _equipment),
        Particular("no_equipment", "没有用工会经费购置的设备", lambda value: "是" if value else ""),
        Particular("plate", "统一标识牌", _one_of(Plate), mandatory=True),
        Particular("maps", "地图标注", _one_of(MapEntry), mandatory=True),
        Particular("users_told", "怎样告知使用者", mandatory=True),
    ),
}


#: Answers that belong to another question and are pointed at with it.
PAIRED_PARTICULARS = {"no_equipment": "equipment"}


def particular_text(filing: HasParticulars, name: str) -> str:
    """The answer in words; empty when there is none."""
    value = filing.particulars.get(name)
    if value in (None, "", [], False):
        return ""
    question = next(each for each in PARTICULARS[filing.kind] if each.name == name)
    return question.said(value)


def missing_particulars(filing: HasParticulars) -> list[str]:
    """Labels of what the case must still say before it is handed in."""
    found = [
        each.label
        for each in PARTICULARS[filing.kind]
        if each.mandatory and not particular_text(filing, each.name)
    ]
    told = filing.particulars
    if filing.kind == FilingKind.CANCEL and not told.get("equipment") and not told.get("no_equipment"):
        found.append("工会经费购置设备的处置")
    return found


class HasMapsAndMoney(Protocol):
    """A version of the register, as far as it is read here."""

    listed_amap: bool | None
    listed_baidu: bool | None
    listed_tencent: bool | None
    union_fen: int | None
    upper_union_fen: int | None


def known_from(version: HasMapsAndMoney) -> dict[str, Any]:
    """What the register answers already: the maps, and that no union money was spent."""
    listed = [version.listed_amap, version.listed_baidu, version.listed_tencent]
    known: dict[str, Any] = {}
    if any(listed):
        known["maps"] = MapEntry.PENDING
    elif None not in listed:
        known["maps"] = MapEntry.NONE
    if version.union_fen == version.upper_union_fen == 0:
        known["no_equipment"] = True
    return known
