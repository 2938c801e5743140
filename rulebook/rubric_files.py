"""How is a scoring table read from the tables of a pack file? In the words of offices; judged by ``rubric_checks``.

Points are written as points (``7.5``), purposes, ways of scoring and evidence by their labels, scales in one text.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rulebook.cell_text import read_anchors, read_items, read_levels
from rulebook.row_values import (
    BadRow,
    Row,
    by_label,
    chosen_in,
    fact_in,
    flag_in,
    least_in,
    number_in,
    points_in,
    refuse_strangers,
    several_in,
    tables_in,
    text_in,
)
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
from rulebook.scale_text import BadScale, read_steps

_HOW = by_label(HOW)
_PURPOSE = by_label(PURPOSES)
_EVIDENCE = by_label(EVIDENCE)


def _names(kind: type) -> frozenset[str]:
    return frozenset(each.name for each in fields(kind))


#: What each kind of row may say.
_TABLE = _names(Rubric) - {"dimensions", "vetoes", "marks"} | {"dimension", "veto", "mark"}
_HEAD = _names(Dimension) - {"criteria"} | {"criterion"}
_ITEM = _names(Criterion) - {"steps", "levels"} | {"scale"}
_CASE, _LINE = _names(Veto), _names(PassMark)


def read_rubric(row: Row, problems: list[str]) -> Rubric | None:
    """The table in this row; what cannot be read is told in ``problems``, item by item."""
    site_type = str(row.get("site_type", ""))
    vocabulary = vocabulary_of(site_type)
    if vocabulary is None:
        problems.append(f"评分表:没有“{site_type}”这种阵地类型,请检查类型代码。")
        return None
    before = len(problems)
    dimensions = [_dimension(each, vocabulary, problems) for each in tables_in(row, "dimension", problems)]
    vetoes = [
        _told(problems, read_veto, each, vocabulary, _CASE) for each in tables_in(row, "veto", problems)
    ]
    marks = [_told(problems, read_mark, each, vocabulary, _LINE) for each in tables_in(row, "mark", problems)]
    rubric = _told(problems, _table, row, vocabulary, _TABLE)
    if rubric is None or len(problems) > before:
        return None
    return Rubric(
        **rubric,
        dimensions=tuple(each for each in dimensions if each),
        vetoes=tuple(each for each in vetoes if each),
        marks=tuple(each for each in marks if each),
    )


def _told(problems: list[str], read: Any, row: Row, vocabulary: Vocabulary, known: frozenset[str]) -> Any:
    try:
        refuse_strangers(row, known)
        return read(row, vocabulary)
    except (BadRow, BadScale) as bad:
        problems.append(f"{row.get('code') or row.get('title') or row.get('purpose') or '评分表'}:{bad}")
        return None


def _table(row: Row, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "site_type": text_in(row, "site_type"),
        "title": text_in(row, "title"),
        "half_points": flag_in(row, "half_points", default=True),
        "gap_limit": points_in(row, "gap_limit", default=100),
        "least_sample": number_in(row, "least_sample", default=10),
    }


def _dimension(row: Row, vocabulary: Vocabulary, problems: list[str]) -> Dimension | None:
    head = _told(problems, _head, row, vocabulary, _HEAD)
    criteria = [
        _told(problems, read_criterion, each, vocabulary, _ITEM)
        for each in tables_in(row, "criterion", problems)
    ]
    return head and Dimension(**head, criteria=tuple(each for each in criteria if each))


def _head(row: Row, vocabulary: Vocabulary) -> dict[str, str]:
    return {"code": text_in(row, "code"), "name": text_in(row, "name")}


def read_criterion(row: Row, vocabulary: Vocabulary) -> Criterion:
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
    text, fact = str(row.get("scale", "")), fact_in(row, vocabulary)
    found: dict[str, Any] = {}
    if how in STEPPED:
        found["steps"] = read_steps(text, fact.unit, fewer_is_better=fewer_is_better)
    elif how == How.LOOKUP:
        found["levels"] = read_levels(text, by_label(fact.answers))
    else:
        found["levels"] = read_levels(text) if how == How.CHOICE else read_anchors(text)
    if how == How.CHECKLIST:
        found["items"] = read_items(str(row.get("items", "")), by_label(vocabulary.facilities))
    return found


def read_veto(row: Row, vocabulary: Vocabulary) -> Veto:
    fact = fact_in(row, vocabulary)
    return Veto(
        code=text_in(row, "code"),
        title=text_in(row, "title"),
        purposes=_purposes(row),
        fact=str(row.get("fact", "")),
        at_least=least_in(row, "at_least", fact),
        answers=tuple(several_in(row, "answers", by_label(fact.answers))),
    )


def read_mark(row: Row, vocabulary: Vocabulary) -> PassMark:
    return PassMark(
        purpose=Purpose(chosen_in(row, "purpose", _PURPOSE)),
        pass_at=points_in(row, "pass_at"),
        rectify_at=points_in(row, "rectify_at"),
        dimension_percent=number_in(row, "dimension_percent", default=0),
        needs_basics=flag_in(row, "needs_basics", default=False),
    )


def _purposes(row: Row) -> tuple[Purpose, ...]:
    return tuple(Purpose(code) for code in several_in(row, "purposes", _PURPOSE))
