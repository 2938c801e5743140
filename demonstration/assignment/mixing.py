"""Exchanges between cases, as long as districts meet each other more evenly by them. Loads stay as they are."""

from __future__ import annotations

from demonstration.assignment.seating import Pair, Seating

#: Pairs that are tried for an exchange with each pair, and how often all are gone through.
REACH = 40
PASSES = 3


def mix(seating: Seating) -> None:
    """Exchanges between two cases that came anew, as long as districts meet each other more evenly by it."""
    given = {(each.case, each.reviewer) for each in seating.facts.given}
    anew = [
        (case, who) for who, cases in seating.movable.items() for case in cases if (case, who) not in given
    ]
    pairs = sorted(anew, key=lambda pair: seating.lot(*pair))
    for _ in range(PASSES):
        exchanged = [
            _exchange(seating, pairs, at, (at + step) % len(pairs))
            for at in range(len(pairs))
            for step in range(1, min(REACH, len(pairs)))
        ]
        if not any(exchanged):
            return


def _exchange(seating: Seating, pairs: list[Pair], at: int, other: int) -> bool:
    """The reviewers of two pairs change places, if that is lawful and better."""
    (case, who), (case2, who2) = pairs[at], pairs[other]
    if not _may_exchange(seating, case, who, case2, who2):
        return False
    before = _sameness(seating, case, who, case2, who2)
    _change_places(seating, case, who, case2, who2)
    if _sameness(seating, case, who, case2, who2) >= before:
        _change_places(seating, case, who2, case2, who)
        return False
    pairs[at], pairs[other] = (case, who2), (case2, who)
    return True


def _may_exchange(seating: Seating, case: str, who: str, case2: str, who2: str) -> bool:
    return (
        seating.people[who].district != seating.people[who2].district
        and who2 not in seating.on[case]
        and who not in seating.on[case2]
        and who2 in seating.may[case]
        and who in seating.may[case2]
    )


def _change_places(seating: Seating, case: str, who: str, case2: str, who2: str) -> None:
    for key, one in ((case, who), (case2, who2)):
        seating.take(key, one)
    for key, one in ((case, who2), (case2, who)):
        seating.put(key, one)


def _sameness(seating: Seating, case: str, who: str, case2: str, who2: str) -> int:
    """How much the same districts meet, as squares; twice on one case weighs more than any of them."""
    touched = {seating.meeting(key, one) for key in (case, case2) for one in (who, who2)}
    squares = sum(seating.meetings[pair] ** 2 for pair in touched if all(pair))
    twice = sum(len(found) - len(set(found)) for found in (seating.beside(case), seating.beside(case2)))
    return squares + twice * len(seating.cases) ** 2
