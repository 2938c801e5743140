"""When are two spellings of an address or a name the same? Texts in, texts out; no rows, no threshold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from core.text_guard import normalise_text
from sites.types import site_types

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[a-z0-9]+")
_NOT_SAID = re.compile(r"[^a-z0-9\u3400-\u9fff\U00020000-\U0003ffff#-]+")

_DIGIT_OF = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNIT_OF = {"十": 10, "百": 100}
_SPELT = "零〇一二两三四五六七八九十百"
#: A number in characters is one only before what is counted: 三八路 stays a name.
_COUNTED = re.compile(rf"([{_SPELT}]+)(?=号|弄|楼|层|栋|幢|座|单元|室)|(?<=第)([{_SPELT}]+)")

_PROVINCE = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:省|自治区)")
_BUILDING = re.compile(r"(?<=\d)(?:#楼|号楼|#|栋|幢|座)")
#: The door in the street: a lane with or without its house, or a house number.
_DOOR = re.compile(r"^.*?\d+(?:-\d+)?弄(?:\d+(?:-\d+)?号)?|^.*?\d+(?:-\d+)?号")

#: What says only that it is a site of its kind, not which one.
_COMMON_WORDS = (
    *("爱心妈妈小屋", "妈妈小屋", "母婴关爱室", "母婴室", "哺乳室", "爱心小屋", "小屋"),
    *("户外劳动者服务站点", "户外劳动者服务站", "户外劳动者驿站", "户外劳动者", "劳动者驿站", "劳动者港湾"),
    *(
        "工会驿站",
        "爱心驿站",
        "暖心驿站",
        "服务驿站",
        "职工驿站",
        "心灵驿站",
        "驿站",
        "服务站点",
        "服务站",
        "站点",
    ),
    *("职工子女", "寒暑假", "爱心托管", "托管班", "职工", "工会"),
)
_MARK = re.compile(r"【[^】]*】|[\[(](?:样例|示例|演示|演示数据|测试)[\])]")


def _spelt_number(found: re.Match[str]) -> str:
    """二十八 → 28, 一二 → 12."""
    text = found.group()
    if not set(text) & _UNIT_OF.keys():
        return "".join(str(_DIGIT_OF[char]) for char in text)
    total, digit = 0, 0
    for char in text:
        if char in _UNIT_OF:
            total += (digit or 1) * _UNIT_OF[char]
            digit = 0
        else:
            digit = _DIGIT_OF[char]
    return str(total + digit)


def _plain(text: str) -> str:
    """Half width, lower case, composed, nothing invisible."""
    return "".join(char for char in normalise_text(text) if unicodedata.category(char) != "Cf").lower()


def _in_digits(text: str) -> str:
    return _COUNTED.sub(_spelt_number, text)


def plain_address(text: str, places: Iterable[str] = ()) -> str:
    """One spelling of an address, without blanks, marks and the province, city and district before it.

    ``places`` are the names that stand before a street here: 青岛市, 市南区.
    """
    address = _NOT_SAID.sub("", _plain(text).replace("no.", "").replace("—", "-"))
    address = _PROVINCE.sub("", _in_digits(address))
    for place in places:
        address = address.removeprefix(_plain(place))
    return _BUILDING.sub("号", address).replace("号号", "号")


def door_of(address: str) -> str:
    """The part of a plain address up to the door in the street; all of it when it names no number."""
    found = _DOOR.match(address)
    return found.group() if found else address


def is_same_door(first: str, second: str) -> bool:
    """Two doors are one also when one of them names the street office before the street."""
    short, long = sorted((first, second), key=len)
    return bool(short) and (short == long or (len(short) >= _TELLING and long.endswith(short)))


#: Characters of a door that is told from others without what stands before it: 文登路8号.
_TELLING = 5


def street_of(door: str) -> str:
    """The last characters of the street's name, for a search; empty when there are none."""
    runs = _HAN.findall(re.split(r"\d", door, maxsplit=1)[0])
    return runs[-1][-_STREET:] if runs else ""


_STREET = 3


def _type_words() -> list[str]:
    own = [word for kind in site_types() for word in (kind.label, kind.short_label)]
    return sorted({*own, *_COMMON_WORDS}, key=len, reverse=True)


_TYPE_WORDS = re.compile("|".join(map(re.escape, _type_words())))


def name_parts(text: str) -> frozenset[str]:
    """Pairs of characters, and whole words of letters and digits, of what tells this name from others of its type."""
    core = _TYPE_WORDS.sub(" ", _MARK.sub(" ", _in_digits(_plain(text))))
    runs = [run for run in _HAN.findall(core) if run not in _EMPTY_WORDS]
    pairs = [run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1))]
    return frozenset([*pairs, *_WORD.findall(core)])


#: Left over where a type word was cut out.
_EMPTY_WORDS = frozenset({"的", "第", "号", "站", "店", "点"})


def overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """How much two names share, from 0 to 1; names with different numbers in them share nothing."""
    if not first or not second:
        return 0.0
    numbers = [{part for part in parts if part.isdigit()} for parts in (first, second)]
    if numbers[0] != numbers[1]:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))
