"""How is a scoring table told in the words of offices? One row of texts for each item, for the back office, files and the
trail; ``rubric_files`` reads the same rows back.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from core.audit import Change
from rulebook.cell_text import anchors_text, items_text, levels_text
from rulebook.rubric import (
    EVIDENCE,
    HOW,
    PURPOSES,
    STEPPED,
    Criterion,
    How,
    PassMark,
    Purpose,
    Rubric,
    Veto,
    points_text,
)
from rulebook.rubric_checks import Vocabulary
from rulebook.scale_text import Unit, steps_text

Row = dict[str, Any]


def _points(tenths: int) -> int | Decimal:
    return tenths // 10 if tenths % 10 == 0 else Decimal(tenths) / 10


def _purposes(purposes: Iterable[Purpose]) -> list[str]:
    return [PURPOSES[each] for each in purposes]


def _unit(fact: str, vocabulary: Vocabulary) -> Unit:
    found = vocabulary.facts.get(fact)
    return found.unit if found else Unit()


def scale_of(each: Criterion, vocabulary: Vocabulary) -> str:
    """Steps, answers or anchors in one cell."""
    if each.how in STEPPED:
        return steps_text(each.steps, _unit(each.fact, vocabulary), fewer_is_better=each.fewer_is_better)
    return anchors_text(each.levels) if each.how == How.JUDGEMENT else levels_text(each.levels)


def criterion_row(each: Criterion, vocabulary: Vocabulary) -> Row:
    """What stays empty is left out."""
    row = {
        "code": each.code,
        "title": each.title,
        "standard": each.standard,
        "how": HOW[each.how],
        "points": _points(each.points),
        "purposes": _purposes(each.purposes),
        "evidence": [EVIDENCE[code] for code in each.evidence],
        "fact": each.fact,
        "fewer_is_better": each.fewer_is_better,
        "scale": scale_of(each, vocabulary),
        "items": items_text(each.items, vocabulary.facilities),
        "is_basic": each.is_basic,
        "may_not_apply": each.may_not_apply,
    }
    return {name: value for name, value in row.items() if value not in ("", [], False)}


def veto_row(each: Veto, vocabulary: Vocabulary) -> Row:
    fact = vocabulary.facts.get(each.fact)
    answers = fact.answers if fact else {}
    least = None if each.at_least is None else Decimal(_unit(each.fact, vocabulary).written(each.at_least))
    row = {
        "code": each.code,
        "title": each.title,
        "purposes": _purposes(each.purposes),
        "fact": each.fact,
        "at_least": int(least) if least is not None and least == int(least) else least,
        "answers": [answers.get(code, code) for code in each.answers],
    }
    return {name: value for name, value in row.items() if value not in ("", [], None)}


def mark_row(each: PassMark) -> Row:
    row = {
        "purpose": PURPOSES[each.purpose],
        "pass_at": _points(each.pass_at),
        "rectify_at": _points(each.rectify_at),
        "dimension_percent": each.dimension_percent,
        "needs_basics": each.needs_basics,
    }
    return {name: value for name, value in row.items() if value is not False}


def rubric_row(rubric: Rubric, vocabulary: Vocabulary) -> Row:
    """The whole table as a pack file holds it."""
    return {
        "site_type": rubric.site_type,
        "title": rubric.title,
        "half_points": rubric.half_points,
        "gap_limit": _points(rubric.gap_limit),
        "least_sample": rubric.least_sample,
        "mark": [mark_row(mark) for mark in rubric.marks],
        "dimension": [
            {
                "code": dimension.code,
                "name": dimension.name,
                "criterion": [criterion_row(each, vocabulary) for each in dimension.criteria],
            }
            for dimension in rubric.dimensions
        ],
        "veto": [veto_row(veto, vocabulary) for veto in rubric.vetoes],
    }


#: How a cell is said in a line, where its value alone says too little.
_TOLD = {
    "points": "{} 分",
    "fewer_is_better": "数值越小越好",
    "is_basic": "基本项",
    "may_not_apply": "可不适用",
    "at_least": "低于 {} 即否决",
    "pass_at": "{} 分合格",
    "rectify_at": "{} 分以下不合格",
    "dimension_percent": "各大类不低于 {}%",
    "needs_basics": "基本项须全部达标",
}


def _said(row: Row, vocabulary: Vocabulary) -> str:
    """One line for the trail, without the code that labels it."""
    cells = ((name, value) for name, value in row.items() if name != "code" and value is not False)
    return ";".join(_value(name, value, vocabulary) for name, value in cells)


def _value(name: str, value: Any, vocabulary: Vocabulary) -> str:
    if name == "fact":
        found = vocabulary.facts.get(value)
        return f"看“{found.label}”" if found else str(value)
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return _TOLD.get(name, "{}").format(value)


def lines_of(rubric: Rubric, vocabulary: Vocabulary) -> dict[str, str]:
    """Every item, veto and mark by a label of its own, as the trail tells what changed."""
    own = {
        "可打半分": "是" if rubric.half_points else "否",
        "差距说明界限": f"{points_text(rubric.gap_limit)} 分",
    }
    own |= {"满意度最少有效问卷": f"{rubric.least_sample} 份", "名称": rubric.title}
    for dimension in rubric.dimensions:
        own[dimension.code] = dimension.name
        own |= {each.code: _said(criterion_row(each, vocabulary), vocabulary) for each in dimension.criteria}
    own |= {veto.code: _said(veto_row(veto, vocabulary), vocabulary) for veto in rubric.vetoes}
    own |= {f"{PURPOSES[mark.purpose]}合格线": _said(mark_row(mark), vocabulary) for mark in rubric.marks}
    return own


def rubric_differences(old: Rubric | None, new: Rubric | None, vocabulary: Vocabulary) -> dict[str, Change]:
    """What changed between two versions of a table, item by item; one of them may not exist."""
    before = lines_of(old, vocabulary) if old else {}
    after = lines_of(new, vocabulary) if new else {}
    title = (new or old or Rubric(site_type="", title="评分表", dimensions=())).title
    return {
        f"{title} {label}": (before.get(label, ""), after.get(label, ""))
        for label in before | after
        if before.get(label, "") != after.get(label, "")
    }
