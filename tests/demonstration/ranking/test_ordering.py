"""Ranks and ties, grades and lines: nothing is parted by its key, and a tie across a line is cut by nobody."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demonstration.ranking.cutting import (
    NOT_NAMED,
    Grade,
    apply_cut,
    lines,
    moved,
    what_if,
)
from demonstration.ranking.ordering import Entry, TieRule, ranked
from demonstration.ranking.overrides import Override, overfull, overridden

VISIT = TieRule("visit", "实地评分较高者在前")
BRANCH = TieRule("branch_rank", "推荐次序在前者在前")
NAMED = (Grade("named", "命名", places=3), Grade("reserve", "备选", places=2))
STARS = (
    Grade("five", "五星", floor=9_000),
    Grade("four", "四星", floor=8_000, places=2),
    Grade("three", "三星", floor=7_000),
)


def entries(*scores: int) -> list[Entry]:
    return [Entry(f"e{at}", score) for at, score in enumerate(scores)]


def told(placed) -> list[tuple[str, int]]:
    return [(each.entry.key, each.rank) for each in placed]


def graded(scores, grades) -> list[tuple[str, ...]]:
    return [each.grades for each in apply_cut(ranked(entries(*scores)), grades)]


def test_a_tie_shares_its_rank_and_says_with_whom():
    placed = ranked(entries(90, 80, 80, 70))
    assert told(placed) == [("e0", 1), ("e1", 2), ("e2", 2), ("e3", 4)]
    assert [each.tied_with for each in placed] == [(), ("e2",), ("e1",), ()]


def test_rules_part_a_tie_in_their_order_and_are_named():
    group = [
        Entry("a", 80, {"visit": 300, "branch_rank": 2}),
        Entry("b", 80, {"visit": 310, "branch_rank": 3}),
        Entry("c", 80, {"visit": 300, "branch_rank": 1}),
        Entry("d", 81, {}),
    ]
    placed = ranked(group, [VISIT, BRANCH])
    assert told(placed) == [("d", 1), ("b", 2), ("c", 3), ("a", 4)]
    assert [each.parted_by for each in placed] == [
        (),
        (VISIT.label,),
        (VISIT.label, BRANCH.label),
        (VISIT.label, BRANCH.label),
    ]


def test_a_rule_that_one_of_a_tie_knows_nothing_of_parts_nobody():
    group = [Entry("a", 80, {"branch_rank": 2}), Entry("b", 80), Entry("c", 80, {"branch_rank": 1})]
    assert [each.rank for each in ranked(group, [BRANCH])] == [1, 1, 1]


def test_an_entry_stands_once():
    with pytest.raises(ValueError, match="twice"):
        ranked([Entry("a", 80), Entry("a", 81)])


FIELDS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.dictionaries(st.sampled_from(["branch_rank", "visit"]), st.integers(0, 3)),
    ),
    max_size=14,
).map(lambda rows: [Entry(f"{at:02}", score, measures) for at, (score, measures) in enumerate(rows)])
CUTS = st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=3).map(
    lambda rows: tuple(
        Grade(f"g{at}", f"{at}", places, 4 - at if floor else None) for at, (places, floor) in enumerate(rows)
    )
)


@settings(max_examples=50)
@given(FIELDS, st.randoms(use_true_random=False))
def test_the_order_they_come_in_changes_nothing(field, dice):
    other = list(field)
    dice.shuffle(other)
    assert ranked(field, [VISIT, BRANCH]) == ranked(other, [VISIT, BRANCH])


@settings(max_examples=50)
@given(FIELDS, st.randoms(use_true_random=False))
def test_keys_part_nobody(field, dice):
    """Under other keys every entry keeps its rank."""
    names = [f"{at:02}" for at in range(len(field))]
    dice.shuffle(names)
    renamed = {
        each.key: Entry(name, each.score, each.measures) for each, name in zip(field, names, strict=True)
    }
    before = {each.entry.key: each.rank for each in ranked(field, [VISIT, BRANCH])}
    after = {each.entry.key: each.rank for each in ranked(renamed.values(), [VISIT, BRANCH])}
    assert {key: after[renamed[key].key] for key in before} == before


@settings(max_examples=50)
@given(FIELDS)
def test_ranks_count_those_who_stand_before(field):
    placed = ranked(field, [VISIT, BRANCH])
    for at, each in enumerate(placed):
        assert each.rank == 1 + sum(1 for other in placed if other.rank < each.rank)
        assert len(each.tied_with) == sum(1 for other in placed if other.rank == each.rank) - 1
        assert all(other.entry.score >= each.entry.score for other in placed[:at])


def test_places_are_given_from_the_top():
    assert graded([9, 8, 7, 6, 5, 4], NAMED) == [("named",)] * 3 + [("reserve",)] * 2 + [(NOT_NAMED,)]


def test_floors_are_reached_and_full_grades_hand_down():
    scores = [9_500, 9_000, 8_999, 8_500, 8_000, 6_999]
    assert graded(scores, STARS) == [("five",), ("five",), ("four",), ("four",), ("three",), (NOT_NAMED,)]


def test_a_tie_across_a_line_is_cut_by_nobody():
    standings = apply_cut(ranked(entries(9, 8, 7, 7, 7, 5)), NAMED)
    assert [each.grades for each in standings[2:5]] == [("named", "reserve")] * 3
    named, reserve = lines(standings, NAMED)
    assert (named.last_in, named.across, named.first_out, named.gap) == (
        ("e1",),
        ("e2", "e3", "e4"),
        ("e5",),
        None,
    )
    assert (reserve.last_in, reserve.first_out, reserve.gap) == (("e2", "e3", "e4"), ("e5",), 2)


def test_a_line_says_who_stands_at_it_and_how_near():
    named, reserve = lines(apply_cut(ranked(entries(9, 8, 7, 6)), NAMED), NAMED)
    assert (named.last_in, named.first_out, named.gap) == (("e2",), ("e3",), 1)
    assert (reserve.last_in, reserve.first_out, reserve.gap) == (("e3",), (), None)


@settings(max_examples=50)
@given(FIELDS, CUTS)
def test_a_clear_grade_is_never_overfull_nor_below_its_floor(field, grades):
    standings = apply_cut(ranked(field), grades)
    for grade in grades:
        clear = [each for each in standings if each.grades == (grade.code,)]
        assert grade.places is None or len(clear) <= grade.places
        assert all(grade.floor is None or each.placed.entry.score >= grade.floor for each in clear)
    assert overfull(standings, grades) == {}


@settings(max_examples=50)
@given(FIELDS, CUTS)
def test_nobody_stands_below_one_whom_he_is_before_and_ties_stand_together(field, grades):
    standings = apply_cut(ranked(field), grades)
    level = {grade.code: at for at, grade in enumerate(grades)} | {NOT_NAMED: len(grades)}
    reached = [[level[code] for code in each.grades] for each in standings]
    assert all(max(one) <= min(other) or one == other for one, other in pairwise(reached))
    by_rank = {each.placed.rank: each.grades for each in standings}
    assert all(by_rank[each.placed.rank] == each.grades for each in standings)


@settings(max_examples=50)
@given(FIELDS, CUTS)
def test_one_place_more_hurts_nobody(field, grades):
    level = {grade.code: at for at, grade in enumerate(grades)} | {NOT_NAMED: len(grades)}
    more = moved(grades, grades[0].code, places=(grades[0].places or 0) + 1)
    for change in what_if(ranked(field), grades, more):
        assert min(level[code] for code in change.after) <= min(level[code] for code in change.before)
        assert max(level[code] for code in change.after) <= max(level[code] for code in change.before)


def test_what_if_names_those_who_change_and_no_others():
    placed = ranked(entries(9, 8, 7, 6, 5, 4))
    found = what_if(placed, NAMED, moved(NAMED, "named", places=4))
    assert [(each.key, each.before, each.after) for each in found] == [
        ("e3", ("reserve",), ("named",)),
        ("e5", (NOT_NAMED,), ("reserve",)),
    ]
    assert what_if(placed, NAMED, NAMED) == []


def test_a_decision_needs_a_reason_and_an_entry_that_is_there():
    standings = apply_cut(ranked(entries(9, 8, 7, 7)), NAMED)
    decided = overridden(standings, [Override("e2", "named", "现场复核更好")], NAMED)
    assert [(each.grades, each.reason) for each in decided[2:]] == [
        (("named",), "现场复核更好"),
        (("named", "reserve"), ""),
    ]
    for bad in (
        Override("e2", "named", "  "),
        Override("nobody", "named", "有"),
        Override("e2", "sixth", "有"),
    ):
        with pytest.raises(ValueError, match="decision"):
            overridden(standings, [bad], NAMED)
    with pytest.raises(ValueError, match="twice"):
        overridden(standings, [Override("e2", "named", "有"), Override("e2", "", "有")], NAMED)


def test_decisions_can_overfill_a_grade_and_it_is_told():
    standings = apply_cut(ranked(entries(9, 8, 7, 6)), NAMED)
    decided = overridden(standings, [Override("e3", "named", "补充材料属实")], NAMED)
    assert overfull(decided, NAMED) == {"named": 1}
