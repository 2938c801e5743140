"""How much does a site get, and by which rule? Tiers and facts in, one tier and its words out; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from core.money import yuan
from rulebook.choices import Times, TitleLevel
from rulebook.rubric import points_text
from rulebook.terms import SubsidyTier
from rulebook.wording import class_words


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the tiers ask of one site. ``score`` in tenths of a point; ``None`` and empty: not known. ``wanted``: fen that were asked for."""

    level: str = ""
    score: int | None = None
    children: int | None = None
    is_repeat: bool = False
    wanted: int | None = None

    @property
    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Case:
        return cls(**{each.name: kept[each.name] for each in fields(cls) if each.name in kept})


def fits(tier: SubsidyTier, case: Case) -> bool:
    """Everything but a condition in words, which a person looks at."""
    points, first, last = tier.points_from_tenths, tier.children_from, tier.children_until
    times = Times.REPEAT if case.is_repeat else Times.FIRST
    asked = (
        not tier.level or tier.level == case.level,
        not tier.times or tier.times == times,
        points is None or (case.score is not None and case.score >= points),
        first is None or (case.children is not None and first <= case.children),
        last is None or (case.children is not None and case.children <= last),
    )
    return all(asked)


def pick(tiers: Iterable[SubsidyTier], case: Case) -> SubsidyTier | None:
    """The tier of the most points that fits; one with a condition in words only where no other does."""
    fitting = [tier for tier in tiers if fits(tier, case)]
    return min(
        fitting,
        key=lambda tier: (bool(tier.condition.strip()), -(tier.points_from_tenths or 0)),
        default=None,
    )


def amount_for(tier: SubsidyTier, case: Case) -> int:
    """What the tier gives, and never more than was asked for. Integer fen."""
    return tier.amount_fen if case.wanted is None else min(tier.amount_fen, case.wanted)


def rule_words(tier: SubsidyTier, case: Case) -> str:
    """市级;得分 92.5 分,90 分以上;首次;3,000.00 元"""
    parts = [str(TitleLevel(tier.level).label)] if tier.level else []
    if tier.points_from_tenths is not None and case.score is not None:
        parts.append(f"得分 {points_text(case.score)} 分,达到 {points_text(tier.points_from_tenths)} 分")
    if tier.children_from is not None:
        parts.append(f"{class_words(tier.children_from, tier.children_until)},现有 {case.children} 人")
    parts += [str(Times(tier.times).label)] if tier.times else []
    parts += [tier.condition] if tier.condition.strip() else []
    parts.append(yuan(tier.amount_fen))
    if case.wanted is not None:
        is_less = case.wanted < tier.amount_fen
        parts.append(f"申请 {yuan(case.wanted)}{',按申请金额补助' if is_less else ''}")
    return f"“{tier.label}”:{';'.join(parts)}"


def why_none(tiers: Iterable[SubsidyTier], case: Case) -> str:
    """Why a site fits no tier, for the list of those left out."""
    told = list(tiers)
    if not told:
        return "管理办法没有这类阵地的补助档次"
    if case.children is None and all(tier.children_from is not None for tier in told):
        return "登记资料中没有在托人数"
    if case.score is None and all(tier.points_from_tenths is not None for tier in told):
        return "没有可用的评定得分"
    return "不符合任何补助档次的条件"
