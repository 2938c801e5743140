"""Can this be a telephone number as offices write them, with how many digits behind which area code?

Fixed lines, hot lines, 400 numbers, mobiles; several, parted by 、 or ;, each with an extension. Whether a mobile may stand
there is asked elsewhere. Source: the numbering plan (three-digit area codes have eight digits, others seven or eight).
"""

from __future__ import annotations

import re

EXAMPLE = "如 0532-85911234 或 0532-85911234转8001"

#: Cities with an area code of four digits in which every number has eight.
_EIGHT = frozenset(
    {
        *("0311", "0371", "0411", "0431", "0451", "0510", "0512", "0531", "0532", "0571", "0574"),
        *("0591", "0731", "0755", "0757", "0769", "0791"),
    }
)

_WRITTEN = re.compile(r"[+\d(][\d\s()+/、,;.*#转分机-]*", re.ASCII)
_BETWEEN = re.compile(r"[/、,;]")
_EXTENSION = re.compile(r"(?:转|分机)\s*(\d{1,6})$", re.ASCII)
_DASHED = re.compile(r"-\s*\d{1,6}$", re.ASCII)
_ABROAD = re.compile(r"^(?:\+|00)86")

_AREA = re.compile(r"(0(?:10|2\d)|0[3-9]\d\d)(\d*)", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_OTHERS = (
    re.compile(r"[2-8]\d{6,7}", re.ASCII),  # without the area code
    re.compile(r"[48]00\d{7}", re.ASCII),
    _MOBILE,
    re.compile(r"[1-9]\d{2,5}", re.ASCII),  # hot lines, short numbers inside an office
)


def phone_problem(label: str, text: str) -> str:
    """The sentence for what cannot be a telephone number; empty when there is nothing to say."""
    plain = f"{label}只填电话号码,{EXAMPLE}。"
    if not _WRITTEN.fullmatch(text):
        return plain
    said = [_problem(each.strip()) for each in _BETWEEN.split(text)]
    wrong = next((each for each in said if each is not None), None)
    return "" if wrong is None else f"{label}{wrong}" if wrong else plain


def _problem(written: str) -> str | None:
    """``None``: right. Empty: no number at all. Else what is wrong with its digits."""
    number = _EXTENSION.sub("", written)
    found = _digits_problem(number)
    if found is None or number == written == _DASHED.sub("", written):
        return found
    return _digits_problem(_DASHED.sub("", number)) and found


def _digits_problem(number: str) -> str | None:
    digits = re.sub(r"[\s().*#-]", "", number)
    if _ABROAD.match(digits):
        digits = _ABROAD.sub("", digits).removeprefix("0")
        digits = digits if _MOBILE.fullmatch(digits) else f"0{digits}"
    if any(each.fullmatch(digits) for each in _OTHERS):
        return None
    area = _AREA.fullmatch(digits)
    return _length_problem(area[1], len(area[2])) if area else ""


def _length_problem(area: str, length: int) -> str | None:
    if len(area) == 3 or area in _EIGHT:
        if length == 8:
            return None
        return f"区号 {area} 后面应为 8 位号码,现在是 {length} 位,请核对,{EXAMPLE}。"
    if length in (7, 8):
        return None
    return f"区号 {area} 后面应为 7 位或 8 位号码,现在是 {length} 位,请核对,{EXAMPLE}。"
