"""Which code does a site carry for ever, which token opens a public look-up, how is a filing number written?

Codes say nothing about place, type or order. Uniqueness is the database's business: a caller that meets a
taken code asks for another. No clock and no counter here.
"""

from __future__ import annotations

import hmac
import random
import secrets

from stdnum.iso7064 import mod_37_36

from core.text_guard import compact_code
from rulebook.number_pattern import check_number_pattern

#: 30 characters that are not mistaken when read aloud or copied: no 0 O 1 I L U. 30 + 1 is a prime, as the
#: check of ISO 7064 (mod n+1, n) needs.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = "".join(char for char in ALPHABET if char.isalpha())

CODE_LENGTH = 8
TOKEN_LENGTH = 16


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
    drawn, token = secrets.randbelow(len(ALPHABET) ** TOKEN_LENGTH), ""
    for _ in range(TOKEN_LENGTH):
        drawn, at = divmod(drawn, len(ALPHABET))
        token += ALPHABET[at]
    return token


def is_same_token(given: str, expected: str) -> bool:
    """Compared in constant time; an empty expected token is never met."""
    return bool(expected) and hmac.compare_digest(normalise_code(given).encode(), expected.encode())


def format_filing_number(pattern: str, district_code: str, type_code: str, year: int, serial: int) -> str:
    """The number of one filing, such as 370203-MMXW-2026-0012; a serial may outgrow its width."""
    check_number_pattern(pattern)
    if serial < 1:
        raise ValueError("serials start at 1")
    return pattern.format(district=district_code, type=type_code, year=year, serial=serial)
