"""The plan of an assignment: who keeps, who gets, who is let go, and which cases cannot be filled, with the reason.

A reviewer may get a case that he is not barred from, of a type that he reviews, and not of his own district. Cases are
filled in rounds, each to one reviewer before any to two, so that what is missing is missing evenly; no other assignment
fills more places. Loads are then levelled until no move helps. Among reviewers of equal load those go first whose
district is not on the case yet and has met the district of the case least, in either direction; exchanges mix the
districts further, and then the seed decides.

What was begun stays with whom it is. What was only given stays where it still may, unless a place could not be filled or
loads not be levelled otherwise: a plan made from its own outcome changes nothing. Preview and run are the same plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from demonstration.assignment.facts import Facts, bars
from demonstration.assignment.mixing import mix
from demonstration.assignment.seating import Seating


@dataclass(frozen=True)
class Unfilled:
    """A case with too few reviewers, and why, for the page."""

    case: str
    has: int
    wants: int
    why: str


@dataclass(frozen=True)
class Plan:
    """Pairs are (case, reviewer), sorted. ``kept`` were there and stay, ``new`` come, ``released`` go. ``questioned``:
    begun work that a conflict or the rule bars by now; it stays until the department decides.
    """

    kept: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    released: tuple[tuple[str, str], ...]
    unfilled: tuple[Unfilled, ...]
    questioned: tuple[tuple[str, str], ...]
    loads: dict[str, int]
    #: How often two districts met, one reviewing the other or the other way round.
    meetings: dict[tuple[str, str], int]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Who reviews what once the plan is carried out."""
        return sorted((*self.kept, *self.new))


def assign(facts: Facts, seed: str) -> Plan:
    """The plan for these facts and this seed. ``ValueError``: a case, a reviewer or a pair stands twice."""
    given = [(each.case, each.reviewer) for each in facts.given]
    for keys in ([each.key for each in facts.cases], [each.key for each in facts.reviewers], given):
        if len(set(keys)) < len(keys):
            raise ValueError("a case, a reviewer or a given pair stands twice in the facts")
    seating = Seating(facts, seed)
    seating.fill()
    seating.level()
    mix(seating)
    return _plan(seating)


def _plan(seating: Seating) -> Plan:
    given = seating.facts.given
    before = {(each.case, each.reviewer) for each in given}
    begun = {(each.case, each.reviewer) for each in given if each.begun}
    after = {(case, who) for case, people in seating.on.items() for who in people}
    barred_by_now = {
        (case, who) for case, who in begun & after if who in seating.people and who not in seating.may[case]
    }
    return Plan(
        kept=tuple(sorted(before & after)),
        new=tuple(sorted(after - before)),
        released=tuple(sorted(before - after - begun)),
        unfilled=tuple(_unfilled(seating)),
        questioned=tuple(sorted(barred_by_now)),
        loads={who: seating.loads[who] for who in seating.people},
        meetings={pair: times for pair, times in sorted(seating.meetings.items()) if times and all(pair)},
    )


def _unfilled(seating: Seating) -> Iterator[Unfilled]:
    wants = seating.facts.rule.per_case
    for key, people in seating.on.items():
        if len(people) < wants:
            yield Unfilled(key, len(people), wants, _why(seating, key))


def _why(seating: Seating, key: str) -> str:
    """What keeps the others, each counted once."""
    counts: Counter[str] = Counter()
    for person in seating.people.values():
        if person.key not in seating.on[key]:
            counts[bars(seating.facts, seating.cases[key], person) or "份数已满"] += 1
    others = ",".join(f"{words} {number} 位" for words, number in sorted(counts.items()))
    told = f"其余评委:{others}。" if others else "没有其他评委。"
    wants, has = seating.facts.rule.per_case, len(seating.on[key])
    return f"需要 {wants} 位评委,只能排 {has} 位。{told}请增加评委,或调高每人最多份数。"
