"""Which types of site are there? Each module beside this one holds one as ``TYPE``; no other list exists."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from sites.site_type import SiteType


def _found() -> dict[str, SiteType]:
    modules = [import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    kinds: list[SiteType] = sorted((module.TYPE for module in modules), key=lambda kind: kind.position)
    for taken in ("code", "number_code", "position"):
        if len({getattr(kind, taken) for kind in kinds}) != len(kinds):
            raise ValueError(f"two site types share one {taken}")
    return {kind.code: kind for kind in kinds}


_TYPES = _found()


def site_type(code: str) -> SiteType:
    """The type of this code. ``KeyError`` when there is none."""
    return _TYPES[code]


def site_types() -> tuple[SiteType, ...]:
    """All types, in the order in which lists and forms show them."""
    return tuple(_TYPES.values())


def type_choices() -> list[tuple[str, str]]:
    """Code and label of each type, for forms and filters."""
    return [(kind.code, kind.label) for kind in _TYPES.values()]
