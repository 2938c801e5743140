"""Conflicts out of union tree, employers and declarations, each with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demonstration.conflicts import (
    MOST_REASON,
    Body,
    CaseFacts,
    Declared,
    PersonFacts,
    Source,
    branch_of,
    conflicts,
    same_body,
    tree_reason,
)

CITY = "1."


@pytest.mark.parametrize(
    ("case", "person", "words"),
    [
        ("1.4.12.", "1.4.12.", "就是该阵地的主管工会"),
        ("1.4.12.", "1.4.", "上级工会"),
        ("1.4.", "1.4.12.", "下级工会"),
        ("1.4.12.", "1.4.13.", "同一个推荐工会"),
        ("1.4.12.", "1.5.", ""),
        ("1.4.12.", "1.", ""),
        ("1.", "1.", "就是该阵地的主管工会"),
        ("1.", "1.4.", ""),
        ("1.4.", "1.41.", ""),
        ("1.4.", "", ""),
        ("1.4.", "2.4.", ""),
    ],
)
def test_the_tree_bars_a_whole_branch_and_nobody_else(case, person, words):
    reason = tree_reason(case, person, CITY)
    assert words in reason and bool(words) == bool(reason)


PATHS = st.lists(st.integers(1, 3), max_size=3).map(lambda keys: CITY + "".join(f"{key}." for key in keys))


@given(PATHS, PATHS)
def test_the_tree_bars_both_ways_round(one, other):
    assert bool(tree_reason(one, other, CITY)) == bool(tree_reason(other, one, CITY))


@given(PATHS, PATHS)
def test_who_is_above_or_below_is_barred_unless_he_is_the_issuer(one, other):
    near = one.startswith(other) or other.startswith(one)
    if near and CITY not in {one, other}:
        assert tree_reason(one, other, CITY)


@pytest.mark.parametrize(
    ("path", "branch"), [("1.4.12.", "1.4."), ("1.4.", "1.4."), ("1.", ""), ("2.4.", ""), ("", "")]
)
def test_a_branch_is_the_union_right_below_the_issuer(path, branch):
    assert branch_of(path, CITY) == branch


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("青岛某某有限公司", ""), ("青岛某某有限责任公司", ""), True),
        (("某某(青岛)有限公司", ""), ("某某(青岛) 有限公司", ""), True),
        (("某某医院工会委员会", ""), ("某某医院", ""), True),
        (("某某街道总工会", ""), ("某某街道", ""), False),
        (("ＡＢＣ公司", ""), ("abc公司", ""), True),
        (("甲公司", "91370200MA3C00001X"), ("乙公司", "9137 0200 ma3c00001x"), True),
        (("甲公司", "91370200MA3C00001X"), ("甲公司", ""), True),
        (("甲公司", ""), ("乙公司", ""), False),
        (("", ""), ("", ""), False),
        (("无", ""), ("无", ""), False),
        (("退休", ""), ("退 休", ""), False),
        (("工会", ""), ("工会", ""), True),
    ],
)
def test_one_body_is_known_however_it_was_typed(one, other, same):
    pair = Body("工作单位", *one), Body("共建单位", *other)
    assert same_body(*pair) == same and same_body(*reversed(pair)) == same


HOST = Body("共建单位", "青岛某某有限公司")
CASES = (CaseFacts("n1", "1.4.12.", (HOST, Body("运营单位", "另一家公司"))), CaseFacts("n2", "1.5."))


def told(*persons: PersonFacts) -> list[tuple[str, str, Source]]:
    return [(each.case, each.person, each.source) for each in conflicts(CASES, persons, CITY)]


def test_each_source_is_told_once_with_its_reason():
    person = PersonFacts(
        "p",
        "1.4.",
        (Body("工作单位", "青岛某某有限责任公司"), Body("原工作单位", "另一家公司")),
        (
            Declared("n1", "曾任顾问"),
            Declared("n1", "曾任顾问"),
            Declared("n1", "举报", entered=True),
            Declared("n2", ""),
        ),
    )
    found = conflicts(CASES, [person], CITY)
    assert [(each.case, each.source, each.reason) for each in found] == [
        ("n1", Source.TREE, "所在工会是该阵地主管工会的上级工会。"),
        (
            "n1",
            Source.EMPLOYER,
            "工作单位“青岛某某有限责任公司”与该阵地的共建单位“青岛某某有限公司”是同一单位;"
            "原工作单位“另一家公司”与该阵地的运营单位“另一家公司”是同一单位。",
        ),
        ("n1", Source.DECLARED, "曾任顾问"),
        ("n1", Source.ENTERED, "举报"),
        ("n2", Source.DECLARED, "未写理由。"),
    ]


def test_who_has_nothing_to_do_with_it_is_free():
    assert told(PersonFacts("p", "1.6.", (Body("工作单位", "某大学"),)), PersonFacts("q")) == []


def test_they_come_by_case_and_person_whatever_the_order():
    one, other = PersonFacts("a", "1.4."), PersonFacts("b", "1.4.7.")
    assert told(one, other) == told(other, one) == [("n1", "a", Source.TREE), ("n1", "b", Source.TREE)]


def test_a_long_reason_is_cut_to_what_the_row_holds():
    person = PersonFacts("p", declared=(Declared("n1", "长" * 500),))
    (found,) = conflicts(CASES, [person], CITY)
    assert len(found.reason) == MOST_REASON and found.reason.endswith("…")
