"""How is a scoring table read from the tables of a pack file? In the words of offices; judged by ``rubric_checks``.

Points are written as points (``7.5``), purposes, ways of scoring and evidence by their labels, scales in one text.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rulebook.cell_text import read_anchors, read_items, read_levels
from rulebook.rubric import (
    EVIDENCE,
    HOW,
    PURPOSES,
    STEPPED,
    Criterion,
    Dimension,
    How,
    PassMark,
    Purpose,
    Rubric,
    Veto,
)
from rulebook.rubric_checks import Vocabulary, vocabulary_of
from rulebook.scale_text import BadScale, Unit, points_of, read_steps

_HOW = {label: code for code, label in HOW.items()}
_PURPOSE = {label: code for code, label in PURPOSES.items()}
_EVIDENCE = {label: code for code, label in EVIDENCE.items()}
_NOBODY = Vocabulary({}, {})

Row = Mapping[str, Any]


class BadRow(ValueError):
    """A row of the file that cannot be read."""


def read_rubric(row: Row, problems: list[str]) -> Rubric | None:
    """The table in this row; what cannot be read is told in ``problems``, item by item."""
    vocabulary = vocabulary_of(str(row.get("site_type", ""))) or _NOBODY
    before = len(problems)
    dimensions = [_dimension(each, vocabulary, problems) for each in _rows(row, "dimension")]
    vetoes = [_told(problems, read_veto, each, vocabulary) for each in _rows(row, "veto")]
    marks = [_told(problems, read_mark, each, vocabulary) for each in _rows(row, "mark")]
    rubric = _told(problems, _table, row, vocabulary)
    if rubric is None or len(problems) > before:
        return None
    return Rubric(
        **rubric,
        dimensions=tuple(dimensions),
        vetoes=tuple(each for each in vetoes if each),
        marks=tuple(each for each in marks if each),
    )


def _rows(row: Row, name: str) -> list[Row]:
    found = row.get(name, [])
    return found if isinstance(found, list) else []


def _told(problems: list[str], read: Any, row: Row, vocabulary: Vocabulary) -> Any:
    try:
        return read(row, vocabulary)
    except (BadRow, BadScale) as bad:
        problems.append(f"{row.get('code') or row.get('title') or row.get('purpose') or '评分表'}:{bad}")
        return None


def _table(row: Row, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "site_type": _text(row, "site_type"),
        "title": _text(row, "title"),
        "half_points": _flag(row, "half_points", default=True),
        "gap_limit": _points(row, "gap_limit", default=100),
        "least_sample": _number(row, "least_sample", default=10),
    }


def _dimension(row: Row, vocabulary: Vocabulary, problems: list[str]) -> Dimension:
    criteria = [_told(problems, read_criterion, each, vocabulary) for each in _rows(row, "criterion")]
    return Dimension(
        code=str(row.get("code", "")),
        name=str(row.get("name", "")),
        criteria=tuple(each for each in criteria if each),
    )


def read_criterion(row: Row, vocabulary: Vocabulary) -> Criterion:
    how = How(_chosen(row, "how", _HOW))
    fewer = _flag(row, "fewer_is_better", default=False)
    return Criterion(
        code=_text(row, "code"),
        title=_text(row, "title"),
        standard=_text(row, "standard"),
        how=how,
        points=_points(row, "points"),
        purposes=_purposes(row),
        evidence=tuple(_several(row, "evidence", _EVIDENCE)),
        fact=str(row.get("fact", "")),
        fewer_is_better=fewer,
        **_scale(how, row, vocabulary, fewer_is_better=fewer),
        is_basic=_flag(row, "is_basic", default=False),
        may_not_apply=_flag(row, "may_not_apply", default=False),
    )


def _scale(how: How, row: Row, vocabulary: Vocabulary, *, fewer_is_better: bool) -> dict[str, Any]:
    text, named = str(row.get("scale", "")), str(row.get("fact", ""))
    fact = vocabulary.facts.get(named)
    if named and fact is None:
        raise BadRow(f"指定的登记资料“{named}”不属于这一类型,请另选。")
    found: dict[str, Any] = {}
    if how in STEPPED:
        unit = fact.unit if fact else Unit()
        found["steps"] = read_steps(text, unit, fewer_is_better=fewer_is_better)
    elif how == How.LOOKUP:
        answers = {label: code for code, label in fact.answers.items()} if fact else {}
        found["levels"] = read_levels(text, answers)
    else:
        found["levels"] = read_levels(text) if how == How.CHOICE else read_anchors(text)
    if how == How.CHECKLIST:
        codes = {label: code for code, label in vocabulary.facilities.items()}
        found["items"] = read_items(str(row.get("items", "")), codes)
    return found


def read_veto(row: Row, vocabulary: Vocabulary) -> Veto:
    fact = vocabulary.facts.get(str(row.get("fact", "")))
    answers = {label: code for code, label in fact.answers.items()} if fact else {}
    least = row.get("at_least")
    return Veto(
        code=_text(row, "code"),
        title=_text(row, "title"),
        purposes=_purposes(row),
        fact=str(row.get("fact", "")),
        at_least=None if least is None else (fact.unit if fact else Unit()).stored(str(least)),
        answers=tuple(_several(row, "answers", answers)),
    )


def read_mark(row: Row, vocabulary: Vocabulary) -> PassMark:
    return PassMark(
        purpose=Purpose(_chosen(row, "purpose", _PURPOSE)),
        pass_at=_points(row, "pass_at"),
        rectify_at=_points(row, "rectify_at"),
        dimension_percent=_number(row, "dimension_percent", default=0),
        needs_basics=_flag(row, "needs_basics", default=False),
    )


def _purposes(row: Row) -> tuple[Purpose, ...]:
    return tuple(Purpose(code) for code in _several(row, "purposes", _PURPOSE))


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadRow(f"缺少项目“{name}”。")
    return value.strip()


def _number(row: Row, name: str, *, default: int | None = None) -> int:
    value = row.get(name, default)
    if type(value) is not int:
        raise BadRow(f"项目“{name}”应为整数。")
    return value


def _points(row: Row, name: str, *, default: int | None = None) -> int:
    value = row.get(name)
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadRow(f"项目“{name}”应为分数。")
    return points_of(str(value))


def _flag(row: Row, name: str, *, default: bool) -> bool:
    value = row.get(name, default)
    if not isinstance(value, bool):
        raise BadRow(f"项目“{name}”应为 true 或 false。")
    return value


def _chosen(row: Row, name: str, known: Mapping[str, str]) -> str:
    label = str(row.get(name, ""))
    if label not in known:
        raise BadRow(f"“{label}”不是可选的“{name}”,可填的有:{'、'.join(known)}。")
    return known[label]


def _several(row: Row, name: str, known: Mapping[str, str]) -> list[str]:
    labels = row.get(name, [])
    if not isinstance(labels, list):
        raise BadRow(f"项目“{name}”应为列表。")
    strange = [str(label) for label in labels if label not in known]
    if strange:
        raise BadRow(f"“{'、'.join(strange)}”不是可选的“{name}”,可填的有:{'、'.join(known)}。")
    return [known[label] for label in labels]
