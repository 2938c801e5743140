"""What does one scoring table say otherwise than another, item by item, in words? No database."""

from __future__ import annotations

from collections.abc import Iterator

from rulebook.rubric import HOW, Criterion, How, PassMark, Purpose, Rubric, Veto, points_text


def changes_between(old: Rubric, new: Rubric, purpose: Purpose) -> dict[str, str]:
    """By item or veto: 新增, 取消, or what differs; only of what is asked for this purpose."""
    before = {each.code: each for each in old.criteria() if purpose in each.purposes}
    after = {each.code: each for each in new.criteria() if purpose in each.purposes}
    found: dict[str, str] = {}
    for code, criterion in after.items():
        if code not in before:
            found[code] = f"新增,{points_text(criterion.points)} 分"
        elif said := ";".join(_differences(before[code], criterion)):
            found[code] = said
    for code in before.keys() - after.keys():
        found[code] = f"取消,原为 {points_text(before[code].points)} 分"
    return found | _of_vetoes(old.vetoes_for(purpose), new.vetoes_for(purpose))


def _differences(old: Criterion, new: Criterion) -> Iterator[str]:
    if old.points != new.points:
        yield f"分值 {points_text(old.points)}→{points_text(new.points)} 分"
    if old.how != new.how:
        yield f"计分方式由{HOW[old.how]}改为{HOW[new.how]}"
    elif _scale(old) != _scale(new):
        yield "评分参照有变化" if new.how == How.JUDGEMENT else "分档或选项有变化"
    yield from _other_terms(old, new)


def _other_terms(old: Criterion, new: Criterion) -> Iterator[str]:
    if old.fact != new.fact and old.how == new.how:
        yield "所依据的登记资料有变化"
    if set(old.items) != set(new.items):
        yield "设施清单有变化"
    if (old.title, old.standard) != (new.title, new.standard):
        yield "名称或评分标准有修改"
    if old.is_basic != new.is_basic:
        yield "列为基本项" if new.is_basic else "不再是基本项"
    if old.may_not_apply != new.may_not_apply:
        yield "可以填“不适用”" if new.may_not_apply else "不能再填“不适用”"


def _scale(criterion: Criterion) -> tuple[object, ...]:
    """Steps and levels without what they are worth at the top: that is told as the points of the item."""
    top = criterion.points
    steps = tuple((each.limit, None if each.points == top else each.points) for each in criterion.steps)
    levels = tuple((each.label, None if each.points == top else each.points) for each in criterion.levels)
    return (criterion.fewer_is_better, steps, levels)


def _of_vetoes(old: tuple[Veto, ...], new: tuple[Veto, ...]) -> dict[str, str]:
    before, after = {each.code: each for each in old}, {each.code: each for each in new}
    found = {code: "取消一票否决" for code in before.keys() - after.keys()}
    for code, veto in after.items():
        if code not in before:
            found[code] = "新增一票否决"
        elif _rule(before[code]) != _rule(veto):
            found[code] = "否决的情形有变化"
    return found


def _rule(veto: Veto) -> tuple[object, ...]:
    return (veto.title, veto.fact, veto.at_least, frozenset(veto.answers))


def mark_changes(old: PassMark | None, new: PassMark | None) -> str:
    """合格线 70→75 分; empty where both ask the same."""
    if old is None or new is None:
        return "" if old == new else "新增合格线" if old is None else "取消合格线"
    parts = []
    if old.pass_at != new.pass_at:
        parts.append(f"合格线 {points_text(old.pass_at)}→{points_text(new.pass_at)} 分")
    if old.rectify_at != new.rectify_at:
        parts.append(f"不合格线 {points_text(old.rectify_at)}→{points_text(new.rectify_at)} 分")
    if old.dimension_percent != new.dimension_percent:
        parts.append(f"单项最低比例 {old.dimension_percent}%→{new.dimension_percent}%")
    if old.needs_basics != new.needs_basics:
        parts.append("基本项须得满分" if new.needs_basics else "不再要求基本项得满分")
    return ";".join(parts)
