"""What is a site worth under another table, by the facts and answers that are there? Pure: tables and values come in.

An answer is carried over by what it said: the level of the same words, points in the same proportion. An item that
nothing there can answer is left out on the new side, as if that table did not ask it; which ones is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from rulebook.outcome import Answer, Fact, Known, Outcome
from rulebook.rubric import STEPPED, Criterion, How, Purpose, Rubric
from rulebook.scoring import outcome_of, vetoed_by_fact


class Lack(StrEnum):
    """Why an item of the new table cannot be answered by what is there."""

    NEW = "新增项目,没有评过"
    ASKED_OTHERWISE = "问法已改,原答复不适用"
    NO_FACT = "没有这项登记资料"
    NEW_VETO = "新增否决项,没有问过"


@dataclass(frozen=True)
class Judged:
    """What followed under the new table, and what it could not be asked."""

    outcome: Outcome
    lacks: Mapping[str, Lack]


class Passage:
    """From one table to another, for one purpose. Reduced tables are made once for each set of items left out."""

    def __init__(self, old: Rubric, new: Rubric, purpose: Purpose) -> None:
        self.old, self.new, self.purpose = old, new, purpose
        self._before = {each.code: each for each in old.criteria() if purpose in each.purposes}
        self._asked = [each for each in new.criteria() if purpose in each.purposes]
        self._facts = {each.fact for each in self._before.values() if each.fact and each.is_automatic}
        self._levels = {
            each.code: levels_between(self._before[each.code], each)
            for each in self._asked
            if each.how == How.CHOICE and each.code in self._before
        }
        self._without: dict[frozenset[str], Rubric] = {frozenset(): new}

    @property
    def is_asked(self) -> bool:
        """Whether the new table has any item for this purpose."""
        return bool(self._asked)

    def judged(
        self, facts: Mapping[str, Fact], facilities: Collection[str], answers: Mapping[str, Answer]
    ) -> Judged:
        """The same facts and answers on the new table."""
        kept: dict[str, Answer] = {}
        lacks: dict[str, Lack] = {}
        for criterion in self._asked:
            carried = self._carried(criterion, facts, answers.get(criterion.code))
            if isinstance(carried, Lack):
                lacks[criterion.code] = carried
            elif carried is not None:
                kept[criterion.code] = carried
        self._carry_vetoes(facts, answers, kept, lacks)
        table = self._table_without(frozenset(lacks))
        return Judged(outcome_of(table, self.purpose, facts, facilities, kept), lacks)

    def _carried(
        self, criterion: Criterion, facts: Mapping[str, Fact], answer: Answer | None
    ) -> Answer | Lack | None:
        """The answer to give, why there is none, or nothing where the register answers."""
        if answer is not None and answer.not_applicable and criterion.may_not_apply:
            return answer
        if criterion.is_automatic:
            return self._lack_of_fact(criterion, facts)
        before = self._before.get(criterion.code)
        return self._answered(before, criterion, answer) if before else Lack.NEW

    def _answered(self, before: Criterion, criterion: Criterion, answer: Answer | None) -> Answer | Lack:
        """What a person said of the item, as an answer to the same item on the new table."""
        if answer is None or answer.not_applicable or before.how != criterion.how:
            return Lack.ASKED_OTHERWISE
        if criterion.how == How.CHOICE:
            return self._levels[criterion.code].get(answer.level, Lack.ASKED_OTHERWISE)
        if answer.points is None:
            return Lack.ASKED_OTHERWISE
        return Answer(points=in_proportion(answer.points, before.points, criterion.points, self.new.unit))

    def _lack_of_fact(self, criterion: Criterion, facts: Mapping[str, Fact]) -> Lack | None:
        """A fact that the old table asked for and nobody had verified earned nothing there, and earns nothing here."""
        if criterion.how == How.CHECKLIST:
            return None
        fact = facts.get(criterion.fact)
        if fact is None:
            return None if criterion.fact in self._facts else Lack.NO_FACT
        fits = not isinstance(fact, Known) or isinstance(fact.value, int) or criterion.how not in STEPPED
        return None if fits else Lack.ASKED_OTHERWISE

    def _carry_vetoes(
        self,
        facts: Mapping[str, Fact],
        answers: Mapping[str, Answer],
        kept: dict[str, Answer],
        lacks: dict[str, Lack],
    ) -> None:
        for veto in self.new.vetoes_for(self.purpose):
            if vetoed_by_fact(veto, facts) is not None:
                continue
            answer = answers.get(veto.code)
            if answer is None or answer.is_met is None:
                lacks[veto.code] = Lack.NEW_VETO
            else:
                kept[veto.code] = answer

    def _table_without(self, codes: frozenset[str]) -> Rubric:
        if codes not in self._without:
            self._without[codes] = without(self.new, codes)
        return self._without[codes]


def without(rubric: Rubric, codes: Collection[str]) -> Rubric:
    """The table as if it did not ask these items and vetoes."""
    dimensions = tuple(
        replace(head, criteria=tuple(each for each in head.criteria if each.code not in codes))
        for head in rubric.dimensions
    )
    return replace(
        rubric,
        dimensions=dimensions,
        vetoes=tuple(each for each in rubric.vetoes if each.code not in codes),
    )


def levels_between(before: Criterion, after: Criterion) -> dict[str, Answer]:
    """The answer of the same words, by the old code: codes only number the levels of one table."""
    found: dict[str, Answer] = {}
    for said in before.levels:
        same = [level.code for level in after.levels if level.label == said.label]
        if same:
            found[said.code] = Answer(level=said.code if said.code in same else same[0])
    return found


def in_proportion(points: int, of: int, whole: int, unit: int) -> int:
    """The share of ``of`` that was given, in steps of ``unit`` of ``whole``, half up; never above it."""
    if of == whole and points % unit == 0:
        return points
    steps = (2 * points * whole + of * unit) // (2 * of * unit)
    return min(steps * unit, whole)
