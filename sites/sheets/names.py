"""Which type, which district is meant by a word of a list? Whole names only; a part of a name proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from core.text_guard import normalise_text
from sites.site_type import SiteType
from sites.types import site_types

_QUOTES = re.compile(r"[“”\"'‘’《》\s]")
_PARTS = re.compile(r"[/、,;+&|]|和|及|兼")
_BRACKETED = re.compile(r"^(.+?)\((.+)\)$")
_SUFFIX = re.compile(r"(?:新区|区|市|县)$")


@lru_cache(maxsize=1024)
def plain_name(text: str) -> str:
    """One spelling of a name for comparing. Lists write the same few names in thousands of rows."""
    return _QUOTES.sub("", normalise_text(text)).lower()


def _type_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in site_types():
        for name in (kind.label, kind.short_label, *kind.aliases):
            if found.setdefault(plain_name(name), kind.code) != kind.code:
                raise ValueError(f"{name} is the name of two site types")
    return found


TYPE_NAMES = _type_names()


def type_named(text: str) -> str:
    """Code of the type that this word is a whole name of; empty when it is none or more than one."""
    name = plain_name(text)
    return TYPE_NAMES.get(name) or TYPE_NAMES.get(name.removeprefix("职工"), "")


def names_several(text: str) -> bool:
    return len([part for part in _PARTS.split(plain_name(text)) if part]) > 1


def types_mentioned(text: str, but: SiteType) -> list[str]:
    """Names of other types that stand inside a remark."""
    if not text:
        return []
    plain, own = plain_name(text), {plain_name(each) for each in (but.label, but.short_label, *but.aliases)}
    found = [
        name for name, code in TYPE_NAMES.items() if code != but.code and name in plain and name not in own
    ]
    return [name for name in found if not any(name in other and name != other for other in found)]


def district_names(rows: Iterable[tuple[str, str, str]], governing: Mapping[str, str]) -> dict[str, str]:
    """Every whole name of each district: code, name and short name of the district, and the name of the
    union that governs it (a union of a development zone may carry another name than its district).
    A name of two districts is no name.
    """
    found: dict[str, set[str]] = {}
    for code, name, short in rows:
        union = governing.get(code, "").removesuffix("总工会").removesuffix("工会")
        for each in {name, short, union}:
            for spelling in (each, _SUFFIX.sub("", each)):
                if len(spelling) > 1:
                    found.setdefault(plain_name(spelling), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def district_named(text: str, names: Mapping[str, str]) -> str:
    """Code of the district; a second name in brackets must mean the same one. Empty when it is not clear."""
    name = plain_name(text)
    if name in names:
        return names[name]
    bracketed = _BRACKETED.match(name)
    codes = {names.get(part, "") for part in bracketed.groups()} if bracketed else set()
    return codes.pop() if len(codes) == 1 else ""
