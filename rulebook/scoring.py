"""What is a site worth under a scoring table? Pure arithmetic in integer tenths: no database, no clock, no float.

The outcome follows from the table, the purpose, the frozen facts and the answers alone, so that it can be worked out
again to the digit years later. Rounding happens once, at the total: half up, to a tenth of a point of 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rulebook.outcome import (
    Answer,
    BadAnswer,
    Conclusion,
    Fact,
    Item,
    Known,
    NotApplicable,
    Outcome,
    Share,
    Standing,
    VetoLine,
    scaled,
)
from rulebook.rubric import (
    STEPPED,
    Criterion,
    Dimension,
    How,
    PassMark,
    Purpose,
    Rubric,
    Step,
    Veto,
    points_text,
)


def on_steps(measured: int, steps: Iterable[Step], *, fewer_is_better: bool) -> int:
    """Points of the best step that the number reaches; none reached is zero."""
    reached = (
        step.points
        for step in steps
        if (measured <= step.limit if fewer_is_better else measured >= step.limit)
    )
    return max(reached, default=0)


def items_there(criterion: Criterion, facilities: Iterable[str]) -> int:
    """How many of the things asked for are there; ``a|b`` is one thing that can be met in two ways."""
    there = frozenset(facilities)
    return sum(not there.isdisjoint(wanted.split("|")) for wanted in criterion.items)


def outcome_of(
    rubric: Rubric,
    purpose: Purpose,
    facts: Mapping[str, Fact],
    facilities: Iterable[str],
    answers: Mapping[str, Answer],
) -> Outcome:
    """Score a site. Raises ``BadAnswer`` for an answer that the table does not know or allow.

    What a person said of a veto while the register said nothing counts no more once the register says it.
    """
    refuse_strangers(rubric, purpose, answers)
    there = frozenset(facilities)
    items = tuple(
        _item(rubric, criterion, facts, there, answers.get(criterion.code))
        for criterion in rubric.criteria()
        if purpose in criterion.purposes
    )
    vetoes = tuple(_veto(veto, facts, answers.get(veto.code)) for veto in rubric.vetoes_for(purpose))
    shares = tuple(share for each in rubric.dimensions if (share := _share(each, items)).possible)
    total = scaled(sum(item.earned for item in items), sum(item.possible for item in items))
    conclusion = _concluded(rubric.mark_for(purpose), items, vetoes, shares, total)
    return Outcome(purpose, items, vetoes, shares, total, conclusion)


def refuse_strangers(rubric: Rubric, purpose: Purpose, codes: Iterable[str]) -> None:
    """Raises ``BadAnswer`` for codes that this table does not ask for the purpose."""
    asked = {each.code for each in rubric.criteria() if purpose in each.purposes}
    asked |= {veto.code for veto in rubric.vetoes_for(purpose)}
    strangers = sorted(set(codes) - asked)
    if strangers:
        raise BadAnswer(f"评分表中没有“{'、'.join(strangers)}”这一项,请刷新页面后重新填写。")


def refuse_known(veto: Veto | None, facts: Mapping[str, Fact]) -> None:
    """Raises ``BadAnswer`` where the register says itself whether the case of 一票否决 is there."""
    if veto is not None and vetoed_by_fact(veto, facts) is not None:
        raise BadAnswer(f"一票否决项“{veto.title}”按登记资料判定,不能填写;资料有误的,请先办理变更。")


def _item(
    rubric: Rubric,
    criterion: Criterion,
    facts: Mapping[str, Fact],
    facilities: frozenset[str],
    answer: Answer | None,
) -> Item:
    if answer is not None and answer.not_applicable:
        return _set_aside(criterion, answer)
    if not criterion.is_automatic:
        return _answered(rubric, criterion, answer)
    if answer is not None:
        raise BadAnswer(f"“{criterion.title}”按登记资料计分,不能填写;资料有误的,请先办理变更。")
    if criterion.how == How.CHECKLIST:
        return _measured(criterion, items_there(criterion, facilities))
    fact = facts.get(criterion.fact)
    if fact is None:
        return Item(criterion, Standing.UNKNOWN, 0)
    if isinstance(fact, NotApplicable):
        return Item(criterion, Standing.NOT_APPLICABLE, None, reason=fact.reason)
    return _measured(criterion, fact.value)


def _set_aside(criterion: Criterion, answer: Answer) -> Item:
    if not criterion.may_not_apply:
        raise BadAnswer(f"“{criterion.title}”不能填“不适用”,请按实际情况评分。")
    return Item(criterion, Standing.NOT_APPLICABLE, None, reason=answer.not_applicable)


def _measured(criterion: Criterion, measured: int | str) -> Item:
    if criterion.how in STEPPED:
        if not isinstance(measured, int):
            raise BadAnswer(f"“{criterion.title}”要求数值,登记的不是数值,请联系市总工会系统管理员。")
        points = on_steps(measured, criterion.steps, fewer_is_better=criterion.fewer_is_better)
    else:
        level = criterion.level(str(measured))
        points = level.points if level else 0
    return Item(criterion, Standing.SCORED, points, measured)


def _answered(rubric: Rubric, criterion: Criterion, answer: Answer | None) -> Item:
    if answer is None or (not answer.level and answer.points is None):
        return Item(criterion, Standing.MISSING, None)
    if criterion.how == How.CHOICE:
        level = criterion.level(answer.level)
        if level is None or answer.points is not None:
            raise BadAnswer(f"“{criterion.title}”请从所列选项中选择。")
        return Item(criterion, Standing.SCORED, level.points, level.code)
    if answer.level or answer.points is None:
        raise BadAnswer(f"“{criterion.title}”请填写分数。")
    _refuse_points(rubric, criterion, answer.points)
    return Item(criterion, Standing.SCORED, answer.points)


def _refuse_points(rubric: Rubric, criterion: Criterion, points: int) -> None:
    if not 0 <= points <= criterion.points:
        raise BadAnswer(f"“{criterion.title}”最低 0 分、最高 {points_text(criterion.points)} 分,请重新填写。")
    if points % rubric.unit:
        raise BadAnswer(f"“{criterion.title}”以 {points_text(rubric.unit)} 分为单位,请重新填写。")


def _veto(veto: Veto, facts: Mapping[str, Fact], answer: Answer | None) -> VetoLine:
    if answer is not None and (answer.not_applicable or answer.is_met is None):
        raise BadAnswer(f"一票否决项“{veto.title}”只能回答“有”或“没有”。")
    by_fact = vetoed_by_fact(veto, facts)
    if by_fact is not None:
        return VetoLine(veto, by_fact, by_fact=True)
    return VetoLine(veto, answer.is_met if answer else None)


def vetoed_by_fact(veto: Veto, facts: Mapping[str, Fact]) -> bool | None:
    """What the register says of it; ``None`` where a person is to say."""
    fact = facts.get(veto.fact) if veto.fact else None
    if not isinstance(fact, Known):
        return None
    if veto.at_least is not None:
        return isinstance(fact.value, int) and fact.value < veto.at_least
    return str(fact.value) in veto.answers


def _share(dimension: Dimension, items: tuple[Item, ...]) -> Share:
    codes = {criterion.code for criterion in dimension.criteria}
    own = [item for item in items if item.criterion.code in codes]
    return Share(dimension, sum(item.earned for item in own), sum(item.possible for item in own))


def _concluded(
    mark: PassMark | None,
    items: tuple[Item, ...],
    vetoes: tuple[VetoLine, ...],
    shares: tuple[Share, ...],
    total: int,
) -> Conclusion:
    """A veto decides alone, whatever else is missing; then every answer is asked for; then the marks."""
    if any(line.is_met for line in vetoes):
        return Conclusion.FAILED
    if mark is None or _is_open(items, vetoes):
        return Conclusion.OPEN
    if total < mark.rectify_at:
        return Conclusion.FAILED
    return Conclusion.MET if total >= mark.pass_at and _is_even(mark, items, shares) else Conclusion.SHORT


def _is_open(items: tuple[Item, ...], vetoes: tuple[VetoLine, ...]) -> bool:
    """Somebody still owes an answer."""
    return any(line.is_met is None for line in vetoes) or any(
        item.standing == Standing.MISSING for item in items
    )


def _is_even(mark: PassMark, items: tuple[Item, ...], shares: tuple[Share, ...]) -> bool:
    """No head of the table lags behind, and no basic item is short."""
    if any(share.earned * 100 < share.possible * mark.dimension_percent for share in shares):
        return False
    basics = (item for item in items if item.criterion.is_basic and item.possible)
    return not mark.needs_basics or all(item.earned == item.possible for item in basics)
