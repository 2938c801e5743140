"""Which tier, which words, which way: pure questions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import plain_yuan, yuan
from demonstration.subsidies.chains import chain_of, may_keep
from demonstration.subsidies.working import Case, pick, rule_words, why_none
from rulebook.terms import SubsidyTier
from rulebook.tier_checks import _gap, _overlap

BASE = SubsidyTier(site_type="holiday_station", label="", amount_fen=1)


def classes(times: str, *amounts: int) -> list[SubsidyTier]:
    sizes = [(10, 19), (20, 29), (30, None)]
    return [
        replace(
            BASE,
            label=f"{times}{first}",
            times=times,
            children_from=first,
            children_until=last,
            amount_fen=amount,
        )
        for (first, last), amount in zip(sizes, amounts, strict=True)
    ]


XIAMEN = [
    *classes("first", 1_000_000, 2_000_000, 3_000_000),
    *classes("repeat", 1_000_000, 1_500_000, 2_000_000),
]


@pytest.mark.parametrize(
    ("children", "is_repeat", "amount"),
    [
        (9, False, None),
        (10, False, 1_000_000),
        (19, False, 1_000_000),
        (20, False, 2_000_000),
        (29, False, 2_000_000),
        (30, False, 3_000_000),
        (35, True, 2_000_000),
        (29, True, 1_500_000),
        (19, True, 1_000_000),
        (None, False, None),
    ],
)
def test_three_class_sizes_give_three_amounts_and_less_the_second_time(children, is_repeat, amount):
    found = pick(XIAMEN, Case(children=children, is_repeat=is_repeat))
    assert (found.amount_fen if found else None) == amount


def test_the_highest_points_that_are_reached_count():
    tiers = [replace(BASE, label=str(points), points_from_tenths=points) for points in (800, 900, 850)]
    assert [pick(tiers, Case(score=score)) for score in (799, None)] == [None, None]
    assert [pick(tiers, Case(score=score)).label for score in (800, 899, 900)] == ["800", "850", "900"]


def test_a_condition_in_words_comes_only_where_nothing_else_fits():
    worded, level = replace(BASE, label="a", condition="当年新建"), replace(BASE, label="b", level="city")
    assert pick([worded, level], Case(level="city")).label == "b"
    assert pick([worded, level], Case()).label == "a"


def test_the_rule_is_told_with_its_numbers():
    told = rule_words(XIAMEN[2], Case(children=31))
    assert told == "“first30”:每班 30 人以上,现有 31 人;首次;30,000.00 元"
    scored = replace(BASE, label="一档", level="city", points_from_tenths=900, amount_fen=5)
    assert rule_words(scored, Case(level="city", score=925)) == "“一档”:市级;得分 92.5 分,达到 90 分;0.05 元"


@pytest.mark.parametrize(
    ("tiers", "words"),
    [
        ([], "没有这类阵地的补助档次"),
        (XIAMEN, "没有在托人数"),
        ([replace(BASE, points_from_tenths=900)], "没有可用的评定得分"),
        ([replace(BASE, level="city")], "不符合任何补助档次"),
    ],
)
def test_who_gets_nothing_is_told_why(tiers, words):
    assert words in why_none(tiers, Case())


SIZES = st.lists(st.integers(1, 60), min_size=2, max_size=7, unique=True).map(sorted)


@given(SIZES, st.integers(1, 70))
def test_without_gap_and_overlap_each_size_has_one_tier(bounds, children):
    tiers = [
        replace(BASE, label=str(first), children_from=first, children_until=last - 1)
        for first, last in pairwise(bounds)
    ]
    assert not _overlap(tiers) and not _gap(tiers)
    found = [tier for tier in tiers if tier.children_from <= children <= tier.children_until]
    assert len(found) == (bounds[0] <= children < bounds[-1])
    assert pick(tiers, Case(children=children)) == (found[0] if found else None)


@given(st.integers(0, 10**15))
def test_an_amount_is_written_to_the_fen_and_comes_back(fen):
    assert int(plain_yuan(fen) * 100) == fen
    assert int(yuan(fen).removesuffix(" 元").replace(",", "").replace(".", "")) == fen


@pytest.mark.parametrize(
    ("issuer", "account", "keys"),
    [("1.", "1.4.12.", [1, 4, 12]), ("1.", "1.4.", [1, 4]), ("1.", "1.", [1, 1]), ("1.4.", "1.4.9.", [4, 9])],
)
def test_the_money_goes_down_the_tree(issuer, account, keys):
    assert chain_of(issuer, account) == keys


@pytest.mark.parametrize(("issuer", "account"), [("1.", "2.3."), ("", "1."), ("1.4.", "1.")])
def test_an_account_elsewhere_has_no_way(issuer, account):
    with pytest.raises(ValueError, match="not below"):
        chain_of(issuer, account)


@pytest.mark.parametrize(
    ("keeper", "may"), [("1.4.", True), ("1.", True), ("1.4.12.", False), ("1.5.", False), ("0.", False)]
)
def test_only_an_upper_union_keeps_an_account(keeper, may):
    assert may_keep("1.", "1.4.12.", keeper) == may
