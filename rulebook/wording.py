"""How are the terms of a pack told to a reader? Texts for the trail; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast

from django.db import models

from core.audit import Change
from core.money import yuan
from core.words import chinese_day
from rulebook.choices import AcceptanceLevel, Bound, LadderAction, Times, TitleLevel
from rulebook.models import RulePack
from rulebook.rubric import points_text
from rulebook.rubric_checks import Vocabulary, vocabulary_of
from rulebook.rubric_words import rubric_differences
from rulebook.terms import COLUMNS, SubsidyTier, Terms, TypeTerms


def square_metres(tenths: int) -> str:
    """Integer tenths as people write them: 12.5, 10."""
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def class_words(first: int, last: int | None) -> str:
    """每班 10—19 人, 每班 30 人以上."""
    return f"每班 {first} 人以上" if last is None else f"每班 {first}—{last} 人"


def _column(name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", RulePack._meta.get_field(name))


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_day(value)
    if value is None:
        return ""
    choices = dict(_column(name).flatchoices)
    return str(choices.get(value, value))


def _rule(rule: TypeTerms) -> str:
    parts = [f"由{AcceptanceLevel(rule.acceptance_level).label}验收", f"不少于 {rule.min_inspectors} 人"]
    if rule.area_warn_tenths is not None:
        parts.append(f"低于 {square_metres(rule.area_warn_tenths)} 平方米提醒")
    if rule.area_floor_tenths is not None:
        parts.append(f"低于 {square_metres(rule.area_floor_tenths)} 平方米不予备案")
    return f"{rule.name}:{','.join([*parts, *_cycles(rule)])}"


def _cycles(rule: TypeTerms) -> list[str]:
    """What a rule says of cycles, quotas and titles; nothing where the measure leaves it open."""
    bound = Bound(rule.activities_bind).label
    said = (
        (rule.self_check_months, f"每 {rule.self_check_months} 个月自查"),
        (rule.review_from, f"{rule.review_from}—{rule.review_until} 月年度复核"),
        (rule.quota_percent, f"示范阵地不超过 {rule.quota_percent}%"),
        (rule.title_years, f"命名有效 {rule.title_years} 年"),
        (rule.activities_per_year, f"{bound}每年活动不少于 {rule.activities_per_year} 次"),
    )
    return [words for value, words in said if value is not None]


def _tier(tier: SubsidyTier, named: Mapping[str, str]) -> str:
    points = tier.points_from_tenths
    wanted = [f"{points_text(points)} 分以上"] if points is not None else []
    wanted += [str(TitleLevel(tier.level).label)] if tier.level else []
    wanted += [class_words(tier.children_from, tier.children_until)] if tier.children_from is not None else []
    wanted += [str(Times(tier.times).label)] if tier.times else []
    wanted += [tier.condition] if tier.condition else []
    cap = tier.most_per_unit_fen
    wanted += [f"每个单位每年不超过 {yuan(cap)}"] if cap is not None else []
    return (
        f"{named.get(tier.site_type, tier.site_type)} {tier.label}({','.join(wanted)}){yuan(tier.amount_fen)}"
    )


def _rows(terms: Terms, *, coded: bool = False) -> dict[str, str]:
    """``coded``: with the codes behind the names, which tell rows apart that read alike."""
    named = {rule.site_type: rule.name for rule in terms.type_rules}

    def told(name_of: Callable[[Any], str], code: str, rows: Iterable[Any]) -> str:
        return ";".join(f"{name_of(row)}[{getattr(row, code)}]" if coded else name_of(row) for row in rows)

    return {
        "办理时限": told(lambda limit: f"{limit.name} {limit.words}", "code", terms.limits),
        "签批环节": " → ".join(terms.sign_off_levels),
        "阵地类型规则": told(_rule, "site_type", terms.type_rules),
        "补助档次": ";".join(_tier(tier, named) for tier in terms.subsidy_tiers),
        "处置措施": ";".join(
            f"{LadderAction(step.action).label}(满 {step.days} 日):{step.wording}" for step in terms.ladder
        ),
    }


def differences(old: Terms, new: Terms) -> dict[str, Change]:
    """What changed, by label, as readable texts."""
    found: dict[str, Change] = {}
    for name in COLUMNS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            label = str(_column(name).verbose_name)
            found[label] = (_said(name, before), _said(name, after))
    for coded in (True, False):  # the plain words last: they stand wherever they tell the change
        before, after = _rows(old, coded=coded), _rows(new, coded=coded)
        found |= {label: (text, after[label]) for label, text in before.items() if text != after[label]}
    return found | _tables(old, new)


def _tables(old: Terms, new: Terms) -> dict[str, Change]:
    olds, news = ({rubric.site_type: rubric for rubric in terms.rubrics} for terms in (old, new))
    found: dict[str, Change] = {}
    for site_type in olds | news:
        vocabulary = vocabulary_of(site_type) or Vocabulary({}, {})
        found |= rubric_differences(olds.get(site_type), news.get(site_type), vocabulary)
    return found
