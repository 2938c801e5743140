"""What makes the subsidy tiers of a pack wrong? One sentence for the editor, where they are edited; pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise

from rulebook.rubric import WHOLE
from rulebook.terms import SubsidyTier, Terms

#: A class is never larger.
MOST_CHILDREN = 999


def bad_tier(terms: Terms) -> str:
    """The first thing that is wrong with the tiers; empty when nothing is."""
    ruled = {rule.site_type: rule.name for rule in terms.type_rules}
    if said := _of_each(terms.subsidy_tiers, set(ruled)):
        return said
    for site_type, name in ruled.items():
        tiers = [tier for tier in terms.subsidy_tiers if tier.site_type == site_type]
        if said := _overlap(tiers) or _gap(tiers) or _order(tiers):
            return f"{name}的补助档次中,{said}"
    return ""


def _of_each(tiers: Iterable[SubsidyTier], ruled: set[str]) -> str:
    seen: set[tuple[str, str]] = set()
    for tier in tiers:
        if (tier.site_type, tier.label) in seen:
            return f"补助档次“{tier.site_type} {tier.label}”重复,同一类型的档次名称不能相同。"
        seen.add((tier.site_type, tier.label))
        if tier.site_type not in ruled:
            return f"补助档次“{tier.label}”的类型“{tier.site_type}”不在阵地类型规则中,请修改或补充规则。"
        if said := _of_one(tier):
            return f"补助档次“{tier.label}”{said}"
    return ""


def _of_one(tier: SubsidyTier) -> str:
    checks = (
        (not tier.label.strip(), "没有名称,请补充。"),
        (tier.amount_fen < 1, "的金额应大于 0 元,请修改。"),
        (not _is_conditional(tier), "没有条件,请填写起始分数、级别、人数或首次再次,或用文字写明条件。"),
        (
            tier.points_from_tenths is not None and not 0 <= tier.points_from_tenths <= WHOLE,
            "的起始分数应为 0 至 100 分,请修改。",
        ),
    )
    return next((words for wrong, words in checks if wrong), "") or _of_class(tier) or _of_cap(tier)


def _is_conditional(tier: SubsidyTier) -> bool:
    told = (tier.points_from_tenths, tier.children_from)
    return any(each is not None for each in told) or any((tier.condition.strip(), tier.level, tier.times))


def _of_class(tier: SubsidyTier) -> str:
    first, last = tier.children_from, tier.children_until
    if first is None:
        return "" if last is None else "只填写了每班人数止,请填写从几人起。"
    if not 1 <= first <= MOST_CHILDREN or (last is not None and not first <= last <= MOST_CHILDREN):
        return f"的每班人数应从 1 至 {MOST_CHILDREN} 人,起不大于止,请修改。"
    return ""


def _of_cap(tier: SubsidyTier) -> str:
    cap = tier.most_per_unit_fen
    return "的每个单位年度上限小于本档金额,请修改。" if cap is not None and cap < tier.amount_fen else ""


def _people(tier: SubsidyTier) -> tuple[int, int]:
    first, last = tier.children_from, tier.children_until
    return (first or 0, MOST_CHILDREN + 1 if last is None else last)


def _meet(one: SubsidyTier, other: SubsidyTier) -> bool:
    """Whether a case may fit both, so that nobody could say which amount is meant."""
    (first, last), (start, end) = _people(one), _people(other)
    return (
        one.condition.strip() == other.condition.strip()
        and _points(one) == _points(other)
        and _agree(one.level, other.level)
        and _agree(one.times, other.times)
        and max(first, start) <= min(last, end)
    )


def _points(tier: SubsidyTier) -> int:
    return tier.points_from_tenths or 0


def _agree(one: str, other: str) -> bool:
    """Both may be true of one site; empty asks nothing."""
    return "" in (one, other) or one == other


def _overlap(tiers: list[SubsidyTier]) -> str:
    for one, other in combinations(tiers, 2):
        if _meet(one, other):
            return f"“{one.label}”和“{other.label}”的条件重叠,同一阵地会有两个金额,请修改。"
    return ""


def _gap(tiers: list[SubsidyTier]) -> str:
    """Class sizes of one row of tiers follow one another without a hole."""
    rows: dict[tuple[object, ...], list[SubsidyTier]] = {}
    for tier in tiers:
        if tier.children_from is not None:
            key = (tier.level, tier.times, tier.points_from_tenths, tier.condition.strip())
            rows.setdefault(key, []).append(tier)
    for row in rows.values():
        for one, other in pairwise(sorted(row, key=_people)):
            last, start = _people(one)[1], _people(other)[0]
            if start > last + 1:
                return (
                    f"“{one.label}”到 {last} 人为止,“{other.label}”从 {start} 人起,"
                    f"中间的人数没有规定,请把两档接上。"
                )
    return ""


def _order(tiers: list[SubsidyTier]) -> str:
    """More points never bring less money."""
    rows: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for tier in tiers:
        if tier.points_from_tenths is not None:
            key = (tier.level, tier.times, _people(tier), tier.condition.strip())
            rows.setdefault(key, []).append((tier.points_from_tenths, tier.amount_fen))
    for row in rows.values():
        amounts = [amount for _, amount in sorted(row)]
        if amounts != sorted(amounts):
            return "分数高的金额不能更少,请修改。"
    return ""
