"""How is a pasted list of districts read? One a line, code and name; everything wrong is told by its line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_DISTRICTS = 200
MOST_NAME = 40

_LINE = re.compile(r"(?P<code>\d{6})[\s,;、:]+(?P<name>\S.*)")
_SUFFIXES = ("自治县", "新区", "区", "县", "市")


@dataclass(frozen=True)
class NamedDistrict:
    """What a line says; centre and radius can be added later."""

    code: str
    name: str

    @property
    def short_name(self) -> str:
        """The name without its last word, where two characters are left."""
        for suffix in _SUFFIXES:
            short = self.name.removesuffix(suffix)
            if short != self.name and len(short) >= 2:
                return short[:20]
        return self.name[:20]


def read_districts(text: str) -> tuple[list[NamedDistrict], list[str]]:
    """The districts in their order, and a sentence for each line that cannot be taken."""
    found: dict[str, NamedDistrict] = {}
    problems: list[str] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = unicodedata.normalize("NFKC", raw).strip()
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            problems.append(f"第 {number} 行应为“代码,名称”,代码为 6 位数字,如 330203,海曙区。")
            continue
        each = NamedDistrict(match["code"], match["name"].strip())
        problem = _problem(each, found)
        if problem:
            problems.append(f"第 {number} 行:{problem}")
        else:
            found[each.code] = each
    if len(found) > MOST_DISTRICTS:
        problems.append(f"一个市最多 {MOST_DISTRICTS} 个区(市),请检查是否粘贴了其他内容。")
    return list(found.values()), problems


def _problem(each: NamedDistrict, found: dict[str, NamedDistrict]) -> str:
    if each.code in found:
        return f"代码 {each.code} 重复,请删除其中一行。"
    if any(each.name == other.name for other in found.values()):
        return f"名称“{each.name}”重复,请删除其中一行。"
    if len(each.name) > MOST_NAME:
        return f"名称最多 {MOST_NAME} 个字,请缩短。"
    return ""
