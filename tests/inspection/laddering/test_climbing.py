"""The rule of the ladder alone, beside an honest clerk who counts the days by himself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.laddering.climbing import Announced, Cause, Standing, next_rung, what_follows
from rulebook.term_rows import LadderStep

DAY = date(2026, 3, 2)
ALL = frozenset({"remind", "rectify", "suspend", "revoke", "cancel"})
LADDER = tuple(
    LadderStep(action=action, days=days, wording=action)
    for action, days in (("cancel", 60), ("remind", 0), ("suspend", 30), ("rectify", 15), ("revoke", 30))
)


def cause(kind: str = "finding", key: int = 1, **more: object) -> Cause:
    return Cause(kind, key, "理由", DAY, 1, **more)  # type: ignore[arg-type]  # columns by name


def days(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("found", "concerned", "wanted"),
    [
        (cause(), ALL, ("remind", days(0))),
        (cause(taken={"remind": days(2)}), ALL, ("rectify", days(17))),
        (cause(taken={"remind": days(2), "rectify": days(20)}), ALL, None),
        (cause(taken={"remind": days(2)}, spared={"rectify": days(30)}), ALL, ("rectify", days(45))),
        (cause("order", taken={"rectify": days(5)}), ALL, ("suspend", days(35))),
        (cause("order", taken={"rectify": days(5)}, not_before=days(90)), ALL, ("suspend", days(90))),
        (cause("order", taken={"rectify": days(5), "suspend": days(40)}), ALL, ("revoke", days(70))),
        (
            cause("order", taken={"rectify": days(5), "suspend": days(40)}),
            ALL - {"revoke"},
            ("cancel", days(100)),
        ),
        (cause("order", taken={"rectify": days(5)}), ALL - {"suspend"}, ("revoke", days(35))),
        (cause("order", stopped="复查中"), ALL, None),
        (cause(), frozenset(), None),
    ],
)
def test_the_next_rung_is_the_first_that_was_not_taken(found, concerned, wanted) -> None:
    rung = next_rung(LADDER, found, concerned)
    assert (rung and (rung.step.action, rung.ripe_on)) == wanted


def test_what_was_told_stands_on_what_was_told_and_falls_with_it() -> None:
    first, second = cause(key=1, taken={"remind": DAY}), cause(key=2, taken={"remind": DAY})
    told = Announced(7, days(15), days(30), False, False, frozenset({("finding", 1)}))
    standing = Standing(1, (first, second), {"rectify": told}, ALL)
    (ahead,) = what_follows(standing, {1: LADDER}, days(20))
    assert ([each.key for each in ahead.causes], ahead.falls, ahead.is_ripe(days(20))) == ([1], False, False)
    gone, new = what_follows(Standing(1, (second,), {"rectify": told}, ALL), {1: LADDER}, days(20))
    assert gone.falls and not new.falls and new.is_ripe(days(20))


def test_what_is_ripe_goes_together_and_other_measures_wait() -> None:
    old = Cause("finding", 1, "甲", DAY, 1, {"remind": DAY})
    new = Cause("finding", 2, "乙", days(5), 1, {"remind": days(5)})
    other = Cause("finding", 3, "丙", days(1), 2, {"remind": days(1)})
    standing = Standing(1, (old, new, other), {}, ALL)
    ladders = {1: LADDER, 2: LADDER}
    names = [[each.title for each in ahead.causes] for ahead in what_follows(standing, ladders, days(3))]
    assert names == [["甲"]]
    names = [[each.title for each in ahead.causes] for ahead in what_follows(standing, ladders, days(20))]
    assert names == [["甲", "乙"]]


@given(
    st.lists(
        st.tuples(st.sampled_from(["remind", "rectify", "suspend", "revoke", "cancel"]), st.integers(0, 90)),
        unique_by=lambda each: each[0],
    ),
    st.sets(st.sampled_from(sorted(ALL))),
    st.dictionaries(st.sampled_from(sorted(ALL)), st.integers(0, 200)),
    st.dictionaries(st.sampled_from(sorted(ALL)), st.integers(0, 200)),
    st.sampled_from(["finding", "order"]),
)
def test_an_honest_clerk_finds_the_same_rung(rungs, concerned, taken, spared, kind) -> None:
    ladder = tuple(LadderStep(action=action, days=count, wording="x") for action, count in rungs)
    found = cause(
        kind,
        taken={action: days(number) for action, number in taken.items()},
        spared={action: days(number) for action, number in spared.items()},
    )
    rung = next_rung(ladder, found, concerned)
    told = (rung.step.action, rung.ripe_on) if rung else None
    assert told == clerk(dict(rungs), concerned, taken, spared, kind)


def clerk(rungs, concerned, taken, spared, kind):
    """Day by day, from the top of the sheet: knows nothing of the code beside it."""
    sheet = ["remind", "rectify"] if kind == "finding" else ["suspend", "revoke", "cancel"]
    last = taken.get("rectify", 0) if kind == "order" else 0
    for action in sheet:
        if action not in rungs:
            continue
        if action in taken:
            last = taken[action]
            continue
        if action not in concerned:
            continue
        day = last
        if action in spared and spared[action] > day:
            day = spared[action]
        for _ in range(rungs[action]):
            day += 1
        return action, days(day)
    return None
