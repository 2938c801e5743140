"""Facts and answers out of chance, for any scoring table: all that it allows, and now and then nothing at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from inspection.assessing.frozen import Frozen
from rulebook.outcome import Answer
from rulebook.rubric import STEPPED, Criterion, How, Level, Purpose, Rubric, Step, Veto

Scale = TypeVar("Scale", Step, Level)

#: Of a hundred: facts that nobody verified, facts of which nothing can be said, items set aside, vetoes that are met.
UNKNOWN, NOTHING_SAID, SET_ASIDE, VETOED = 8, 5, 10, 2
#: Of a hundred answers so many are judged otherwise by the next office.
CHANGED = 15


def made_facts(rng: Random, rubric: Rubric) -> dict[str, dict[str, Any]]:
    """Every fact that the table names, as an assessment keeps it."""
    found: dict[str, dict[str, Any]] = {}
    for criterion in rubric.criteria():
        if criterion.fact and criterion.fact not in found:
            _put(rng, found, criterion.fact, _value(rng, criterion))
    for veto in rubric.vetoes:
        if veto.fact and veto.fact not in found:
            _put(rng, found, veto.fact, _value_for(rng, veto))
    return dict(sorted(found.items()))


def _put(rng: Random, found: dict[str, dict[str, Any]], name: str, value: int | str) -> None:
    chance = rng.randrange(100)
    told = {"source": "演练资料", "dated": "2026年3月1日"}
    if chance < UNKNOWN:
        return
    found[name] = (
        {"reason": "样本不足", **told} if chance < UNKNOWN + NOTHING_SAID else {"value": value, **told}
    )


def _value(rng: Random, criterion: Criterion) -> int | str:
    if criterion.how in STEPPED:
        return _better(rng, criterion.steps).limit + rng.choice((-1, 0, 0, 1))
    return _better(rng, criterion.levels).code


def _value_for(rng: Random, veto: Veto) -> int | str:
    """At its limit or at an answer, on either side."""
    is_met = rng.randrange(100) < VETOED
    if veto.at_least is None:
        return rng.choice(veto.answers) if is_met else "other"
    return veto.at_least - is_met


def _better(rng: Random, choices: Sequence[Scale]) -> Scale:
    """The best of three, as most sites are well kept."""
    return max(rng.choices(choices, k=3), key=lambda each: each.points)


def made_facilities(rng: Random, rubric: Rubric) -> list[str]:
    """Most of the things that the table asks for."""
    wanted = sorted({code for each in rubric.criteria() for item in each.items for code in item.split("|")})
    return [code for code in wanted if rng.random() < 0.8]


def made_answers(rng: Random, rubric: Rubric, purpose: Purpose, facts: Frozen) -> dict[str, Answer]:
    """Everything that a person has to say for this purpose."""
    said: dict[str, Answer] = {}
    for criterion in rubric.criteria():
        if purpose in criterion.purposes and (answer := _answer(rng, rubric, criterion)) is not None:
            said[criterion.code] = answer
    for veto in rubric.vetoes_for(purpose):
        if "value" not in facts.get(veto.fact, {}):
            said[veto.code] = Answer(is_met=rng.randrange(100) < VETOED)
    return said


def _answer(rng: Random, rubric: Rubric, criterion: Criterion) -> Answer | None:
    if criterion.may_not_apply and rng.randrange(100) < SET_ASIDE:
        return Answer(not_applicable="没有这种情况")
    if criterion.how == How.CHOICE:
        return Answer(level=_better(rng, criterion.levels).code)
    if criterion.how == How.JUDGEMENT:
        most = criterion.points // rubric.unit
        return Answer(points=max(rng.randint(0, most) for _ in range(3)) * rubric.unit)
    return None


def looked_again(
    rng: Random, rubric: Rubric, purpose: Purpose, facts: Frozen, said: Mapping[str, Answer]
) -> dict[str, Answer]:
    """What the next office says of the same: some of it otherwise."""
    other = made_answers(rng, rubric, purpose, facts)
    return {
        code: other[code] if code in other and rng.randrange(100) < CHANGED else answer
        for code, answer in said.items()
    }
