"""Which code does a site carry for ever, which token opens a public look-up, how is a filing number written?

Codes say nothing about place, type or order. Uniqueness is the database's business: a caller that meets a
taken code asks for another. No clock and no counter here.
"""

from __future__ import annotations

import hmac
import random
import re
import secrets
import string

from stdnum.iso7064 import mod_37_36

from sites.refusals import Refusal
from sites.text_guard import compact_code

#: 30 characters that are not mistaken when read aloud or copied: no 0 O 1 I L U. 30 + 1 is a prime, as the
#: check of ISO 7064 (mod n+1, n) needs.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = "".join(char for char in ALPHABET if char.isalpha())

CODE_LENGTH = 8
TOKEN_LENGTH = 16

#: What a pattern may name.
_NUMBER_FIELDS = ("district", "type", "year", "serial")
_NUMBER_LITERAL = re.compile(r"[A-Za-z0-9-]*")
_SERIAL_FORMAT = re.compile(r"(0[1-9]d)?")


class NumberPatternError(Refusal):
    """A pattern of filing numbers that must not be used."""


def make_code(rng: random.Random) -> str:
    """A new permanent code: a letter, six random characters, a check character.

    It begins with a letter, so that no spreadsheet takes it for a number (23456E78).
    """
    body = rng.choice(_LETTERS) + "".join(rng.choice(ALPHABET) for _ in range(CODE_LENGTH - 2))
    return body + mod_37_36.calc_check_digit(body, ALPHABET)


def normalise_code(text: str) -> str:
    """As it is stored and looked up, however it was typed."""
    return compact_code(text)


def is_valid_code(text: str) -> bool:
    """Whether the text is a possible code: length, first letter, alphabet, check character."""
    code = normalise_code(text)
    return len(code) == CODE_LENGTH and code[0] in _LETTERS and mod_37_36.is_valid(code, ALPHABET)


def make_token() -> str:
    """A secret of 78 bits that opens one public look-up; printed and in QR codes, so easy to type."""
    return "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))


def is_same_token(given: str, expected: str) -> bool:
    """Compared in constant time; an empty expected token is never met."""
    return bool(expected) and hmac.compare_digest(normalise_code(given).encode(), expected.encode())


def check_number_pattern(pattern: str) -> None:
    """Raises ``NumberPatternError`` unless the pattern gives one plain number per issuer, year and serial.

    Allowed: letters, digits, hyphens and the fields {district} {type} {year} {serial}; ``{serial:04d}`` pads.
    """
    allowed = "{district}、{type}、{year}、{serial} 或 {serial:04d}"
    seen = []
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise NumberPatternError("编号规则中的花括号不成对,请检查后重新填写。") from None
    for literal, name, spec, conversion in parts:
        if not _NUMBER_LITERAL.fullmatch(literal):
            raise NumberPatternError(f"编号规则中的“{literal}”不能使用,文字部分只能用字母、数字和短横线。")
        if name is None:
            continue
        shape = _SERIAL_FORMAT if name == "serial" else re.compile("")
        if name not in _NUMBER_FIELDS or conversion or not shape.fullmatch(spec or ""):
            raise NumberPatternError(f"编号规则中的“{{{name}}}”不能使用,只能写 {allowed}。")
        seen.append(name)
    if "year" not in seen or "serial" not in seen:
        raise NumberPatternError("编号规则必须包含 {year} 和 {serial},否则编号会重复。")


def format_filing_number(pattern: str, district_code: str, type_code: str, year: int, serial: int) -> str:
    """The number of one filing, such as 370203-MMXW-2026-0012; a serial may outgrow its width."""
    check_number_pattern(pattern)
    if serial < 1:
        raise ValueError("serials start at 1")
    return pattern.format(district=district_code, type=type_code, year=year, serial=serial)
