"""What the public pages are made of: plain values, with a place for nothing that must not be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from sites.door import Door
from sites.handoff import Handoff
from sites.hours import HoursLine
from sites.vocabulary import SiteState


@dataclass(frozen=True)
class PublicFact:
    """Label and value; an empty value reads 暂无."""

    label: str
    value: str


@dataclass(frozen=True)
class PublicPhoto:
    """A picture by its key; its address is the page's business."""

    key: str
    shows: str
    width: int
    height: int


@dataclass(frozen=True)
class PublicSite:
    """One row of the finder."""

    code: str
    name: str
    type_label: str
    district: str
    address: str
    door: Door
    who: str
    confirmed_on: date | None
    is_sample: bool
    distance: str = ""
    #: What a holiday station offers this season, in one line.
    season: str = ""

    @property
    def about(self) -> str:
        """The last line of the row: what it is, whose, who may come in, who says so since when."""
        who = () if self.door.staff_line else (self.who or "谁可以进:未核实",)
        confirmed = (f"{chinese_day(self.confirmed_on)}核实",) if self.confirmed_on else ()
        return " · ".join((self.type_label, self.district, *who, *confirmed))


@dataclass(frozen=True)
class PublicPage:
    """The page of one site, also as the preview of a draft."""

    code: str
    name: str
    type_code: str
    type_label: str
    district_code: str
    district: str
    state: str
    state_label: str
    door: Door
    who: str
    way: tuple[str, ...]
    directions: str
    tells_way: bool
    notice: str
    facts: tuple[PublicFact, ...]
    facilities: tuple[PublicFact, ...]
    hours: tuple[HoursLine, ...]
    phone: str
    #: What a visitor will not find, a line each; nothing told is nothing said.
    supplies: tuple[str, ...]
    handoffs: tuple[Handoff, ...]
    coordinates: str
    photos: tuple[PublicPhoto, ...]
    confirmed_by: str
    confirmed_on: date | None
    is_sample: bool
    is_preview: bool
    #: What is broken and being mended, a line each.
    broken: tuple[str, ...] = ()
    #: Which facts were confirmed when and by whom, where that is not one day for all.
    confirmed_parts: tuple[str, ...] = ()
    #: The first day without service, of a site that is gone.
    closed_on: date | None = None

    @property
    def is_gone(self) -> bool:
        """Cancelled: the page stays and says so, the rest is no longer true."""
        return self.state == SiteState.CANCELLED
