"""Reviewers and cases: lawful, full, level, the same again; begun work stays, vacancies are filled."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demonstration.assignment.facts import Case, Facts, Given, Reviewer, Rule, bars
from demonstration.assignment.planning import Plan, assign

SEED = "a1"
DISTRICTS = ["", "A", "B", "C"]


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    cases = [
        Case(f"c{at}", draw(st.sampled_from(DISTRICTS)), draw(st.sampled_from(["room", "station"])))
        for at in range(draw(st.integers(0, 9)))
    ]
    kinds = st.sampled_from([frozenset[str](), frozenset({"room"}), frozenset({"station"})])
    most = st.one_of(st.none(), st.integers(0, 4))
    reviewers = [
        Reviewer(f"r{at}", draw(st.sampled_from(DISTRICTS)), draw(kinds), draw(most))
        for at in range(draw(st.integers(0, 6)))
    ]
    pairs = [(case.key, who.key) for case in cases for who in reviewers]
    some = st.sets(st.sampled_from(pairs), max_size=8) if pairs else st.just(set())
    rule = Rule(draw(st.integers(1, 3)), draw(st.integers(1, 5)), draw(st.booleans()))
    there = tuple(Given(*pair, begun=draw(st.booleans())) for pair in sorted(draw(some)))
    return Facts(tuple(cases), tuple(reviewers), rule, frozenset(draw(some)), there)


def most_of(facts: Facts, who: Reviewer) -> int:
    return facts.rule.most if who.most is None else min(who.most, facts.rule.most)


def lawful(facts: Facts) -> dict[str, set[str]]:
    return {
        case.key: {who.key for who in facts.reviewers if not bars(facts, case, who)} for case in facts.cases
    }


def begun(facts: Facts) -> set[tuple[str, str]]:
    cases = {case.key for case in facts.cases}
    return {(each.case, each.reviewer) for each in facts.given if each.begun and each.case in cases}


def most_places(facts: Facts) -> int:
    """As many as any assignment fills, beside what was begun: another way to the same number (one place at a time)."""
    may, fixed = lawful(facts), begun(facts)
    load = Counter(who for _, who in fixed)
    seats = {who.key: max(most_of(facts, who) - load[who.key], 0) for who in facts.reviewers}
    holds: dict[str, list[str]] = {who: [] for who in seats}

    def seat(case: str, seen: set[str]) -> bool:
        for who in sorted(may[case] - seen):
            if (case, who) in fixed or case in holds[who]:
                continue
            seen.add(who)
            if len(holds[who]) < seats[who]:
                holds[who].append(case)
                return True
            for at, other in enumerate(holds[who]):
                if other != case and seat(other, seen):
                    holds[who][at] = case
                    return True
        return False

    for case in may:
        for _ in range(facts.rule.per_case - sum(1 for key, _ in fixed if key == case)):
            seat(case, set())
    return sum(len(cases) for cases in holds.values())


def rerun(facts: Facts, plan: Plan, **more: object) -> Facts:
    done = begun(facts)
    there = tuple(Given(case, who, (case, who) in done) for case, who in plan.pairs)
    return replace(facts, given=there, **more)


@settings(max_examples=60)
@given(any_facts())
def test_every_pair_is_lawful_and_nobody_has_too_much(facts):
    plan, may, fixed = assign(facts, SEED), lawful(facts), begun(facts)
    assert fixed <= set(plan.kept)
    assert all(who in may[case] for case, who in plan.pairs if (case, who) not in fixed)
    loads, started = Counter(who for _, who in plan.pairs), Counter(who for _, who in fixed)
    assert all(loads[who.key] <= max(most_of(facts, who), started[who.key]) for who in facts.reviewers)
    assert plan.loads == {who.key: loads[who.key] for who in facts.reviewers}
    per_case, of_case = Counter(case for case, _ in plan.pairs), Counter(case for case, _ in fixed)
    assert all(number <= max(facts.rule.per_case, of_case[case]) for case, number in per_case.items())
    assert {each.case: each.has for each in plan.unfilled} == {
        case: per_case[case] for case in may if per_case[case] < facts.rule.per_case
    }


@settings(max_examples=60)
@given(any_facts())
def test_no_other_assignment_fills_more_places(facts):
    plan = assign(facts, SEED)
    assert len(set(plan.pairs) - begun(facts)) == most_places(facts)


@settings(max_examples=60)
@given(any_facts())
def test_no_move_makes_loads_more_alike(facts):
    plan, may = assign(facts, SEED), lawful(facts)
    fixed, pairs = begun(facts), set(plan.pairs)
    for case, who in pairs - fixed:
        for other in facts.reviewers:
            if other.key in may[case] and (case, other.key) not in pairs:
                has_room = plan.loads[other.key] < most_of(facts, other)
                assert not has_room or plan.loads[who] - plan.loads[other.key] < 2


@settings(max_examples=60)
@given(any_facts(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_changes_nothing(facts, dice):
    def shuffled(rows: tuple) -> tuple:
        return tuple(dice.sample(rows, len(rows)))

    other = replace(
        facts,
        cases=shuffled(facts.cases),
        reviewers=shuffled(facts.reviewers),
        given=shuffled(facts.given),
        barred=frozenset(sorted(facts.barred, reverse=True)),
    )
    assert assign(facts, SEED) == assign(other, SEED)


@settings(max_examples=60)
@given(any_facts())
def test_a_second_run_changes_nothing(facts):
    plan = assign(facts, SEED)
    again = assign(rerun(facts, plan), SEED)
    assert (again.new, again.released, again.pairs) == ((), (), plan.pairs)


@settings(max_examples=60)
@given(any_facts(), st.data())
def test_a_recusal_is_filled_where_it_can_be_and_begun_work_stays(facts, data):
    plan = assign(facts, SEED)
    if not plan.pairs:
        return
    gone = data.draw(st.sampled_from(plan.pairs))
    left = tuple(Given(case, who, begun=True) for case, who in plan.pairs if (case, who) != gone)
    after = replace(facts, given=left, barred=facts.barred | {gone})
    again = assign(after, SEED)
    assert {(each.case, each.reviewer) for each in left} <= set(again.kept)
    assert gone not in again.pairs
    assert len(again.new) == most_places(after)


TWELVE = tuple(Reviewer(f"r{at:02}", "ABCDEF"[at % 6]) for at in range(12))
FORTY = tuple(Case(f"c{at:02}", "ABCDEF"[at % 6]) for at in range(40))
ROUND = Facts(FORTY, TWELVE, Rule(3, 12))


def test_a_round_of_forty_is_full_level_and_mixed():
    plan = assign(ROUND, SEED)
    assert plan.unfilled == () and set(plan.loads.values()) == {10}
    home = {who.key: who.district for who in TWELVE}
    by_case: dict[str, list[str]] = {}
    for case, who in plan.pairs:
        by_case.setdefault(case, []).append(home[who])
    assert all(len(set(districts)) == 3 for districts in by_case.values())
    assert all(one != other for one, other in plan.meetings)
    assert sum(plan.meetings.values()) == 120 and max(plan.meetings.values()) <= 9


def test_another_seed_is_another_plan_and_the_same_the_same():
    assert assign(ROUND, SEED) == assign(ROUND, SEED)
    assert assign(ROUND, SEED).pairs != assign(ROUND, "b2").pairs


def test_what_is_missing_is_missing_evenly_and_says_why():
    """Six reviewers of five cases each have 30 places for 40 cases that want two."""
    facts = Facts(FORTY, TWELVE[:6], Rule(2, 5), frozenset({("c00", "r01")}))
    plan = assign(facts, SEED)
    assert {each.has for each in plan.unfilled} == {0, 1} and len(plan.pairs) == 30
    told = next(each for each in plan.unfilled if each.case == "c00")
    assert "需要 2 位评委" in told.why and "须回避 1 位" in told.why and "与阵地同区(市) 1 位" in told.why
    assert "份数已满" in told.why


def test_one_reviewer_each_comes_before_two_for_some():
    facts = Facts(FORTY, TWELVE, Rule(3, 5), frozenset())
    plan = assign(facts, SEED)
    assert {each.has for each in plan.unfilled} == {1, 2} and len(plan.pairs) == 60


def test_a_place_is_made_by_moving_somebody_else():
    """r1 may do both, r2 only the first: given to r1, the first goes over to r2."""
    facts = Facts(
        (Case("first"), Case("second")),
        (Reviewer("r1"), Reviewer("r2")),
        Rule(1, 1),
        frozenset({("second", "r2")}),
        (Given("first", "r1"),),
    )
    plan = assign(facts, SEED)
    assert plan.pairs == [("first", "r2"), ("second", "r1")]
    assert plan.released == (("first", "r1"),) and plan.unfilled == ()
    stuck = assign(replace(facts, given=(Given("first", "r1", begun=True),)), SEED)
    assert stuck.pairs == [("first", "r1")] and [each.case for each in stuck.unfilled] == ["second"]


def test_begun_work_that_is_barred_by_now_is_questioned_and_stays():
    facts = replace(ROUND, barred=frozenset({("c00", "r01"), ("c01", "r02")}))
    facts = replace(
        facts, given=(Given("c00", "r01", begun=True), Given("c01", "r02"), Given("c02", "gone", True))
    )
    plan = assign(facts, SEED)
    assert plan.questioned == (("c00", "r01"),)
    assert ("c00", "r01") in plan.kept and ("c02", "gone") in plan.kept
    assert plan.released == (("c01", "r02"),)


def test_facts_that_say_a_thing_twice_are_refused():
    for twice in (
        replace(ROUND, cases=(*FORTY, FORTY[0])),
        replace(ROUND, reviewers=(*TWELVE, TWELVE[0])),
        replace(ROUND, given=(Given("c00", "r01"), Given("c00", "r01", begun=True))),
    ):
        with pytest.raises(ValueError, match="twice"):
            assign(twice, SEED)
