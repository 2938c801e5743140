"""Does a text hold what must never be stored: identity numbers, mobile numbers, direction marks?

It knows nothing of forms or rows; a caller names the field. Sources: GB 11643 for the identity number (18
places, check character by ISO 7064 mod 11-2) and the numbering plan for mobiles (11 digits from 13 to 19).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

#: Marks that turn the direction of the text around: one name could look like another.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Characters without width or meaning that would make two spellings of one name.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANKS = re.compile(r"[^\S\n]+")

#: What people put between the digits of a number.
_GAP = r"[\s\-_.·•,/|]{0,3}"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_DIGITS = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{9,}}(?:{_GAP}[Xx])?")
_MOBILE = re.compile(r"(?<!\d)(?:(?:00)?86[\s-]?)?1[\s-]?[3-9](?:[\s\-_.]?\d){9}(?!\d)")

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_LENGTH = 18
#: Years in which somebody who is meant may be born.
_FIRST_BIRTH, _LAST_BIRTH = 1900, 2100
#: A province of GB/T 2260 (81 to 83: residents' permits), 15 digits, the check character.
_ID_SHAPE = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{15}[\dX]", re.ASCII)


def _plain(text: str) -> str:
    """The text as a scanner sees it: half width, one kind of dash, nothing hidden."""
    visible = _DIRECTION_MARKS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    return visible.translate(_DASHES)


def without_controls(text: str) -> str:
    """The text as it was typed, without characters that no page shows and no database keeps."""
    return _CONTROL.sub("", text)


def normalise_text(text: str, *, keep_lines: bool = False) -> str:
    """One spelling of a text: NFKC, no invisible or control characters, single blanks, trimmed ends.

    ``keep_lines`` keeps line breaks (for remarks); otherwise they become blanks. Direction marks stay in, so
    that ``text_problems`` can refuse them instead of hiding that they were there.
    """
    composed = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    visible = _CONTROL.sub("", _INVISIBLE.sub("", composed))
    if not keep_lines:
        return " ".join(visible.split())
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in visible.split("\n")).strip()


def compact_code(text: str) -> str:
    """A code as it is stored, however it was typed: half width, upper case, without blanks and dashes."""
    return re.sub(r"[\s-]", "", _plain(text)).upper()


def has_direction_marks(text: str) -> bool:
    return bool(_DIRECTION_MARKS.search(text))


def looks_like_identity_number(number: str) -> bool:
    """Whether 18 characters have the form of one, province and birthday, whatever the check character says."""
    number = number.upper()
    if not _ID_SHAPE.fullmatch(number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return _FIRST_BIRTH <= born.year < _LAST_BIRTH


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are a possible mainland identity number: province, birthday, check character."""
    number = number.upper()
    if not looks_like_identity_number(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == number[-1]


def has_identity_number(text: str, is_one: Callable[[str], bool] = is_identity_number) -> bool:
    """Whether a valid identity number stands anywhere, also in full width or with blanks and dashes inside.

    Every window of a longer run is tried, so that a serial number before it does not hide it.
    """
    runs = [re.sub(r"[^\dXx]", "", found) for found in _DIGITS.findall(_plain(text))]
    return any(
        is_one(run[start : start + _ID_LENGTH]) for run in runs for start in range(len(run) - _ID_LENGTH + 1)
    )


def has_mobile_number(text: str) -> bool:
    """Whether a mainland mobile number stands in the text, with or without +86, blanks or dashes inside."""
    return bool(_MOBILE.search(_plain(text)))


def text_problems(label: str, text: str, *, mobiles: bool = False) -> list[str]:
    """Every sentence there is to say about a free text.

    ``label`` is the field's Chinese name; ``mobiles`` refuses mobile numbers too (for published texts).
    """
    problems = []
    if has_direction_marks(text):
        problems.append(f"{label}中含有改变文字方向的隐藏字符,请删除后重新输入。")
    if has_identity_number(text):
        problems.append(f"{label}中含有身份证号码,请删除后再保存。")
    if mobiles and has_mobile_number(text):
        problems.append(f"{label}中含有手机号码,请删除后再保存,对外只公布办公电话。")
    return problems


def visitor_problems(label: str, text: str) -> list[str]:
    """The same of what a visitor writes, in words for him. A mistyped identity number still tells of a person.

    Both kinds of numbers are named at once, so that nobody sends twice.
    """
    problems = []
    if has_direction_marks(text):
        problems.append(f"{label}中含有改变文字方向的隐藏字符,请删除后重新输入。")
    found = [
        name
        for name, is_there in (
            ("手机号码", has_mobile_number(text)),
            ("身份证号码", has_identity_number(text, looks_like_identity_number)),
        )
        if is_there
    ]
    if found:
        problems.append(f"{label}中请不要写{'和'.join(found)},删去后再提交。")
    return problems
