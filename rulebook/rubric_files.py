"""How is a scoring table read from the tables of a pack file? In the words of offices; judged by ``rubric_checks``.

Points are written as points (``7.5``), purposes, ways of scoring and evidence by their labels, scales in one text.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rulebook.cell_text import read_anchors, read_items, read_levels
from rulebook.row_values import (
    BadRow,
    Row,
    chosen_in,
    flag_in,
    number_in,
    points_in,
    refuse_strangers,
    several_in,
    text_in,
)
from rulebook.rubric import (
    AUTOMATIC,
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
from rulebook.rubric_checks import FactKind, Vocabulary, vocabulary_of
from rulebook.scale_text import BadScale, Unit, read_steps

_HOW = {label: code for code, label in HOW.items()}
_PURPOSE = {label: code for code, label in PURPOSES.items()}
_EVIDENCE = {label: code for code, label in EVIDENCE.items()}

#: What each kind of row may say.
_TABLE = frozenset(
    ["site_type", "title", "half_points", "gap_limit", "least_sample", "dimension", "veto", "mark"]
)
_HEAD = frozenset(["code", "name", "criterion"])
_ITEM = frozenset(
    [
        "code",
        "title",
        "standard",
        "how",
        "points",
        "purposes",
        "evidence",
        "fact",
        "fewer_is_better",
        "scale",
        "items",
        "is_basic",
        "may_not_apply",
    ]
)
_CASE = frozenset(["code", "title", "purposes", "fact", "at_least", "answers"])
_LINE = frozenset(["purpose", "pass_at", "rectify_at", "dimension_percent", "needs_basics"])


def read_rubric(row: Row, problems: list[str]) -> Rubric | None:
    """The table in this row; what cannot be read is told in ``problems``, item by item."""
    site_type = str(row.get("site_type", ""))
    vocabulary = vocabulary_of(site_type)
    if vocabulary is None:
        problems.append(f"评分表:没有“{site_type}”这种阵地类型,请检查类型代码。")
        return None
    before = len(problems)
    dimensions = [_dimension(each, vocabulary, problems) for each in _rows(row, "dimension")]
    vetoes = [_told(problems, _veto, each, vocabulary) for each in _rows(row, "veto")]
    marks = [_told(problems, _mark, each, vocabulary) for each in _rows(row, "mark")]
    rubric = _told(problems, _table, row, vocabulary)
    if rubric is None or len(problems) > before:
        return None
    return Rubric(
        **rubric,
        dimensions=tuple(each for each in dimensions if each),
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
    refuse_strangers(row, _TABLE)
    return {
        "site_type": text_in(row, "site_type"),
        "title": text_in(row, "title"),
        "half_points": flag_in(row, "half_points", default=True),
        "gap_limit": points_in(row, "gap_limit", default=100),
        "least_sample": number_in(row, "least_sample", default=10),
    }


def _dimension(row: Row, vocabulary: Vocabulary, problems: list[str]) -> Dimension | None:
    head = _told(problems, _head, row, vocabulary)
    criteria = [_told(problems, _criterion, each, vocabulary) for each in _rows(row, "criterion")]
    return head and Dimension(**head, criteria=tuple(each for each in criteria if each))


def _head(row: Row, vocabulary: Vocabulary) -> dict[str, str]:
    refuse_strangers(row, _HEAD)
    return {"code": text_in(row, "code"), "name": text_in(row, "name")}


def _criterion(row: Row, vocabulary: Vocabulary) -> Criterion:
    refuse_strangers(row, _ITEM)
    how = How(chosen_in(row, "how", _HOW))
    fewer = flag_in(row, "fewer_is_better", default=False)
    return Criterion(
        code=text_in(row, "code"),
        title=text_in(row, "title"),
        standard=text_in(row, "standard"),
        how=how,
        points=points_in(row, "points"),
        purposes=_purposes(row),
        evidence=tuple(several_in(row, "evidence", _EVIDENCE)),
        fact=str(row.get("fact", "")),
        fewer_is_better=fewer,
        **_scale(how, row, vocabulary, fewer_is_better=fewer),
        is_basic=flag_in(row, "is_basic", default=False),
        may_not_apply=flag_in(row, "may_not_apply", default=False),
    )


def _scale(how: How, row: Row, vocabulary: Vocabulary, *, fewer_is_better: bool) -> dict[str, Any]:
    text, fact = str(row.get("scale", "")), None
    if how in AUTOMATIC and how != How.CHECKLIST:
        fact = _fact(row, vocabulary)
    found: dict[str, Any] = {}
    if how in STEPPED:
        found["steps"] = read_steps(text, _unit(fact), fewer_is_better=fewer_is_better)
    elif how == How.LOOKUP:
        found["levels"] = read_levels(text, _answers(fact))
    else:
        found["levels"] = read_levels(text) if how == How.CHOICE else read_anchors(text)
    if how == How.CHECKLIST:
        codes = {label: code for code, label in vocabulary.facilities.items()}
        found["items"] = read_items(str(row.get("items", "")), codes)
    return found


def _fact(row: Row, vocabulary: Vocabulary) -> FactKind | None:
    """The fact named, if one is; a name nobody knows is told here, before its numbers seem to be wrong."""
    name = str(row.get("fact", ""))
    if name and name not in vocabulary.facts:
        raise BadRow(f"指定的登记资料“{name}”不属于这一类型,请另选。")
    return vocabulary.facts.get(name)


def _unit(fact: FactKind | None) -> Unit:
    return fact.unit if fact else Unit()


def _answers(fact: FactKind | None) -> dict[str, str]:
    return {label: code for code, label in fact.answers.items()} if fact else {}


def _veto(row: Row, vocabulary: Vocabulary) -> Veto:
    refuse_strangers(row, _CASE)
    fact = _fact(row, vocabulary)
    return Veto(
        code=text_in(row, "code"),
        title=text_in(row, "title"),
        purposes=_purposes(row),
        fact=str(row.get("fact", "")),
        at_least=_least(row, fact),
        answers=tuple(several_in(row, "answers", _answers(fact))),
    )


def _least(row: Row, fact: FactKind | None) -> int | None:
    least = row.get("at_least")
    if least is None:
        return None
    if isinstance(least, bool) or not isinstance(least, int | Decimal):
        raise BadRow("项目“at_least”应为数字。")
    return _unit(fact).stored(str(least))


def _mark(row: Row, vocabulary: Vocabulary) -> PassMark:
    refuse_strangers(row, _LINE)
    return PassMark(
        purpose=Purpose(chosen_in(row, "purpose", _PURPOSE)),
        pass_at=points_in(row, "pass_at"),
        rectify_at=points_in(row, "rectify_at"),
        dimension_percent=number_in(row, "dimension_percent", default=0),
        needs_basics=flag_in(row, "needs_basics", default=False),
    )


def _purposes(row: Row) -> tuple[Purpose, ...]:
    return tuple(Purpose(code) for code in several_in(row, "purposes", _PURPOSE))
