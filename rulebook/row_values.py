"""How is one value read from a row of a pack file? What is missing, strange or of another kind is refused in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from rulebook.rubric_checks import FactKind, Vocabulary
from rulebook.scale_text import points_of

C = TypeVar("C", bound=str)

Row = Mapping[str, Any]


class BadRow(ValueError):
    """A row of the file that cannot be read; the message says what to mend."""


def tables_in(row: Row, name: str, problems: list[str]) -> list[Row]:
    """The rows under this name; anything else that stands there is told in ``problems``."""
    found = row.get(name, [])
    if isinstance(found, list) and all(isinstance(each, dict) for each in found):
        return found
    problems.append(f"项目“{name}”应写成 [[{name}]] 的行,请对照样例。")
    return []


def refuse_strangers(row: Row, known: Collection[str]) -> None:
    """A misspelt name would be left out in silence, and the table would score something else."""
    strange = [name for name in row if name not in known]
    if strange:
        raise BadRow(f"不认识的项目“{'、'.join(strange)}”,请对照样例修改。")


def by_label(labels: Mapping[C, str]) -> dict[str, C]:
    """What people write → its code."""
    return {label: code for code, label in labels.items()}


def fact_in(row: Row, vocabulary: Vocabulary) -> FactKind:
    """The fact that is named, or one of plain counts; a strange name is told before its numbers seem wrong."""
    name = str(row.get("fact", ""))
    if name and name not in vocabulary.facts:
        raise BadRow(f"指定的登记资料“{name}”不属于这一类型,请另选。")
    return vocabulary.facts.get(name) or FactKind("")


def least_in(row: Row, name: str, fact: FactKind) -> int | None:
    """In the fact's stored unit."""
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadRow(f"项目“{name}”应为数字。")
    return fact.unit.stored(str(value))


def text_in(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadRow(f"缺少项目“{name}”。")
    return value.strip()


def number_in(row: Row, name: str, *, default: int | None = None) -> int:
    value = row.get(name, default)
    if type(value) is not int:
        raise BadRow(f"项目“{name}”应为整数。")
    return value


def points_in(row: Row, name: str, *, default: int | None = None) -> int:
    """Tenths of a point."""
    value = row.get(name)
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadRow(f"项目“{name}”应为分数。")
    return points_of(str(value))


def flag_in(row: Row, name: str, *, default: bool) -> bool:
    value = row.get(name, default)
    if not isinstance(value, bool):
        raise BadRow(f"项目“{name}”应为 true 或 false。")
    return value


def chosen_in(row: Row, name: str, known: Mapping[str, str]) -> str:
    label = str(row.get(name, ""))
    if label not in known:
        raise BadRow(f"“{label}”不是可选的“{name}”,可填的有:{'、'.join(known)}。")
    return known[label]


def several_in(row: Row, name: str, known: Mapping[str, str]) -> list[str]:
    labels = row.get(name, [])
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise BadRow(f"项目“{name}”应为名称的列表,请对照样例。")
    strange = [str(label) for label in labels if label not in known]
    if strange:
        raise BadRow(f"“{'、'.join(strange)}”不是可选的“{name}”,可填的有:{'、'.join(known)}。")
    return [known[label] for label in labels]
