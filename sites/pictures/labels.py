"""What do the labels of a picture say? Words for people who check; no score, no rule and no state may ask for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from sites.geo import GCJ02, Point, distance_m, to_wgs84
from sites.models import Attachment, SiteVersion
from sites.public import distance_words

#: Nearer than this a picture is taken at the site: receivers err by tens of metres between houses.
NEAR_M = 300
#: Clocks of cameras are a little fast; what is later than this is worth a look.
FAST_CLOCK = timedelta(hours=1)

TAKEN_LATER = "拍摄时间晚于上传时间,请核对"
TIME_UNKNOWN = "拍摄时间未知"
PLACE_UNKNOWN = "拍摄地点未知"
NO_PIN = "阵地位置未登记,无法比较"
NOT_SEEN = "未发现与已有照片相近"
NOT_COMPARED = "尚未与已有照片比对"
PLAIN = "画面过于单一,无法比对"

#: Of a case or a single day: a picture of the year before it shows the site as it is handed in.
YEAR_BEFORE = timedelta(days=365)


class Strength(StrEnum):
    """How a label is coloured; there is no refusing one."""

    GOOD = "open"
    LOOK = "limited"
    OPEN = ""


@dataclass(frozen=True)
class Label:
    words: str
    strength: Strength = Strength.OPEN
    url: str = ""


class Whose(StrEnum):
    """Where a picture was seen before, from far to near."""

    OUT_OF_REACH = "out_of_reach"
    OTHER_SITE = "other_site"
    SAME_SITE = "same_site"
    SAME_CASE = "same_case"


@dataclass(frozen=True)
class Seen:
    """One earlier picture that looks the same. ``name``, ``code`` and ``on`` only of sites within reach."""

    whose: Whose
    on: date | None = None
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class Told:
    """What is known of a picture among all others."""

    is_compared: bool = False
    is_plain: bool = False
    seen: Sequence[Seen] = ()


def time_label(taken_at: datetime | None, uploaded_at: datetime, since: date) -> Label:
    """Taken in the cycle that begins on ``since``, before it, or nobody knows."""
    if taken_at is None:
        return Label(TIME_UNKNOWN)
    if taken_at > uploaded_at + FAST_CLOCK:
        return Label(TAKEN_LATER, Strength.LOOK)
    if taken_at.astimezone(LEGAL_ZONE).date() < since:
        return Label("早于本周期拍摄", Strength.LOOK)
    return Label("本周期内拍摄", Strength.GOOD)


def place_label(picture: Attachment, version: SiteVersion) -> Label:
    """How far from the pin. Cameras write WGS-84, some phones sold here GCJ-02: near in either reading is near."""
    if picture.taken_lat is None or picture.taken_lng is None:
        return Label(PLACE_UNKNOWN)
    if version.lat is None or version.lng is None:
        return Label(NO_PIN)
    pin = Point(float(version.lat), float(version.lng))
    read = Point(float(picture.taken_lat), float(picture.taken_lng))
    metres, shifted = distance_m(read, pin), distance_m(to_wgs84(read, GCJ02), pin)
    if metres <= NEAR_M:
        return Label(f"距阵地约 {distance_words(metres)}", Strength.GOOD)
    if shifted <= NEAR_M:
        return Label(f"距阵地约 {distance_words(shifted)}(按高德坐标计)", Strength.GOOD)
    return Label(f"距阵地约 {distance_words(metres)},较远", Strength.LOOK)


def reuse_label(told: Told, page_of: Callable[[str], str], here: str = "本案") -> Label:
    """Seen before, where and when; the farthest one is told, since it says most. ``page_of`` a site, by its code.

    ``here``: what the pictures are handed in with.
    """
    if told.seen:
        return _seen_label(told.seen, page_of, here)
    if not told.is_compared:
        return Label(NOT_COMPARED)
    return Label(PLAIN) if told.is_plain else Label(NOT_SEEN, Strength.GOOD)


def _seen_label(seen: Sequence[Seen], page_of: Callable[[str], str], here: str) -> Label:
    order = list(Whose)
    first = min(seen, key=lambda each: order.index(each.whose))
    places = {
        Whose.OUT_OF_REACH: "其他阵地的照片",
        Whose.OTHER_SITE: f"“{first.name}”{_day(first)}的照片",
        Whose.SAME_SITE: f"本阵地{_day(first)}的照片",
        Whose.SAME_CASE: f"{here}另一张照片",
    }
    more = f"等 {len(seen)} 张" if len(seen) > 1 else ""
    return Label(
        f"与{places[first.whose]}{more}相近,请核对", Strength.LOOK, page_of(first.code) if first.code else ""
    )


def _day(seen: Seen) -> str:
    return f"{chinese_day(seen.on)}上传" if seen.on else ""
