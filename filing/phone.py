"""How does a phone reach one case for a while without signing in? By a signed code that the desktop page shows.

The code names the case and the person who showed it; it is worth what that person may do at the moment it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

#: Long enough to walk through a site, short enough for a code left on a screen.
VALID_FOR = timedelta(minutes=30)

_SALT = "filing.phone"


@dataclass(frozen=True)
class PhonePass:
    """Which case, shown by whom."""

    number: str
    user_id: int


def phone_code(given: PhonePass) -> str:
    return signing.dumps([given.number, given.user_id], salt=_SALT)


def read_code(code: str) -> PhonePass | None:
    """``None``: forged, altered or too old."""
    try:
        number, user_id = signing.loads(code, salt=_SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return PhonePass(number, user_id)
