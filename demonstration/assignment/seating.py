"""Reviewers and cases while a plan is made: free places are filled and loads levelled, all from one seed.

A chain of moves hands a case from one reviewer to the next until one has room (an augmenting path): as long as there is
one, a place can be filled, and where there is none no other assignment fills more.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from demonstration.assignment.facts import Facts, Given, bars

Pair = tuple[str, str]


@dataclass(frozen=True)
class Move:
    """``giver`` is empty where nobody had the case."""

    giver: str
    case: str
    taker: str


class Seating:
    """Who sits where. ``may``: by case, who may get it, in the order of the seed. ``on``: by case, who has it.
    ``movable``: by reviewer, what can be taken from him. ``meetings``: by two districts (in the order of their codes),
    how often one reviews the other.
    """

    def __init__(self, facts: Facts, seed: str) -> None:
        self.facts, self.seed = facts, seed
        self.cases = {case.key: case for case in sorted(facts.cases, key=lambda each: each.key)}
        self.people = {person.key: person for person in sorted(facts.reviewers, key=lambda each: each.key)}
        self.may = {key: self._lawful(key) for key in self.cases}
        self.on: dict[str, set[str]] = {key: set() for key in self.cases}
        self.movable: dict[str, set[str]] = {key: set() for key in self.people}
        self.loads: Counter[str] = Counter()
        self.meetings: Counter[Pair] = Counter()
        for each in sorted(facts.given, key=lambda one: (not one.begun, self.lot(one.case, one.reviewer))):
            self._seat(each)

    def _lawful(self, key: str) -> list[str]:
        case = self.cases[key]
        free = [who for who, person in self.people.items() if not bars(self.facts, case, person)]
        return sorted(free, key=lambda who: self.lot(key, who))

    def _seat(self, each: Given) -> None:
        """Begun work always sits; what was only given sits where it still may."""
        if each.case not in self.on:
            return
        fits = (
            each.reviewer in self.may[each.case]
            and self.room(each.reviewer)
            and len(self.on[each.case]) < self.facts.rule.per_case
        )
        if each.begun or fits:
            self.put(each.case, each.reviewer)
        if each.begun and each.reviewer in self.movable:
            self.movable[each.reviewer].discard(each.case)

    def lot(self, *words: str) -> str:
        """Chance out of the seed, the same for the same words."""
        return hashlib.sha256("|".join((self.seed, *words)).encode()).hexdigest()

    def room(self, who: str) -> bool:
        most = self.people[who].most
        return self.loads[who] < (self.facts.rule.most if most is None else min(most, self.facts.rule.most))

    def put(self, case: str, who: str) -> None:
        self.on[case].add(who)
        self.loads[who] += 1
        if who in self.movable:
            self.movable[who].add(case)
            self.meetings[self.meeting(case, who)] += 1

    def take(self, case: str, who: str) -> None:
        self.on[case].remove(who)
        self.movable[who].remove(case)
        self.loads[who] -= 1
        self.meetings[self.meeting(case, who)] -= 1

    def meeting(self, case: str, who: str) -> tuple[str, str]:
        """The two districts, in the order of their codes."""
        one, other = sorted((self.cases[case].district, self.people[who].district))
        return one, other

    def fill(self) -> None:
        """Every case to one reviewer, then to two, and so on; who could not be filled once cannot be later."""
        order = sorted(self.cases, key=lambda case: self.lot("order", case))
        stuck: set[str] = set()
        for wanted in range(1, self.facts.rule.per_case + 1):
            for case in order:
                if case not in stuck and len(self.on[case]) < wanted and not self.one_more(case):
                    stuck.add(case)

    def one_more(self, case: str) -> bool:
        """One reviewer more for the case, if that can be done at all."""
        free = [who for who in self.may[case] if who not in self.on[case]]
        direct = [who for who in free if self.room(who)]
        if direct:
            self.put(case, min(direct, key=lambda who: self.liking(case, who)))
            return True
        return self.carry_out(self.chain([Move("", case, who) for who in free], self.room))

    def liking(self, case: str, who: str) -> tuple[int, bool, int]:
        """Smaller is better; equals stand in the order of the seed already."""
        district = self.people[who].district
        met = self.meetings[self.meeting(case, who)] if district else 0
        return self.loads[who], bool(district) and district in self.beside(case), met

    def beside(self, case: str) -> list[str]:
        """The districts of those who have the case."""
        found = (self.people[who].district for who in self.on[case] if who in self.people)
        return [district for district in found if district]

    def chain(self, begin: list[Move], ends: Callable[[str], bool]) -> list[Move]:
        """The shortest chain, begun by one of these moves, to a reviewer at whom it ``ends``; empty if there is none."""
        came: dict[str, Move] = {}
        for move in begin:
            came.setdefault(move.taker, move)
        first, queue = set(came), deque(came)
        while queue:
            who = queue.popleft()
            if ends(who):
                return _traced(came, first, who)
            for case in sorted(self.movable[who]):
                for taker in self.may[case]:
                    if taker not in came and taker not in self.on[case]:
                        came[taker] = Move(who, case, taker)
                        queue.append(taker)
        return []

    def carry_out(self, chain: list[Move]) -> bool:
        """From its end, so that every giver still has what he gives."""
        for move in reversed(chain):
            if move.giver:
                self.take(move.case, move.giver)
            self.put(move.case, move.taker)
        return bool(chain)

    def level(self) -> None:
        """Hands cases from the loaded to the less loaded until no chain makes two loads more alike."""
        while any(self.relieve(who) for who in self._loaded_first()):
            pass

    def _loaded_first(self) -> list[str]:
        return sorted(self.people, key=lambda who: (-self.loads[who], who))

    def relieve(self, who: str) -> bool:
        """One case less for him, if somebody with at least two fewer gets one more for it."""
        goal = self.loads[who] - 2
        if goal < min(self.loads[each] for each in self.people):
            return False
        begin = [
            Move(who, case, taker)
            for case in sorted(self.movable[who])
            for taker in self.may[case]
            if taker not in self.on[case]
        ]
        return self.carry_out(self.chain(begin, lambda taker: self.loads[taker] <= goal and self.room(taker)))


def _traced(came: dict[str, Move], first: set[str], who: str) -> list[Move]:
    """The moves to this reviewer, from the first on."""
    moves = [came[who]]
    while moves[-1].taker not in first:
        moves.append(came[moves[-1].giver])
    return moves[::-1]
