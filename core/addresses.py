"""Where is the page of this row? For lists: the pattern is looked up once, and not with each of fifty rows."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse

#: Stand in the address where the key of a row belongs; no other part of an address holds them. The number is for
#: addresses that take nothing else.
_KEY, _NUMBER = "KEY-OF-A-ROW", 190_283_746_501_928
#: Characters that stand in a path as they are (RFC 3986).
_PLAIN = "!$&'()*+,;=/~:@"


def address_of(name: str, key: object, *above: object) -> str:
    """What ``reverse`` says of a page; the key of a stored row, its last argument, is one that its address takes.

    ``above``: the arguments before it, the same for all rows of a list.
    """
    before, after = _around(name, _NUMBER if isinstance(key, int) else _KEY, *above)
    return f"{before}{quote(str(key), safe=_PLAIN)}{after}"


@lru_cache
def _around(name: str, stands: object, *above: object) -> tuple[str, str]:
    before, _, after = reverse(name, args=[*above, stands]).partition(str(stands))
    return before, after
