"""How is a fact said on a page? Label and value as texts; an empty fact is 未核实."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Field

from core.words import chinese_day
from sites.facilities import label_of as facility_label
from sites.hours import describe_json
from sites.models import SiteVersion
from sites.pins import pin_words
from sites.sections import BLANK, NOT_GIVEN, PAIRED, SECTIONS, Section
from sites.site_type import missing_facts


@dataclass(frozen=True)
class Line:
    """One line of a summary list."""

    name: str
    label: str
    text: str
    is_blank: bool
    is_mandatory: bool


def _money(value: int) -> str:
    return f"{value / 100:,.2f} 元" if value % 100 else f"{value // 100:,} 元"


def _photos(version: SiteVersion) -> str:
    return f"{len(version.pictures)} 张" if version.pictures else ""


def hours_words(stored: Any) -> str:
    return ";".join(describe_json(stored))


_SPECIAL: dict[str, Callable[[SiteVersion], str]] = {
    "site_type": lambda v: v.type_label,
    "area_hundredths": lambda v: "" if v.area_hundredths is None else f"{v.area_hundredths / 100:g} 平方米",
    "capacity": lambda v: "" if v.capacity is None else f"{v.capacity} 人",
    "lat": pin_words,
    "facilities": lambda v: "、".join(facility_label(code) for code in v.facilities),
    "hours": lambda v: hours_words(v.hours) if v.hours else "",
    "photos": _photos,
    "district": lambda v: v.district.name,
    "type_facts": lambda v: ";".join(f"{label}:{text}" for label, text in type_facts(v) if text),
}

_LABELS = {"photos": "照片", "lat": "坐标", "type_facts": "本类型信息"}


def _column(name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", SiteVersion._meta.get_field(name))


def label_of(name: str) -> str:
    """What people call the fact."""
    return _LABELS.get(name) or str(_column(name).verbose_name)


def labels_of(name: str) -> dict[Any, str]:
    """Words for the codes that the fact is stored as; empty for what is no choice."""
    return {code: str(label) for code, label in _column(name).flatchoices}


def text_of(version: SiteVersion, name: str) -> str:
    """The fact as a text with its unit; ``未核实`` when empty."""
    if name in _SPECIAL:
        return _SPECIAL[name](version) or BLANK
    value: Any = getattr(version, name)
    if value is None:
        return BLANK
    if name.endswith("_fen"):
        return _money(value)
    return _said(value, dict(_column(name).flatchoices)) or BLANK


def _said(value: Any, labels: dict[Any, Any]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_day(value)
    return str(labels.get(value, value)).strip()


def type_facts(version: SiteVersion) -> list[tuple[str, str]]:
    """Label and text of each fact of the site's type, in the order of its module."""
    return [(fact.label, fact.text(version.type_facts.get(fact.name))) for fact in version.kind.facts]


def lines_of(version: SiteVersion, section: Section) -> list[Line]:
    """The summary of one section."""
    lines = [
        Line(name, label_of(name), text, text == BLANK, name in section.mandatory)
        for name in section.fields
        if name not in PAIRED and name != "type_facts"
        for text in [text_of(version, name)]
    ]
    if "type_facts" in section.fields:
        lines += [
            Line("type_facts", label, text or BLANK, not text, False) for label, text in type_facts(version)
        ]
    return lines


def lines_told(version: SiteVersion, names: Iterable[str]) -> list[tuple[str, str]]:
    """Label and text, to stand in one sentence, of what is given; of what is not, only what a filing expects, as 未填写."""
    texts = [(name, text_of(version, name)) for name in names]
    wanted = {name for section in SECTIONS for name in section.mandatory | section.expected}
    return [
        (label_of(name), NOT_GIVEN if text == BLANK else text.rstrip("。;"))
        for name, text in texts
        if text != BLANK or name in wanted
    ]


def side_by_side(one: SiteVersion, other: SiteVersion, section: Section) -> list[tuple[str, str, str]]:
    """Label and both texts of each line of a section; what only one of two types has is 未核实 in the other."""
    ones = {line.label: line.text for line in lines_of(one, section)}
    others = {line.label: line.text for line in lines_of(other, section)}
    return [(label, ones.get(label, BLANK), others.get(label, BLANK)) for label in ones | others]


def section_state(version: SiteVersion, section: Section) -> str:
    """未填 · 填写中 · 已填, from what is there."""
    wanted = section.mandatory | section.expected
    filled = {name for name in section.fields if name not in PAIRED and text_of(version, name) != BLANK}
    if wanted <= filled and not _missing_of_type(version, section):
        return "已填"
    started = {name for name in filled if name not in ("site_type", "district", "is_sensitive")}
    return "填写中" if started else "未填"


def missing_mandatory(version: SiteVersion) -> list[tuple[Section, str]]:
    """What must still be filled before submitting: section and label."""
    return [
        (section, label_of(name))
        for section in SECTIONS
        for name in sorted(section.mandatory)
        if text_of(version, name) == BLANK
    ]


def not_verified(version: SiteVersion) -> list[tuple[Section, str]]:
    """Expected facts that nobody has given yet: section and label."""
    return [
        (section, label)
        for section in SECTIONS
        for label in [
            *(label_of(n) for n in section.fields if n in section.expected and text_of(version, n) == BLANK),
            *_missing_of_type(version, section),
        ]
    ]


def _missing_of_type(version: SiteVersion, section: Section) -> list[str]:
    """Labels of the facts that the site's type expects and nobody has given."""
    if "type_facts" not in section.fields:
        return []
    return [fact.label for fact in missing_facts(version.kind, version.type_facts)]
