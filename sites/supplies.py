"""What is kept at a site for those who come, and what was last told of it? One vocabulary; no database, no clock.

A code is never renamed or reused: notices hold it for ever. Which type keeps which supplies is said by the type's
module. What is told is day by day and changes no fact of the site: only what is short is shown to the public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from sites.vocabulary import SupplyState

#: Codes and what people call them, in the order of form and pages.
SUPPLIES = {
    "drinking_water": "饮用水",
    "food": "食品",
    "first_aid": "急救包",
    "medicine": "应急药品",
    "heat_medicine": "防暑药品",
    "hygiene": "卫生用品",
    "wipes": "湿巾纸巾",
    "nappies": "应急纸尿裤",
    "nursing_items": "哺乳用品",
    "disinfectant": "消毒用品",
}

#: In what each is counted; what is not here in pieces.
UNITS = {
    "drinking_water": "瓶",
    "food": "份",
    "medicine": "盒",
    "heat_medicine": "盒",
    "hygiene": "包",
    "wipes": "包",
    "nappies": "片",
    "disinfectant": "瓶",
}
_UNIT = "个"

#: More of one supply at one site is a slip of the finger.
MOST_COUNTED = 100_000

#: Nothing that is kept lasts longer; a later day is a wrong year.
MOST_YEARS = 10

#: What the public reads; of what is there in plenty it reads nothing.
_SAID = {SupplyState.LOW: "所剩不多", SupplyState.OUT: "暂缺"}


@dataclass(frozen=True)
class SupplyTold:
    """The last word on one supply."""

    supply: str
    state: str
    told_on: date
    expires_on: date | None = None
    note: str = ""
    count: int | None = None

    @property
    def count_words(self) -> str:
        """24 瓶; empty when nobody counted."""
        return "" if self.count is None else f"{self.count:,} {UNITS.get(self.supply, _UNIT)}"

    @property
    def label(self) -> str:
        """What people call it; a code this version does not know is shown as it is."""
        return SUPPLIES.get(self.supply, self.supply)

    @property
    def words(self) -> str:
        """急救包:不足,2 个,最早到期 2027年1月31日."""
        ends = f"最早到期 {chinese_day(self.expires_on)}" if self.expires_on else ""
        said = f"{self.label}:{SupplyState(self.state).label}"
        return ",".join(filter(None, (said, self.count_words, ends)))

    @property
    def public_words(self) -> str:
        """急救包:暂缺(2026年10月12日); empty where there is no lack."""
        said = _SAID.get(SupplyState(self.state), "")
        return f"{self.label}:{said}({chinese_day(self.told_on)})" if said else ""

    def has_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today


def lacking(told: Iterable[SupplyTold]) -> tuple[str, ...]:
    """What a visitor will not find, a line each."""
    return tuple(each.public_words for each in told if each.public_words)


def in_order(told: Iterable[SupplyTold]) -> list[SupplyTold]:
    """In the order of the vocabulary; unknown codes last."""
    places = {code: place for place, code in enumerate(SUPPLIES)}
    return sorted(told, key=lambda each: (places.get(each.supply, len(places)), each.supply))


def count_refusal(state: str, count: int | None) -> str:
    """The sentence that refuses such a number; empty when it can be, or when nobody counted."""
    if count is None:
        return ""
    if not 0 <= count <= MOST_COUNTED:
        return f"数量应在 0 到 {MOST_COUNTED:,} 之间,请核对。"
    if state == SupplyState.OUT and count:
        return "缺货的物资数量应为 0 或留空;还有剩余的,请选“不足”。"
    if state != SupplyState.OUT and not count:
        return "数量为 0 的,请选“缺货”。"
    return ""


def expiry_refusal(state: str, expires_on: date | None, today: date) -> str:
    """The sentence that refuses such an earliest expiry; empty when it can be."""
    if expires_on is None:
        return ""
    if state == SupplyState.OUT:
        return "缺货的物资没有到期日,请把到期日留空;还有剩余的,请选“不足”。"
    if expires_on < today:
        return (
            f"最早到期日早于今天({chinese_day(today)})。请先清理过期物资,再填剩余物资的最早到期日;"
            "没有剩余的,请选“缺货”。"
        )
    if expires_on.year > today.year + MOST_YEARS:
        return f"最早到期日最远只能到 {MOST_YEARS} 年以内,请核对年份。"
    return ""
