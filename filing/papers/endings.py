"""How is a change or the end of a site laid out? What it was, what it becomes, and where things go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from filing.papers.paper import Entry, Listing, Paper, Passage, grid_of
from filing.papers.sheets import UNSIGNED, Heading, Signed, day, one_each, opinions_of
from filing.particulars import EMPLOYER_DUTY


@dataclass(frozen=True)
class Change:
    """One fact before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangePaper:
    """《变更备案表》: which site, what changes, why, from when; then the opinions."""

    heading: Heading
    site: tuple[Entry, ...]
    rows: tuple[Change, ...]
    reason: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    signed: Signed = UNSIGNED
    extras: frozenset[str] = frozenset()

    def paper(self) -> Paper:
        changes = Listing(
            "变更事项",
            ("项目", "变更前", "变更后"),
            tuple((row.label, row.old or "未填", row.new or "未填") for row in self.rows),
            empty="没有变更事项。",
        )
        told = [Entry("变更原因", self.reason)]
        if self.starts_on:
            told.append(Entry("执行时间", _span(self.starts_on, self.ends_on)))
        opinions = opinions_of(self.signed, self.extras)
        return self.heading.paper(grid_of(self.site), changes, one_each(told), opinions)


@dataclass(frozen=True)
class Equipment:
    """A thing bought with union money, and where it goes."""

    name: str
    asset_number: str = ""
    count: str = ""
    disposal: str = ""


@dataclass(frozen=True)
class MapEntry:
    """A listing on a map and what became of it: in words, or by the day on which it was taken off."""

    said: str
    removed_on: date | None = None
    is_listed: bool = False


@dataclass(frozen=True)
class CancelPaper:
    """《注销备案表》: why and when the site ends, and what becomes of things, plate, maps and people."""

    heading: Heading
    site: tuple[Entry, ...]
    reason: str
    last_day: date | None
    equipment: tuple[Equipment, ...] = ()
    plate: str = ""
    maps: tuple[MapEntry, ...] = ()
    told_users: str = ""
    is_nursing_room: bool = False
    signed: Signed = UNSIGNED
    extras: frozenset[str] = frozenset()

    def paper(self) -> Paper:
        told = [
            Entry("注销原因", self.reason),
            Entry("最后服务日期", day(self.last_day)),
            Entry("统一标识牌处理", self.plate),
            Entry("地图信息下架", ";".join(_off_the_map(entry) for entry in self.maps)),
            Entry("告知服务对象", self.told_users),
        ]
        goods = Listing(
            "用工会经费购置设备的处置",
            ("设备名称", "资产编号", "数量", "处置去向"),
            tuple((item.name, item.asset_number, item.count, item.disposal) for item in self.equipment),
            empty="没有用工会经费购置的设备。",
        )
        duty = (Passage((EMPLOYER_DUTY,)),) if self.is_nursing_room else ()
        opinions = opinions_of(self.signed, self.extras)
        return self.heading.paper(grid_of(self.site), one_each(told), goods, *duty, opinions)


def _off_the_map(entry: MapEntry) -> str:
    if entry.removed_on:
        return f"{entry.said}{chinese_day(entry.removed_on)}已下架"
    return f"{entry.said}未下架" if entry.is_listed else entry.said


def _span(first: date, last: date | None) -> str:
    return f"{chinese_day(first)}至{chinese_day(last)}" if last else f"自{chinese_day(first)}起"
