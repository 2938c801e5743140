"""The finder found nothing: without which condition would it find something, and how much? One statement for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.at_once import KeysAtOnce
from sites.selectors import SiteFilter, listed_sites

#: No more are counted: so many are enough to look at.
MOST = 100

#: Conditions of the filter, what leaving each out is called, and its name in the address.
_CONDITIONS = (
    ("words", "不限搜索的词", "q"),
    ("district", "不限区(市)", "district"),
    ("site_type", "不限类型", "type"),
    ("facilities", "不限设施", "facility"),
    ("access", "不限谁可以进", "access"),
)


@dataclass(frozen=True)
class Way:
    """A condition to leave out. ``names``: its parameters in the address."""

    label: str
    names: tuple[str, ...]
    count: int = 0

    @property
    def words(self) -> str:
        """不限区(市)(12 处)"""
        more = "以上" if self.count >= MOST else ""
        return f"{self.label}({self.count} 处{more})"


def ways_out(by: SiteFilter, *, open_now: bool) -> list[Way]:
    """Those that lead to a list with something in it; where 现在开放 was asked, the others leave it out as well."""
    tried = list(_tried(by, open_now))
    counts = KeysAtOnce((listed_sites(wider).order_by("pk"), MOST) for _, wider in tried).ask()
    return [replace(way, count=len(keys)) for (way, _), keys in zip(tried, counts, strict=True) if keys]


def _tried(by: SiteFilter, open_now: bool) -> Iterator[tuple[Way, SiteFilter]]:
    if open_now:
        yield Way("不限现在开放", ("open",)), by
    also = ("open",) if open_now else ()
    for name, label, parameter in _CONDITIONS:
        value = getattr(by, name)
        if value:
            yield Way(label, (parameter, *also)), replace(by, **{name: type(value)()})
