"""Small scoring tables for tests, and strategies that make any."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from rulebook.outcome import Answer, Known, NotApplicable
from rulebook.rubric import (
    Criterion,
    Dimension,
    How,
    Level,
    PassMark,
    Purpose,
    Rubric,
    Step,
    Veto,
)

ALL = tuple(Purpose)


def criterion(code: str, how: How = How.JUDGEMENT, points: int = 100, **more: Any) -> Criterion:
    more.setdefault("purposes", ALL)
    return Criterion(code=code, title=f"{code}项", standard="按规定。", how=how, points=points, **more)


def rubric(*criteria: Criterion, **more: Any) -> Rubric:
    """One head with these items, or several when they are given as lists."""
    heads = [each if isinstance(each, list) else None for each in criteria]
    groups = [list(criteria)] if not any(heads) else [head for head in heads if head]
    dimensions = tuple(
        Dimension(code=f"D{number}", name=f"第{number}类", criteria=tuple(group))
        for number, group in enumerate(groups, 1)
    )
    return Rubric(site_type="nursing_room", title="评分表", dimensions=dimensions, **more)


def mark(purpose: Purpose = Purpose.YEARLY, **more: Any) -> PassMark:
    return PassMark(**{"purpose": purpose, "pass_at": 800, "rectify_at": 600, **more})


AREA = criterion(
    "N1.2",
    How.THRESHOLD,
    80,
    fact="area",
    steps=(Step(limit=1000, points=80), Step(limit=600, points=40)),
)
FAULTS = criterion(
    "N2.6",
    How.COUNT,
    50,
    fact="open_faults",
    fewer_is_better=True,
    steps=(Step(limit=0, points=50), Step(limit=2, points=25)),
)
PRIVACY = criterion(
    "N1.1",
    How.LOOKUP,
    80,
    fact="nursing_room.privacy",
    levels=(
        Level(code="separate", label="独立房间", points=80),
        Level(code="partition", label="隔断", points=40),
        Level(code="shared", label="合用", points=0),
    ),
)
BASICS = criterion(
    "N1.4",
    How.CHECKLIST,
    100,
    items=("table", "seats", "wash_basin|hot_water"),
    steps=(Step(limit=3, points=100), Step(limit=2, points=60), Step(limit=1, points=20)),
)
RULES = criterion(
    "N2.1",
    How.CHOICE,
    50,
    levels=(Level(code="full", label="齐全", points=50), Level(code="none", label="没有", points=0)),
)
CARE = criterion("N3.4", How.JUDGEMENT, 40, may_not_apply=True)
ACCIDENT = Veto(code="V1", title="发生安全责任事故", purposes=ALL)
SMALL = Veto(code="V2", title="人均面积不足", purposes=ALL, fact="per_child", at_least=250)


@st.composite
def any_rubric(draw: st.DrawFn) -> Rubric:
    """Judged and stepped items of any points, in one to three heads."""
    heads = draw(st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=5), min_size=1, max_size=3))
    number, groups = 0, []
    for points in heads:
        group = []
        for units in points:
            number += 1
            group.append(_any_criterion(draw, f"A{number}", units * 5))
        groups.append(group)
    marks = tuple(mark(purpose) for purpose in ALL)
    return rubric(*groups, marks=marks)  # type: ignore[arg-type]  # heads as lists


def _any_criterion(draw: st.DrawFn, code: str, points: int) -> Criterion:
    if draw(st.booleans()):
        return criterion(code, How.JUDGEMENT, points, may_not_apply=draw(st.booleans()))
    limits = sorted(draw(st.sets(st.integers(-50, 50), min_size=1, max_size=4)))
    worth = sorted(draw(st.sets(st.integers(0, points), min_size=len(limits), max_size=len(limits))))
    steps = [
        Step(limit=limit, points=value) for limit, value in zip(limits, [*worth[:-1], points], strict=True)
    ]
    return criterion(code, How.THRESHOLD, points, fact=f"f_{code}", steps=tuple(steps))


@st.composite
def any_case(draw: st.DrawFn) -> tuple[Rubric, dict[str, Any], dict[str, Answer]]:
    """A table with facts and answers for it, some of them missing."""
    table = draw(any_rubric())
    facts: dict[str, Any] = {}
    answers: dict[str, Answer] = {}
    for each in table.criteria():
        if each.how == How.THRESHOLD:
            value = draw(st.one_of(st.none(), st.integers(-60, 60), st.just("na")))
            if value is not None:
                facts[each.fact] = NotApplicable("样本不足") if value == "na" else Known(value)
        elif each.may_not_apply and draw(st.booleans()):
            answers[each.code] = Answer(not_applicable="没有这种情况")
        elif draw(st.integers(0, 9)):
            units = each.points // table.unit
            answers[each.code] = Answer(points=draw(st.integers(0, units)) * table.unit)
    return table, facts, answers
