"""Where is the page of this row? For lists: the pattern is looked up once, and not with each of fifty rows."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse

#: Stands in the address where the key of a row belongs; no other part of an address holds it.
_KEY = "KEY-OF-A-ROW"
#: Characters that stand in a path as they are (RFC 3986).
_PLAIN = "!$&'()*+,;=/~:@"


def address_of(name: str, key: object, *above: object) -> str:
    """What ``reverse`` says of a page; the key of a stored row, its last argument, is one that its address takes.

    ``above``: the arguments before it, the same for all rows of a list.
    """
    before, after = _around(name, *above)
    return f"{before}{quote(str(key), safe=_PLAIN)}{after}"


@lru_cache
def _around(name: str, *above: object) -> tuple[str, str]:
    before, _, after = reverse(name, args=[*above, _KEY]).partition(_KEY)
    return before, after
